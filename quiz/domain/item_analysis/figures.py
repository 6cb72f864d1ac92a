"""Figures of a question in a quiz, from its running sums: facility, discrimination, effective weight, efficiency.

As Moodle defines them: question/classes/statistics/questions/calculator.php. Variances and covariances use n - 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from quiz.domain.item_analysis.finishes import BINS, PARTS, ItemSums
from quiz.domain.item_analysis.totals import Interval
from quiz.domain.item_stats import Z95, Facility, facility


def covariance(n: int, a: int, b: int, ab: int) -> float:
    """The covariance with n - 1 of two values from their sums in millionths; 0 for fewer than two."""
    # Whole numbers until the last step: nothing is lost between large sums.
    return (n * ab - a * b) / (n * (n - 1)) / PARTS**2 if n > 1 else 0.0


def variance(sums: ItemSums) -> float:
    """The variance of the question's share."""
    return covariance(sums.answers, sums.x, sums.x, sums.xx)


def facility_of(sums: ItemSums) -> Facility | None:
    """The mean share of the question, with Wilson's interval; None without answers."""
    return facility(sums.answers, sums.x / PARTS)


def discrimination(sums: ItemSums) -> Interval | None:
    """The correlation of the question with the rest of the attempt, -1 to 1; Moodle's index is 100 times that.

    Undefined where either has no variance. The interval is by Fisher's z: R. A. Fisher, On the "Probable Error" of a
    Coefficient of Correlation Deduced from a Small Sample, Metron 1 (1921).
    """
    spread = variance(sums) * covariance(sums.answers, sums.rest, sums.rest, sums.rest_rest)
    if spread <= 0:
        return None
    return fisher(covariance(sums.answers, sums.x, sums.rest, sums.x_rest) / math.sqrt(spread), sums.answers)


def fisher(correlation: float, n: int) -> Interval:
    """A correlation of ``n`` pairs with its 95 % interval; under four pairs all is possible."""
    value = min(1.0, max(-1.0, correlation))
    if n < 4:
        return Interval(value=value, low=-1.0, high=1.0)
    z, half = math.atanh(min(0.999999, max(-0.999999, value))), Z95 / math.sqrt(n - 3)
    # A correlation of 1 has no finite z: the interval still holds it.
    return Interval(value=value, low=min(value, math.tanh(z - half)), high=max(value, math.tanh(z + half)))


def effective_weights(items: Sequence[ItemSums]) -> list[float | None]:
    """How much of the spread of the totals comes from each question, in %; all attempts had the same questions.

    100 · √cov(x, T) / Σ √cov(x_j, T) over those that are not negative; None for a negative one.
    """
    with_totals = [_with_total(one) for one in items]
    roots = [math.sqrt(one) if one >= 0 else None for one in with_totals]
    whole = sum(one for one in roots if one is not None)
    return [None if one is None or not whole else 100 * one / whole for one in roots]


def _with_total(sums: ItemSums) -> float:
    """The covariance of the question's part of the total with the total: T = w·x + (1-w)·rest."""
    weight = mean_weight(sums)
    shared = covariance(sums.answers, sums.x, sums.rest, sums.x_rest)
    return weight * (weight * variance(sums) + (1 - weight) * shared)


def part_variance(sums: ItemSums) -> float:
    """The variance of the question's part of the total."""
    return mean_weight(sums) ** 2 * variance(sums)


def mean_weight(sums: ItemSums) -> float:
    """The share of an attempt's points that the question is worth, on average."""
    return sums.weight / sums.answers / PARTS if sums.answers else 0.0


Run = tuple[float, float, int]
"""A question's share, the rest of the attempt, and how many attempts have both."""


def efficiency(runs: Iterable[Run]) -> float | None:
    """The discriminative efficiency in %, from how often each pair of x and rest occurs.

    100 · cov(x, rest) / cov_max, where cov_max pairs both sorted; undefined where that is 0.
    """
    held = list(runs)
    by_x, by_rest = _sorted((x, n) for x, _, n in held), _sorted((rest, n) for _, rest, n in held)
    best = _covariance_of(_paired(by_x, by_rest))
    return 100 * _covariance_of(held) / best if best > 1e-15 else None


def runs_from(cells: Iterable[tuple[int, int, int]], weight: float) -> list[Run]:
    """Pairs of x and rest from a histogram of (x, total) in hundredths: rest = (T - w·x) / (1 - w)."""
    if weight >= 1:
        return []
    others = (1 - weight) * BINS
    return [(x / BINS, (total - weight * x) / others, count) for x, total, count in cells]


def _sorted(counted: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
    found: dict[float, int] = {}
    for value, count in counted:
        found[value] = found.get(value, 0) + count
    return sorted(found.items())


def _paired(ones: Sequence[tuple[float, int]], others: Sequence[tuple[float, int]]) -> list[Run]:
    """The smallest of one with the smallest of the other, and so on."""
    runs, place, left = [], 0, others[0][1] if others else 0
    for value, count in ones:
        while count:
            taken = min(count, left)
            runs.append((value, others[place][0], taken))
            count, left = count - taken, left - taken
            if not left and place + 1 < len(others):
                place, left = place + 1, others[place + 1][1]
    return runs


def _covariance_of(runs: Iterable[Run]) -> float:
    n, x_sum, y_sum, products = 0, 0.0, 0.0, 0.0
    for x, y, count in runs:
        n += count
        x_sum += x * count
        y_sum += y * count
        products += x * y * count
    return (products - x_sum * y_sum / n) / (n - 1) if n > 1 else 0.0
