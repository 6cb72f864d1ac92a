"""Regrades that were made, for those who may edit the series: of which questions, of how many attempts, by whom."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, select

from quiz.storage.models.attempts import AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion, SeriesRow
from quiz.storage.models.grading import Regrade, RegradedQuestion
from quiz.storage.queries.parts import QUESTION, SHOWN, Rows, texts_in


def question(question_id: int, language: str) -> Rows:
    """A question as it is published now, with its bank and series."""
    return (
        select(QuestionRow.id, QuestionRow.slug, QuestionRow.bank_id, BankRow.slug.label("bank"), BankRow.series_id)
        .add_columns(SeriesRow.slug.label("series"), QuestionVersion.content_hash, QuestionVersion.published_at)
        .add_columns(QUESTION, SHOWN)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(QuestionText, texts_in(language))
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .where(QuestionRow.id == question_id)
    )


def series_of(regrade_id: int) -> Select[int]:
    """The series of the bank that a regrade was of."""
    return select(BankRow.series_id).join(Regrade, Regrade.bank_id == BankRow.id).where(Regrade.id == regrade_id)


def count(series: Collection[int]) -> Select[int]:
    """How many regrades there are of the banks of these series."""
    return select(func.count(Regrade.id)).join(BankRow, Regrade.bank_id == BankRow.id).where(_in(series))


def made(series: Collection[int], question_id: int | None = None) -> Rows:
    """The regrades of the banks of these series, or those of them that scored one question again; the latest first.

    ``first_id`` and ``first`` are the question that a regrade scored again, where ``questions`` says that it was one.
    """
    asked = QuestionVersion.question_id
    rows = (
        select(Regrade, BankRow.slug.label("bank"), func.count(AttemptQuestion.attempt_id.distinct()).label("attempts"))
        .add_columns(func.count(asked.distinct()).label("questions"), func.min(asked).label("first_id"))
        .add_columns(func.min(QuestionRow.slug).label("first"))
        .join(BankRow, Regrade.bank_id == BankRow.id)
        .outerjoin(RegradedQuestion, RegradedQuestion.regrade_id == Regrade.id)
        .outerjoin(AttemptQuestion, RegradedQuestion.attempt_question_id == AttemptQuestion.id)
        .outerjoin(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .outerjoin(QuestionRow, asked == QuestionRow.id)
        .where(_in(series))
        .group_by(Regrade.id, BankRow.slug)
        .order_by(Regrade.id.desc())
    )
    return rows if question_id is None else rows.where(Regrade.id.in_(_touching(question_id)))


def _in(series: Collection[int]) -> ColumnElement[bool]:
    return BankRow.series_id.in_(series)


def _touching(question_id: int) -> Select[int]:
    return (
        select(RegradedQuestion.regrade_id)
        .join(AttemptQuestion, RegradedQuestion.attempt_question_id == AttemptQuestion.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(QuestionVersion.question_id == question_id)
    )
