"""The clock of this machine beside that of the database: several servers agree only by the second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import DateTime, func, select
from sqlalchemy.orm import Session

from quiz.storage.store_clock import system

MAX_APART = timedelta(seconds=5)
"""How far a machine's clock may be from the database's; tests end by the database's either way."""

Clock = Callable[[], datetime]


def of_store(session: Session, clock: Clock = system) -> datetime:
    """The database's clock; SQLite has none of its own, as it runs on this machine, so that is ``clock``."""
    if session.get_bind().dialect.name != "postgresql":
        return clock()
    return session.execute(select(func.clock_timestamp(type_=DateTime(timezone=True)))).scalar_one()


def ahead(session: Session, clock: Clock = system) -> timedelta:
    """How far ``clock`` is ahead of the database's; negative where it is behind. The way there and back counts half."""
    before = clock()
    there = of_store(session, clock)
    return before + (clock() - before) / 2 - there


def is_apart(difference: timedelta) -> bool:
    """Whether two clocks differ so much that somebody should look at them."""
    return abs(difference) > MAX_APART
