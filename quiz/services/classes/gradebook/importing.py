"""Marks of elsewhere are read from a list of names and marks: looked at first, and stored when they are confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from quiz.domain.classes.typed_marks import MarkError, read_mark
from quiz.domain.errors import Message, say
from quiz.services import audit
from quiz.services.classes.gradebook import marks, tables
from quiz.services.classes.gradebook.books import Book, Column
from quiz.services.classes.gradebook.cells import Cell
from quiz.services.classes.gradebook.marks import Mark
from quiz.services.classes.gradebook.tables import Learner
from quiz.services.classes.pasted import Line, lines_of
from quiz.services.identity.names import name_key

MOST_LINES = 3_000
_EXCUSED = frozenset(("면제", "excused", "ex"))
_CODES = {
    "not_a_number": say("“%(value)s” is no mark. Write a number such as 7.5, a percentage, or “excused”."),
    "below": say("“%(value)s” is below 0."),
    "above": say("“%(value)s” is more than the column’s points."),
    "decimals": say("“%(value)s” has more than four decimals. Round it."),
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A line that can't be taken, with the reason and what to do."""

    line: int
    words: Message


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line that can be taken: whose mark, what stands there now and what comes instead."""

    line: int
    learner: Learner
    before: Cell
    points: Fraction | None
    excused: bool

    @property
    def is_new(self) -> bool:
        """Whether it changes anything."""
        return (self.points, self.excused) != (self.before.entered, self.before.excused)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a list would do: ``skipped`` is whether its first line was a heading."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    skipped: bool

    @property
    def new(self) -> tuple[Change, ...]:
        """The changes that are any."""
        return tuple(one for one in self.changes if one.is_new)


def preview(session: Session, book: Book, column: Column, text: str, *, now: datetime) -> Preview:
    """What the list in ``text`` says of a column of other marks; nothing is stored."""
    lines = lines_of(text)
    skipped = bool(lines) and _is_heading(lines[0])
    people = tables.learners(session, book.class_id)
    known = _by_name(people)
    found = {row.learner.member_id: row.cells for row in tables.rows(session, book, people, now=now)}
    changes: list[Change] = []
    faults: list[Fault] = []
    first: dict[int, int] = {}
    for line in lines[skipped : MOST_LINES + skipped]:
        read = _read(line, column, known, first)
        if isinstance(read, Message):
            faults.append(Fault(line=line.number, words=read))
            continue
        person, points, excused = read
        first[person.member_id] = line.number
        before = found[person.member_id][column.key]
        changes.append(Change(line=line.number, learner=person, before=before, points=points, excused=excused))
    if len(lines) - skipped > MOST_LINES:
        number = lines[MOST_LINES + skipped].number
        faults.append(Fault(line=number, words=say("From here on it is too long. Send the rest in a second list.")))
    return Preview(changes=tuple(changes), faults=tuple(faults), skipped=skipped)


def confirm(
    session: Session,
    book: Book,
    column: Column,
    changes: Iterable[Change],
    *,
    seen: str,
    now: datetime,
    by: audit.Actor,
) -> int:
    """Store what was looked at; how many marks changed.

    ``seen`` is the ``stamp`` of what stood there then. Raises ``ChangedMeanwhile`` where that is no more so.
    """
    taken = [one for one in changes if one.is_new]
    if stamp(taken) != seen:
        raise marks.ChangedMeanwhile
    for one in taken:
        mark = Mark(points=one.points, excused=one.excused, reason=one.before.reason)
        marks.change(session, book.class_id, column, one.learner, mark, seen=one.before.version, now=now, by=by)
    return len(taken)


def stamp(changes: Iterable[Change]) -> str:
    """What tells whether the marks that a list changes are still those that were looked at."""
    pairs = sorted((one.learner.member_id, one.before.version) for one in changes if one.is_new)
    return ".".join(f"{member}-{version}" for member, version in pairs)


def _by_name(people: Sequence[Learner]) -> dict[str, list[Learner]]:
    known: dict[str, list[Learner]] = {}
    for one in people:
        for key in {name_key(one.name), name_key(one.account_name)}:
            known.setdefault(key, []).append(one)
    return known


def _is_heading(line: Line) -> bool:
    """Whether a first line names what stands below it: its second cell is a word and no mark."""
    if len(line.cells) < 2 or not line.cells[1] or line.cells[1].casefold() in _EXCUSED:
        return False
    return not any(letter.isdigit() for letter in line.cells[1])


def _read(
    line: Line, column: Column, known: dict[str, list[Learner]], first: dict[int, int]
) -> tuple[Learner, Fraction | None, bool] | Message:
    if len(line.cells) < 2 or not line.cells[1]:
        return say("There is no mark behind the name. Write the name and the mark in two columns.")
    people = known.get(name_key(line.cells[0]), [])
    if not people:
        return say("Nobody in this class is called “%(name)s”. Write the name as in the list.", name=line.cells[0][:64])
    if len(people) > 1:
        return say("Several are called “%(name)s”. Write the name of the account.", name=line.cells[0][:64])
    if people[0].member_id in first:
        return say(
            "“%(name)s” already stands in line %(line)s. Take one of them out.",
            name=line.cells[0][:64],
            line=first[people[0].member_id],
        )
    # An unquoted decimal comma between commas: 7,5 became two cells.
    text = ",".join(line.cells[1:3]) if len(line.cells) > 2 and line.cells[2].isdigit() else line.cells[1]
    if text.casefold() in _EXCUSED:
        return people[0], None, True
    try:
        return people[0], read_mark(text, column.possible or Fraction(0)), False
    except MarkError as error:
        return Message(template=_CODES[error.code].template, values={"value": error.value[:64]})
