"""Statements that take long are named in the log: their SQL without values, and the seconds."""

from __future__ import annotations

import time
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, event

SILENT_FOR = 60.0
"""Seconds in which a statement that was named is not named again: where all wait for one lock, one line says it."""
MAX_KNOWN = 500
MAX_LENGTH = 2_000

log = structlog.get_logger()


def name_slow(engine: Engine, seconds: float) -> None:
    """Log each statement of ``engine`` that takes longer than ``seconds``, its wait for locks included."""
    named: dict[str, float] = {}

    def begin(connection: Connection, cursor: object, statement: str, values: object, context: Any, many: bool) -> None:
        context.begun_at = time.perf_counter()

    def end(connection: Connection, cursor: object, statement: str, values: object, context: Any, many: bool) -> None:
        now = time.perf_counter()
        if now - context.begun_at >= seconds:
            _name(named, statement, now, now - context.begun_at)

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)


def _name(named: dict[str, float], statement: str, now: float, took: float) -> None:
    if now - named.get(statement, -SILENT_FOR) < SILENT_FOR:
        return
    if len(named) >= MAX_KNOWN:
        named.clear()
    named[statement] = now
    # The route and the number of the request come along by themselves.
    log.warning("slow statement", seconds=round(took, 3), sql=" ".join(statement.split())[:MAX_LENGTH])
