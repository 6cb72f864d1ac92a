"""Means over learners with their 95 % intervals, by the normal approximation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

Z = NormalDist().inv_cdf(0.975)
"""Standard errors on each side of a 95 % interval."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A value and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def mean_of(values: Sequence[float]) -> Estimate:
    """The mean of two values or more."""
    return _around(fmean(values), stdev(values), len(values))


def difference_of(ours: Sequence[float], theirs: Sequence[float]) -> Estimate:
    """The mean difference of the same learners' values, two or more."""
    return mean_of([one - other for one, other in zip(ours, theirs, strict=True)])


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> Estimate:
    """The ratio of the means of the same learners' values, two or more.

    Its standard error is that of the mean of (ours − ratio · theirs) / mean of theirs: the delta method, which counts
    that both belong to the same learners.
    """
    base = fmean(theirs)
    ratio = fmean(ours) / base
    return _around(
        ratio, stdev((one - ratio * other) / base for one, other in zip(ours, theirs, strict=True)), len(ours)
    )


def _around(value: float, spread: float, count: int) -> Estimate:
    half = Z * spread / math.sqrt(count)
    return Estimate(value=value, low=value - half, high=value + half)
