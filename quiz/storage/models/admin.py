"""The tables of what administrators set up, and of what works beside the pages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base


class Invitation(Base):
    """A link with which somebody becomes a teacher, once: the store has its token's hash alone.

    ``note`` is for whom it was made, in an administrator's words.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(String(80), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    revoked_at: Mapped[datetime | None]


class RetentionRules(Base):
    """For how many months learners are kept who do not come back, and archived classes; None for as long as the site
    runs. There is one row, or none yet."""

    __tablename__ = "retention_rules"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("learner_months >= 1 AND class_months >= 1", name="months"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_months: Mapped[int | None] = mapped_column(SmallInteger)
    class_months: Mapped[int | None] = mapped_column(SmallInteger)
    changed_at: Mapped[datetime]


class RetentionNotice(Base):
    """That a learner, or the owners of an archived class, were told that it will be deleted, and when that was."""

    __tablename__ = "retention_notice"
    __table_args__ = (CheckConstraint("(account_id IS NULL) <> (class_id IS NULL)", name="for_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"), unique=True)
    told_at: Mapped[datetime] = mapped_column(index=True)


class BackgroundWork(Base):
    """Work beside the pages: when a process last looked whether there is any, to within some minutes."""

    __tablename__ = "background_work"

    work: Mapped[str] = mapped_column(String(32), primary_key=True)
    looked_at: Mapped[datetime]
