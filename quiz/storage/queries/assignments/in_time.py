"""When work came in, and what a change of a group reaches."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, select

from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import COUNTS, Attempt
from quiz.storage.models.classes import ClassMember
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import Rows


@prepared
def came_in(quiz_id: int) -> Rows:
    """The attempts of learners at an assignment, each with its account and when it came in, None while it runs."""
    at = func.coalesce(Attempt.handed_in_at, Attempt.finished_at).label("at")
    return select(Attempt.account_id, at).where(
        Attempt.quiz_id == quiz_id, Attempt.scope == COUNTS, Attempt.state != "set_aside"
    )


def excepting_group(group_id: int) -> Select[Assignment]:
    """The assignments from which a group has an exception, locked until the transaction ends."""
    excepted = select(AssignmentOverride.assignment_id).where(AssignmentOverride.group_id == group_id)
    return (
        select(Assignment)
        .where(Assignment.id.in_(excepted))
        .order_by(Assignment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def accounts_of(class_id: int, members: Collection[int]) -> Select[int]:
    """The accounts of some members of a class."""
    return select(ClassMember.account_id).where(ClassMember.class_id == class_id, ClassMember.id.in_(members))
