"""The tables of aggregates: the sums that pages read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base


class FirstScore(Base):
    """A learner's first score for a version: the row that lets a question's sums move once."""

    __tablename__ = "first_score"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True, index=True)
    share: Mapped[float] = mapped_column(Float)
    chosen: Mapped[list[str]]
    scored_at: Mapped[datetime]


class QuestionAggregate(Base):
    """Running sums over the first scores of a version: their count, their sum and the sum of their squares."""

    __tablename__ = "question_sums"
    __table_args__ = (CheckConstraint("answers >= 0", name="answers"),)

    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    total: Mapped[float] = mapped_column(Float, default=0.0)
    squares: Mapped[float] = mapped_column(Float, default=0.0)


class ChoiceAggregate(Base):
    """How often each choice of a version was made in first scores."""

    __tablename__ = "choice_sums"
    __table_args__ = (CheckConstraint("chosen >= 0", name="chosen"),)

    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(Text, primary_key=True)
    chosen: Mapped[int] = mapped_column(default=0)


class LearnerQuestion(Base):
    """A learner's latest score of an answer to a question, and since when it is done: the first one was scored."""

    __tablename__ = "learner_question"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    latest_share: Mapped[float] = mapped_column(Float)
    latest_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class LearnerMonth(Base):
    """A learner's sums for a month: questions done, attempts finished, best and latest share of their points."""

    __tablename__ = "learner_month"
    __table_args__ = (CheckConstraint("done >= 0 AND finished >= 0", name="counts"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), primary_key=True, index=True)
    done: Mapped[int] = mapped_column(default=0)
    finished: Mapped[int] = mapped_column(default=0)
    best: Mapped[float | None] = mapped_column(Float)
    latest: Mapped[float | None] = mapped_column(Float)
    latest_at: Mapped[datetime | None]
