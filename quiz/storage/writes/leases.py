"""Named changes of leases: one statement each, so that of several processes one succeeds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Delete, delete, or_

from quiz.storage.models.leases import Lease
from quiz.storage.writes.base import _insert


def take(dialect: str, holder: str, now: datetime) -> Any:
    """Put a lease there, or in the place of one that is over or is the holder's own; no row where neither is so."""
    table: Any = Lease.__table__
    statement = _insert(dialect, table)
    put = statement.on_conflict_do_update(
        index_elements=[table.c.name],
        set_={"holder": statement.excluded.holder, "until": statement.excluded.until},
        where=or_(table.c.until <= now, table.c.holder == holder),
    )
    return put.returning(table.c.name)


def give_up(name: str, holder: str) -> Delete:
    """Take a lease away from its holder."""
    return delete(Lease).where(Lease.name == name, Lease.holder == holder)
