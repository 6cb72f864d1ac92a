"""A first start: two at once on one empty store, and a disk on which the key does not fit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from quiz.platform.settings import sqlite_url
from quiz.storage.database import engine_options
from quiz.storage.models.content import BankRow, QuestionRow, SeriesRow
from tests.browser.server import environment
from tests.conftest import QUESTION_COUNTS

START = """
from quiz.cli.content.publishing import publish_at_start
from quiz.cli.terminal import make_app, migrate
app = make_app()
migrate(app)
publish_at_start(app)
"""
"""What ``quiz serve`` does before it listens."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "empty.sqlite3")
        return
    server = str(request.getfixturevalue("postgres_server"))
    with psycopg.connect(server.replace("+psycopg", "") + "/postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE first_start")
        yield f"{server}/first_start"
        admin.execute("DROP DATABASE first_start WITH (FORCE)")


def test_two_machines_that_start_at_once_on_an_empty_store_both_start(empty_url: str, tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", START],
            env={**environment(tmp_path / name), "QUIZ_DATABASE_URL": empty_url, "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name in ("here", "there", "yonder")
    ]
    said = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], "\n".join(said)
    assert sum("published 2024-01" in words for words in said) == 1
    engine = create_engine(**engine_options(empty_url))
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(SeriesRow)) == 1
        assert session.scalar(select(func.count()).select_from(BankRow)) == len(QUESTION_COUNTS)
        assert session.scalar(select(func.count()).select_from(QuestionRow)) == sum(QUESTION_COUNTS.values())
    engine.dispose()
