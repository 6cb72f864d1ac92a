"""What a learner has mastered by answers that they gave here, whatever they brought along."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quiz.services.aggregates.learning import Measured, learnt
from quiz.storage.models.attempts import Attempt
from quiz.storage.queries import integrity as integrity_queries


def mastered_here(session: Session, account_id: int) -> frozenset[Measured]:
    """The banks, each with what is measured in it, that a learner has mastered by their answers here alone."""
    whose = Attempt.__table__.c.account_id == account_id
    rows = session.execute(integrity_queries.scores_of(whose, sums=False))
    return frozenset(key for key, known in learnt(rows).masteries.items() if known.mastered_at is not None)
