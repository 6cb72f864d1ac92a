"""Leases: work in the background that one process does at a time, on however many machines."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.storage.models.notices import Lease

LASTS = timedelta(minutes=2)
"""So long others wait for who holds a lease and says nothing any more."""


def holder_here() -> str:
    """A name that no other process has, on this machine or another."""
    return f"{socket.gethostname()[:32]} {os.getpid()} {secrets.token_hex(4)}"


def take(session: Session, work: str, holder: str, *, now: datetime, lasts: timedelta = LASTS) -> bool:
    """Whether ``holder`` may do ``work`` until ``now + lasts``; who has it already keeps it longer.

    The caller commits before the work begins. ``holder`` names one process among all machines.
    """
    held = session.execute(select(Lease.holder, Lease.until).where(Lease.work == work)).first()
    if held is not None and held.until > now:
        if held.holder != holder:
            return False
        if held.until > now + lasts / 2:
            # Nothing is written for what is known.
            return True
    free = or_(Lease.holder == holder, Lease.until <= now)
    taken = update(Lease).where(Lease.work == work, free).values(holder=holder, until=now + lasts)
    done = session.execute(taken, execution_options={"synchronize_session": False})
    if done.rowcount == 1:  # type: ignore[attr-defined]  # the result of an UPDATE has it
        return True
    if held is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Lease(work=work, holder=holder, until=now + lasts))
            session.flush()
    except IntegrityError:
        return False
    return True


def give_back(session: Session, work: str, holder: str, *, now: datetime) -> None:
    """Let others do the work at once, as when the process ends."""
    mine = update(Lease).where(Lease.work == work, Lease.holder == holder)
    session.execute(mine.values(until=now), execution_options={"synchronize_session": False})
