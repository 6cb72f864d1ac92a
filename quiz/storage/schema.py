"""Migrations: bring a database to this version's schema, and tell how far it is."""

from __future__ import annotations

from functools import cache
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from quiz.paths import MIGRATIONS

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
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return "older" if revision in known else "newer"


def upgrade(engine: Engine) -> None:
    """Bring the database to the wanted schema; nothing happens where it is there already."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), "head")
