"""Which backups were made: noted in the store, so that every machine shows the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from quiz.storage.models.integrity import BackupRecord
from quiz.storage.queries import integrity as integrity_queries

if TYPE_CHECKING:
    # Pages that show what was made need nothing of how it is made.
    from quiz.services.integrity.backups.making import Made


def note(session: Session, made: Made, *, now: datetime) -> None:
    """Note that a backup was made."""
    session.add(BackupRecord(made_at=now, size=made.size, checked=made.checked, faults=len(made.faults)))


def latest(session: Session, count: int) -> Sequence[BackupRecord]:
    """The ``count`` backups that were made last, the latest first."""
    return session.scalars(integrity_queries.backups_made(count)).all()
