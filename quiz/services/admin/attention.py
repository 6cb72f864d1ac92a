"""What needs an administrator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from quiz.services.admin import background, invitations, retention, store_state
from quiz.services.admin.background import Work
from quiz.services.admin.retention import Reach
from quiz.services.admin.store_state import Disk
from quiz.services.integrity.backups import records
from quiz.services.notices import sending
from quiz.storage.models.integrity import BackupRecord
from quiz.storage.queries import admin as admin_queries

BACKUP_IS_OLD_AFTER = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Attention:
    """The state of all that an administrator looks after; ``accounts`` counts those that are open, by role."""

    undelivered: int
    backup: BackupRecord | None
    backup_is_old: bool
    disk: Disk
    works: Sequence[Work]
    invitations: int
    informed: Reach
    accounts: Mapping[str, int]

    @property
    def stands_still(self) -> Sequence[Work]:
        """The background work that nobody does."""
        return [one for one in self.works if one.stands_still]

    @property
    def is_needed(self) -> bool:
        """Whether anything has to be done."""
        faults = self.backup is None or self.backup_is_old or bool(self.backup.faults)
        return bool(self.undelivered or faults or self.disk.is_full or self.stands_still)


def find(session: Session, *, mail: bool, folder: Path, now: datetime) -> Attention:
    """What needs an administrator now; ``folder`` lies on the disk that is to have room."""
    backup = next(iter(records.latest(session, 1)), None)
    return Attention(
        undelivered=sending.count_undelivered(session),
        backup=backup,
        backup_is_old=backup is not None and now - backup.made_at > BACKUP_IS_OLD_AFTER,
        disk=store_state.disk_of(folder),
        works=background.standing(session, mail=mail, now=now),
        invitations=invitations.count(session, now=now),
        informed=retention.informed(session),
        accounts={row.role: row.number for row in session.execute(admin_queries.accounts_by_role())},
    )
