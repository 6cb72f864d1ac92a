"""The tables of assignments, and of the exceptions that are made from them."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import NUMBERED_ONCE, Base, one_of

SOURCES = ("quiz", "picked", "rule")
LATE_POLICIES = ("none", "marked", "share")
COUNTED = ("best", "latest", "first", "average")
FEEDBACK = ("at_once", "handed_in", "after_due", "never")

PAGE = "/assignments/"
"""The path of an assignment's page for who learns, before its number: what a learner hears of it leads there."""


class Assignment(Base):
    """What a class is to do, and until when. What it asks, in which mode and time, is its own quiz: ``quiz_id``.

    ``source`` says how that was put together: from a ``quiz`` of a bank, from ``picked`` questions, or by a ``rule``;
    ``chosen`` is what was chosen for it, as the form shows it again. Learners find it once it is published.
    ``due_at`` is when it is to be handed in; what comes later is refused, marked as late, or costs ``late_share`` of
    its marks a day, up to ``closes_at``, when nothing is taken any more. ``prerequisites`` are what a learner must
    have reached before. ``version`` counts changes: who changes it says which one they had seen.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint(one_of("source", SOURCES), name="source"),
        CheckConstraint(one_of("late_policy", LATE_POLICIES), name="late_policy"),
        CheckConstraint(one_of("counted", COUNTED), name="counted"),
        CheckConstraint(one_of("feedback", FEEDBACK), name="feedback"),
        CheckConstraint("attempts_allowed IS NULL OR attempts_allowed >= 1", name="attempts_allowed"),
        Index("ix_assignment_class_id_due_at", "class_id", "due_at"),
        NUMBERED_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"))
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    instructions: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(10))
    chosen: Mapped[dict[str, Any]]
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    late_policy: Mapped[str] = mapped_column(String(10), default="none")
    late_share: Mapped[Fraction | None]
    attempts_allowed: Mapped[int | None] = mapped_column(SmallInteger)
    counted: Mapped[str] = mapped_column(String(10), default="best")
    feedback: Mapped[str] = mapped_column(String(10), default="handed_in")
    access_code: Mapped[str | None] = mapped_column(String(40))
    prerequisites: Mapped[list[dict[str, Any]]]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("mark_category.id", ondelete="SET NULL"), index=True)
    released_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class AssignmentOverride(Base):
    """An exception from an assignment, for one learner or for a group. What is None stays as it is for everybody.

    ``extra_minutes`` and ``extra_percent`` are added to its time limit; ``extra_attempts`` to the attempts allowed.
    """

    __tablename__ = "assignment_override"
    __table_args__ = (
        UniqueConstraint("assignment_id", "member_id"),
        UniqueConstraint("assignment_id", "group_id"),
        CheckConstraint("(member_id IS NULL) <> (group_id IS NULL)", name="for_one"),
        CheckConstraint("extra_minutes >= 0 AND extra_percent >= 0 AND extra_attempts >= 0", name="extra"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("class_member.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("class_group.id", ondelete="CASCADE"), index=True)
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    extra_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    extra_percent: Mapped[int] = mapped_column(SmallInteger, default=0)
    extra_attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)


class AttemptPresence(Base):
    """Where a running attempt of an assignment was last seen, as its browser says: nothing is decided by it.

    ``waiting`` counts the answers that the device could not send yet.
    """

    __tablename__ = "attempt_presence"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(SmallInteger)
    waiting: Mapped[int] = mapped_column(SmallInteger, default=0)
