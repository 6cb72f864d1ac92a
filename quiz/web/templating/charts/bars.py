"""Counts side by side: how many learners know how much, how many answers came in each week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.web.templating.charts.scales import WIDTH, Frame, Tick, gutter, round_steps, units

FILLED = 0.72
"""The share of its place that a bar takes."""


@dataclass(frozen=True, kw_only=True)
class CountBar:
    """A bar: where it stands, its number, and what is written below it; ``css`` colours it."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: int
    label: str
    css: str


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Bars from left to right, over the values of the axis."""

    frame: Frame
    ticks: Sequence[Tick]
    bars: Sequence[CountBar]

    @property
    def largest(self) -> CountBar:
        """The first of those with the largest count."""
        return max(self.bars, key=lambda one: one.count)

    @property
    def total(self) -> int:
        """What all bars add up to."""
        return sum(one.count for one in self.bars)


def bars(counts: Iterable[tuple[str, int, str]]) -> Bars | None:
    """Bars of (label, count, css); nothing where every count is 0."""
    given = list(counts)
    if not any(count for _, count, _ in given):
        return None
    steps = round_steps(max(count for _, count, _ in given))
    frame = Frame(left=gutter(steps), right=WIDTH, top=18, base=126, height=148)
    place = (frame.right - frame.left) / len(given)
    found = []
    for number, (label, count, css) in enumerate(given):
        top = frame.up(count / steps[-1])
        left = frame.left + place * (number + (1 - FILLED) / 2)
        found.append(
            CountBar(
                x=units(left),
                y=top,
                width=units(place * FILLED),
                height=units(frame.base - top),
                middle=units(left + place * FILLED / 2),
                count=count,
                label=label,
                css=css,
            )
        )
    return Bars(
        frame=frame,
        ticks=tuple(Tick(value=step, at=frame.up(step / steps[-1])) for step in steps),
        bars=tuple(found),
    )
