"""What of classes is handed out with one's data, as far as their pages show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Select, exists, or_, select
from sqlalchemy.orm import Session

from quiz.storage.models.assignments import Assignment, AssignmentOverride, AttemptPresence
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.base import Base
from quiz.storage.models.classes import ClassGroup, ClassMember, ClassRow, GroupMember
from quiz.storage.models.content import SeriesEditor, SeriesRow
from quiz.storage.models.gradebook import ClassMark, MarkColumn

SHOWN: Mapping[type[Base], tuple[str, ...]] = {
    ClassMember: ("role", "shown_name", "joined_at", "left_at"),
    GroupMember: (),
    AssignmentOverride: (
        *("opens_at", "due_at", "closes_at", "extra_minutes", "extra_percent", "extra_attempts", "reason", "made_at"),
    ),
    ClassMark: ("points", "excused", "reason", "changed_at"),
    AttemptPresence: ("seen_at", "position", "waiting"),
    SeriesEditor: (),
}

ELSEWISE: Mapping[str, str] = {
    "class_member.class_id": "as the class's name and term",
    "class_member.account_id": "the file is the account's",
    "group_member.group_id": "as the group's name",
    "group_member.member_id": "the groups are listed with their class",
    "assignment_override.assignment_id": "as the assignment's title",
    "assignment_override.member_id": "the exceptions are listed with their class",
    "assignment_override.group_id": "an exception of a group is everybody's there, and is listed with no one",
    "class_mark.member_id": "the marks are listed with their class",
    "class_mark.assignment_id": "as the assignment's title",
    "class_mark.column_id": "as the column's title",
    "attempt_presence.attempt_id": "it is listed with its attempt",
    "series_editor.series_id": "as the series' id",
    "series_editor.account_id": "the file is the account's",
}

WITHHELD: Mapping[str, str] = {
    **{f"{table}.id": "a number of the store" for table in ("class_member", "assignment_override", "class_mark")},
    "assignment_override.made_by_id": "somebody else's account",
    "class_mark.version": "a count of changes, by which two teachers at once lose nothing",
    "class_mark.changed_by_id": "somebody else's account",
}

Plain = dict[str, Any]
AsPlain = Callable[[Base], Plain]


def classes_of(session: Session, account_id: int, as_plain: AsPlain) -> list[Plain]:
    """The classes that an account is in or was, with its groups, exceptions and marks that are released."""
    mine = select(ClassMember, ClassRow.name, ClassRow.term).join(ClassRow, ClassMember.class_id == ClassRow.id)
    rows = session.execute(mine.where(ClassMember.account_id == account_id).order_by(ClassMember.id)).all()
    return [
        {
            "class": row.name,
            "term": row.term,
            **as_plain(row.ClassMember),
            "groups": list(session.scalars(_groups(row.ClassMember.id))),
            "exceptions": _titled(session.execute(_exceptions(row.ClassMember.id)), as_plain),
            "marks": _titled(session.execute(_marks(row.ClassMember.id)), as_plain),
        }
        for row in rows
    ]


def edited_by(session: Session, account_id: int) -> list[str]:
    """The ids of the series that an account edits beside their owners."""
    edits = select(SeriesRow.slug).join(SeriesEditor, SeriesEditor.series_id == SeriesRow.id)
    return list(session.scalars(edits.where(SeriesEditor.account_id == account_id).order_by(SeriesRow.slug)))


def _titled(rows: Iterable[Row[Any]], as_plain: AsPlain) -> list[Plain]:
    """Rows with the title of what they are of: the first that there is after the row."""
    return [{"of": next(filter(None, row[1:])), **as_plain(row[0])} for row in rows]


def _groups(member_id: int) -> Select[str]:
    groups = select(ClassGroup.name).join(GroupMember, GroupMember.group_id == ClassGroup.id)
    return groups.where(GroupMember.member_id == member_id).order_by(ClassGroup.name)


def _exceptions(member_id: int) -> Select[AssignmentOverride, str]:
    """Exceptions of assignments that learners find: a draft is nothing yet."""
    return (
        select(AssignmentOverride, Assignment.title)
        .join(Assignment, AssignmentOverride.assignment_id == Assignment.id)
        .where(AssignmentOverride.member_id == member_id, Assignment.published_at.is_not(None))
        .order_by(AssignmentOverride.id)
    )


def _marks(member_id: int) -> Select[ClassMark, str, str]:
    """Marks that are released: their learner sees no others. Nor one of a test whose scores are held back."""
    held = exists().where(
        Attempt.quiz_id == Assignment.quiz_id, Attempt.account_id == ClassMember.account_id, Attempt.held_back
    )
    return (
        select(ClassMark, Assignment.title, MarkColumn.title)
        .outerjoin(Assignment, ClassMark.assignment_id == Assignment.id)
        .outerjoin(MarkColumn, ClassMark.column_id == MarkColumn.id)
        .join(ClassMember, ClassMark.member_id == ClassMember.id)
        .where(ClassMark.member_id == member_id, or_(ClassMark.points.is_(None), ~held))
        .where(or_(Assignment.released_at.is_not(None), MarkColumn.released_at.is_not(None)))
        .order_by(ClassMark.id)
    )
