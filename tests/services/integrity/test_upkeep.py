"""A store that can't be used says why, and names the command or the setting that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from quiz.platform.settings import sqlite_url
from quiz.services.integrity.upkeep import EMPTY, database_fault, schema_fault, upgrade
from quiz.storage.database import engine_options, prepare


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Engine]:
    """A database without a table."""
    engine = create_engine(**engine_options(sqlite_url(tmp_path / "fresh.sqlite3")))
    prepare(engine)
    yield engine
    engine.dispose()


def test_a_store_of_this_version_has_no_fault(engine: Engine) -> None:
    assert schema_fault(engine) is None


def test_a_database_without_tables_is_to_be_upgraded(fresh: Engine) -> None:
    assert schema_fault(fresh) == EMPTY
    assert "quiz db upgrade" in str(EMPTY)
    assert upgrade(fresh) is None
    assert schema_fault(fresh) is None
    assert upgrade(fresh) is None


def test_a_database_of_a_newer_version_is_left_to_it(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    fault = str(schema_fault(engine))
    assert "newer version" in fault
    assert "upgrade" not in fault
    assert str(upgrade(engine)) == fault


@pytest.mark.parametrize("content", [None, b"this is no database, however long it is" * 100])
def test_a_file_that_can_not_be_used_is_told_with_the_setting(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "deep" / "store.sqlite3"
    if content is not None:
        path.parent.mkdir()
        path.write_bytes(content)
    engine = create_engine(**engine_options(sqlite_url(path)))
    prepare(engine)
    fault = str(schema_fault(engine))
    assert str(upgrade(engine)) == fault
    engine.dispose()
    assert "QUIZ_DATABASE_URL" in fault
    assert ("file is not a database" if content else "unable to open database file") in fault


def test_a_server_that_does_not_answer_is_told_with_the_setting() -> None:
    engine = create_engine(**engine_options("postgresql+psycopg://nobody@127.0.0.1:9/nothing"))
    fault = str(schema_fault(engine))
    assert "QUIZ_DATABASE_URL" in fault
    assert "\n" not in fault


def test_the_reason_is_the_first_line_of_what_the_database_said() -> None:
    error = DBAPIError("SELECT 1", {}, Exception("  disk is full\nDETAIL: …\n"))
    assert "can't be used: disk is full. Check" in str(database_fault(error))


def test_a_fault_without_words_is_called_by_its_kind() -> None:
    assert "can't be used: OSError. Check" in str(database_fault(DBAPIError("SELECT 1", {}, OSError())))
