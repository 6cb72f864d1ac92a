"""Parameters of FSRS-6 fitted to one learner, and whether they predict that learner's later reviews better.

The first four fifths of the reviews are fitted to; the rest is held out, and decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fsrs import Rating

from quiz.domain import schedule
from quiz.domain.predicting.predictions import reliability
from quiz.domain.schedule import DEFAULT, Card, Parameters

ENOUGH = 400
"""From so many reviews on parameters are fitted to a learner."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer of a learner as FSRS takes it.

    ``asked`` is False where another question was answered in place of this one, rightly: the card of this one moves,
    and nothing could have gone wrong.
    """

    question: int
    rating: Rating
    day: date
    asked: bool = True


class Step(NamedTuple):
    """An answer, the days since the one before to its question (0 for the first), and whether it is a review.

    A review comes a day or more later: something was predicted for it that could be wrong.
    """

    answer: Answer
    days: int
    is_review: bool


Optimise = Callable[[Sequence[Answer]], Parameters]
"""Finds the 21 parameters that fit answers, given in the order of their times."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Parameters fitted to a learner, held against the usual ones on the same reviews that came later.

    ``reviews`` counts all of them, ``held_out`` those that decide; the losses are log losses of these, in nats.
    """

    parameters: Parameters
    reviews: int
    held_out: int
    loss_default: float
    loss_fitted: float

    @property
    def used(self) -> bool:
        """Whether the fitted parameters predict better."""
        return self.loss_fitted < self.loss_default


def steps(answers: Iterable[Answer]) -> Iterator[Step]:
    """Answers, given in the order of their times, with what lies between them."""
    last: dict[int, date] = {}
    for one in answers:
        days = max(0, (one.day - last.get(one.question, one.day)).days)
        last[one.question] = one.day
        yield Step(one, days, one.asked and days >= 1)


def count_reviews(answers: Iterable[Answer]) -> int:
    """How many of the answers are reviews."""
    return sum(step.is_review for step in steps(answers))


def split(answers: Sequence[Answer]) -> int:
    """How many answers, given in the order of their times, make up the first four fifths of the reviews."""
    left = count_reviews(answers) * 4 // 5
    for number, step in enumerate(steps(answers)):
        if not left:
            return number
        left -= step.is_review
    return len(answers)


def log_loss(answers: Sequence[Answer], first: int, parameters: Parameters) -> float:
    """The log loss of what ``parameters`` predict for the reviews from the answer number ``first`` on.

    Cards are made of all answers before each review. There has to be a review; ValueError where there is none.
    """
    cards: dict[int, Card] = {}
    predicted: list[tuple[float, bool]] = []
    for number, (one, _, is_review) in enumerate(steps(answers)):
        card = cards.get(one.question)
        if card is not None and is_review and number >= first:
            recall = schedule.recall(card, one.day, parameters=parameters)
            predicted.append((recall, one.rating is not Rating.Again))
        cards[one.question] = schedule.review(card, one.rating, one.day, parameters=parameters)
    found = reliability(predicted)
    if found is None:
        raise ValueError("no review is left to predict")
    return found.log_loss


def fit(answers: Sequence[Answer], optimise: Optimise) -> Fit | None:
    """Fit parameters to answers, given in the order of their times; None for fewer reviews than ``ENOUGH``."""
    reviews = count_reviews(answers)
    if reviews < ENOUGH:
        return None
    first = split(answers)
    parameters = optimise(answers[:first])
    return Fit(
        parameters=parameters,
        reviews=reviews,
        held_out=reviews - count_reviews(answers[:first]),
        loss_default=log_loss(answers, first, DEFAULT),
        loss_fitted=log_loss(answers, first, parameters),
    )
