"""What learners answered to a question and was not fully right, for teachers who mend its bank."""

from __future__ import annotations

from sqlalchemy import Text, case, cast, null, select

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionVersion
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import LATEST_ANSWER, Rows, taught


def answers_without_names(question_id: int, teacher: int | None) -> Rows:
    """Scored answers to a question in any version, once for each learner: those whom ``teacher`` teaches, or all.

    What was answered is there where the score is below 1; elsewhere it is None.
    """
    wrong = case((AttemptQuestion.share < 1, cast(AnswerRow.__table__.c.value, Text)), else_=null())
    return (
        select(wrong.label("answer"), Attempt.account_id)
        .select_from(AttemptQuestion)
        .join(AnswerRow, LATEST_ANSWER)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptQuestion.question_version_id)
        .where(QuestionVersion.question_id == question_id, Account.role == "learner", *taught(teacher))
        .where(AttemptQuestion.scored_at.is_not(None), AttemptQuestion.answered)
        .distinct()
    )
