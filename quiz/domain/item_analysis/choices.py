"""Who chose what: upper, middle and lower group by total, and how each choice goes along with the total."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz.domain.item_analysis.finishes import ALL, BINS

GROUP = 0.27
"""The share of attempts that the upper and the lower group have: T. L. Kelley, The Selection of Upper and Lower Groups
for the Validation of Test Items, J. Educational Psychology 30 (1939)."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Those who made a choice and earned ``share`` of it, in hundredths; ``totals`` is the sum of theirs."""

    choice: str
    share: int
    count: int
    totals: int


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """How many made a choice, and how it goes along with the total and with the rest: correlations, -1 to 1."""

    choice: str
    count: int
    with_total: float | None
    with_rest: float | None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How an item's attempts are spread: the mean and population variance of their totals, and of their rests."""

    answers: int
    weight: float
    total_mean: float
    total_variance: float
    rest_mean: float
    rest_variance: float


def chosen_in(cells: Iterable[Cell], spread: Spread) -> dict[str, Chosen]:
    """Every choice that was made, from the cells of the histogram."""
    held: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.choice != ALL:
            held.setdefault(cell.choice, []).append(cell)
    return {choice: _chosen(choice, own, spread) for choice, own in held.items()}


def _chosen(choice: str, cells: Sequence[Cell], spread: Spread) -> Chosen:
    count = sum(cell.count for cell in cells)
    totals = sum(cell.totals for cell in cells) / BINS
    earned = sum(cell.share * cell.count for cell in cells) / BINS
    rests = (totals - spread.weight * earned) / (1 - spread.weight) if spread.weight < 1 else 0.0
    return Chosen(
        choice=choice,
        count=count,
        with_total=_point_biserial(count, totals, spread.answers, spread.total_mean, spread.total_variance),
        with_rest=_point_biserial(count, rests, spread.answers, spread.rest_mean, spread.rest_variance),
    )


def _point_biserial(count: int, total: float, n: int, mean: float, variance: float) -> float | None:
    """(M_chosen - M_other) / σ · √(p(1-p)), σ with n; undefined where all or nobody chose it, and without spread."""
    if not 0 < count < n or variance <= 1e-12:
        return None
    inside, outside = total / count, (n * mean - total) / (n - count)
    p = count / n
    return max(-1.0, min(1.0, (inside - outside) / math.sqrt(variance) * math.sqrt(p * (1 - p))))


@dataclass(frozen=True, kw_only=True)
class Group:
    """How many of the upper, the middle and the lower group made a choice."""

    upper: int = 0
    middle: int = 0
    lower: int = 0


def cuts_of(counts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Up to which total the lower group goes, and from which on the upper one, from totals with their counts.

    They come as close to 27 % as they can. Who has the same total is in the same group, so that they may be larger or
    smaller, and where all have the same total there is the middle alone.
    """
    bins: dict[int, int] = {}
    for total, count in counts:
        bins[total] = bins.get(total, 0) + count
    rising = sorted(bins)
    if len(rising) < 2:
        return -1, BINS + 1
    wanted = GROUP * sum(bins.values())
    lower = _closest(bins, rising[:-1], wanted)
    return lower, _closest(bins, [place for place in reversed(rising) if place > lower], wanted)


def _closest(bins: Mapping[int, int], places: Iterable[int], wanted: float) -> int:
    best, size, nearest = 0, 0, math.inf
    for place in places:
        size += bins[place]
        if abs(size - wanted) < nearest:
            best, nearest = place, abs(size - wanted)
    return best
