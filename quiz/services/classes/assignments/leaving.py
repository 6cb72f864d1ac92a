"""What becomes of the quiz of an assignment that is deleted."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quiz.storage.models.content import QuizRow, QuizVersion
from quiz.storage.models.reporting import ItemAggregate, PlaceAggregate, TotalAggregate
from quiz.storage.queries.classes import data as class_data

_UNSYNCHRONIZED = {"synchronize_session": False}


def leave(session: Session, quizzes: Collection[int]) -> None:
    """Delete the quizzes of assignments that are gone, but for those that attempts are of: they are withdrawn.

    With a quiz go its sums: what accounts that were deleted added is taken out of them, and the rows are left.
    """
    session.flush()
    gone = set(session.scalars(class_data.unused(list(quizzes))))
    versions = select(QuizVersion.id).where(QuizVersion.quiz_id.in_(gone))
    kept = set(quizzes) - gone
    for change in (
        update(QuizRow).where(QuizRow.id.in_(kept)).values(withdrawn=True),
        *(delete(sums).where(sums.quiz_version_id.in_(versions)) for sums in (TotalAggregate, ItemAggregate)),
        delete(PlaceAggregate).where(PlaceAggregate.quiz_version_id.in_(versions)),
        update(QuizRow).where(QuizRow.id.in_(gone)).values(current_version_id=None),
        delete(QuizVersion).where(QuizVersion.quiz_id.in_(gone)),
        delete(QuizRow).where(QuizRow.id.in_(gone)),
    ):
        session.execute(change, execution_options=_UNSYNCHRONIZED)
    session.expire_all()
