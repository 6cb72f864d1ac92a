"""What the charts share: the width of their view boxes, axes with round values, marks along an axis.

Charts are pure: data in, dataclasses of numbers out, rounded to one decimal. Templates place the shapes, CSS paints
them. A view box has about as many units as a card has pixels on a phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Protocol

WIDTH = 280.0
"""Units that every chart is wide."""
DIGIT = 7.5
"""Width of a digit at the size of text that the CSS gives the smallest screens."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The rectangle in which data is drawn, in a view box of ``height`` units; labels stand around it."""

    left: float
    right: float = WIDTH
    top: float
    base: float
    height: float

    @property
    def view_box(self) -> str:
        """The attribute ``viewBox`` of the chart."""
        return f"0 0 {WIDTH:g} {self.height:g}"

    def across(self, share: float) -> float:
        """Where a share, 0 to 1, of the way from left to right is."""
        return units(self.left + (self.right - self.left) * share)

    def up(self, share: float) -> float:
        """Where a share, 0 to 1, of the way from the base to the top is."""
        return units(self.base - (self.base - self.top) * share)


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A value of an axis and where on the axis it is."""

    value: float
    at: float


@dataclass(frozen=True, kw_only=True)
class DayMark:
    """A day and where on an axis it is. Its label has SVG's ``anchor`` there; where that is empty, there is no room."""

    day: date
    at: float
    anchor: str = "start"


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A size of marks, and for how many answers it stands: from ``least`` to ``most``, which the largest has not."""

    size: float
    least: int
    most: int | None


def grades(sizes: Sequence[float], leasts: Sequence[int]) -> tuple[Grade, ...]:
    """The sizes for numbers from each of ``leasts`` on."""
    mosts = [following - 1 for following in leasts[1:]]
    return tuple(
        Grade(size=size, least=least, most=most)
        for size, least, most in zip(sizes, leasts, [*mosts, None], strict=True)
    )


class Counted(Protocol):
    """A day and how many of something fall on it: ``quiz.domain.review_plan.Load`` is one."""

    @property
    def day(self) -> date: ...
    @property
    def count(self) -> int: ...


def units(value: float) -> float:
    """A place or a length as it is written into a page."""
    return round(value, 1)


def round_steps(top: int, most: int = 3) -> list[int]:
    """Multiples of 1, 2, 5, 10, 20, 25, 50, … at most ``most``; the last is ``top`` or more, and 2 at least."""
    top = max(top, 2)
    rounds = (one * 10**power for power in count() for one in (1, 2, 2.5, 5) if one * 10**power % 1 == 0)
    step = next(int(one) for one in rounds if one * most >= top)
    return list(range(step, top + step, step))


def gutter(values: Iterable[int]) -> float:
    """The width that the longest of these numbers takes beside a plot."""
    return 8 + DIGIT * max(len(str(value)) for value in values)
