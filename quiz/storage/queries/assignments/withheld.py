"""Attempts at assignments whose scores wait to be shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, case, func, or_, select

from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import Rows


@prepared
def held_back(now: datetime, after: int) -> Rows:
    """The next attempt after the number ``after`` whose scores wait for nothing that holds for everybody.

    What waits for the due date waits as ``Terms.feedback_at`` says: where late work is taken, until it is not any more.
    """
    at_end = func.coalesce(Assignment.closes_at, Assignment.due_at)
    passed = case(
        (Assignment.late_policy != "none", at_end), else_=func.coalesce(Assignment.due_at, Assignment.closes_at)
    )
    waits = and_(Assignment.feedback == "after_due", passed >= now)
    return (
        select(Attempt.id, Attempt.quiz_id, Attempt.account_id)
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .where(Attempt.held_back, Attempt.state == "finished", Attempt.id > after)
        .where(Assignment.feedback != "never", or_(passed.is_(None), ~waits))
        .order_by(Attempt.id)
        .limit(1)
    )


def held_attempt(attempt_id: int) -> Select[Attempt]:
    """An attempt that is held back, locked until the transaction ends, unless another worker has it just now."""
    return select(Attempt).where(Attempt.id == attempt_id, Attempt.held_back).with_for_update(skip_locked=True)


def held_back_in(class_id: int) -> Rows:
    """The attempts that the assignments of a class hold back for a time, each with its assignment's title; locked."""
    return (
        select(Attempt, Assignment.title)
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .where(Assignment.class_id == class_id, Assignment.feedback != "never", Attempt.held_back)
        .order_by(Attempt.id)
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )
