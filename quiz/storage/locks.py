"""Work that only one process does at a time, on however many machines: migrating and publishing."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, text

Work = Literal["migrate", "publish"]

_NUMBERS: dict[Work, int] = {"migrate": 0x0DA1_AADA_0001, "publish": 0x0DA1_AADA_0002}
"""PostgreSQL names a lock by a number; these are of this app's own choosing and never change."""


def one_at_a_time(connection: Connection, work: Work) -> None:
    """Wait until nobody else does this ``work``, and keep others waiting until the transaction ends.

    SQLite's transactions that write are one at a time by themselves.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _NUMBERS[work]})
