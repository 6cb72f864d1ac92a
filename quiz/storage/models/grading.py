"""The tables of regrades, and of what stood before them."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    ForeignKey,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base


class Regrade(Base):
    """Stored answers scored again under newer versions of their questions, in one go; it can be undone once."""

    __tablename__ = "regrade"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), index=True)
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    lowered: Mapped[bool]


class RegradedQuestion(Base):
    """What a regrade changed in one question of an attempt, as it was before."""

    __tablename__ = "regraded_question"

    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), primary_key=True)
    attempt_question_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_question.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    graded_version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id"))
    fraction: Mapped[Fraction]
    marks: Mapped[Fraction]
    score: Mapped[dict[str, Any]]
    attempt_points: Mapped[Fraction | None]
