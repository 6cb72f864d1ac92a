"""The tables of what learners earned and marked: certificates of parts of a series, bookmarked questions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
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


class Bookmark(Base):
    """A question that a learner wants to find again: the version that was put to them, with the values drawn then."""

    __tablename__ = "bookmark"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    variant: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
