"""Leases: of all workers on all machines one does a piece of work, and another goes on where that one is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz.storage.writes import leases as lease_writes
from quiz.storage.writes.base import dialect_of


def take(session: Session, name: str, holder: str, *, now: datetime, lasts: timedelta) -> bool:
    """Whether ``holder`` may do the work ``name`` until ``now + lasts``: it does so already, or nobody does.

    To be committed before the work begins. Whoever works longer than ``lasts`` takes it again in time.
    """
    row = {"name": name, "holder": holder, "until": now + lasts}
    statement = lease_writes.take(dialect_of(session), holder, now)
    return session.execute(statement, [row]).first() is not None


def give_up(session: Session, name: str, holder: str) -> None:
    """Let another take over at once, where ``holder`` has the work."""
    session.execute(lease_writes.give_up(name, holder))
