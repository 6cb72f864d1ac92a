"""Attempts are begun: once, whatever two tabs or two servers do at a time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.delivery import Delivered, TooFewQuestions, deliver, led_by
from quiz.domain.grading import marking
from quiz.services import seeds
from quiz.services.attempts.refusals import AccountRequired, HeldByTest, NotFound
from quiz.services.attempts.serialization import plain_variant
from quiz.services.attempts.submitting import close_if_overdue
from quiz.services.content.definitions import quiz_of
from quiz.services.content.question_pool import Offered, pool_now, seen_in, standings_for
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries.content import published as content_queries
from quiz.storage.writes import attempts as attempt_writes


def start(
    session: Session,
    account: Learner,
    quiz_key: str,
    *,
    now: datetime,
    series: str | None = None,
    seed: str | None = None,
    first: int | None = None,
) -> Attempt:
    """The running attempt of ``account`` at a quiz, begun now unless there is one.

    Without the slug of a series the first that has a quiz under that key is meant; without a seed chance draws.
    ``first`` is the version of a question that comes first in practice, where it is on offer. Raises ``NotFound``,
    ``AccountRequired``, ``TooFewQuestions``, ``HeldByTest`` where a running test asks all that could be asked here.
    """
    row = _find(session, account, quiz_key, series)
    quiz_id = row.id
    quiz = quiz_of(row.content_hash, row.quiz)
    if quiz.mode == "exam" and account.role == "guest":
        raise AccountRequired(quiz_key)
    begun = running(session, account, quiz_id)
    if begun is not None and not close_if_overdue(session, account, begun, now=now):
        return begun
    attempt, rows = _begun(session, account, quiz_key, quiz, row, now, seed or seeds.new_seed(), first)
    return insert_once(session, attempt, rows)


def running(session: Session, account: Learner, quiz_id: int) -> Attempt | None:
    """The attempt that ``account`` has running at a quiz."""
    found: Attempt | None = fetch(session, attempt_queries.running_attempt(account.id, quiz_id, "")).scalars().first()
    return found


def insert_once(session: Session, attempt: Attempt, rows: Sequence[Mapping[str, Any]]) -> Attempt:
    """Store ``attempt`` with its questions; where another start came first, that one is returned."""
    account_id, quiz_id, scope = attempt.account_id, attempt.quiz_id, attempt.scope
    try:
        with session.begin_nested():
            session.add(attempt)
            session.flush()
            session.execute(attempt_writes.pin_questions(), [{"attempt_id": attempt.id, **row} for row in rows])
    except IntegrityError:
        # The index let only one through.
        first: Attempt = fetch(session, attempt_queries.running_attempt(account_id, quiz_id, scope)).scalars().one()
        return first
    return attempt


def _find(session: Session, account: Learner, quiz_key: str, series: str | None) -> Any:
    """The quiz as it is on offer to ``account``: to teachers also what is hidden from learners."""
    offered = {*standings_for(account), None}
    for row in fetch(session, content_queries.quizzes_to_start(quiz_key)):
        meant = series is None or row.series == series
        if meant and row.series_standing in offered and row.bank_standing in offered:
            return row
    raise NotFound(quiz_key)


def _begun(
    session: Session,
    account: Learner,
    quiz_key: str,
    quiz: Quiz,
    row: Any,
    now: datetime,
    seed: str,
    first: int | None,
) -> tuple[Attempt, list[dict[str, Any]]]:
    pool, delivered = _drawn(session, account, quiz_key, quiz, row, now, seed, first)
    # Only an exam is timed: practice is never handed in, so nothing would close it.
    deadline = now + timedelta(minutes=quiz.minutes) if quiz.minutes and quiz.mode == "exam" else None
    attempt = Attempt(
        token=secrets.token_urlsafe(12),
        account_id=account.id,
        quiz_id=row.id,
        quiz_version_id=row.version_id,
        seed=seed,
        mode=quiz.mode,
        purpose="quiz",
        scope="",
        state="running",
        started_at=now,
        deadline_at=deadline,
        closes_at=deadline + timedelta(seconds=quiz.grace) if deadline is not None else None,
        points_possible=marking.possible(quiz, (pool[item.key].question.points for item in delivered)),
    )
    pinned = [pin(n, item, pool[item.key].bank_revision) for n, item in enumerate(delivered, 1)]
    return attempt, pinned


def _drawn(
    session: Session,
    account: Learner,
    quiz_key: str,
    quiz: Quiz,
    row: Any,
    now: datetime,
    seed: str,
    first: int | None,
) -> tuple[Mapping[int, Offered], Sequence[Delivered]]:
    """What may be asked, by its version, and what is asked of it."""
    offered = pool_now(session, account, quiz, row.series_id, quiz_key, now)
    held = {one.key for one in offered if one.held}
    pool = {one.key: one for one in offered if not one.held or quiz.mode == "exam"}
    # Exams go by their recipe and their seed alone.
    seen = seen_in(session, account, quiz, row.series_id, quiz_key) if quiz.mode == "practice" else {}
    try:
        # A running test makes a practice shorter: it is refused only where nothing is left to ask.
        delivered = deliver(quiz, list(pool.values()), seed, seen, short=bool(held) and quiz.mode == "practice")
    except TooFewQuestions as error:
        if not held or quiz.mode == "exam":
            raise
        raise HeldByTest(quiz_key) from error
    # What an exam draws does not depend on others that run: nobody chooses its questions by what they have begun.
    # Where the test that holds them is this one, begun meanwhile elsewhere, that is gone on with.
    is_held = quiz.mode == "exam" and any(one.key in held for one in delivered)
    if is_held and running(session, account, row.id) is None:
        raise HeldByTest(quiz_key)
    if first in pool and quiz.mode == "practice":
        delivered = led_by(pool[first], delivered, pool, seed)
    return pool, delivered


def pin(position: int, item: Delivered, bank_revision: int | None, *, stands_for: int | None = None) -> dict[str, Any]:
    """The row of a question of an attempt, as it is stored."""
    return {
        "position": position,
        "question_version_id": item.key,
        "bank_revision_id": bank_revision,
        "stands_for_id": stands_for,
        "variant": plain_variant(item.variant),
        "revision": 0,
        "answered": False,
    }
