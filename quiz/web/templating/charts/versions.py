"""How a question did from version to version: its facility above, its discrimination below, each with its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quiz.domain.item_analysis.totals import Interval
from quiz.domain.item_stats import Facility
from quiz.web.templating.charts.scales import Frame, Tick

MOST = 12
"""Versions that are drawn, the latest; more stand too close on a phone."""
LABELLED = 4
"""So few versions have their values and days beside them."""
LEFT, WIDE = 42.0, 278.0
FACILITY = Frame(left=LEFT, right=WIDE, top=24, base=112, height=268)
ALONE = Frame(left=LEFT, right=WIDE, top=24, base=112, height=140)
"""Where no version has a discrimination."""
DISCRIMINATION = Frame(left=LEFT, right=WIDE, top=150, base=238, height=268)
SHARES = (0, 0.5, 1)


class Version(Protocol):
    """A version with its figures: ``quiz.services.reporting.question_items.VersionRow`` is one."""

    @property
    def published_at(self) -> datetime: ...
    @property
    def facility(self) -> Facility | None: ...
    @property
    def discrimination(self) -> Interval | None: ...


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A figure, 0 to 1 or -1 to 1, as a dot with its interval from ``top`` down to ``foot``."""

    value: float
    x: float
    y: float
    top: float
    foot: float


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One figure over the versions; ``line`` joins its dots, empty where there is one at most."""

    frame: Frame
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    line: str


@dataclass(frozen=True, kw_only=True)
class VersionDay:
    """When a version was published, and where its label stands; SVG's ``anchor`` is empty where there is no room."""

    at: datetime
    x: float
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Versions:
    """The versions with enough answers, the earliest first, the latest ``MOST`` of them; ``left_out`` had too few.

    ``apart``: the intervals of the first and the last facility do not touch, so the change is hardly chance.
    """

    frame: Frame
    facility: Panel
    discrimination: Panel | None
    days: tuple[VersionDay, ...]
    labelled: bool
    left_out: int
    apart: bool

    @property
    def count(self) -> int:
        """How many versions are drawn."""
        return len(self.days)


def versions(rows: Iterable[Version]) -> Versions | None:
    """The chart of versions, which come with the latest first; nothing where fewer than two have enough answers.

    ``discrimination`` is None where no version has one.
    """
    every = list(rows)
    known = [(one, one.facility) for one in reversed(every) if one.facility is not None and not one.facility.few]
    drawn = known[-MOST:]
    if len(drawn) < 2:
        return None
    xs = [FACILITY.across((place + 0.5) / len(drawn)) for place in range(len(drawn))]
    first, last = drawn[0][1], drawn[-1][1]
    shares = [(x, Interval(value=one.value, low=one.low, high=one.high)) for x, (_, one) in zip(xs, drawn, strict=True)]
    found = [(x, one.discrimination) for x, (one, _) in zip(xs, drawn, strict=True)]
    indexes = [(x, one) for x, one in found if one is not None]
    least = -0.5 if all(one.low >= -0.5 for _, one in indexes) else -1
    labelled = len(drawn) <= LABELLED
    return Versions(
        frame=FACILITY if indexes else ALONE,
        facility=_panel(FACILITY, SHARES, 0, shares),
        discrimination=_panel(DISCRIMINATION, (least, 0, 1), least, indexes) if indexes else None,
        days=tuple(
            VersionDay(at=one.published_at, x=x, anchor=_anchor(place, len(drawn), labelled))
            for place, (x, (one, _)) in enumerate(zip(xs, drawn, strict=True))
        ),
        labelled=labelled,
        left_out=len(every) - len(known),
        apart=first.high < last.low or last.high < first.low,
    )


def _anchor(place: int, count: int, labelled: bool) -> str:
    if labelled:
        return "middle"
    return {0: "start", count - 1: "end"}.get(place, "")


def _panel(frame: Frame, ticks: Iterable[float], least: float, figures: list[tuple[float, Interval]]) -> Panel:
    def up(value: float) -> float:
        return frame.up((value - least) / (1 - least))

    dots = tuple(Dot(value=one.value, x=x, y=up(one.value), top=up(one.high), foot=up(one.low)) for x, one in figures)
    joined = "L".join(f"{dot.x:g} {dot.y:g}" for dot in dots)
    return Panel(
        frame=frame,
        ticks=tuple(Tick(value=value, at=up(value)) for value in ticks),
        dots=dots,
        line=f"M{joined}" if len(dots) > 1 else "",
    )
