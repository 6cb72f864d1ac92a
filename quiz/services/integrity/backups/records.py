"""Which backups were made: noted in the store, so that every machine shows the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quiz.services.integrity.backups.making import Made
from quiz.storage.models.backups import BackupRecord


def note(session: Session, made: Made, *, now: datetime) -> None:
    """Note that a backup was made."""
    session.add(BackupRecord(made_at=now, size=made.size, checked=made.checked, faults=len(made.faults)))


def latest(count: int) -> Select[BackupRecord]:
    """The ``count`` backups that were made last, the latest first."""
    return select(BackupRecord).order_by(BackupRecord.made_at.desc(), BackupRecord.id.desc()).limit(count)
