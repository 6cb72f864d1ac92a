"""The tables of classes: their series, members and groups."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import NUMBERED_ONCE, Base, one_of

CLASS_ROLES = ("owner", "teacher", "assistant", "learner")
STAFF = ("owner", "teacher", "assistant")
"""Who teaches a class, in whichever role."""


class ClassRow(Base):
    """A class: who learns together, and from whom. ``code`` lets learners in as long as it is ``joinable``.

    Its dates are said in its ``time_zone``. ``archived_at`` is since when it is only read.
    """

    __tablename__ = "class"
    __table_args__ = NUMBERED_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    term: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(12), unique=True)
    joinable: Mapped[bool] = mapped_column(default=True)
    time_zone: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class ClassSeries(Base):
    """A series that a class works on."""

    __tablename__ = "class_series"

    class_id: Mapped[int] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"), primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True, index=True)


class ClassMember(Base):
    """Somebody in a class, with one role there. Who left keeps the row, so that their marks stay with it.

    ``shown_name`` is the name that they chose for this class; None for that of their account.
    """

    __tablename__ = "class_member"
    __table_args__ = (
        UniqueConstraint("class_id", "account_id"),
        CheckConstraint(one_of("role", CLASS_ROLES), name="role"),
        NUMBERED_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    shown_name: Mapped[str | None] = mapped_column(String(64))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class ClassGroup(Base):
    """A group of learners within a class."""

    __tablename__ = "class_group"
    __table_args__ = (UniqueConstraint("class_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))


class GroupMember(Base):
    """A member of a class in one of its groups."""

    __tablename__ = "group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("class_group.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("class_member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
