"""Attempts are begun: once, whatever two tabs or two servers do at a time."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.delivery import Delivered, deliver
from quiz.domain.grading import marking
from quiz.services.attempts.refusals import AccountRequired, NotFound
from quiz.services.attempts.serialization import plain_variant
from quiz.services.attempts.submitting import close_if_overdue
from quiz.services.content.definitions import quiz_of
from quiz.services.content.question_pool import Offered, pool_now
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries import content as content_queries
from quiz.storage.writes import attempts as attempt_writes


def start(session: Session, account: Learner, quiz_key: str, *, now: datetime) -> Attempt:
    """The running attempt of ``account`` at a quiz, begun now unless there is one.

    Raises ``NotFound``, ``AccountRequired``, ``TooFewQuestions``.
    """
    row = fetch(session, content_queries.quiz_to_start(quiz_key)).first()
    if row is None:
        raise NotFound(quiz_key)
    quiz_id, version_id, quiz_hash, definition = row
    quiz = quiz_of(quiz_hash, definition)
    if quiz.mode == "exam" and account.role == "guest":
        raise AccountRequired(quiz_key)
    running: Attempt | None = fetch(session, attempt_queries.running_attempt(account.id, quiz_id)).scalars().first()
    if running is not None and not close_if_overdue(session, account, running, now=now):
        return running
    attempt, rows = _begun(session, account, quiz_key, quiz, quiz_id, version_id, now)
    try:
        with session.begin_nested():
            session.add(attempt)
            session.flush()
            session.execute(attempt_writes.pin_questions(), [{"attempt_id": attempt.id, **row} for row in rows])
    except IntegrityError:
        # Another start of the same quiz came first; the index let only one through.
        first: Attempt = fetch(session, attempt_queries.running_attempt(account.id, quiz_id)).scalars().one()
        return first
    return attempt


def _begun(
    session: Session, account: Learner, quiz_key: str, quiz: Quiz, quiz_id: int, version_id: int, now: datetime
) -> tuple[Attempt, list[dict[str, Any]]]:
    seed = secrets.token_hex(8)
    # Only an exam is timed: practice is never handed in, so nothing would close it.
    deadline = now + timedelta(minutes=quiz.minutes) if quiz.minutes and quiz.mode == "exam" else None
    pool = {candidate.key: candidate for candidate in pool_now(session, quiz, quiz_key)}
    delivered = deliver(quiz, list(pool.values()), seed)
    attempt = Attempt(
        token=secrets.token_urlsafe(12),
        account_id=account.id,
        quiz_id=quiz_id,
        quiz_version_id=version_id,
        seed=seed,
        mode=quiz.mode,
        state="running",
        started_at=now,
        deadline_at=deadline,
        closes_at=deadline + timedelta(seconds=quiz.grace) if deadline is not None else None,
        points_possible=marking.possible(quiz, (pool[item.key].question.points for item in delivered)),
    )
    return attempt, [_pinned(position, item, pool[item.key]) for position, item in enumerate(delivered, 1)]


def _pinned(position: int, item: Delivered, offered: Offered) -> dict[str, Any]:
    return {
        "position": position,
        "question_version_id": item.key,
        "bank_revision_id": offered.bank_revision,
        "variant": plain_variant(item.variant),
        "revision": 0,
        "answered": False,
    }
