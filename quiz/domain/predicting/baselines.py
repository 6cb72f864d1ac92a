"""What other ways of predicting would have said of a review, from the same answers: to hold FSRS's predictions against.

An answer within a day of the one before to the same question is no review: FSRS predicts 1 for it, and its benchmark
leaves it out as well (https://github.com/open-spaced-repetition/srs-benchmark).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

SHARE_BEFORE = 0.9
"""What the constant baseline predicts before the first review: FSRS's usual retention."""
HALF_LIVES = (1, 2, 4, 8, 16)
"""Days after which half is remembered, for each of Leitner's boxes."""


def group_of(days: int, reviews: int, lapses: int) -> tuple[float, int, int]:
    """What is put together with a review in FSRS's RMSE (bins).

    ``days`` have gone by since the answer before, 1 or more. ``reviews`` counts the question's reviews so far, this one
    too, and ``lapses`` those before it that were wrong.
    Source: ``r_matrix_index`` of https://github.com/open-spaced-repetition/fsrs-rs, src/dataset.rs
    """
    lapsed = round(1.65 * 1.73 ** _floor_log(lapses, 1.73)) if lapses else 0
    return round(2.48 * 3.62 ** _floor_log(days, 3.62), 2), round(1.99 * 1.89 ** _floor_log(reviews + 1, 1.89)), lapsed


def _floor_log(number: int, base: float) -> int:
    return math.floor(math.log(number) / math.log(base))


@dataclass(frozen=True, kw_only=True)
class Past:
    """A learner's answers to one question so far, as baselines see them: the day of the last, Leitner's box from 0.

    ``reviews`` counts those so far, ``lapses`` those of them that were wrong.
    """

    day: date
    box: int
    reviews: int = 0
    lapses: int = 0

    def days(self, day: date) -> int:
        """The days from the last answer to ``day``."""
        return max(0, (day - self.day).days)

    def is_review(self, day: date) -> bool:
        """Whether an answer on ``day`` is a review: a day or more after the last."""
        return self.days(day) >= 1

    def leitner(self, day: date) -> float:
        """The chance to remember, 0 to 1, by Leitner's box: half of it is gone after as many days as the box says.

        Source of the half-lives: B. Settles and B. Meeder, A Trainable Spaced Repetition Model for Language Learning,
        ACL (2016). A wrong answer brings back to the first box, as in Leitner's own system.
        """
        return float(2 ** (-self.days(day) / HALF_LIVES[self.box]))

    def group(self, day: date) -> tuple[float, int, int]:
        """The group of a review on ``day`` in FSRS's RMSE (bins)."""
        return group_of(self.days(day), self.reviews + 1, self.lapses)


def after(past: Past | None, right: bool, day: date) -> Past:
    """What is known after one more answer; None stands for a question that was never seen, which is in the first box.

    A right answer moves it one box up.
    """
    before = past or Past(day=day, box=0)
    is_review = before.is_review(day)
    return Past(
        day=day,
        box=min(before.box + 1, len(HALF_LIVES) - 1) if right else 0,
        reviews=before.reviews + is_review,
        lapses=before.lapses + (is_review and not right),
    )


@dataclass
class Constant:
    """Predicts the share right of a learner's reviews so far, whatever the question: no later review is known to it."""

    count: int = 0
    right: int = 0

    def predict(self) -> float:
        """The chance, 0 to 1, that the next review is right."""
        return self.right / self.count if self.count else SHARE_BEFORE

    def take(self, right: bool) -> None:
        """Take the next review."""
        self.count += 1
        self.right += right
