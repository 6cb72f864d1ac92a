"""Engines: what SQLite is told on connecting, who takes the lock when, and who waits for whom."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from quiz.platform.settings import sqlite_url
from quiz.storage.database import (
    COMMANDS,
    READ_ONLY,
    REQUESTS,
    Patience,
    engine_options,
    is_sqlite,
    prepare,
    read_only,
)
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import SignIn
from tests.conftest import NOW, Stores
from tests.services.builders import at_once, overlapping, person


@pytest.fixture
def embedded(stores: Stores) -> Iterator[Engine]:
    engine = create_engine(**engine_options(stores.url("sqlite")))
    prepare(engine)
    yield engine
    engine.dispose()


def begins(engine: Engine) -> list[str]:
    """Collects how transactions begin, as SQLite itself tells it; to be called before the first connection."""
    seen: list[str] = []

    def watch(connection: sqlite3.Connection, record: object) -> None:
        connection.set_trace_callback(lambda said: seen.append(said) if said.startswith("BEGIN") else None)

    event.listen(engine, "connect", watch)
    return seen


@pytest.mark.parametrize(
    ("url", "sqlite"),
    [
        ("sqlite:////tmp/x.sqlite3", True),
        ("postgresql+psycopg://quiz@localhost/quiz", False),
    ],
)
def test_databases_are_told_apart_by_their_address(url: str, sqlite: bool) -> None:
    assert is_sqlite(url) is sqlite
    assert engine_options(url)["url"] == url


SHOWN = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "tcp_keepalives_idle")


@pytest.mark.parametrize(
    ("patience", "more", "shown"),
    [
        (REQUESTS, "", ["10s", "20s", "1min", "30"]),
        (COMMANDS, "", ["1min", "0", "0", "30"]),
        (REQUESTS, "?options=-c%20lock_timeout%3D3s", ["3s", "20s", "1min", "30"]),
        (REQUESTS, "?connect_timeout=3&options=-c%20statement_timeout%3D0", ["10s", "0", "1min", "30"]),
    ],
)
def test_postgresql_is_told_how_long_it_is_waited_for_and_an_address_may_say_otherwise(
    patience: Patience, more: str, shown: list[str], stores: Stores
) -> None:
    with stores.lent("postgresql") as url:
        engine = create_engine(**engine_options(f"{url}{more}", patience))
        prepare(engine)
        with engine.connect() as connection:
            assert [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in SHOWN] == shown
        engine.dispose()


def test_a_path_becomes_an_address(tmp_path: Path) -> None:
    assert is_sqlite(sqlite_url(tmp_path / "달 마다.sqlite3"))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("busy_timeout", 15_000),
    ],
)
def test_every_connection_keeps_the_rules_of_the_house(embedded: Engine, pragma: str, value: object) -> None:
    with embedded.connect() as one, embedded.connect().execution_options(**READ_ONLY) as two:
        assert one.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        assert two.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_database_that_was_just_made_keeps_them_too(tmp_path: Path) -> None:
    engine = create_engine(**engine_options(sqlite_url(tmp_path / "new.sqlite3")))
    prepare(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_foreign_keys_are_kept_on_both_databases(session: Session) -> None:
    session.add(SignIn(account_id=404, token_hash="x", agent="", created_at=NOW, expires_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()


def test_writers_take_the_lock_at_once_and_readers_never(embedded: Engine) -> None:
    seen = begins(embedded)
    with Session(embedded) as writer:
        writer.scalars(select(SeriesRow)).one()
    with Session(embedded) as reader:
        reader.connection(execution_options=READ_ONLY)
        reader.scalars(select(SeriesRow)).one()
    with Session(embedded) as again:
        again.scalars(select(SeriesRow)).one()
    assert seen == ["BEGIN IMMEDIATE", "BEGIN", "BEGIN IMMEDIATE"]


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_committed(embedded: Engine) -> None:
    with Session(embedded) as writer, Session(embedded) as reader:
        writer.scalars(select(SeriesRow)).one().slug = "changed"
        writer.flush()
        reader.connection(execution_options=READ_ONLY)
        assert reader.scalars(select(SeriesRow.slug)).one() == "ai-2024"
        writer.commit()
        assert reader.scalars(select(SeriesRow.slug)).one() == "ai-2024"
        reader.rollback()
        assert reader.scalars(select(SeriesRow.slug)).one() == "changed"


def test_a_second_writer_waits_for_the_first(session: Session, engine: Engine) -> None:
    session.rollback()

    def rename(session: Session, mark: str) -> str:
        row = session.scalars(select(SeriesRow).with_for_update()).one()
        row.slug += mark
        return row.slug

    first, second = overlapping(engine, lambda s: rename(s, "-a"), lambda s: rename(s, "-b"))
    assert (first, second) == ("ai-2024-a", "ai-2024-a-b")


def test_a_class_of_writers_is_let_through_one_by_one(session: Session, engine: Engine) -> None:
    session.rollback()
    jobs = [lambda session, n=n: person(session, f"Learner {n}").id for n in range(12)]
    assert len(set(at_once(engine, *jobs))) == 12


def test_a_writer_who_waits_too_long_is_told(embedded: Engine) -> None:
    impatient = create_engine(**engine_options(str(embedded.url)))
    prepare(impatient)
    event.listen(impatient, "connect", lambda connection, record: connection.execute("PRAGMA busy_timeout = 1"))
    with embedded.begin(), pytest.raises(OperationalError, match="database is locked"), impatient.begin():
        pass
    with impatient.begin() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    impatient.dispose()


def test_a_savepoint_is_undone_without_the_rest(session: Session) -> None:
    person(session, "Alice")
    with pytest.raises(IntegrityError), session.begin_nested():
        person(session, "ALICE")
    person(session, "Bob")
    session.commit()
    assert session.execute(text("SELECT count(*) FROM account")).scalar() == 2


def test_connections_are_used_by_any_thread(embedded: Engine) -> None:
    with embedded.connect() as connection, ThreadPoolExecutor(1) as pool:
        ran = pool.submit(lambda: (threading.get_ident(), connection.execute(text("SELECT 1")).scalar()))
        thread, value = ran.result()
    assert thread != threading.get_ident()
    assert value == 1


def test_whoever_only_reads_sees_one_moment_and_keeps_nobody_waiting(engine: Engine) -> None:
    count = text("SELECT count(*) FROM account")
    with Session(engine) as reader, Session(engine) as writer:
        read_only(reader)
        assert reader.scalar(count) == 0
        person(writer, "Alice")
        writer.commit()
        assert reader.scalar(count) == 0
        reader.rollback()
        assert reader.scalar(count) == 1
