"""When a question is to be seen again, and how likely it is remembered until then: FSRS-6, by the ``fsrs`` package.

A card is what is known of a learner's memory of a question. How well an answer went is inferred, never asked. Time is
counted in the learner's own days: what was learnt late one evening is a day old the next morning.
Source: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal

from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS

from quiz.domain.grading.certainty import HIGH, LOW

RETENTION = 0.9
"""How likely a question is remembered when it comes again, where the learner has not chosen."""

MAX_INTERVAL = 36_500
"""Days after which anything is seen again, as in FSRS."""

Parameters = tuple[float, ...]
DEFAULT: Parameters = DEFAULT_PARAMETERS
"""The 21 parameters of FSRS-6 that fit the reviews of many learners."""

Reason = Literal["wrong", "hint", "second_try", "unsure", "right", "quick"]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A rating, and the reason that a page can give for it."""

    rating: Rating
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Card:
    """A learner's memory of a question after a review.

    ``stability`` is the number of days after which it is remembered with a chance of 90 %, ``difficulty`` runs from 1
    to 10. ``step`` is the place among the short steps of what is new or was forgotten; None where it is learnt.
    ``seen`` is the learner's day of the last review.
    """

    state: State
    step: int | None
    stability: float
    difficulty: float
    seen: date


def judge(
    *,
    right: bool,
    tries: int = 1,
    hints: int = 0,
    certainty: int | None = None,
    quick: bool = False,
) -> Judged:
    """How well an answer went.

    ``tries`` counts the try that was right, ``hints`` those that were shown before; ``quick``: it took less time than
    half of the learner's answers to questions of the same kind.
    """
    if not right:
        return Judged(rating=Rating.Again, reason="wrong")
    if hints:
        return Judged(rating=Rating.Hard, reason="hint")
    if tries > 1:
        return Judged(rating=Rating.Hard, reason="second_try")
    if certainty == LOW:
        return Judged(rating=Rating.Hard, reason="unsure")
    if certainty == HIGH and quick:
        return Judged(rating=Rating.Easy, reason="quick")
    return Judged(rating=Rating.Good, reason="right")


def review(card: Card | None, rating: Rating, day: date, *, parameters: Parameters = DEFAULT) -> Card:
    """The card after a review on a day; None stands for a question that was never seen."""
    # Without an id it would wait a millisecond to make one.
    known = _Lent(card_id=0) if card is None else _given(card)
    found, _ = _scheduler(parameters).review_card(known, rating, _moment(day))
    assert found.stability is not None
    assert found.difficulty is not None
    return Card(
        state=found.state,
        step=found.step,
        stability=found.stability,
        difficulty=found.difficulty,
        seen=day,
    )


def fold(reviews: Iterable[tuple[Rating, date]], *, parameters: Parameters = DEFAULT) -> Card | None:
    """The card after ``reviews``, given in the order of their days; None where there was none."""
    card: Card | None = None
    for rating, day in reviews:
        card = review(card, rating, day, parameters=parameters)
    return card


def recall(card: Card, day: date, *, parameters: Parameters = DEFAULT) -> float:
    """The chance, 0 to 1, that a question is remembered on a day: it falls with each day since the review."""
    return chance(card.stability, (day - card.seen).days, parameters=parameters)


def chance(stability: float, days: int, *, parameters: Parameters = DEFAULT) -> float:
    """The chance, 0 to 1, that something of this stability is remembered ``days`` after its review."""
    decay = -parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    return float((1 + factor * max(0, days) / stability) ** decay)


def interval(stability: float, retention: float = RETENTION, *, parameters: Parameters = DEFAULT) -> int:
    """The whole days, 1 or more, until the chance to remember has come down to ``retention``."""
    decay = -parameters[20]
    factor = float(0.9 ** (1 / decay)) - 1
    return min(max(round(stability / factor * (float(retention ** (1 / decay)) - 1)), 1), MAX_INTERVAL)


def stabilities_until(retention: float, *, parameters: Parameters = DEFAULT) -> float:
    """After how many times its stability in days the chance to remember has come down to ``retention``."""
    decay = -parameters[20]
    factor = float(0.9 ** (1 / decay)) - 1
    return (float(retention ** (1 / decay)) - 1) / factor


class _Lent(FsrsCard):
    """A card that nobody else has: copying it before it is changed takes as long as the change."""

    def __copy__(self) -> _Lent:
        return self


def _given(card: Card) -> FsrsCard:
    return _Lent(
        card_id=0,
        state=card.state,
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_moment(card.seen),
        last_review=_moment(card.seen),
    )


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@lru_cache(maxsize=64)
def _scheduler(parameters: Parameters) -> Scheduler:
    # Chance has no part in it: the same answers give the same card.
    return Scheduler(parameters, enable_fuzzing=False)
