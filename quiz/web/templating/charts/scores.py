"""How many attempts reached which share of the points, as bars; and a figure with its interval, on a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.web.templating.charts.scales import Frame, Tick, gutter, round_steps, units

LINE = 150.0
"""Units that an interval's axis is long."""
EDGE = 6.0


@dataclass(frozen=True, kw_only=True)
class ScoreBar:
    """The attempts from ``low`` to ``high`` (0 to 1) as a bar."""

    low: float
    high: float
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Bars of equal ranges; ``marks`` are shares along the axis, ``fullest`` the range with the most attempts."""

    frame: Frame
    bars: tuple[ScoreBar, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Tick, ...]
    total: int
    fullest: ScoreBar


def scores(counts: Sequence[int]) -> Scores | None:
    """Bars for how many attempts fall into each of equal ranges from 0 to 1; nothing where there is none."""
    if not any(counts):
        return None
    steps = round_steps(max(counts))
    frame = Frame(left=gutter(steps), top=12, base=124, height=146)
    bars = tuple(_bar(place, count, len(counts), frame, steps[-1]) for place, count in enumerate(counts))
    return Scores(
        frame=frame,
        bars=bars,
        ticks=tuple(Tick(value=step, at=frame.up(step / steps[-1])) for step in steps),
        marks=tuple(Tick(value=share, at=frame.across(share)) for share in (0, 0.5, 1)),
        total=sum(counts),
        fullest=max(bars, key=lambda bar: bar.count),
    )


def _bar(place: int, count: int, bins: int, frame: Frame, top: int) -> ScoreBar:
    pitch = (frame.right - frame.left) / bins
    y = frame.up(count / top)
    return ScoreBar(
        low=place / bins,
        high=(place + 1) / bins,
        count=count,
        x=units(frame.left + pitch * (place + 0.06)),
        y=y,
        width=units(0.88 * pitch),
        height=units(frame.base - y),
    )


@dataclass(frozen=True, kw_only=True)
class Span:
    """Where a figure, its interval and the ``reference`` lie on a line."""

    width: float
    at: float
    left: float
    right: float
    reference: float


def interval(value: float, low: float, high: float, least: float = -1.0, reference: float = 0.0) -> Span:
    """A figure from ``least`` to 1 with its interval, beside a value to compare it with."""

    def place(one: float) -> float:
        share = (min(max(one, least), 1.0) - least) / (1 - least)
        return units(EDGE + (LINE - 2 * EDGE) * share)

    return Span(width=LINE, at=place(value), left=place(low), right=place(high), reference=place(reference))
