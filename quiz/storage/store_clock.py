"""The store's clock, by which all machines agree, read without a statement."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # It loads psycopg, which only PostgreSQL needs.
    from quiz.storage.silence import Answering

EVERY = 60.0
"""Seconds between two comparisons of this machine's clock with the store's."""
JUMP = 1.0
"""Seconds by which this machine's clock may move otherwise than time passes, as when it is set, without another one."""


def system() -> datetime:
    """This machine's clock."""
    return datetime.now(UTC)


class StoreClock:
    """This machine's clock put right by how far the store's is ahead of it.

    PostgreSQL's is measured when a connection is lent, at most once in a minute. SQLite runs on this machine: its clock
    is never measured, and is this machine's. ``shift`` is added for tests in which days pass.
    """

    def __init__(self, local: Callable[[], datetime] = system, shift: Callable[[], timedelta] = timedelta) -> None:
        self.local = local
        self.shift = shift
        self.measured_at: float | None = None
        self._ahead = timedelta()
        self._local_then = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """The present moment of the store, right to half the time that it takes to ask it."""
        return self.local() + self._ahead + self.shift()

    def is_due(self) -> bool:
        """Whether the difference has to be measured again: it was long ago, or this machine's clock was set."""
        if self.measured_at is None:
            return True
        passed = time.monotonic() - self.measured_at
        return passed > EVERY or abs((self.local() - self._local_then).total_seconds() - passed) > JUMP

    def measure(self, connection: Answering) -> None:
        """Ask the store for its time. Where it does not answer, the difference of before stays."""
        import psycopg

        before = self.local()
        with suppress(psycopg.Error):
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            assert row is not None
            connection.rollback()
            after = self.local()
            self._ahead = row[0] - (before + (after - before) / 2)
            self.measured_at, self._local_then = time.monotonic(), after
