"""Statements that take long are named, once, without values."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

from quiz.storage.slow_statements import name_slow


def test_a_slow_statement_is_named_once_and_without_its_values(engine: Engine) -> None:
    name_slow(engine, 0)
    with capture_logs() as logs, engine.connect() as connection:
        for _ in range(2):
            connection.execute(text("SELECT  id FROM account\n WHERE name = :name"), {"name": "Geum-sun"})
    named = [entry for entry in logs if "account" in entry["sql"]]
    (entry,) = named
    assert (entry["event"], entry["log_level"]) == ("slow statement", "warning")
    assert entry["sql"].startswith("SELECT id FROM account WHERE name = ")
    assert "Geum-sun" not in str(entry)
    assert entry["seconds"] >= 0


@pytest.mark.any_database
def test_what_is_quick_is_not_named(engine: Engine) -> None:
    name_slow(engine, 3600)
    with capture_logs() as logs, engine.connect() as connection:
        connection.execute(text("SELECT id FROM account"))
    assert logs == []
