"""The table of backups that were made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

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
