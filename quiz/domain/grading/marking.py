"""What an answer earns: from how right it is to its mark by a quiz's rules, and from marks to points.

A fraction (0 to 1) says how right an answer is. Its mark is what the rules make of it: tries, certainty, the price of
a wrong answer. Points are the mark times what the question is worth; an attempt's points never fall below its floor.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, Protocol

from quiz.domain.grading.certainty import MAX_EARNED, earned
from quiz.domain.grading.partial_credit import bounded

Method = Literal["interactive", "adaptive"]
Certainty = Literal["off", "shown", "counted"]


class Rules(Protocol):
    """What of a quiz decides what an answer earns; a quiz says it all."""

    @property
    def tries(self) -> int:
        """How many tries a practised question has."""

    @property
    def method(self) -> Method:
        """Which of several tries counts."""

    @property
    def penalty(self) -> Fraction:
        """What each earlier try takes off."""

    @property
    def certainty(self) -> Certainty:
        """Whether one is asked how sure one is, and whether that counts."""

    @property
    def negative(self) -> Fraction:
        """The share of the points that a wrong answer costs."""

    @property
    def floor(self) -> Fraction:
        """The lowest points of an attempt, as a share of the most."""


# Tries


def interactive(fraction: Fraction, earlier: int, penalty: Fraction) -> Fraction:
    """What is left of a try after ``earlier`` ones: each took ``penalty`` off, never below 0 (Moodle's interactive)."""
    return max(Fraction(0), fraction - penalty * earlier)


def adaptive(best: Fraction, fraction: Fraction, earlier: int, penalty: Fraction) -> Fraction:
    """The best of all tries after one more: an earlier success is never lost (Moodle's adaptive mode)."""
    return max(best, fraction - penalty * earlier)


def after_try(rules: Rules, best: Fraction, fraction: Fraction, earlier: int) -> Fraction:
    """What counts after a try with ``fraction``, where ``best`` counted before; all from 0 to 1."""
    if rules.method == "adaptive":
        return adaptive(best, fraction, earlier, rules.penalty)
    return interactive(fraction, earlier, rules.penalty)


def has_try_left(rules: Rules, fraction: Fraction, tries: int, *, once: bool = False) -> bool:
    """Whether a question stays open after ``tries`` tries, the last with ``fraction``; ``once``: it has one try."""
    return not once and fraction < 1 and tries < rules.tries


# Marks


def mark_of(rules: Rules, fraction: Fraction, *, answered: bool, level: int | None) -> Fraction:
    """What an answer earns that is judged once, as in an exam or by a person: from -6 to 3.

    Where certainty counts it sets its own price of a wrong answer (Moodle's CBM). A blank costs nothing.
    """
    if rules.certainty == "counted":
        return bounded(earned(fraction, level)) if answered else Fraction(0)
    return bounded(with_negative(fraction, rules.negative) if answered else fraction)


def mark_of_tries(rules: Rules, counted: Fraction, fraction: Fraction, level: int | None) -> Fraction:
    """What a practised question earns whose last try was right by ``fraction``, of which ``counted`` is left."""
    # A right answer whose tries used up its worth earns nothing; only a wrong one costs.
    used_up = counted == 0 and fraction > 0
    return Fraction(0) if used_up else mark_of(rules, counted, answered=True, level=level)


def mark_of_latest(
    rules: Rules, fraction: Fraction, *, tries: int | None, answered: bool, level: int | None
) -> Fraction:
    """What the latest answer earns alone, after ``tries`` tries; None where it is judged once.

    Each try is charged for, and judged by the latest answer: which of the earlier ones another key would have let pass
    is nothing that a learner could have acted on.
    """
    if tries is None:
        return mark_of(rules, fraction, answered=answered, level=level)
    counted = after_try(rules, Fraction(0), fraction, max(tries - 1, 0))
    return mark_of_tries(rules, counted, fraction, level)


def follows(
    rules: Rules, mark: Fraction | None, fraction: Fraction, *, tries: int | None, answered: bool, level: int | None
) -> bool:
    """Whether ``mark`` follows from the latest answer's ``fraction``.

    Of several tries by the adaptive method the earlier ones are not kept apart, so their mark has bounds only: what
    the last try earns alone, and a whole.
    """
    least = mark_of_latest(rules, fraction, tries=tries, answered=answered, level=level)
    if tries is not None and tries > 1 and rules.method == "adaptive":
        most = mark_of(rules, Fraction(1), answered=True, level=level)
        return mark is not None and least <= mark <= most
    return mark == least


def with_negative(fraction: Fraction, negative: Fraction) -> Fraction:
    """The fraction with a wrong answer costing ``negative`` (0 to 1); from -``negative`` to 1."""
    return fraction if fraction > 0 else -negative


# Points


def most(rules: Rules) -> int:
    """The most that a question can earn, as a multiple of its points."""
    return MAX_EARNED if rules.certainty == "counted" else 1


def possible(rules: Rules, worth: Iterable[Fraction]) -> Fraction:
    """The most that an attempt can earn whose questions are ``worth`` these points."""
    return bounded(most(rules) * sum(worth, Fraction(0)))


def points_of(mark: Fraction, worth: Fraction) -> Fraction:
    """The points that a mark earns at a question that is ``worth`` so many."""
    return mark * worth


def total(rules: Rules, marked: Iterable[tuple[Fraction, Fraction]], possible: Fraction) -> Fraction:
    """The points of an attempt of (worth, mark) pairs: never below the floor, a share of what is ``possible``."""
    earned_points = sum((points_of(mark, worth) for worth, mark in marked), Fraction(0))
    return bounded(max(earned_points, rules.floor * possible))
