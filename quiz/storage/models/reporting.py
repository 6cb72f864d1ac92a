"""The tables of aggregates: the sums that pages read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    SmallInteger,
    String,
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


class ReviewCard(Base):
    """A learner's memory of a question after the last answer whose score they may see: FSRS's state, step and figures.

    ``stability`` counts days, ``difficulty`` runs from 1 to 10; ``reviewed_on`` is the learner's
    day of it. When it is to be seen again follows from these, and from what the learner wants.
    """

    __tablename__ = "review_card"
    __table_args__ = (
        CheckConstraint("stability > 0", name="stability"),
        CheckConstraint("difficulty >= 1 AND difficulty <= 10", name="difficulty"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    state: Mapped[int] = mapped_column(SmallInteger)
    step: Mapped[int | None] = mapped_column(SmallInteger)
    stability: Mapped[float] = mapped_column(Float)
    difficulty: Mapped[float] = mapped_column(Float)
    reviewed_on: Mapped[date]
    reviewed_at: Mapped[datetime]


class LearnerMastery(Base):
    """What is known of a learner and an objective, or a section or bank where questions have none.

    ``measures`` is as in ``question``; ``known`` is P(known) after the last of ``answers`` whose scores they may see.
    ``mastered_at`` is since when it is mastered; None where it is not, or not any more.
    """

    __tablename__ = "learner_mastery"
    __table_args__ = (
        CheckConstraint("known >= 0 AND known <= 1", name="known"),
        CheckConstraint("answers >= 1 AND right_answers >= 0 AND right_answers <= answers", name="answers"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), primary_key=True, index=True)
    measures: Mapped[str] = mapped_column(String(130), primary_key=True)
    known: Mapped[float] = mapped_column(Float)
    answers: Mapped[int]
    right_answers: Mapped[int]
    first_right: Mapped[date | None]
    two_days: Mapped[bool]
    answered_at: Mapped[datetime]
    mastered_at: Mapped[datetime | None]


class LearnerDay(Base):
    """What a learner answered on a day of theirs, of answers whose scores they may see, with their seconds in view.

    ``sure`` has for each level of certainty how many answers there were and how many were right; ``predicted`` for each
    tenth of the chance to remember, from 0 to 9, how many reviews, the sum of what was predicted, how many were right,
    and the sums of squared errors and of log losses. Sums are in millionths, so that their order changes nothing.
    """

    __tablename__ = "learner_day"
    __table_args__ = (
        CheckConstraint("answers >= 1 AND right_answers >= 0 AND right_answers <= answers", name="answers"),
        CheckConstraint("seconds >= 0", name="seconds"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    answers: Mapped[int]
    right_answers: Mapped[int]
    seconds: Mapped[int]
    sure: Mapped[dict[str, Any]]
    predicted: Mapped[dict[str, Any]]


class ReviewFit(Base):
    """Parameters of FSRS-6 that were fitted to a learner, and how both predicted the reviews that were held out.

    They count where they predicted these better: ``used``. The losses are log losses, in nats.
    """

    __tablename__ = "review_fit"
    __table_args__ = (CheckConstraint("held_out >= 1 AND held_out <= reviews", name="held_out"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    parameters: Mapped[list[float]]
    reviews: Mapped[int]
    held_out: Mapped[int]
    loss_default: Mapped[float] = mapped_column(Float)
    loss_fitted: Mapped[float] = mapped_column(Float)
    used: Mapped[bool]
    fitted_at: Mapped[datetime]


class ReviewSettings(Base):
    """How a learner wants to review; without a row as the app suggests.

    ``retention`` is how likely a question is remembered when it comes again. ``days_off`` holds a bit for each weekday,
    Monday the lowest. A holiday runs from its first to its last day. ``goal`` is the days a week that the learner
    means to study; 0 for none.
    """

    __tablename__ = "review_settings"
    __table_args__ = (
        CheckConstraint("retention >= 0.7 AND retention <= 0.97", name="retention"),
        CheckConstraint("daily_cap >= 1 AND daily_cap <= 200", name="daily_cap"),
        CheckConstraint("days_off >= 0 AND days_off < 127", name="days_off"),
        CheckConstraint("(holiday_from IS NULL) = (holiday_to IS NULL)", name="holiday_whole"),
        CheckConstraint("holiday_from IS NULL OR holiday_from <= holiday_to", name="holiday"),
        CheckConstraint("goal >= 0 AND goal <= 7", name="goal"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    retention: Mapped[float] = mapped_column(Float)
    daily_cap: Mapped[int] = mapped_column(SmallInteger)
    days_off: Mapped[int] = mapped_column(SmallInteger)
    holiday_from: Mapped[date | None]
    holiday_to: Mapped[date | None]
    goal: Mapped[int] = mapped_column(SmallInteger)


# Item analysis: what learners' first finished attempts of a quiz say of it and of its questions. All sums are of whole
# numbers (see ``quiz/domain/item_analysis/finishes.py``). None of them is held to be 0 or more: what goes is added as a
# negative number, and a row that came down to 0 is as good as none.


class FirstFinish(Base):
    """A learner's first finished attempt of a quiz: the row that lets the sums of its questions move once.

    ``total`` is in thousandths of its points; ``asked`` holds what each question added, so that it can be taken out.
    """

    __tablename__ = "first_finish"
    __table_args__ = (CheckConstraint("total >= 0 AND total <= 1000", name="total"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), primary_key=True, index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), unique=True)
    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("quiz_version.id"), index=True)
    total: Mapped[int] = mapped_column(SmallInteger)
    asked: Mapped[list[dict[str, Any]]]
    finished_at: Mapped[datetime]


class TotalAggregate(Base):
    """How many of these attempts of a quiz version reached a total, in thousandths."""

    __tablename__ = "total_sums"

    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("quiz_version.id"), primary_key=True)
    total: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)


class ItemAggregate(Base):
    """Running sums of a question version in a quiz version: its share ``x``, the ``rest`` of the attempt, products.

    In millionths, and millionths of millionths. ``weight`` sums its shares of the attempts' points, ``seconds`` the
    time in view of the ``timed`` answers.
    """

    __tablename__ = "item_sums"

    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("quiz_version.id"), primary_key=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True, index=True)
    answers: Mapped[int] = mapped_column(default=0)
    weight: Mapped[int] = mapped_column(BigInteger, default=0)
    x: Mapped[int] = mapped_column(BigInteger, default=0)
    xx: Mapped[int] = mapped_column(BigInteger, default=0)
    rest: Mapped[int] = mapped_column(BigInteger, default=0)
    rest_rest: Mapped[int] = mapped_column(BigInteger, default=0)
    x_rest: Mapped[int] = mapped_column(BigInteger, default=0)
    timed: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(BigInteger, default=0)


class PlaceAggregate(Base):
    """The histogram of a question version in a quiz version: who made a choice, earned a share of it, with a total.

    Share and total are in hundredths. An empty ``choice`` stands for all answers.
    """

    __tablename__ = "place_sums"
    # SQLite then keeps the rows in the order of their keys: those of a quiz are read in one go.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("quiz_version.id"), primary_key=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True, index=True)
    choice: Mapped[str] = mapped_column(Text, primary_key=True)
    share: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    total: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)
