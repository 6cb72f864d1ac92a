"""Named changes to attempts: answers appended and noted, questions pinned, results shown."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Insert,
    Update,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.types import Moment
from quiz.storage.writes.base import _insert

_ANSWERS: Any = AnswerRow.__table__
_QUESTIONS: Any = AttemptQuestion.__table__


@cache
def append_answer(dialect: str) -> Any:
    """Append the answer whose columns are given; returns nothing where the device has used the number.

    It is a conflict, which is returned, where the device is ``behind`` and the ``latest`` answer came from another.
    """
    before = _ANSWERS.alias()
    is_latest = (before.c.attempt_question_id == bindparam("question"), before.c.revision == bindparam("latest"))
    came_from = func.coalesce(select(before.c.device).where(*is_latest).scalar_subquery(), "")
    conflict = and_(bindparam("behind", type_=Boolean), came_from != bindparam("sender"))
    key = ["attempt_id", "device", "device_sequence"]
    statement = _insert(dialect, _ANSWERS).values(conflict=conflict)
    return statement.on_conflict_do_nothing(index_elements=key).returning(_ANSWERS.c.conflict)


@cache
def pin_questions() -> Insert:
    """Pin the questions of an attempt, all in one go."""
    return insert(_QUESTIONS)


@cache
def note_shown() -> Update:
    """The result of the attempt ``attempt`` was shown at ``moment``, if not before."""
    table: Any = Attempt.__table__
    moment = bindparam("moment", type_=Moment)
    where = (table.c.id == bindparam("attempt"), table.c.shown_at.is_(None))
    return update(table).where(*where).values(shown_at=moment)


@cache
def note_answer() -> Update:
    """Put to a ``question`` what its latest answer brings.

    That is the revision, whether it holds anything, how sure one is, its open conflict, and how long it was in view.
    """
    return (
        update(_QUESTIONS)
        .where(_QUESTIONS.c.id == bindparam("question"))
        .values(
            revision=bindparam("latest"),
            answered=bindparam("holds"),
            certainty=bindparam("sure"),
            contested=bindparam("since"),
            first_shown_at=bindparam("shown", type_=Moment),
            seconds_in_view=bindparam("seconds"),
        )
    )
