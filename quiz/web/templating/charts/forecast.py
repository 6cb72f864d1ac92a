"""How many questions of review come on each of the next days, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quiz.web.templating.charts.scales import DIGIT, WIDTH, Counted, DayMark, Frame, Tick, gutter, round_steps, units

WIDEST = 36.0
"""Units that a day takes at most."""
TODAY, WEEK = 48.0, 50.0
"""Units that the words below the axis take: at least that for today, and a date."""
LETTER = 8.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A day's questions as a bar."""

    day: date
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where a label over the bar is centred."""
        return units(self.x + self.width / 2)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Bars for the days from today on. ``busiest`` is a later day with more questions than today."""

    frame: Frame
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    weeks: tuple[DayMark, ...]
    total: int
    busiest: Bar | None
    busiest_has_room: bool

    @property
    def today(self) -> Bar:
        """The first bar."""
        return self.bars[0]


def forecast(loads: Sequence[Counted], today: str = "") -> Forecast | None:
    """Bars for what comes on each day, the first of which is called ``today``; nothing where nothing comes."""
    if not any(load.count for load in loads):
        return None
    steps = round_steps(max(load.count for load in loads))
    frame = Frame(left=gutter(steps), top=20, base=124, height=144)
    pitch = min((frame.right - frame.left) / len(loads), WIDEST)
    bars = tuple(_bar(load, frame, frame.left + pitch * place, pitch, steps[-1]) for place, load in enumerate(loads))
    busiest = max(bars, key=lambda bar: bar.count)
    return Forecast(
        frame=frame,
        bars=bars,
        ticks=tuple(Tick(value=step, at=frame.up(step / steps[-1])) for step in steps),
        weeks=_weeks(loads, frame, pitch, max(TODAY, LETTER * len(today))),
        total=sum(load.count for load in loads),
        busiest=busiest if busiest is not bars[0] else None,
        busiest_has_room=_has_room(busiest, bars[0]),
    )


def _bar(load: Counted, frame: Frame, x: float, pitch: float, top: int) -> Bar:
    y = frame.up(load.count / top)
    return Bar(
        day=load.day,
        count=load.count,
        x=units(x + 0.15 * pitch),
        y=y,
        width=units(0.7 * pitch),
        height=units(frame.base - y),
    )


def _weeks(loads: Sequence[Counted], frame: Frame, pitch: float, taken: float) -> tuple[DayMark, ...]:
    """The Mondays. A label begins at its Monday; it may neither touch the word for today nor leave the chart."""
    marks = [(load.day, frame.left + pitch * place) for place, load in enumerate(loads) if load.day.weekday() == 0]
    return tuple(
        DayMark(day=day, at=units(x), anchor="start" if frame.left + taken <= x <= WIDTH - WEEK else "")
        for day, x in marks
        if x > frame.left
    )


def _has_room(busiest: Bar, today: Bar) -> bool:
    """Whether the number over the busiest day neither touches that over today nor leaves the chart."""
    half = DIGIT * len(str(busiest.count)) / 2
    ends = today.x + DIGIT * len(str(today.count))
    return ends + 4 <= busiest.middle - half and busiest.middle + half <= WIDTH
