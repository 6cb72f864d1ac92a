"""Engines for SQLite and PostgreSQL, set up so that an acknowledged write survives and readers never wait."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from quiz.storage.store_clock import StoreClock

if TYPE_CHECKING:
    # It loads psycopg, which only PostgreSQL needs.
    from quiz.storage.silence import Answering

READ_ONLY = {"read_only": True}
"""Execution options of a transaction that only reads: on SQLite it takes no write lock."""

BUSY_MILLISECONDS = 15_000


@dataclass(frozen=True, kw_only=True)
class Patience:
    """For how many seconds PostgreSQL is waited for; None waits for as long as it takes."""

    connect: int
    lock: int
    statement: int | None
    """How long a statement may run, its locks included: the server ends it then."""
    idle: int | None
    """How long a transaction may do nothing: the server ends it then, and its locks with it."""

    @property
    def answer(self) -> float | None:
        """How long the other end may take to answer. A server that is there has ended the statement before."""
        return None if self.statement is None else self.statement + 5.0


REQUESTS = Patience(connect=5, lock=10, statement=20, idle=60)
"""Somebody looks at an empty page: what can't be done in seconds is reported, and sent again."""
COMMANDS = Patience(connect=10, lock=60, statement=None, idle=None)
"""A regrade or a migration may take minutes. It waits longer for locks, but not for ever: others queue up behind it."""

_KEPT_ALIVE = {"keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3}
"""A host that is gone is noticed 14 seconds after the last word; the system's own setting is two hours."""
_UNACKNOWLEDGED_MILLISECONDS = 10_000
"""So long what was sent may stay unacknowledged by the other host."""
_KEPT_ALIVE_BY_SERVER = {"tcp_keepalives_idle": 30, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}
"""The server notices in a minute that the app's host is gone, and lets go of the locks that it held."""


def is_sqlite(url: str) -> bool:
    """Whether ``url`` names an SQLite database."""
    return make_url(url).get_backend_name() == "sqlite"


def engine_options(url: str, patience: Patience = COMMANDS) -> dict[str, Any]:
    """What ``create_engine`` is given for ``url``."""
    if is_sqlite(url):
        return {
            "url": url,
            "hide_parameters": True,
            "connect_args": {"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
        }
    return {
        "url": url,
        # Else what a fault says of a statement holds what somebody entered.
        "hide_parameters": True,
        "connect_args": _connect_args(make_url(url), patience),
        "execution_options": {"patience": patience},
        "json_serializer": partial(json.dumps, ensure_ascii=False),
        "pool_pre_ping": True,
        "pool_timeout": patience.connect,
    }


def _connect_args(url: URL, patience: Patience) -> dict[str, Any]:
    """What libpq is given; what the address itself says is left as it is."""
    limits = {
        "lock_timeout": patience.lock,
        "statement_timeout": patience.statement,
        "idle_in_transaction_session_timeout": patience.idle,
    }
    settings = {name: f"{seconds}s" for name, seconds in limits.items() if seconds is not None}
    options = [f"-c {name}={value}" for name, value in (settings | _KEPT_ALIVE_BY_SERVER).items()]
    given: dict[str, Any] = {"connect_timeout": patience.connect, "tcp_user_timeout": _UNACKNOWLEDGED_MILLISECONDS}
    kept = {name: value for name, value in (given | _KEPT_ALIVE).items() if name not in url.query}
    # The last word counts, so that an address may set limits of its own.
    return {**kept, "options": " ".join([*options, str(url.query.get("options", ""))]).strip()}


def prepare(engine: Engine) -> StoreClock:
    """Make ``engine`` keep the rules of the house: foreign keys, journal, locks, how long the server is waited for.

    Returns the clock of its store.
    """
    clock = StoreClock()
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    else:
        _listen_for_silence(engine, engine.get_execution_options().get("patience", COMMANDS), clock)
    return clock


def _listen_for_silence(engine: Engine, patience: Patience, clock: StoreClock) -> None:
    # Not at the top: with SQLite nobody needs the driver.
    from quiz.storage.silence import MAX_SILENCE_OF_A_CHECK, Answering

    def connect(dialect: object, record: object, words: Sequence[Any], options: Mapping[str, Any]) -> Answering:
        return Answering.connect(*words, **options)

    def lend(connection: Answering, record: object, lent: object) -> None:
        if clock.is_due():
            # It has as long to answer as a check: what comes after it may take as long as it takes.
            clock.measure(connection)
        connection.patience = patience.answer

    def take_back(connection: Answering | None, record: object) -> None:
        # Before it is lent again the pool asks it whether it still works.
        if connection is not None:
            connection.patience = MAX_SILENCE_OF_A_CHECK

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", lend)
    event.listen(engine, "checkin", take_back)


def is_silent(error: DBAPIError) -> bool:
    """Whether the database did not answer in time, so that asking it once more would take as long again."""
    if isinstance(error.orig, sqlite3.Error):
        return False
    from quiz.storage.silence import Silent

    return isinstance(error.orig, Silent)


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
