"""What an attempt asks, for tests of what the app puts together."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionVersion


def asked(session: Session, attempt: Attempt) -> list[tuple[str, str]]:
    """The bank and the kind of each question of an attempt, in its order."""
    query = (
        select(BankRow.slug, QuestionVersion.kind)
        .join(QuestionRow, QuestionRow.bank_id == BankRow.id)
        .join(QuestionVersion, QuestionVersion.question_id == QuestionRow.id)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(AttemptQuestion.attempt_id == attempt.id)
        .order_by(AttemptQuestion.position)
    )
    return [tuple(row) for row in session.execute(query)]


def slugs(session: Session, attempt: Attempt) -> list[str]:
    """The ids of what an attempt asks, in its order."""
    query = (
        select(QuestionRow.slug)
        .join(QuestionVersion, QuestionVersion.question_id == QuestionRow.id)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(AttemptQuestion.attempt_id == attempt.id)
        .order_by(AttemptQuestion.position)
    )
    return list(session.scalars(query))
