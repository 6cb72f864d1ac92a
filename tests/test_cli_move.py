"""Moving a store from one database to another: proven the same row by row, or nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quiz.storage import copying
from quiz.storage.database import engine_options, is_sqlite
from quiz.storage.models.base import Base
from quiz.storage.models.classes import ClassRow
from quiz.storage.models.identity import Account
from tests.conftest import NOW, PASSWORD, Stores
from tests.stores import opened
from tests.test_cli import Terminal, lines
from tests.test_cli_backup import Elsewhere, empty_database, empty_place, filled, refused, rows_of
from tests.test_cli_proofs import School

__all__ = ["filled"]


@pytest.fixture
def other(filled: School, stores: Stores, tmp_path: Path) -> Iterator[Elsewhere]:
    """An empty place of the other kind of database, with the same key."""
    with ExitStack() as stack:
        url = stack.enter_context(empty_database(beside(stores))) if is_sqlite(filled.url) else None
        yield stack.enter_context(empty_place(tmp_path / "elsewhere", url))


def beside(stores: Stores) -> str:
    return f"{stores.server()}/postgres"


def table_names(url: str) -> list[str]:
    engine = create_engine(**engine_options(url))
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def prepare_folder(place: Elsewhere) -> None:
    place.quiz.instance.mkdir(exist_ok=True)


def test_a_store_that_moved_is_the_same_row_by_row(filled: School, other: Elsewhere, tmp_path: Path) -> None:
    prepare_folder(other)
    receipt = filled.receipt("exam", tmp_path)
    before = rows_of(filled.url)
    *told, last = lines(filled.quiz("move", other.url), 0)
    counts = dict(re.findall(r"^(\w+): rows: (\d+), hash: [0-9a-f]{16}$", "\n".join(told), re.MULTILINE))
    assert counts == {name: str(len(rows)) for name, rows in before.items()} | {"backup": "0"}
    assert last.startswith("Every table is the same in both. What the old store gets from now on stays there. ")
    assert rows_of(other.url) == before == rows_of(filled.url)
    moved = Terminal(filled.quiz.instance, QUIZ_DATABASE_URL=other.url)
    assert lines(moved("doctor"), 0)[-1].endswith("faults: 0, notices: 0")
    assert lines(moved("receipt", "verify", receipt), 0)[0].startswith("The receipt is genuine")


def test_numbers_of_what_was_deleted_are_not_given_again(filled: School, other: Elsewhere) -> None:
    def made(session: Session, code: str) -> ClassRow:
        row = ClassRow(name="AI-1", code=code, time_zone="Asia/Seoul", created_at=NOW)
        session.add(row)
        session.flush()
        return row

    prepare_folder(other)
    with opened(filled.url) as session:
        gone = made(session, "first")
        last = gone.id
        session.delete(gone)
    lines(filled.quiz("move", other.url), 0)
    with opened(other.url) as session:
        assert made(session, "second").id == last + 1


def test_new_rows_are_numbered_after_the_old_ones(filled: School, other: Elsewhere) -> None:
    prepare_folder(other)
    lines(filled.quiz("move", other.url), 0)
    with opened(other.url) as session:
        last = max(session.scalars(select(Account.id)))
    moved = Terminal(filled.quiz.instance, QUIZ_DATABASE_URL=other.url)
    lines(moved("user", "add", "Min-ji", "--password-stdin", stdin=PASSWORD), 0)
    with opened(other.url) as session:
        assert session.scalars(select(Account.id).where(Account.name == "Min-ji")).one() == last + 1


def test_a_database_with_tables_is_refused(filled: School, other: Elsewhere) -> None:
    prepare_folder(other)
    with opened(other.url) as session:
        session.execute(text("CREATE TABLE mine (id INTEGER)"))
    assert "has tables already. Name an empty database" in refused(filled.quiz("move", other.url))
    assert table_names(other.url) == ["mine"]
    assert "has tables already. Name an empty database" in refused(filled.quiz("move", filled.url))


@pytest.mark.parametrize("url", ["mysql://localhost/quiz", "elsewhere", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_no_database_that_stays_is_refused(url: str, filled: School) -> None:
    assert repr(url) in refused(filled.quiz("move", url))


@pytest.mark.any_database  # SQLite holds whatever PostgreSQL does
def test_a_row_that_the_other_database_can_not_hold_keeps_all_from_moving(filled: School, other: Elsewhere) -> None:
    prepare_folder(other)
    filled.spoil("UPDATE attempt SET seed = :seed", seed="x" * 40)
    assert "value too long" in refused(filled.quiz("move", other.url))
    assert table_names(other.url) == []


def test_one_value_that_differs_changes_the_proof(filled: School) -> None:
    with opened(filled.url) as session:
        before = [copying.proof_of(session.connection(), table) for table in copying.tables()]
        session.execute(text("UPDATE attempt_question SET tries = tries + 1 WHERE id = 1"))
        after = [copying.proof_of(session.connection(), table) for table in copying.tables()]
        session.rollback()
    assert [old.table for old, new in zip(before, after, strict=True) if old != new] == ["attempt_question"]


def test_nobody_writes_to_the_store_while_it_moves(filled: School) -> None:
    with opened(filled.url) as mover, impatient(filled.url) as writer:
        copying.hold_still(mover.connection())
        with pytest.raises(DBAPIError, match="lock"):
            writer.execute(text("UPDATE account SET language = 'en'"))
        writer.rollback()


@contextmanager
def impatient(url: str) -> Iterator[Session]:
    """A session that waits for no lock."""
    options = engine_options(url)
    if is_sqlite(url):
        options["connect_args"]["timeout"] = 0
    else:
        options["connect_args"]["options"] += " -c lock_timeout=50"
    engine = create_engine(**options)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_every_table_is_copied() -> None:
    assert {table.name for table in copying.tables()} == set(Base.metadata.tables)
