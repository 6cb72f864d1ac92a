"""What a learner's first finished attempt of a quiz adds to the sums of its questions, in whole numbers.

All sums are sums of whole numbers: they come out the same in whichever order attempts are finished, and on every
database. Shares are kept in millionths, totals in thousandths, histograms in hundredths.
"""

from __future__ import annotations

import math
import operator
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

PARTS = 1_000_000
"""A share is kept in so many parts."""
TOTAL_PARTS = 1_000
"""The total of an attempt is kept in so many parts."""
BINS = 100
"""Histograms have this bin and those below it, from 0 on."""
LONGEST = 1_800
"""Seconds that a question counts at most: a page that was left open says nothing about the question."""
ALL = ""
"""Stands for every answer in the place of a choice: no choice has an empty name."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A question of a finished attempt: how right its answer is (0 to 1), its points, its choices, seconds in view."""

    version_id: int
    share: float
    points: Fraction
    chosen: Sequence[str] = ()
    seconds: int | None = None


class Asked(NamedTuple):
    """A question of a finished attempt in whole numbers: ``x`` and the ``rest`` of the attempt in millionths.

    ``weight`` is the question's share of the attempt's points, in millionths too.
    """

    version_id: int
    x: int
    rest: int
    weight: int
    seconds: int | None
    chosen: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {**self._asdict(), "chosen": list(self.chosen)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Asked:
        """From what ``plain`` gave."""
        return cls(**{**stored, "chosen": tuple(stored["chosen"])})


@dataclass(frozen=True, kw_only=True)
class Finish:
    """A finished attempt: its total in thousandths of its points, and its questions."""

    total: int
    asked: tuple[Asked, ...]


def finish_of(judged: Sequence[Judged]) -> Finish:
    """A finished attempt in whole numbers. The total, and the rest, are means of shares weighted by points.

    Where all attempts had the same questions that is the sum of marks, as a share of the sum of points; where questions
    were drawn it is the mean fraction, so that attempts can be compared. The questions come by their versions.
    """
    shares = [round(one.share * PARTS) for one in judged]
    common = math.lcm(*(one.points.denominator for one in judged))
    points = [one.points.numerator * (common // one.points.denominator) for one in judged]
    whole, earned = sum(points), sum(map(operator.mul, points, shares))
    asked = [_asked(*one, whole, earned) for one in zip(judged, shares, points, strict=True)]
    asked.sort(key=lambda one: (one.version_id, one.x))
    return Finish(total=_nearest(earned * TOTAL_PARTS, whole * PARTS), asked=tuple(asked))


def _asked(one: Judged, x: int, points: int, whole: int, earned: int) -> Asked:
    others = whole - points
    return Asked(
        version_id=one.version_id,
        x=x,
        rest=_nearest(earned - points * x, others) if others else 0,
        weight=_nearest(points * PARTS, whole),
        seconds=None if one.seconds is None else min(max(one.seconds, 0), LONGEST),
        chosen=tuple(sorted(set(one.chosen))),
    )


def _nearest(value: int, by: int) -> int:
    """``value`` / ``by`` as a whole number, halves to even ones, as ``round`` has them: without a fraction's cost."""
    found, left = divmod(value, by)
    return found + (2 * left > by or (2 * left == by and found % 2))


class ItemSums(NamedTuple):
    """Running sums of a question version in a quiz version, over learners' first finished attempts.

    ``x`` is the question's share and ``rest`` that of the attempt's other questions, in millionths; products are in
    millionths of millionths. ``seconds`` is over the ``timed`` of the answers.
    """

    answers: int = 0
    weight: int = 0
    x: int = 0
    xx: int = 0
    rest: int = 0
    rest_rest: int = 0
    x_rest: int = 0
    timed: int = 0
    seconds: int = 0

    def plus(self, one: Asked, by: int) -> ItemSums:
        """With one more answer, or with ``by`` = -1 without it."""
        added = (
            *(1, one.weight, one.x, one.x * one.x),
            *(one.rest, one.rest * one.rest, one.x * one.rest),
            *(int(one.seconds is not None), one.seconds or 0),
        )
        return ItemSums(*(held + by * more for held, more in zip(self, added, strict=True)))


class Place(NamedTuple):
    """A cell of the histogram of a question version: a choice, the share earned and the total, in hundredths."""

    quiz_version_id: int
    question_version_id: int
    choice: str
    share: int
    total: int


@dataclass
class Moves:
    """What is to be added to the sums for attempts that come, and taken from them for those that go."""

    totals: Counter[tuple[int, int]] = field(default_factory=Counter)
    items: dict[tuple[int, int], ItemSums] = field(default_factory=lambda: defaultdict(ItemSums))
    places: Counter[Place] = field(default_factory=Counter)

    def add(self, quiz_version_id: int, finish: Finish, by: int = 1) -> None:
        """Add a finished attempt, or with ``by`` = -1 take it out."""
        self.totals[quiz_version_id, finish.total] += by
        bin_ = _nearest(finish.total * BINS, TOTAL_PARTS)
        for one in finish.asked:
            key = (quiz_version_id, one.version_id)
            self.items[key] = self.items[key].plus(one, by)
            share = _nearest(one.x * BINS, PARTS)
            for choice in (ALL, *one.chosen):
                self.places[Place(*key, choice, share, bin_)] += by


def moves_of(finishes: Iterable[tuple[int, Finish]]) -> Moves:
    """The sums of finished attempts, each with its quiz version."""
    moves = Moves()
    for quiz_version_id, finish in finishes:
        moves.add(quiz_version_id, finish)
    return moves
