"""Figures of a quiz from the totals of its attempts: mean, spread, shape, and how reliable they are.

As Moodle defines them: mod/quiz/report/statistics and question/classes/statistics/questions/calculator.php.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from quiz.domain.item_analysis.finishes import TOTAL_PARTS
from quiz.domain.item_stats import FEW, Z95


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The totals of attempts, as shares of their points (0 to 1): how often each thousandth was reached."""

    counts: Mapping[int, int]

    @property
    def attempts(self) -> int:
        """How many attempts there are."""
        return sum(self.counts.values())

    @property
    def few(self) -> bool:
        """Whether there are too few attempts to act on."""
        return self.attempts < FEW

    @property
    def mean(self) -> float | None:
        """The mean total."""
        return float(self._mean() / TOTAL_PARTS) if self.attempts else None

    @property
    def median(self) -> float | None:
        """The total in the middle."""
        n = self.attempts
        return (self._at((n - 1) // 2) + self._at(n // 2)) / 2 / TOTAL_PARTS if n else None

    @property
    def variance(self) -> float | None:
        """k2, the variance with n - 1."""
        n = self.attempts
        return float(self._moment(2) * n / (n - 1)) / TOTAL_PARTS**2 if n > 1 else None

    @property
    def sd(self) -> float | None:
        """The standard deviation, √k2."""
        return None if self.variance is None else math.sqrt(self.variance)

    @property
    def skewness(self) -> float | None:
        """k3 / k2^1.5 with k3 = n²·m3 / ((n-1)(n-2)); undefined without spread, and under three attempts."""
        n = self.attempts
        if n < 3 or not self.variance:
            return None
        k3 = self._moment(3) * n * n / ((n - 1) * (n - 2))
        return float(k3) / TOTAL_PARTS**3 / (self.variance * math.sqrt(self.variance))

    @property
    def kurtosis(self) -> float | None:
        """k4 / k2² with k4 = n²·((n+1)·m4 - 3(n-1)·m2²) / ((n-1)(n-2)(n-3)); undefined under four attempts."""
        n = self.attempts
        if n < 4 or not self.variance:
            return None
        inner = (n + 1) * self._moment(4) - 3 * (n - 1) * self._moment(2) ** 2
        return float(inner * n * n / ((n - 1) * (n - 2) * (n - 3))) / TOTAL_PARTS**4 / self.variance**2

    @property
    def mean_interval(self) -> Interval | None:
        """The mean with its 95 % interval, by the normal distribution."""
        if self.mean is None or self.sd is None:
            return None
        half = Z95 * self.sd / math.sqrt(self.attempts)
        return Interval(value=self.mean, low=max(0.0, self.mean - half), high=min(1.0, self.mean + half))

    def in_bins(self, bins: int) -> list[int]:
        """How many attempts fall into each of ``bins`` equal ranges of the total; full points into the last."""
        found = [0] * bins
        for total, count in self.counts.items():
            found[min(bins - 1, total * bins // TOTAL_PARTS)] += count
        return found

    def _mean(self) -> Fraction:
        return Fraction(sum(total * count for total, count in self.counts.items()), self.attempts)

    def _moment(self, power: int) -> Fraction:
        # With n·total - sum everything stays whole until the end: exact, and faster than fractions.
        n = self.attempts
        whole = sum(total * count for total, count in self.counts.items())
        powers = sum(count * (n * total - whole) ** power for total, count in self.counts.items())
        return Fraction(powers, n ** (power + 1))

    def _at(self, place: int) -> int:
        totals = sorted(self.counts)
        reached = accumulate(self.counts[total] for total in totals)
        return next(total for total, upto in zip(totals, reached, strict=True) if place < upto)


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """How consistent a quiz is inside: Cronbach's α in % (``cic``), the error ratio in %, the standard error.

    ``standard_error`` is a share of the points. ``interval`` is that of α, 0 to 1.
    """

    cic: float
    error_ratio: float
    standard_error: float
    interval: Interval


def reliability(totals: Totals, variances: Iterable[float]) -> Reliability | None:
    """From the variance of the totals and those of the questions' parts of them; all had the same questions.

    CIC = 100 · p/(p-1) · (1 - Σ var x / k2); ER = 100·√(1 - CIC/100); SEM = ER·SD/100. Undefined for n ≤ 2, for one
    question, and without spread. The interval is Bonett's: Sample Size Requirements for Testing and Estimating
    Coefficient Alpha, J. Educational and Behavioral Statistics 27 (2002).
    """
    parts = list(variances)
    p, n, variance, sd = len(parts), totals.attempts, totals.variance, totals.sd
    if n <= 2 or p <= 1 or not variance or sd is None:
        return None
    alpha = p / (p - 1) * (1 - sum(parts) / variance)
    ratio = math.sqrt(max(0.0, 1 - alpha))
    return Reliability(
        cic=100 * alpha, error_ratio=100 * ratio, standard_error=ratio * sd, interval=_bonett(alpha, n, p)
    )


def _bonett(alpha: float, n: int, p: int) -> Interval:
    half = Z95 * math.sqrt(2 * p / ((p - 1) * (n - 2)))
    away = 1 - alpha
    low = min(alpha, max(-1.0, 1 - away * math.exp(half)))
    return Interval(value=alpha, low=low, high=1 - away * math.exp(-half))
