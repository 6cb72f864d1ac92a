"""What checks of the whole store read, a piece at a time."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionVersion
from quiz.storage.models.identity import Account
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import Rows


@prepared
def scores_between(first: int, last: int) -> Rows:
    """Every score of the accounts whose ids lie from ``first`` to ``last``, each account's in the order of scoring.

    ``version_id`` is the version that the score is of: after a regrade another than was asked.
    """
    scored = AttemptQuestion.__table__.c
    return (
        select(
            Attempt.account_id,
            Account.role,
            AttemptQuestion.scored_version_id.label("version_id"),
            QuestionVersion.question_id,
            QuestionRow.bank_id,
            QuestionRow.withdrawn,
            scored.share,
            scored.score,
            scored.scored_at,
            scored.answered,
            scored.attempt_id,
            Attempt.state,
            Attempt.finished_at,
            Attempt.points,
            Attempt.points_possible,
        )
        .join(Attempt, scored.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, scored.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .where(Attempt.account_id.between(first, last), scored.scored_at.is_not(None))
        .order_by(Attempt.account_id, scored.scored_at, scored.id)
    )


def gaps_in_revisions() -> Rows:
    """Attempt and position of every question whose answers are not numbered from 1 to its revision."""
    asked, answer = AttemptQuestion.__table__, AnswerRow.__table__
    highest = func.coalesce(func.max(answer.c.revision), 0)
    return (
        select(asked.c.attempt_id, asked.c.position)
        .outerjoin(answer, answer.c.attempt_question_id == asked.c.id)
        .group_by(asked.c.id, asked.c.attempt_id, asked.c.position, asked.c.revision)
        .having(or_(func.count(answer.c.id) != highest, highest != asked.c.revision))
        .order_by(asked.c.attempt_id, asked.c.position)
    )
