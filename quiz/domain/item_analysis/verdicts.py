"""What a question's figures mean in plain words, and what to do about it.

The thresholds were tuned on simulated classes (seeds from 10,000 on); ``tests/domain/item_analysis`` counts, over 200
other classes of thirty, how often a planted flaw is found and how often a sound question is blamed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.domain.item_analysis.choices import Chosen
from quiz.domain.item_analysis.totals import Interval
from quiz.domain.item_stats import FEW, Facility

Kind = Literal["few", "miskey", "ambiguous", "negative", "hard", "easy", "dead", "early", "fine"]

ORDER: Sequence[Kind] = ("miskey", "negative", "ambiguous", "hard", "easy", "dead", "fine", "early", "few")
"""The most urgent first."""

MISKEYED, CLEARLY = 0.15, 1.4
"""A choice that is made more often than the key suggests another key where it goes along with the rest of the test
better than being right does: by ``MISKEYED`` - ``CLEARLY`` / √n, as with few answers hardly anything is clear."""
RIVAL, UNSURE = -0.60, 5.5
"""Two options compete where the correlation of the other, less ``WITH_KEY`` times that of being right, and ``COUNTED``
times the logarithm of the ratio of their counts come to more than ``RIVAL`` + ``UNSURE`` / n: of few answers more is
asked."""
WITH_KEY, COUNTED = 0.2, 0.75
FEWEST = 3
"""A choice of fewer learners competes with nothing."""
EASY = 0.80
"""Nearly everybody is right where the whole interval of the facility is above this."""
HARD = 0.35
"""Nearly nobody is where it is below this."""
ABOVE_GUESS = 0.10
"""Or below what guessing earns, and so much."""
EARLY = 43
"""With fewer answers a fair discrimination of 0.3 could as well be 0: 1.96 / √(n - 3) > artanh 0.3."""
DOUBT = 0.15
"""That a distractor with half its share of the wrong answers is missed by chance has to be less likely than this."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is to be thought of a question; ``choices`` are those that it is about."""

    kind: Kind
    choices: tuple[str, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether something should be done."""
        return self.kind not in ("fine", "early", "few")

    @property
    def urgent(self) -> bool:
        """Whether learners may have been marked wrongly."""
        return self.kind in ("miskey", "ambiguous", "negative")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What is known of a question: its figures, and who made which choice; ``right`` are those that count as right.

    ``one``: an answer is one choice, so choices compete. ``options`` are all that are offered, where they are.
    ``guess`` is what guessing earns.
    """

    facility: Facility | None
    discrimination: Interval | None
    guess: float = 0.0
    right: frozenset[str] = frozenset()
    one: bool = False
    options: tuple[str, ...] = ()
    chosen: Mapping[str, Chosen] | None = None


def verdicts_of(seen: Seen) -> tuple[Verdict, ...]:
    """What the figures say, the most urgent first, one at least; under ten answers they say nothing."""
    if seen.facility is None or seen.facility.answers < FEW:
        return (Verdict(kind="few"),)
    main = _of_key(seen) or _of_difficulty(seen)
    found = tuple(one for one in (main, _of_distractors(seen)) if one is not None)
    return found or (Verdict(kind="early" if _is_early(seen) else "fine"),)


def _is_early(seen: Seen) -> bool:
    """Whether nothing can be said yet of how far the question tells learners apart."""
    index = seen.discrimination
    few = seen.facility is not None and seen.facility.answers < EARLY
    return few and (index is None or index.low <= 0 <= index.high)


def _of_key(seen: Seen) -> Verdict | None:
    rival = _rival(seen)
    if rival is not None:
        return rival
    if seen.discrimination is not None and seen.discrimination.high < 0:
        return Verdict(kind="negative")
    return None


def _rival(seen: Seen) -> Verdict | None:
    """A wrong choice that the best learners prefer to the key, or make as readily."""
    chosen = seen.chosen or {}
    wrong = [one for choice, one in chosen.items() if seen.one and choice not in seen.right]
    rivals = [one for one in wrong if one.with_rest is not None and one.count >= FEWEST]
    if not rivals:
        return None
    right = [one for choice, one in chosen.items() if choice in seen.right]
    count, n = sum(one.count for one in right), seen.facility.answers if seen.facility else 0

    def ahead(one: Chosen) -> float:
        return (one.with_rest or 0.0) - _with_key(seen)

    def standing(one: Chosen) -> float:
        correlated = (one.with_rest or 0.0) - WITH_KEY * _with_key(seen)
        return correlated + COUNTED * math.log((one.count + 0.5) / (count + 0.5))

    best = max(rivals, key=lambda one: (standing(one), one.choice))
    if best.count > count and ahead(best) > MISKEYED - CLEARLY / math.sqrt(n):
        return Verdict(kind="miskey", choices=(best.choice,))
    # What is typed and wrong is a mistake of many: only options are offered side by side.
    if best.choice in seen.options and standing(best) > RIVAL + UNSURE / n:
        return Verdict(kind="ambiguous", choices=(best.choice,))
    return None


def _with_key(seen: Seen) -> float:
    """How being right goes along with the rest."""
    return seen.discrimination.value if seen.discrimination is not None else 0.0


def _of_difficulty(seen: Seen) -> Verdict | None:
    assert seen.facility is not None
    if seen.facility.low >= EASY:
        return Verdict(kind="easy")
    if seen.facility.high <= max(HARD, seen.guess + ABOVE_GUESS):
        return Verdict(kind="hard")
    return None


def _of_distractors(seen: Seen) -> Verdict | None:
    """Distractors that nobody chose, where enough answers were wrong to judge."""
    chosen = seen.chosen or {}
    distractors = [one for one in seen.options if one not in seen.right]
    dead = tuple(one for one in distractors if one not in chosen or chosen[one].count == 0)
    wrong = sum(one.count for choice, one in chosen.items() if choice in distractors)
    if len(distractors) < 2 or not dead:
        return None
    by_chance = (1 - 1 / (2 * len(distractors))) ** wrong
    return Verdict(kind="dead", choices=dead) if by_chance < DOUBT else None
