"""What a learner answered, as parameters are fitted to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fsrs import Rating
from sqlalchemy.orm import Session

from quiz.domain.predicting.fitting import ENOUGH, Answer
from quiz.services.aggregates.learning import day_of, rating_of
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import predictions as prediction_queries


class Candidate(NamedTuple):
    """A learner with as many answers as there have to be reviews; not every answer is one."""

    id: int
    name: str


def candidates(session: Session) -> Sequence[Candidate]:
    """The learners to whom parameters may be fitted, by their numbers."""
    return [Candidate(row.id, row.name) for row in fetch(session, prediction_queries.learners_with(ENOUGH))]


def history(session: Session, account_id: int) -> list[Answer]:
    """All answers of an account whose scores it may see, in the order of scoring, as they moved its cards."""
    answers: list[Answer] = []
    seen: set[int] = set()
    for row in session.execute(prediction_queries.answers(account_id)):
        rating = rating_of(row)
        answers.append(Answer(question=row.question_id, rating=rating, day=day_of(row)))
        seen.add(row.question_id)
        if rating is not Rating.Again and row.stands_for_id in seen:
            answers.append(Answer(question=row.stands_for_id, rating=Rating.Good, day=day_of(row), asked=False))
    return answers
