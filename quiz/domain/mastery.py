"""Whether a learner knows what an objective measures, from their answers: Bayesian knowledge tracing, a pure fold.

Source: A. T. Corbett and J. R. Anderson, Knowledge Tracing, User Modeling and User-Adapted Interaction 4 (1995).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

PRIOR = 0.2
"""P(known) before the first answer."""
LEARNT = 0.15
"""P(T): the chance that an answer and its feedback teach what was not known."""
SLIP = 0.1
"""P(slip) of a question without statistics: the chance of a wrong answer though it is known."""
MIN_GUESS = 0.05
"""A guess is never taken to be less likely than this."""
MAX_SLIP = 0.3

RIGHT_FROM = 0.5
"""An answer that earned this fraction or more is taken as right."""

ENOUGH = 30
"""From so many first scores on, a question's own statistics take the place of what is assumed of any question."""
RIGHT_ANSWERS = 3
"""So many right answers, on two different days, an objective needs to be mastered."""

Level = Literal["started", "familiar", "proficient", "mastered"]
_FAMILIAR, _PROFICIENT, _MASTERED = 0.4, 0.8, 0.95


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """An answer as a fold takes it: whether it was right, the learner's day, and what a right or wrong one says.

    ``guess`` and ``slip`` are those of its question when the score was fixed, as ``chances`` gives them.
    """

    right: bool
    guess: float
    slip: float
    day: date


@dataclass(frozen=True, kw_only=True)
class Mastery:
    """What is known of a learner and an objective. ``known`` is P(known), 0 to 1, after the last answer.

    ``first_right`` is the day of the first right answer; ``two_days``: another day brought another one.
    """

    known: float = PRIOR
    answers: int = 0
    right: int = 0
    first_right: date | None = None
    two_days: bool = False

    @property
    def level(self) -> Level:
        """How far the learner is."""
        return level_of(self.known, self.right, two_days=self.two_days)


def level_of(known: float, right: int, *, two_days: bool) -> Level:
    """How far a learner is: proficient at most without three right answers, on two days."""
    if known < _FAMILIAR:
        return "started"
    if known < _PROFICIENT:
        return "familiar"
    if known < _MASTERED or right < RIGHT_ANSWERS or not two_days:
        return "proficient"
    return "mastered"


def is_undecided(known: float, answers: int) -> bool:
    """Whether what is not mastered may be so only as there are too few answers: fewer than mastery asks for, or all of
    them good and not yet enough of them, on two days.
    """
    return answers < RIGHT_ANSWERS or known >= _PROFICIENT


NOTHING = Mastery()
"""What is known before the first answer."""


def chances(guess: float, answers: int = 0, facility: float = 0.0) -> tuple[float, float]:
    """The chance that a question is answered right by guessing, and that of a slip, both 0 to 1.

    ``guess`` is the share that a blind guess earns. From ``ENOUGH`` first scores on, their mean ``facility`` counts: an
    easy question is a likelier lucky hit, a hard one a likelier slip. Together they stay at 1 or below, so that a right
    answer never speaks against knowing.
    """
    lucky, slip = max(guess, MIN_GUESS), SLIP
    if answers >= ENOUGH:
        lucky, slip = max(lucky, 0.25 * facility), min(MAX_SLIP, 0.5 * (1 - facility))
    return min(lucky, 1 - slip), slip


def is_right(share: float) -> bool:
    """Whether an answer that earned this share counts as right."""
    return share >= RIGHT_FROM


def after(before: Mastery, answer: Evidence) -> Mastery:
    """What is known after one more answer."""
    learnt = given(before.known, answer)
    known = learnt + (1 - learnt) * LEARNT
    if not answer.right:
        return replace(before, known=known, answers=before.answers + 1)
    first = before.first_right if before.first_right is not None else answer.day
    return Mastery(
        known=known,
        answers=before.answers + 1,
        right=before.right + 1,
        first_right=first,
        two_days=before.two_days or answer.day != first,
    )


def fold(answers: Iterable[Evidence]) -> Mastery:
    """What is known after ``answers``, given in the order in which they were scored."""
    mastery = NOTHING
    for answer in answers:
        mastery = after(mastery, answer)
    return mastery


def given(known: float, answer: Evidence) -> float:
    """P(known) once an answer was seen, before anything is learnt from it."""
    if answer.right:
        return _bayes(known * (1 - answer.slip), (1 - known) * answer.guess)
    return _bayes(known * answer.slip, (1 - known) * (1 - answer.guess))


def gain(known: float, guess: float, slip: float) -> float:
    """By how many bits an answer is expected to lower the entropy of P(known): 0 to 1."""
    right = known * (1 - slip) + (1 - known) * guess
    if_right = _bayes(known * (1 - slip), (1 - known) * guess)
    if_wrong = _bayes(known * slip, (1 - known) * (1 - guess))
    return _entropy(known) - right * _entropy(if_right) - (1 - right) * _entropy(if_wrong)


def _bayes(is_known: float, is_not: float) -> float:
    both = is_known + is_not
    return is_known / both if both else 0.0


def _entropy(chance: float) -> float:
    return -sum(p * math.log2(p) for p in (chance, 1 - chance) if p > 0)
