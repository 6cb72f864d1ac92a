"""Certainty in three levels, and what it earns: sure and right earns most, sure and wrong costs most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

LOW, MIDDLE, HIGH = 1, 2, 3
LEVELS = (LOW, MIDDLE, HIGH)
RANGES = {LOW: (0.0, 0.67), MIDDLE: (0.67, 0.80), HIGH: (0.80, 1.0)}
"""How sure one is at each level; answering honestly pays best there (A. R. Gardner-Medwin; Moodle's ranges)."""

_RIGHT = {LOW: 1, MIDDLE: 2, HIGH: 3}
_WRONG = {LOW: 0, MIDDLE: -2, HIGH: -6}
MAX_EARNED = _RIGHT[HIGH]


def earned(fraction: Fraction, level: int | None) -> Fraction:
    """What an answer with ``fraction`` (0 to 1) earns at ``level``, from -6 to 3; no choice counts as low.

    Source: Moodle's deferred feedback with CBM.
    """
    level = level or LOW
    return fraction * _RIGHT[level] if fraction > 0 else Fraction(_WRONG[level])


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Certainty held against success: the average earned, the share right and the bonus for knowing what one knows."""

    average: Fraction
    accuracy: Fraction
    bonus: Fraction


def calibration(answers: Iterable[tuple[Fraction, int | None]]) -> Calibration | None:
    """The calibration of (fraction, level) pairs; None without any.

    The bonus is a tenth of what the average lies above the best that one level for all could have earned.
    """
    pairs = list(answers)
    if not pairs:
        return None
    average = sum((earned(fraction, level) for fraction, level in pairs), Fraction(0)) / len(pairs)
    accuracy = sum((fraction for fraction, _ in pairs), Fraction(0)) / len(pairs)
    best = max(accuracy * _RIGHT[level] + (1 - accuracy) * _WRONG[level] for level in LEVELS)
    return Calibration(average=average, accuracy=accuracy, bonus=(average - best) / 10)
