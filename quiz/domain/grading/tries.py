"""What a later try is worth, and what a wrong answer costs."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from quiz.domain.grading.partial_credit import bounded

Method = Literal["interactive", "adaptive"]


def interactive(fraction: Fraction, earlier: int, penalty: Fraction) -> Fraction:
    """The share of a try after ``earlier`` ones: each took ``penalty`` off, never below 0 (Moodle's interactive)."""
    return max(Fraction(0), fraction - penalty * earlier)


def adaptive(best: Fraction, fraction: Fraction, earlier: int, penalty: Fraction) -> Fraction:
    """The best share so far after one more try: an earlier success is never lost (Moodle's adaptive mode)."""
    return max(best, fraction - penalty * earlier)


def after_try(method: Method, best: Fraction, fraction: Fraction, earlier: int, penalty: Fraction) -> Fraction:
    """The share that counts after a try with ``fraction``, where ``best`` counted before; all from 0 to 1."""
    if method == "adaptive":
        return adaptive(best, fraction, earlier, penalty)
    return interactive(fraction, earlier, penalty)


def with_negative(fraction: Fraction, negative: Fraction) -> Fraction:
    """The share with a wrong answer costing ``negative`` (0 to 1) of the points; from -``negative`` to 1."""
    return fraction if fraction > 0 else -negative


def total(marks: Fraction, possible: Fraction, floor: Fraction) -> Fraction:
    """The points of an attempt: never below ``floor`` (a share of ``possible``, 0 or less)."""
    return bounded(max(marks, floor * possible))
