"""Attempts at assignments are begun: by learners as the rules allow, and by those who teach to try them."""

from __future__ import annotations

import hmac
import random
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.assignments import rules
from quiz.domain.assignments.terms import Terms
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.delivery import TooFewQuestions, deliver
from quiz.domain.grading import marking
from quiz.services import seeds
from quiz.services.attempts import starting
from quiz.services.attempts.ending import close_if_overdue as end_if_overdue
from quiz.services.attempts.refusals import HeldByTest, NotFound
from quiz.services.attempts.submitting import close_if_overdue
from quiz.services.classes.assignments import standing
from quiz.services.classes.assignments.terms import set_deadline
from quiz.services.classes.entering import IsArchived
from quiz.services.content.definitions import quiz_of
from quiz.services.content.question_pool import held_by_tests, pool_of
from quiz.services.current_user import Learner
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import COUNTS, TRIAL, Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries.assignments import given as assignment_queries


class Refused(ValueError):
    """An assignment can't be begun; ``outcome`` is what the rules say instead, or ``wrong_code`` or ``unavailable``."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        super().__init__(outcome)


def start(
    session: Session, account: Learner, assignment_id: int, *, code: str = "", now: datetime, seed: str | None = None
) -> Attempt:
    """The running attempt of a learner at an assignment, begun now unless there is one.

    Without a seed chance draws. Raises ``NotFound``, ``Refused``, ``HeldByTest``, ``IsArchived``.
    """
    row = fetch(session, assignment_queries.for_learner(assignment_id, account.id)).first()
    if row is None:
        raise NotFound(str(assignment_id))
    assignment, quiz = row.Assignment, quiz_of(row.quiz_hash, row.quiz)
    begun: Attempt | None = starting.running(session, account, assignment.quiz_id)
    if begun is not None:
        close = close_if_overdue if begun.mode == "exam" else end_if_overdue
        if not close(session, account, begun, now=now):
            return begun
        session.flush()
    if row.ClassRow.archived_at is not None:
        raise IsArchived(str(row.ClassRow.id))
    mine = standing.find(session, account, assignment_id, now=now)
    if mine.outcome not in rules.STARTS:
        raise Refused(mine.outcome)
    if mine.outcome == "needs_code" and not _is_code(assignment.access_code, code):
        raise Refused("wrong_code")
    return _begin(session, account, row, quiz, mine.terms, COUNTS, now, seed)


def _is_code(wanted: str | None, typed: str) -> bool:
    return hmac.compare_digest((wanted or "").casefold().encode(), typed.strip().casefold().encode())


def start_trial(session: Session, account: Learner, class_id: int, assignment_id: int, *, now: datetime) -> Attempt:
    """A teacher's own attempt at an assignment of a class, as a learner would see it: it counts nowhere.

    Dates, code and prerequisites do not hold for it; its feedback comes after the hand-in. Raises ``NotFound``,
    ``Refused``.
    """
    row = fetch(session, assignment_queries.in_class_numbered(class_id, assignment_id)).first()
    if row is None:
        raise NotFound(str(assignment_id))
    quiz_id, quiz = row.Assignment.quiz_id, quiz_of(row.quiz_hash, row.quiz)
    begun = fetch(session, attempt_queries.running_attempt(account.id, quiz_id, TRIAL)).scalars().first()
    if begun is not None:
        close = close_if_overdue if begun.mode == "exam" else end_if_overdue
        if not close(session, account, begun, now=now):
            return begun
    terms = Terms(mode=quiz.mode, minutes=quiz.minutes if quiz.mode == "exam" else None)
    return _begin(session, account, row, quiz, terms, TRIAL, now)


def _begin(
    session: Session,
    account: Learner,
    row: Any,
    quiz: Quiz,
    terms: Terms,
    scope: str,
    now: datetime,
    seed: str | None = None,
) -> Attempt:
    assignment: Assignment = row.Assignment
    seed = seed or seeds.new_seed()
    held = set(held_by_tests(session, account.id, now).values()) if quiz.mode == "practice" else set()
    offered = pool_of(session, assignment.series_id, quiz.banks(f"~assignment-{assignment.id}"))
    pool = {one.key: one for one in offered if one.key not in held}
    try:
        delivered = list(deliver(quiz, list(pool.values()), seed))
    except TooFewQuestions as error:
        if held:
            raise HeldByTest(str(assignment.id)) from error
        raise Refused("unavailable") from error
    if assignment.chosen.get("shuffle"):
        random.Random(f"{seed}/order").shuffle(delivered)
    attempt = Attempt(
        token=secrets.token_urlsafe(12),
        account_id=account.id,
        quiz_id=assignment.quiz_id,
        quiz_version_id=row.version_id,
        seed=seed,
        mode=quiz.mode,
        purpose="assignment",
        scope=scope,
        state="running",
        started_at=now,
        held_back=rules.holds_back(terms, now),
        points_possible=marking.possible(quiz, (pool[item.key].question.points for item in delivered)),
    )
    set_deadline(attempt, terms, quiz)
    pinned = [starting.pin(n, item, pool[item.key].bank_revision) for n, item in enumerate(delivered, 1)]
    return starting.insert_once(session, attempt, pinned)
