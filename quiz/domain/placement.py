"""A placement test: a few questions of every month, and what they say of the months as a whole.

Each month is taken as one thing that is known or not, and each answer as evidence of it. Nothing is learnt meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from quiz.domain import mastery
from quiz.domain.mastery import Evidence

BEFORE = 0.5
"""P(known) of a month before its first answer: nobody takes a placement test of whom anything is known."""
LEAST = 2
"""Questions of each month before another is asked for what it tells."""
MOST = 15
"""Questions of a test: about ten minutes."""
LITTLE = 0.1
"""Bits below which one more question is not worth its time."""
KNOWN = 0.8
"""From this P(known) on, a month need not be begun with."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A question that may be asked: its month, what it measures there, and its chances of a guess and a slip.

    ``line`` is the number of the line of the pool that it is picked from.
    """

    question: int
    month: int
    measures: str
    idea: str
    guess: float
    slip: float
    line: int = 0


@dataclass
class Placement:
    """What the answers so far say of each month: P(known) by its number, and how many there were."""

    known: dict[int, float] = field(default_factory=dict)
    asked: Counter[int] = field(default_factory=Counter)

    def take(self, month: int, answer: Evidence) -> None:
        """Take one answer."""
        self.known[month] = mastery.given(self.of(month), answer)
        self.asked[month] += 1

    def of(self, month: int) -> float:
        """P(known) of a month, 0 to 1."""
        return self.known.get(month, BEFORE)


def next_question(
    placement: Placement,
    months: Sequence[int],
    candidates: Collection[Candidate],
    asked: Collection[Candidate],
    bounds: Sequence[int] = (),
) -> Candidate | None:
    """The question to ask next of ``months``, in their order; None where the test is over.

    Each month gets ``LEAST``, the months in turn; then the one of which an answer tells most. Of a month another
    objective comes before one that was asked about, and no idea is asked twice. ``bounds`` says how many questions of
    each line of the pool are asked at most.
    """
    if len(asked) >= MOST:
        return None
    ideas = {(one.month, one.idea) for one in asked}
    taken = Counter(one.line for one in asked)
    full = {line for line, most in enumerate(bounds) if taken[line] >= most}
    measured = {(one.month, one.measures) for one in asked}
    best: dict[int, Candidate] = {}
    for one in sorted(candidates, key=lambda one: one.question):
        if one.month in months and (one.month, one.idea) not in ideas and one.line not in full:
            found = best.get(one.month)
            if found is None or _rank(one, placement, measured) > _rank(found, placement, measured):
                best[one.month] = one
    few = [month for month in months if month in best and placement.asked[month] < LEAST]
    if few:
        return best[min(few, key=lambda month: placement.asked[month])]
    telling = max(best.values(), key=lambda one: _gain(one, placement), default=None)
    return telling if telling is not None and _gain(telling, placement) >= LITTLE else None


def _rank(one: Candidate, placement: Placement, measured: Collection[tuple[int, str]]) -> tuple[bool, float]:
    return (one.month, one.measures) not in measured, _gain(one, placement)


def _gain(one: Candidate, placement: Placement) -> float:
    return mastery.gain(placement.of(one.month), one.guess, one.slip)


def begin_with(months: Sequence[int], known: Mapping[int, float]) -> int | None:
    """The first month, in their order, that is not known yet; None where all are, or none was asked about."""
    if not known:
        return None
    return next((month for month in months if known.get(month, 0.0) < KNOWN), None)
