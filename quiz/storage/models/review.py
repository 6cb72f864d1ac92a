"""The tables of what learners earned, marked and brought along: certificates, bookmarks, reviews of elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base


class Certificate(Base):
    """A part of a series that a learner mastered, with everything as it was on their day of it.

    ``texts`` holds the titles of series, part and months in every language, and how many questions of each month were
    mastered. Its owner alone sees it unless it is ``public``; ``name`` is what it calls them, None for nothing.
    """

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("account_id", "series_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    part: Mapped[str] = mapped_column(String(80))
    earned_at: Mapped[datetime]
    earned_on: Mapped[date]
    texts: Mapped[dict[str, Any]]
    name: Mapped[str | None] = mapped_column(String(64))
    public: Mapped[bool] = mapped_column(default=False)


class BroughtReview(Base):
    """An answer that a learner gave in another instance and brought along: it counts for their own review alone.

    The columns are those of a scored answer. ``share`` runs from 0 to 1; ``day`` is the learner's day of the score.
    ``place`` puts those of one moment in order: all of a test are scored at once.
    """

    __tablename__ = "brought_review"
    __table_args__ = (
        CheckConstraint("share >= 0 AND share <= 1", name="share"),
        CheckConstraint("tries >= 0 AND hints >= 0", name="counts"),
        CheckConstraint("certainty IS NULL OR (certainty >= 1 AND certainty <= 3)", name="certainty"),
        CheckConstraint("seconds_in_view IS NULL OR seconds_in_view >= 0", name="seconds"),
        CheckConstraint("(guess IS NULL) = (slip IS NULL)", name="chances_whole"),
        CheckConstraint("guess IS NULL OR (guess >= 0 AND slip >= 0 AND guess + slip <= 1)", name="chances"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    scored_at: Mapped[datetime] = mapped_column(primary_key=True)
    place: Mapped[int]
    day: Mapped[date]
    share: Mapped[float] = mapped_column(Float)
    tries: Mapped[int] = mapped_column(SmallInteger)
    hints: Mapped[int] = mapped_column(SmallInteger)
    certainty: Mapped[int | None] = mapped_column(SmallInteger)
    quick: Mapped[bool]
    guess: Mapped[float | None] = mapped_column(Float)
    slip: Mapped[float | None] = mapped_column(Float)
    seconds_in_view: Mapped[int | None]
    stands_for_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    brought_at: Mapped[datetime]


class Bookmark(Base):
    """A question that a learner wants to find again: the version that was put to them, with the values drawn then."""

    __tablename__ = "bookmark"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    variant: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
