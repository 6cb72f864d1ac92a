"""Cells: what a learner has earned in a column, and what a teacher entered instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from quiz.domain.assignments import counting
from quiz.domain.assignments.counting import Result, Standing
from quiz.domain.assignments.rules import shows_mark
from quiz.domain.assignments.terms import Extra, Terms, with_extras
from quiz.domain.classes.gradebook import Entry
from quiz.services.classes.gradebook.books import Column

State = Literal["excused", "entered", "earned", "later", "sealed", "waiting", "running", "missing", "open"]
"""``later``: its learner does not see it yet; ``sealed``: a running test of theirs asks the same."""


@dataclass(frozen=True, kw_only=True)
class Attempted:
    """An attempt behind a cell: ``counts``, if it is one that the mark comes from; ``days`` late.

    ``earned`` is what it comes to as points of the column, after what late work costs; None until it is finished.
    """

    id: int
    token: str
    state: str
    points: Fraction | None
    possible: Fraction
    at: datetime | None
    days: int
    earned: Fraction | None
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A learner's mark in a column: ``points`` is what counts, ``earned`` what the attempts brought.

    ``version`` is that of what a teacher entered, 0 where nothing was. ``days`` late came what counts.
    """

    column: str
    state: State
    points: Fraction | None = None
    earned: Fraction | None = None
    possible: Fraction | None = None
    entered: Fraction | None = None
    excused: bool = False
    reason: str = ""
    version: int = 0
    number: int | None = None
    days: int = 0
    attempts: tuple[Attempted, ...] = ()

    @property
    def is_adjusted(self) -> bool:
        """Whether a teacher's mark counts instead of one that was earned."""
        return self.state == "entered" and self.earned is not None

    def entry(self, column: Column) -> Entry:
        """The cell as far as it counts."""
        return Entry(
            column=column.key,
            points=self.points,
            possible=self.possible or Fraction(0),
            category=column.category_id,
            excused=self.excused,
            missing=self.state == "missing",
        )


@dataclass
class Found:
    """What the store has of one cell."""

    attempts: list[Any] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    mark: Any = None


def gather(rows: Iterable[Any]) -> dict[tuple[int, str], Found]:
    """Rows of ``queries.gradebook.cells`` by member and column."""
    found: dict[tuple[int, str], Found] = {}
    for row in rows:
        key = f"a{row.assignment_id}" if row.assignment_id is not None else f"c{row.column_id}"
        cell = found.setdefault((row.member_id, key), Found())
        if row.kind == "attempt":
            cell.attempts.append(row)
        elif row.kind == "due":
            cell.extras.append(Extra(due_at=row.at, closes_at=row.closes_at))
        else:
            cell.mark = row
    return found


def cell_of(column: Column, found: Found | None, joined_at: datetime, *, now: datetime) -> Cell:
    """The cell of a learner, who joined then, as it is now."""
    if found is None:
        return Cell(column=column.key, state=_without(column.due_at, joined_at, now), possible=column.possible)
    if _is_plain(column, found):
        return _plain(column, found.attempts[0])
    terms = with_extras(column.terms, found.extras)
    attempts, counts = _attempted(column, found.attempts, terms)
    earned = counts.share * column.possible if counts is not None and column.possible is not None else None
    mark = found.mark
    points = mark.points if mark is not None and mark.points is not None else earned
    return Cell(
        column=column.key,
        state=_state(mark, earned, attempts) or _without(terms.due_at or terms.closes_at, joined_at, now),
        points=points,
        earned=earned,
        possible=column.possible,
        entered=mark.points if mark is not None else None,
        excused=bool(mark.excused) if mark is not None else False,
        reason=mark.reason if mark is not None else "",
        version=mark.version if mark is not None else 0,
        number=mark.number if mark is not None else None,
        days=max((one.days for one in attempts if one.counts), default=0),
        attempts=attempts,
    )


def as_seen(cell: Cell, column: Column, found: Found | None, *, now: datetime) -> Cell:
    """The cell as its learner sees it in a released column: without the mark that their assignment shows later."""
    if cell.state not in ("entered", "earned"):
        return cell
    if not column.is_assignment or shows_mark(with_extras(column.terms, found.extras if found else ()), now):
        return cell
    return Cell(column=column.key, state="later", possible=cell.possible)


def _is_plain(column: Column, found: Found) -> bool:
    """Whether there is one attempt, finished in time, and nothing else: so it is with most of thousands of cells."""
    if found.mark is not None or len(found.attempts) != 1:
        return False
    row = found.attempts[0]
    due = column.terms.due_at
    in_time = due is None or (row.at is not None and row.at <= due)
    return row.state == "finished" and in_time and row.possible == column.possible


def _plain(column: Column, row: Any) -> Cell:
    attempt = _one(row, 0, row.points, True)
    return Cell(
        column=column.key,
        state="earned",
        points=row.points,
        earned=row.points,
        possible=column.possible,
        attempts=(attempt,),
    )


def _state(mark: Any, earned: Fraction | None, attempts: Sequence[Attempted]) -> State | None:
    if mark is not None and mark.excused:
        return "excused"
    if mark is not None and mark.points is not None:
        return "entered"
    if earned is not None:
        return "earned"
    states = {one.state for one in attempts}
    if "sealed" in states:
        return "sealed"
    return "waiting" if "waiting" in states else "running" if "running" in states else None


def _without(due: datetime | None, joined_at: datetime, now: datetime) -> State:
    """The state of a cell without any attempt: nothing is missing of somebody who joined later."""
    return "missing" if due is not None and joined_at <= due < now else "open"


def _attempted(column: Column, rows: Sequence[Any], terms: Terms) -> tuple[tuple[Attempted, ...], Standing | None]:
    finished = sorted((row for row in rows if row.state == "finished"), key=lambda row: (row.at, row.number))
    results = [Result(share=_share(row), handed_in_at=row.at) for row in finished]
    counts = counting.standing(terms, results)
    worth = column.possible or Fraction(0)
    done = [
        _one(row, _late(row, terms), counting.kept(terms, one) * worth, counts is not None and place in counts.attempts)
        for place, (row, one) in enumerate(zip(finished, results, strict=True))
    ]
    others = (row for row in rows if row.state != "finished")
    return (*done, *(_one(row, _late(row, terms), None, False) for row in others)), counts


def _late(row: Any, terms: Terms) -> int:
    return counting.days_late(terms, row.at) if row.at is not None else 0


def _share(row: Any) -> Fraction:
    share: Fraction = row.points / row.possible if row.possible else Fraction(0)
    return share


def _one(row: Any, days: int, earned: Fraction | None, counts: bool) -> Attempted:
    return Attempted(
        id=row.number,
        token=row.token,
        state=row.state,
        points=row.points,
        possible=row.possible,
        at=row.at,
        days=days,
        earned=earned,
        counts=counts,
    )
