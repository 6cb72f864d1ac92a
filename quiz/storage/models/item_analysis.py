"""The tables of item analysis: what learners' first finished attempts of a quiz say of it and of its questions.

All sums are of whole numbers (see ``quiz/domain/item_analysis/finishes.py``). None of them is held to be 0 or more:
what goes is added as a negative number, and a row that came down to 0 is as good as none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base


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
