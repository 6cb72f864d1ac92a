"""Engines for SQLite and PostgreSQL, set up so that an acknowledged write survives and readers never wait."""

from __future__ import annotations

import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, scoped_session

READ_ONLY = {"read_only": True}
"""Execution options of a transaction that only reads: on SQLite it takes no write lock."""

BUSY_MILLISECONDS = 15_000


def is_sqlite(url: str) -> bool:
    """Whether ``url`` names an SQLite database."""
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_url(path: Path) -> str:
    """The address of the SQLite database at ``path``."""
    return f"sqlite:///{path}"


def engine_options(url: str) -> dict[str, Any]:
    """What ``create_engine`` is given for ``url``."""
    if is_sqlite(url):
        return {"url": url, "connect_args": {"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000}}
    return {"url": url, "pool_pre_ping": True, "json_serializer": partial(json.dumps, ensure_ascii=False)}


def prepare(engine: Engine) -> None:
    """Make ``engine`` keep the rules of the house: foreign keys, journal, locks."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def read_only(session: Session | scoped_session[Session]) -> None:
    """Begin a transaction that can't write and that sees the store as it is at one moment, however long it reads."""
    # SQLite's readers see one moment anyway.
    snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    options = snapshot if session.get_bind().dialect.name == "postgresql" else READ_ONLY
    session.connection(execution_options=options)


def _on_connect(connection: sqlite3.Connection, record: object) -> None:
    # The driver's own transaction handling would begin late and commit before DDL.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _on_begin(connection: Connection) -> None:
    # A transaction that will write takes the lock at once: one that turned from reading to
    # writing half-way would fail without waiting when another had written meanwhile.
    read_only = connection.get_execution_options().get("read_only", False)
    if read_only:
        # This takes no lock yet, so it can't fail, and needs none of what goes with a statement.
        connection.connection.cursor().execute("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
