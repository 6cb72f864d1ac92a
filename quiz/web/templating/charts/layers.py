"""How many questions are done and mastered over weeks; done, mastered and remembered now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from quiz.web.templating.charts.scales import WIDTH, DayMark, Frame, Tick, gutter, round_steps, units

APART = 13.0
"""Units between two numbers beside the plot."""
LABEL = 50.0
"""Units that a date takes below it."""


class Standing(NamedTuple):
    """How many of ``total`` questions were done and mastered on a day."""

    day: date
    done: int
    mastered: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Layer:
    """The area below a line. ``label_at`` is where its last value stands, if another layer does not say the same."""

    area: str
    line: str
    value: int
    label_at: float | None


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Two layers, the larger first, over the days of ``standings``."""

    frame: Frame
    layers: tuple[Layer, ...]
    ticks: tuple[Tick, ...]
    days: tuple[DayMark, ...]
    standings: tuple[Standing, ...]

    @property
    def latest(self) -> Standing:
        """How things stand on the last day."""
        return self.standings[-1]

    @property
    def gained(self) -> int:
        """Questions that are mastered more than on the first day; negative where it is fewer."""
        return self.standings[-1].mastered - self.standings[0].mastered


def trend(series: Iterable[tuple[date, int, int, int]]) -> Trend | None:
    """Layers over days in order, as ``Standing`` has them; nothing where no question is done on any day."""
    standings = tuple(sorted(Standing(*one) for one in series))
    if not any(one.done for one in standings):
        return None
    steps = round_steps(max(one.done for one in standings))
    frame = Frame(left=gutter(steps), right=WIDTH - gutter([standings[-1].done]), top=16, base=126, height=148)
    first, last = standings[0].day, standings[-1].day
    span = (last - first).days or 1
    xs = [frame.across((one.day - first).days / span) for one in standings]
    counts = [
        [one.done for one in standings],
        [one.mastered for one in standings],
    ]
    heights = [[frame.up(count / steps[-1]) for count in row] for row in counts]
    labels = _labels([row[-1] for row in counts], [row[-1] for row in heights], frame)
    return Trend(
        frame=frame,
        layers=tuple(
            _layer(xs, ys, frame.base, row[-1], label) for row, ys, label in zip(counts, heights, labels, strict=True)
        ),
        ticks=tuple(Tick(value=step, at=frame.up(step / steps[-1])) for step in steps),
        days=_days(standings, xs),
        standings=standings,
    )


def _layer(xs: Sequence[float], ys: Sequence[float], base: float, value: int, label_at: float | None) -> Layer:
    points = [f"{x:g} {y:g}" for x, y in zip(xs, ys, strict=True)]
    line = f"M{'L'.join(points)}"
    return Layer(area=f"{line}L{xs[-1]:g} {base:g}L{xs[0]:g} {base:g}Z", line=line, value=value, label_at=label_at)


def _labels(values: Sequence[int], ends: Sequence[float], frame: Frame) -> list[float | None]:
    """Where the last values stand: beside the ends of their lines, ``APART`` from each other, each number once."""
    shown = [place for place in range(len(values)) if place == 0 or values[place] != values[place - 1]]
    places: dict[int, float] = {}
    free = frame.base
    for place in reversed(shown):
        places[place] = min(ends[place], free)
        free = places[place] - APART
    free = frame.top
    for place in shown:
        places[place] = units(max(places[place], free))
        free = places[place] + APART
    return [places.get(place) for place in range(len(values))]


def _days(standings: Sequence[Standing], xs: Sequence[float]) -> tuple[DayMark, ...]:
    """The first and the last day, and one near the middle of the axis where no label touches another."""
    last = len(standings) - 1
    marks = [(0, "start"), (last, "end")]
    middle = min(range(last + 1), key=lambda place: abs(xs[place] - (xs[0] + xs[-1]) / 2))
    if xs[0] + 1.5 * LABEL <= xs[middle] <= xs[-1] - 1.5 * LABEL:
        marks.insert(1, (middle, "middle"))
    return tuple(DayMark(day=standings[place].day, at=xs[place], anchor=anchor) for place, anchor in marks)


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much of a bar each layer takes, in per cent."""

    done: float
    mastered: float
    remembered: float


def shares(done: int, mastered: int, remembered: int, total: int) -> Shares:
    """The layers of a bar; each stays within the one before, and all are 0 where there is no question."""
    done = min(done, total)
    mastered = min(mastered, done)
    remembered = min(remembered, mastered)
    of_all = [units(100 * count / total) if total else 0.0 for count in (done, mastered, remembered)]
    return Shares(done=of_all[0], mastered=of_all[1], remembered=of_all[2])
