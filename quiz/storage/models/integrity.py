"""The table of who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

ACTIONS = (
    *("graded", "extended", "late_counted", "late_left", "regraded", "regrade_undone"),
    *("published", "withdrawn", "brought_back", "hidden", "opened", "owned"),
    *("account_added", "role_changed", "disabled", "enabled", "account_deleted"),
    *("password_reset", "password_changed", "new_device", "sign_in_failed", "signed_out_elsewhere"),
    "report_answered",
)
OBJECTS = ("account", "attempt", "bank", "series")


class AuditEvent(Base):
    """What somebody did, appended and never changed, except that a deleted account becomes a pseudonym.

    ``actor`` is the account's name as it was, ``shell: root`` for a command, empty for the app itself or for somebody
    unknown. ``object_key`` is a number of the store, a series' slug, or a bank's behind that of its series;
    ``about_id`` is the account that it belongs to, or that a series was given to or taken from.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint(one_of("action", ACTIONS), name="action"),
        CheckConstraint(one_of("object_kind", OBJECTS), name="object_kind"),
        Index("ix_audit_event_about_id_action_at", "about_id", "action", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(24))
    object_kind: Mapped[str] = mapped_column(String(16))
    object_key: Mapped[str] = mapped_column(String(161))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    request_id: Mapped[str | None] = mapped_column(String(64))
