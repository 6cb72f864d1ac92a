"""On which days of the last weeks a learner answered, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quiz.web.templating.charts.scales import WIDTH, Counted, DayMark, Frame, Grade, grades, units

WEEKS = 12
"""Weeks that the calendar shows."""
LEVELS = (1, 10, 20, 40)
"""Answers from which on a day has the level 1, 2, 3, 4. They are fixed: one's own best day makes no other day paler."""
SIDES = (0.42, 0.62, 0.8, 0.94)
"""The side of a square of the level 1, 2, 3, 4, as a share of the box."""
LEFT = 33.0
"""Where the first column begins, right of the weekdays."""
TOP = 20.0
"""Where the first row begins, below the months."""
GAP = 4.0
RING = 2.5
"""Width of the frame around today."""
PITCH = (WIDTH - LEFT - RING + GAP) / WEEKS
SIDE = units(PITCH - GAP)


@dataclass(frozen=True, kw_only=True)
class Square:
    """A square by its upper left corner."""

    x: float
    y: float
    side: float


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A day: a box, and in it a ``mark`` that grows with the ``level``, 0 to 4. Today has a ``ring`` around it."""

    day: date
    count: int
    level: int
    box: Square
    mark: Square | None
    ring: Square | None


@dataclass(frozen=True, kw_only=True)
class Week:
    """A column of the calendar, from Monday on; the current week ends with today."""

    x: float
    cells: tuple[Cell, ...]
    studied: int
    met: bool

    @property
    def monday(self) -> date:
        """The day with which it begins."""
        return self.cells[0].day


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The days of the last weeks. ``met`` counts the weeks with as many days of study as the goal."""

    frame: Frame
    weeks: tuple[Week, ...]
    weekdays: tuple[DayMark, ...]
    months: tuple[DayMark, ...]
    marks_at: float
    key: tuple[Grade, ...] = grades(SIDES, LEVELS)
    studied: int
    met: int


def level(count: int) -> int:
    """The level of a day, 0 to 4."""
    return sum(count >= least for least in LEVELS)


def calendar(days: Iterable[Counted], today: date, goal: int = 0) -> Calendar:
    """The last weeks up to ``today``; what lies outside them is left out. A ``goal`` of 0 is none."""
    counts = Counter[date]()
    for one in days:
        counts[one.day] += one.count
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    weeks = tuple(_week(number, first, today, counts, goal) for number in range(WEEKS))
    base = _row(7) - GAP
    frame = Frame(left=LEFT, top=TOP, base=units(base), height=units(_row(8) if goal else base + RING))
    return Calendar(
        frame=frame,
        weeks=weeks,
        weekdays=tuple(DayMark(day=first + timedelta(days=row), at=units(_row(row) + SIDE / 2)) for row in (0, 2, 4)),
        months=_months(weeks),
        marks_at=units(_row(7) + SIDE / 2),
        studied=sum(week.studied for week in weeks),
        met=sum(week.met for week in weeks),
    )


def _row(weekday: int) -> float:
    return TOP + PITCH * weekday


def _week(number: int, first: date, today: date, counts: Mapping[date, int], goal: int) -> Week:
    x = LEFT + PITCH * number
    days = [first + timedelta(weeks=number, days=row) for row in range(7)]
    cells = tuple(_cell(day, counts.get(day, 0), x, day == today) for day in days if day <= today)
    studied = sum(cell.count > 0 for cell in cells)
    return Week(x=units(x + SIDE / 2), cells=cells, studied=studied, met=0 < goal <= studied)


def _cell(day: date, count: int, x: float, is_today: bool) -> Cell:
    y, reached = _row(day.weekday()), level(count)
    return Cell(
        day=day,
        count=count,
        level=reached,
        box=_square(x, y, 0),
        mark=_square(x, y, SIDE * (1 - SIDES[reached - 1]) / 2) if reached else None,
        ring=_square(x, y, -RING) if is_today else None,
    )


def _square(x: float, y: float, inset: float) -> Square:
    """The square that lies ``inset`` within the box at that place, or around it."""
    return Square(x=units(x + inset), y=units(y + inset), side=units(SIDE - 2 * inset))


def _months(weeks: Sequence[Week]) -> tuple[DayMark, ...]:
    """Over the first column the month of its Monday, over the others the month that begins in them."""
    marks = [DayMark(day=weeks[0].monday, at=weeks[0].cells[0].box.x)]
    for week in weeks[1:]:
        marks += [DayMark(day=cell.day, at=cell.box.x) for cell in week.cells if cell.day.day == 1]
    # A label takes a column and a half; over the last column it ends with it.
    crowded = len(marks) > 1 and marks[1].at - marks[0].at < 1.5 * PITCH
    return tuple(
        mark if mark.at < WIDTH - 1.5 * PITCH else DayMark(day=mark.day, at=WIDTH, anchor="end")
        for mark in marks[crowded:]
    )
