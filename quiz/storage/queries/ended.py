"""What was answered in an attempt that ended before it was handed in."""

from __future__ import annotations

from sqlalchemy import select

from quiz.storage.models.attempts import AnswerRow, AttemptQuestion
from quiz.storage.models.content import QuestionContext, QuestionText, QuestionVersion
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import CONTEXT, GRADED, LATEST_ANSWER, QUESTION, SHOWN, Rows, around_in, texts_in


@prepared
def answered_in(attempt_id: int, language: str) -> Rows:
    """Every question of an attempt as it was shown, with the latest answer; nothing of what a score reveals."""
    return (
        select(AttemptQuestion, QuestionVersion.content_hash, QUESTION, SHOWN, CONTEXT, AnswerRow.value.label("answer"))
        .join(QuestionVersion, GRADED)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionContext, around_in(language))
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )
