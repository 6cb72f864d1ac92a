"""Migrations: bring a database to this version's schema, and say how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from quiz.platform.paths import MIGRATIONS
from quiz.storage import locks, search_index

Standing = Literal["current", "older", "newer", "empty"]


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def head() -> str:
    """The revision that this version of the code wants."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision_of(connection: Connection) -> str | None:
    """The revision that the database is at; None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def standing(connection: Connection) -> Standing:
    """How the database's schema compares with the one that is wanted."""
    revision = revision_of(connection)
    if revision is None:
        return "empty"
    if revision == head():
        return "current"
    return "older" if is_known(revision) else "newer"


def is_known(revision: str) -> bool:
    """Whether this version of the code can bring a database at ``revision`` to its schema."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(engine: Engine) -> None:
    """Bring the database to the wanted schema; nothing happens where it is there already."""
    with unguarded(engine) as connection, connection.begin():
        migrate(connection)
        refuse_orphans(connection)


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A connection on which SQLite does not watch foreign keys.

    It alters a table by copying it: with foreign keys on, dropping the old one would take its children.
    """
    with engine.connect() as connection:
        _foreign_keys(connection, on=False)
        try:
            yield connection
        finally:
            _foreign_keys(connection, on=True)


def migrate(connection: Connection) -> None:
    """Bring the database to the wanted schema in the transaction that has begun."""
    # Two machines that start at once on one database: the second finds all done.
    locks.one_at_a_time(connection, "migrate")
    command.upgrade(_config(connection), "head")
    search_index.ensure(connection)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    driver = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        # Not through the connection: inside a transaction the switch does nothing.
        driver.cursor().execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def refuse_orphans(connection: Connection) -> None:
    """Raise ``RuntimeError`` where a row refers to nothing; PostgreSQL watches by itself."""
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if orphans:
            raise RuntimeError(f"the migration would leave rows that refer to nothing: {orphans[:5]}")
