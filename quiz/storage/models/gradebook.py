"""The tables of a class's gradebook."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base


class MarkCategory(Base):
    """A category of a gradebook: its ``weight`` in the whole, and how many of the lowest marks are left out."""

    __tablename__ = "mark_category"
    __table_args__ = (
        UniqueConstraint("class_id", "name"),
        CheckConstraint("drop_lowest >= 0", name="drop_lowest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    weight: Mapped[Fraction]
    drop_lowest: Mapped[int] = mapped_column(SmallInteger, default=0)
    position: Mapped[int] = mapped_column(SmallInteger, default=0)


class MarkColumn(Base):
    """A column of marks that were earned elsewhere, out of ``possible`` points."""

    __tablename__ = "mark_column"

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    possible: Mapped[Fraction]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("mark_category.id", ondelete="SET NULL"), index=True)
    released_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ClassMark(Base):
    """What a teacher entered for a learner: instead of what an assignment earned, or in a column of other marks.

    ``points`` is the mark that counts; None where only ``excused`` or the ``reason`` was entered. ``version`` counts
    changes: who changes it says which one they had seen.
    """

    __tablename__ = "class_mark"
    __table_args__ = (
        CheckConstraint("(assignment_id IS NULL) <> (column_id IS NULL)", name="for_one"),
        Index(
            "uq_class_mark_assignment",
            "member_id",
            "assignment_id",
            unique=True,
            sqlite_where=text("assignment_id IS NOT NULL"),
            postgresql_where=text("assignment_id IS NOT NULL"),
        ),
        Index(
            "uq_class_mark_column",
            "member_id",
            "column_id",
            unique=True,
            sqlite_where=text("column_id IS NOT NULL"),
            postgresql_where=text("column_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("class_member.id", ondelete="CASCADE"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    column_id: Mapped[int | None] = mapped_column(ForeignKey("mark_column.id", ondelete="CASCADE"), index=True)
    points: Mapped[Fraction | None]
    excused: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
