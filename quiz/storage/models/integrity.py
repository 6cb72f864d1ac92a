"""The tables of who did what, of upkeep, and of the files with their own data that people asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

ACTIONS = (
    *("graded", "extended", "late_counted", "late_left", "regraded", "regrade_undone"),
    *("published", "withdrawn", "brought_back", "hidden", "opened", "owned"),
    *("account_added", "role_changed", "disabled", "enabled", "account_deleted"),
    *("password_reset", "password_changed", "new_device", "sign_in_failed", "signed_out_elsewhere"),
    *("recovered", "recovery_code_made", "report_answered"),
    *("challenge_accepted", "challenge_refused", "challenge_passed_on", "challenge_reopened"),
    *("class_made", "class_joined", "class_left"),
    *("class_changed", "class_code_renewed", "class_archived", "class_brought_back", "class_deleted"),
    *("class_role_changed", "class_looked_at", "roster_added"),
    *("grade_changed", "grades_released", "grading_rules_set"),
    *("mark_changed", "marks_released", "marks_hidden"),
    *("category_made", "category_changed", "category_removed", "column_made", "column_changed", "column_removed"),
    *("assignment_made", "assignment_changed", "assignment_published", "assignment_deleted", "exception_made"),
    "attempt_closed",
    *("class_exported", "class_expired", "seen_as"),
    *("reset_link_made", "sign_ins_ended", "invited", "invitation_revoked", "invitation_used"),
    *("editor_added", "editor_removed", "retention_changed", "account_expired"),
)
OBJECTS = ("account", "attempt", "bank", "series", "class", "assignment", "invitation", "store")
"""What can be recorded, and of what; ``services/audit.py`` holds to them."""


class AuditEvent(Base):
    """What somebody did, appended and never changed, except that a deleted account becomes a pseudonym.

    ``actor`` is the account's name as it was, ``shell: root`` for a command, empty for the app itself or for somebody
    unknown. ``object_key`` is a number of the store, a series' slug, or a bank's behind that of its series;
    ``about_id`` is the account that it belongs to, or that a series was given to or taken from.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_about_id_action_at", "about_id", "action", "at"),)

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


DATA_FILES = ("archive", "deck", "history")
DATA_STATES = ("waiting", "running", "ready", "failed")


class DataFile(Base):
    """A file of somebody's own data, one of a kind: an ``archive`` or a ``deck`` that they asked for, or a ``history``
    that they sent and have not confirmed.

    ``progress`` counts per cent. While it is ``running`` one worker has it until ``leased_until``; ``tries`` counts how
    often it was begun. ``options`` says what goes into it.
    """

    __tablename__ = "data_file"
    __table_args__ = (
        UniqueConstraint("account_id", "kind"),
        CheckConstraint(one_of("kind", DATA_FILES), name="kind"),
        CheckConstraint(one_of("state", DATA_STATES), name="state"),
        CheckConstraint("progress >= 0 AND progress <= 100", name="progress"),
        CheckConstraint("(state = 'ready') = (content IS NOT NULL)", name="ready_has_content"),
        CheckConstraint("(state = 'running') = (leased_until IS NOT NULL)", name="running_is_leased"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(12))
    options: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    progress: Mapped[int] = mapped_column(SmallInteger)
    tries: Mapped[int] = mapped_column(SmallInteger)
    leased_until: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


BACKUP_CHECKS = ("restored", "read")


class BackupRecord(Base):
    """A backup that was made: when, how many bytes its file has, how it was checked, how many faults it holds.

    ``restored``: it was put back into a temporary place, and the doctor asked. ``read``: it was only read to its end,
    as no database could be made for it.
    """

    __tablename__ = "backup"
    __table_args__ = (CheckConstraint(one_of("checked", BACKUP_CHECKS), name="checked"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    checked: Mapped[str] = mapped_column(String(16))
    faults: Mapped[int]


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
    """The notice to a learner, or to the owners of an archived class, that it will be deleted, and its time."""

    __tablename__ = "retention_notice"
    __table_args__ = (CheckConstraint("(account_id IS NULL) <> (class_id IS NULL)", name="for_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"), unique=True)
    informed_at: Mapped[datetime] = mapped_column(index=True)


class BackgroundWork(Base):
    """Work beside the pages: when a process last looked whether there is any, to within some minutes."""

    __tablename__ = "background_work"

    work: Mapped[str] = mapped_column(String(32), primary_key=True)
    looked_at: Mapped[datetime]
