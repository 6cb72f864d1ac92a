"""How often answers were right, against how often they were expected to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.domain.predicting.predictions import Bin
from quiz.web.templating.charts.scales import WIDTH, Frame, Grade, Tick, grades

CROWDS = (1, 10, 50)
"""Answers from which on a dot has the size 1, 2, 3."""
RADII = (4.0, 5.5, 7.5)
"""The radius of a dot of the size 1, 2, 3."""
STARTS = {0.8: 0.05, 0.5: 0.1, 0.25: 0.25, 0.0: 0.25}
"""Where both axes may begin, with the step between their values; the highest start below every value is taken."""
FRAME = Frame(left=38, right=WIDTH - 16, top=26, base=230, height=266)


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A bin's dot, and its interval from ``top`` down to ``foot``."""

    bin: Bin
    size: int
    x: float
    y: float
    top: float
    foot: float

    @property
    def radius(self) -> float:
        """The dot's radius."""
        return RADII[self.size - 1]


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """Dots over two equal axes; ``predicted`` and ``right`` are the means over all answers."""

    frame: Frame
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    count: int
    predicted: float
    right: float
    key: tuple[Grade, ...] = grades(RADII, CROWDS)


def reliability(bins: Iterable[Bin]) -> Reliability | None:
    """Dots for the bins that hold answers; nothing where none does."""
    held = [one for one in bins if one.count]
    if not held:
        return None
    lowest = min(min(one.interval.low, one.right, one.predicted) for one in held)
    start = next(start for start in STARTS if start <= lowest or start == 0)
    values = [start + STARTS[start] * number for number in range(round((1 - start) / STARTS[start]) + 1)]
    count = sum(one.count for one in held)
    return Reliability(
        frame=FRAME,
        across=tuple(Tick(value=value, at=_across(value, start)) for value in values),
        up=tuple(Tick(value=value, at=_up(value, start)) for value in values),
        dots=tuple(_dot(one, start) for one in held),
        count=count,
        predicted=sum(one.predicted * one.count for one in held) / count,
        right=sum(one.right * one.count for one in held) / count,
    )


def _share(value: float, start: float) -> float:
    return min(max((value - start) / (1 - start), 0), 1)


def _across(value: float, start: float) -> float:
    return FRAME.across(_share(value, start))


def _up(value: float, start: float) -> float:
    return FRAME.up(_share(value, start))


def _dot(one: Bin, start: float) -> Dot:
    return Dot(
        bin=one,
        size=sum(one.count >= least for least in CROWDS),
        x=_across(one.predicted, start),
        y=_up(one.right, start),
        top=_up(one.interval.high, start),
        foot=_up(one.interval.low, start),
    )
