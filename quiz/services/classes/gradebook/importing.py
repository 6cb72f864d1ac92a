"""Marks of elsewhere are read from a list of names and marks: looked at first, and stored when they are confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from quiz.services.classes.gradebook.marks import Typed
from quiz.services.classes.gradebook.tables import Learner
from quiz.services.classes.pasted import Line, lines_of
from quiz.services.identity.names import name_key

MOST_LINES = 3_000
_EXCUSED = frozenset(("면제", "excused", "ex"))
_CODES = {
    "not_a_number": say("“%(value)s” is not a mark. Write a number such as 7.5, a percentage, or “excused”."),
    "below": say("“%(value)s” is below 0."),
    "above": say("“%(value)s” is more than the column’s points."),
    "decimals": say("“%(value)s” comes to more than two decimals. Round it to two."),
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A line that can't be taken, with the reason and what to do."""

    line: int
    words: Message


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line that can be used: whose mark it is, its present value and its new one."""

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
    people = tables.learners(session, book.class_id)
    known = _by_name(people)
    skipped = bool(lines) and _is_heading(lines[0], known)
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


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """A mark of a list as it was looked at: ``seen`` is the version of what stood there, 0 for nothing."""

    member_id: int
    points: str
    excused: bool
    seen: int


def confirm(
    session: Session, book: Book, column: Column, given: Iterable[Confirmed], *, now: datetime, by: audit.Actor
) -> int:
    """Store what was looked at; how many marks changed.

    Raises ``ChangedMeanwhile`` where somebody changed one of them since, ``Refused`` for what is no mark. The reason
    that stood with a mark goes with the mark that it was given for.
    """
    people = {one.member_id: one for one in tables.learners(session, book.class_id)}
    changed = 0
    for one in given:
        if one.member_id not in people:
            raise marks.ChangedMeanwhile
        typed = Typed(points="" if one.excused else one.points, excused=one.excused)
        mark, person = marks.read(column, typed), people[one.member_id]
        changed += marks.change(session, book.class_id, column, person, mark, seen=one.seen, now=now, by=by)
    return changed


def written(session: Session, book: Book, given: Iterable[Confirmed]) -> str:
    """The same as a list that can be looked at again."""
    people = {one.member_id: one for one in tables.learners(session, book.class_id)}
    known = (one for one in given if one.member_id in people)
    return "\n".join(
        f"{people[one.member_id].account_name}\t{'excused' if one.excused else one.points}" for one in known
    )


def _by_name(people: Iterable[Learner]) -> dict[str, list[Learner]]:
    known: dict[str, list[Learner]] = {}
    for one in people:
        for key in {name_key(one.name), name_key(one.account_name)}:
            known.setdefault(key, []).append(one)
    return known


def _is_heading(line: Line, known: Mapping[str, list[Learner]]) -> bool:
    """Whether a first line holds headings: its first cell names no learner, and its second is a word and no mark."""
    if (
        name_key(line.cells[0]) in known
        or len(line.cells) < 2
        or not line.cells[1]
        or line.cells[1].casefold() in _EXCUSED
    ):
        return False
    return not any(letter.isdigit() for letter in line.cells[1])


def _mark_of(line: Line) -> str | Message:
    """What a line has behind the name. Which of more columns is the mark nobody can know: 7,5 may be one or two."""
    cells = line.cells
    while len(cells) > 2 and not cells[-1]:
        cells = cells[:-1]
    if len(cells) < 2 or not cells[1]:
        return say("There is no mark behind the name. Write the name and the mark in two columns.")
    if len(cells) == 2:
        return cells[1]
    return say(
        "Line %(line)s has %(count)s columns. Keep two, the name and the mark; between commas write 7.5 with a point.",
        line=line.number,
        count=len(cells),
    )


def _read(
    line: Line, column: Column, known: dict[str, list[Learner]], first: dict[int, int]
) -> tuple[Learner, Fraction | None, bool] | Message:
    text = _mark_of(line)
    if isinstance(text, Message):
        return text
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
    if text.casefold() in _EXCUSED:
        return people[0], None, True
    try:
        return people[0], read_mark(text, column.possible or Fraction(0)), False
    except MarkError as error:
        return Message(template=_CODES[error.code].template, values={"value": error.value[:64]})
