"""A teacher's marks: entered instead of what was earned, excused, and back; two teachers at once lose nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.classes.typed_marks import MarkError, read_mark
from quiz.domain.text_limits import has_too_many_marks
from quiz.services import audit
from quiz.services.classes.gradebook.books import Column
from quiz.services.classes.gradebook.tables import Learner
from quiz.storage.models.gradebook import ClassMark
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import gradebook as gradebook_queries

LONGEST_REASON = 300


class Refused(ValueError):
    """What was entered can't be stored: ``field`` and ``code`` say where and why, ``value`` is what was entered."""

    def __init__(self, field: str, code: str, value: str = "") -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code
        self.value = value


class ChangedMeanwhile(Exception):
    """Somebody else changed the mark since it was seen."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What a teacher typed into the form of a cell; no ``points`` are those that were earned."""

    points: str = ""
    excused: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A mark to be stored."""

    points: Fraction | None
    excused: bool
    reason: str


def read(column: Column, typed: Typed) -> Mark:
    """The mark that was typed. Raises ``Refused``."""
    reason = " ".join(typed.reason.split())
    if len(reason) > LONGEST_REASON:
        raise Refused("reason", "too_long")
    if has_too_many_marks(reason):
        raise Refused("reason", "marks")
    points = _points(column, typed.points.strip())
    if points is not None and column.is_assignment and not reason:
        raise Refused("reason", "no_reason")
    return Mark(points=points, excused=typed.excused, reason=reason)


def _points(column: Column, text: str) -> Fraction | None:
    if not text:
        return None
    if column.possible is None:
        raise Refused("points", "not_begun")
    try:
        return read_mark(text, column.possible)
    except MarkError as error:
        raise Refused("points", error.code, text) from error


def change(
    session: Session,
    class_id: int,
    column: Column,
    person: Learner,
    mark: Mark,
    *,
    seen: int | None,
    now: datetime,
    by: audit.Actor,
) -> bool:
    """Store a teacher's mark; whether it changed anything.

    ``seen`` is the version that they had before them, 0 for none; None replaces any. Raises ``ChangedMeanwhile``.
    """
    row = _locked(session, column, person)
    if seen is not None and (row.version if row is not None else 0) != seen:
        raise ChangedMeanwhile
    before = _plain(row)
    if row is None:
        row = _added(session, column, person, now)
    elif (row.points, row.excused, row.reason) == (mark.points, mark.excused, mark.reason):
        return False
    else:
        row.version += 1
    row.points, row.excused, row.reason = mark.points, mark.excused, mark.reason
    row.changed_at, row.changed_by_id = now, by.id
    session.flush()
    what = column.audited(class_id, person.account_id)
    named = {} if column.is_assignment else {"column": column.id}
    audit.record(session, "mark_changed", what, by=by, now=now, before=before, after={**_plain(row), **named})
    return True


def _locked(session: Session, column: Column, person: Learner) -> ClassMark | None:
    query = gradebook_queries.mark_of_assignment if column.is_assignment else gradebook_queries.mark_of_column
    found: ClassMark | None = fetch(session, query(person.member_id, column.id)).scalars().first()
    return found


def _added(session: Session, column: Column, person: Learner, now: datetime) -> ClassMark:
    row = ClassMark(member_id=person.member_id, excused=False, reason="", version=1, changed_at=now)
    if column.is_assignment:
        row.assignment_id = column.id
    else:
        row.column_id = column.id
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        # Another teacher entered the first one at the same moment.
        raise ChangedMeanwhile from error
    return row


def _plain(row: ClassMark | None) -> dict[str, object]:
    """A mark as the audit log keeps it: its reason is nobody else's."""
    if row is None:
        return {}
    return {"points": None if row.points is None else str(row.points), "excused": row.excused}


def who_changed(session: Session, number: int) -> str:
    """The name of the account that last changed a mark; empty where it is gone."""
    return fetch(session, gradebook_queries.names_of_who_changed(number)).scalar() or ""
