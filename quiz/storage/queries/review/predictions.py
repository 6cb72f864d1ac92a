"""Answers with what was predicted before them, learner by learner."""

from __future__ import annotations

from sqlalchemy import func, select

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionVersion
from quiz.storage.models.identity import Account
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import Rows


def answers(account_id: int | None = None) -> Rows:
    """The scored answers of every learner, or of one account, as far as scores are shown: each in the order of scoring.

    ``recall`` is what was predicted, None where nothing was.
    """
    scored = AttemptQuestion.__table__.c
    shown = (
        select(
            Attempt.account_id,
            QuestionVersion.question_id,
            scored.share,
            scored.scored_at,
            scored.day,
            scored.recall,
            scored.tries,
            scored.hints,
            scored.certainty,
            scored.quick,
            scored.stands_for_id,
        )
        .join(Attempt, scored.attempt_id == Attempt.id)
        .join(QuestionVersion, scored.question_version_id == QuestionVersion.id)
        .where(scored.answered, scored.scored_at.is_not(None), Attempt.shows_scores)
        .order_by(Attempt.account_id, scored.scored_at, scored.id)
    )
    if account_id is not None:
        return shown.where(Attempt.account_id == account_id)
    return shown.join(Account, Attempt.account_id == Account.id).where(Account.role == "learner")


@prepared
def learners_with(answers: int) -> Rows:
    """The learners with at least so many scored answers whose scores are shown, in the order of their ids."""
    return (
        select(Account.id, Account.name)
        .join(Attempt, Attempt.account_id == Account.id)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .where(
            Account.role == "learner",
            AttemptQuestion.answered,
            AttemptQuestion.scored_at.is_not(None),
            Attempt.shows_scores,
        )
        .group_by(Account.id, Account.name)
        .having(func.count() >= answers)
        .order_by(Account.id)
    )
