"""A database without a table, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from quiz.platform.settings import sqlite_url
from quiz.storage.database import engine_options, is_sqlite, prepare


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine that no other test uses, as how it is set up is what is tested."""
    engine = create_engine(**engine_options(database_url))
    prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def bare(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    url = sqlite_url(tmp_path / "bare.sqlite3") if is_sqlite(database_url) else database_url
    engine = create_engine(**engine_options(url))
    prepare(engine)
    if not is_sqlite(url):
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    yield engine
    engine.dispose()
