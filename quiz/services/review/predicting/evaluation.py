"""How well reviews were predicted: the stored predictions held against what came, beside two baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from sqlalchemy.orm import Session

from quiz.domain import mastery
from quiz.domain.item_stats import FEW
from quiz.domain.predicting import baselines
from quiz.domain.predicting.baselines import Constant, Past
from quiz.domain.predicting.predictions import Reliability, Tally
from quiz.services.aggregates.learning import day_of
from quiz.storage.queries.review import predictions as prediction_queries

BATCH = 1_000
"""Rows that are in memory at a time."""

Method = Literal["stored", "constant", "leitner"]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """How well reviews were predicted.

    ``reviews`` counts the answers with a prediction that came a day or more after the one before to the same question,
    ``learners`` whose they are. ``within_a_day`` counts those that came sooner: 1 is predicted for them, and they are
    not compared. ``compared`` has each method on the same reviews; it is empty for fewer than ten.
    """

    reviews: int
    learners: int
    within_a_day: int
    compared: Mapping[Method, Reliability]


def evaluate(session: Session, account_id: int | None = None) -> Evaluation:
    """How well the reviews of every learner, or of one account, were predicted.

    An account that is named may be anybody's; else guests and teachers are left out, as in all statistics. What is in
    memory grows with the questions that one learner answered, not with their answers or with the learners.
    """
    found = _Comparison()
    query = prediction_queries.answers(account_id).execution_options(yield_per=BATCH)
    with session.execute(query) as rows:
        for _, own in groupby(rows, key=lambda row: row.account_id):
            found.take(own)
    compared = {method: tally.reliability() for method, tally in found.tallies.items()} if found.reviews >= FEW else {}
    return Evaluation(
        reviews=found.reviews,
        learners=found.learners,
        within_a_day=found.within_a_day,
        compared={method: one for method, one in compared.items() if one is not None},
    )


class _Comparison:
    """What is counted of the learners so far."""

    def __init__(self) -> None:
        self.tallies: dict[Method, Tally] = {"stored": Tally(), "constant": Tally(), "leitner": Tally()}
        self.learners = self.within_a_day = 0

    @property
    def reviews(self) -> int:
        return self.tallies["stored"].count

    def take(self, rows: Iterable[Any]) -> None:
        """Take the answers of one learner, in the order of scoring."""
        before, constant = self.reviews, Constant()
        pasts: dict[int, Past] = {}
        for row in rows:
            right, past = mastery.is_right(row.share), pasts.get(row.question_id)
            if past is not None and row.recall is not None:
                if past.is_review(day_of(row)):
                    self._compare(row, right, past, constant)
                else:
                    self.within_a_day += 1
            pasts[row.question_id] = baselines.after(past, right, day_of(row))
            if right and row.stands_for_id in pasts:
                # Its card moved, too.
                pasts[row.stands_for_id] = baselines.after(pasts[row.stands_for_id], True, day_of(row))
        self.learners += self.reviews > before

    def _compare(self, row: Any, right: bool, past: Past, constant: Constant) -> None:
        predicted: dict[Method, float] = {
            "stored": row.recall,
            "constant": constant.predict(),
            "leitner": past.leitner(day_of(row)),
        }
        for method, tally in self.tallies.items():
            tally.add(predicted[method], right, past.group(day_of(row)))
        constant.take(right)
