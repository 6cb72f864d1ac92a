"""Statistics of a question from its running sums: facility with an interval, and the wrong answer chosen most."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass
from fractions import Fraction

FEW = 10
"""Under so many answers a figure says little, and the page says so."""

Z95 = 1.959963984540054
"""So many standard deviations around its mean a normal value lies in 95 % of cases."""


@dataclass(frozen=True, kw_only=True)
class Facility:
    """How right the first answers were on average, as a mean of fractions (0 to 1), with a 95 % interval."""

    answers: int
    value: float
    low: float
    high: float

    @property
    def few(self) -> bool:
        """Whether there are too few answers to act on."""
        return self.answers < FEW


def wilson(share: float, n: int) -> tuple[float, float]:
    """The Wilson score interval at 95 % for ``share`` (0 to 1) of ``n`` answers, n at least 1.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
    For questions with partial credit it is on the safe side: a mean of fractions varies less than a share of
    right and wrong.
    """
    z2 = Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At its ends the share is an end of the interval: rounding must not leave it outside.
    low, high = (0.0 if share <= 0 else middle - half), (1.0 if share >= 1 else middle + half)
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def facility(answers: int, total: Fraction | float) -> Facility | None:
    """The facility of a question with ``answers`` first scores that add up to ``total``; None without answers."""
    if answers == 0:
        return None
    value = min(1.0, max(0.0, float(total) / answers))
    low, high = wilson(value, answers)
    return Facility(answers=answers, value=value, low=low, high=high)


def most_chosen_wrong(counts: Mapping[str, int], right: Set[str]) -> tuple[str, int] | None:
    """The choice outside ``right`` that was made most often, with its count; None where there is none."""
    wrong = [(count, choice) for choice, count in counts.items() if choice not in right and count > 0]
    if not wrong:
        return None
    count, choice = max(wrong, key=lambda pair: (pair[0], pair[1]))
    return choice, count
