"""Where a running attempt is, as its browser says while it asks for the time: shown to who watches, decides nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from quiz.storage.models.assignments import AttemptPresence

FRESH = timedelta(seconds=12)
"""For so long what was noted stays as it is, unless something changed: a page asks every four seconds."""


def is_stale(found: Any, position: int, waiting: int, now: datetime) -> bool:
    """Whether what ``find_time`` read of an attempt's presence is to be noted again."""
    if found.purpose != "assignment" or found.state != "running":
        return False
    changed = (found.position, found.waiting) != (position, waiting)
    return changed or found.seen_at is None or now - found.seen_at >= FRESH


def note(session: Session, attempt_id: int, position: int, waiting: int, *, now: datetime) -> None:
    """Note where an attempt was seen, and how many answers its device could not send yet."""
    session.merge(AttemptPresence(attempt_id=attempt_id, seen_at=now, position=position, waiting=min(waiting, 999)))
    session.flush()
