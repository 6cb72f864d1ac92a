"""How large the store is, what it runs on, and what there is room for."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import Row, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quiz.storage.models.content import MediaRow

LIBRARIES = ("Flask", "Werkzeug", "Jinja2", "SQLAlchemy", "alembic", "pydantic", "gunicorn", "psycopg", "fsrs")
MEASURED_UP_TO = 256 * 1024 * 1024
"""Bytes of an SQLite file whose tables are still measured: all of it is read for that."""
SHOWN = 12
"""So many tables are named, the largest first."""
LITTLE = 1024**3
"""Bytes of a disk below which there is little room left."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its indexes, in bytes."""

    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Store:
    """A database: which, its version and schema, its bytes, those of it that are free, its largest tables."""

    database: str
    version: str
    schema: str
    size: int
    free: int
    tables: Sequence[Table]
    pictures: int
    picture_bytes: int


@dataclass(frozen=True, kw_only=True)
class Disk:
    """The disk that holds a folder, in bytes."""

    total: int
    free: int

    @property
    def is_full(self) -> bool:
        """Whether there is little room left: less than a gibibyte, or than a twentieth."""
        return self.free < LITTLE or self.free < self.total / 20


def find(session: Session) -> Store:
    """The store as it is now."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    sizes = _sqlite(session) if on_sqlite else _postgresql(session)
    pictures, picture_bytes = session.execute(
        select(func.count(), func.coalesce(func.sum(MediaRow.size), 0)).select_from(MediaRow)
    ).one()
    return Store(
        database="SQLite" if on_sqlite else "PostgreSQL",
        version=sizes.version,
        schema=sizes.schema or "",
        size=sizes.size,
        free=sizes.free,
        tables=_tables(session, on_sqlite=on_sqlite, size=sizes.size),
        pictures=pictures,
        picture_bytes=picture_bytes,
    )


def _sqlite(session: Session) -> Row[tuple[str, str, int, int]]:
    return session.execute(
        text(
            "SELECT sqlite_version() AS version, (SELECT version_num FROM alembic_version) AS schema, "
            "c.page_count * s.page_size AS size, f.freelist_count * s.page_size AS free "
            "FROM pragma_page_count AS c, pragma_page_size AS s, pragma_freelist_count AS f"
        )
    ).one()


def _postgresql(session: Session) -> Row[tuple[str, str, int, int]]:
    return session.execute(
        text(
            "SELECT current_setting('server_version') AS version, (SELECT version_num FROM alembic_version) AS schema, "
            "pg_database_size(current_database()) AS size, 0 AS free"
        )
    ).one()


def _tables(session: Session, *, on_sqlite: bool, size: int) -> list[Table]:
    """The largest tables; none where that would read too much, or where SQLite can't say."""
    if not on_sqlite:
        found = "SELECT relname AS name, pg_total_relation_size(relid) AS size FROM pg_stat_user_tables"
    elif size <= MEASURED_UP_TO:
        found = (
            "SELECT m.tbl_name AS name, SUM(d.pgsize) AS size FROM dbstat AS d "
            "JOIN sqlite_schema AS m ON m.name = d.name WHERE d.aggregate = TRUE GROUP BY m.tbl_name"
        )
    else:
        return []
    try:
        rows = session.execute(text(f"{found} ORDER BY size DESC, name LIMIT :most"), {"most": SHOWN}).all()
    except DBAPIError:
        # SQLite was built without the table of sizes.
        return []
    return [Table(name=row.name, size=row.size) for row in rows]


def disk_of(folder: Path) -> Disk:
    """The disk that holds ``folder``."""
    usage = shutil.disk_usage(folder)
    return Disk(total=usage.total, free=usage.free)


def versions() -> list[tuple[str, str]]:
    """What the app runs on: its own version, Python's, and those of libraries that are installed."""
    found = [("dalmada", _version("dalmada")), ("Python", platform.python_version())]
    return [*found, *((name, _version(name)) for name in LIBRARIES if _version(name))]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
