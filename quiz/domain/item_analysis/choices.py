"""Who chose what: upper, middle and lower group by total, and how each choice goes along with the total."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz.domain.item_analysis.finishes import BINS, TOTAL_PARTS

GROUP = 0.27
"""The share of attempts that the upper and the lower group have: T. L. Kelley, The Selection of Upper and Lower Groups
for the Validation of Test Items, J. Educational Psychology 30 (1939)."""


@dataclass(frozen=True, kw_only=True)
class Cuts:
    """The lower group has totals up to ``lower`` hundredths, the upper one from ``upper`` on."""

    lower: int
    upper: int


NO_CUTS = Cuts(lower=-1, upper=BINS + 1)


def cuts_of(counts: Mapping[int, int]) -> Cuts:
    """Where groups come closest to 27 % of the attempts, from how often each total in thousandths was reached.

    Who has the same total is in the same group, so the groups may be larger or smaller than 27 %.
    """
    bins: dict[int, int] = {}
    for total, count in counts.items():
        place = bin_of(total)
        bins[place] = bins.get(place, 0) + count
    rising = sorted(place for place, count in bins.items() if count > 0)
    if len(rising) < 2:
        return NO_CUTS
    wanted = GROUP * sum(bins.values())
    lower = _closest(bins, rising[:-1], wanted)
    above = [place for place in reversed(rising) if place > lower]
    return Cuts(lower=lower, upper=_closest(bins, above, wanted))


def bin_of(total: int) -> int:
    """The hundredth in which a total in thousandths lies, as histograms have it."""
    # Python rounds halves to even numbers, as ``Moves`` does with fractions.
    return round(total * BINS / TOTAL_PARTS)


def _closest(bins: Mapping[int, int], places: Iterable[int], wanted: float) -> int:
    best, size, nearest = 0, 0, math.inf
    for place in places:
        size += bins[place]
        if abs(size - wanted) < nearest:
            best, nearest = place, abs(size - wanted)
    return best


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Those who made a choice and earned ``share`` of it, in hundredths; ``totals`` is the sum of theirs."""

    choice: str
    share: int
    count: int
    lower: int
    upper: int
    totals: int


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """How many made a choice, in all and by group, and its correlations with the total and with the rest, -1 to 1."""

    choice: str
    count: int
    upper: int
    middle: int
    lower: int
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
    """Every choice, and under ``ALL`` all answers, from the cells of the histogram."""
    held: dict[str, list[Cell]] = {}
    for cell in cells:
        held.setdefault(cell.choice, []).append(cell)
    return {choice: _chosen(choice, own, spread) for choice, own in held.items()}


def _chosen(choice: str, cells: Iterable[Cell], spread: Spread) -> Chosen:
    own = list(cells)
    count = sum(cell.count for cell in own)
    upper, lower = sum(cell.upper for cell in own), sum(cell.lower for cell in own)
    totals = sum(cell.totals for cell in own) / BINS
    earned = sum(cell.share * cell.count for cell in own) / BINS
    rests = (totals - spread.weight * earned) / (1 - spread.weight) if spread.weight < 1 else 0.0
    return Chosen(
        choice=choice,
        count=count,
        upper=upper,
        middle=count - upper - lower,
        lower=lower,
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
