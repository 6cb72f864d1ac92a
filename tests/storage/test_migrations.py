"""The migrated schema is the declared one, and a database of another version is told apart."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from quiz.platform.paths import MIGRATIONS
from quiz.storage import schema, search_index
from quiz.storage.models.attempts import Attempt, AttemptQuestion, LateAnswer
from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRevision, BankRow, QuestionContext, SeriesRow
from tests.services.builders import person
from tests.services.classes import gradebooks

NEXT = f'''
"""The next version."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{schema.head()}"


def upgrade():
    op.add_column("series", sa.Column("motto", sa.Text()))
'''


def described(engine: Engine) -> dict[str, Any]:
    """Constraints and indexes of every table, as the database tells them."""
    told = inspect(engine)
    numbered_once: list[str] = []
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            found = text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
            numbered_once.extend(connection.execute(found).scalars())
    return {
        table: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in told.get_columns(table)},
            "checks": {c["name"]: _plain(c["sqltext"]) for c in told.get_check_constraints(table)},
            "uniques": {c["name"]: c["column_names"] for c in told.get_unique_constraints(table)},
            "indexes": {i["name"]: (i["column_names"], i["unique"], _where(i)) for i in told.get_indexes(table)},
            "keys": told.get_pk_constraint(table)["constrained_columns"],
            "numbered once": table in numbered_once,
            "references": {
                f["name"]: (f["constrained_columns"], f["referred_table"], f["referred_columns"], f["options"])
                for f in told.get_foreign_keys(table)
            },
        }
        for table in sorted(told.get_table_names())
        if table != "alembic_version"
    }


def _plain(words: object) -> str:
    return re.sub(r"\s+", " ", str(words))


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return _plain(options.get("sqlite_where", options.get("postgresql_where", "")))


def test_the_migrated_schema_has_no_difference_to_the_declared_one(engine: Engine) -> None:
    with engine.begin() as connection:
        # The indexes for searching are beside the declared tables, as databases have different ones.
        search_index.drop(connection)
        options = {"compare_type": True, "compare_server_default": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert found == []


def test_checks_and_partial_indexes_are_those_declared(bare: Engine) -> None:
    schema.upgrade(bare)
    with bare.begin() as connection:
        search_index.drop(connection)
    migrated = described(bare)
    with bare.begin() as connection:
        if bare.dialect.name == "sqlite":
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(text(f"DROP TABLE {table.name}"))
        else:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        Base.metadata.create_all(connection)
    assert migrated == described(bare)
    assert set(migrated) == set(Base.metadata.tables)


def test_tables_that_are_rebuilt_keep_their_rows_and_those_that_refer_to_them(engine: Engine, session: Session) -> None:
    owner, learner = person(session, "Tae-ri"), person(session, "Alice")
    gradebooks.assign(session, gradebooks.school_class(session, owner, learner), "Essay")
    session.commit()
    tables = [Base.metadata.tables[name] for name in ("class", "class_series", "class_member", "assignment")]
    before = {table.name: session.execute(select(table)).all() for table in tables}
    assert all(before.values())
    session.close()
    with schema.unguarded(engine) as connection, connection.begin():
        command.downgrade(schema._config(connection), "0028")
    schema.upgrade(engine)
    assert {table.name: session.execute(select(table)).all() for table in tables} == before


def test_an_empty_database_is_brought_to_this_version(bare: Engine) -> None:
    with bare.connect() as connection:
        assert schema.standing(connection) == "empty"
        assert schema.revision_of(connection) is None
    schema.upgrade(bare)
    with bare.connect() as connection:
        assert schema.standing(connection) == "current"
        assert schema.revision_of(connection) == schema.head()


def test_upgrading_again_changes_nothing(engine: Engine, session: Session) -> None:
    before = session.scalars(select(SeriesRow)).one().definition
    session.rollback()
    schema.upgrade(engine)
    assert session.scalars(select(SeriesRow)).one().definition == before


@pytest.mark.parametrize("revision", ["9999", "f00"])
def test_a_database_of_an_unknown_revision_is_newer(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        assert schema.standing(connection) == "newer"


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if this version of the code had one more migration."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "next.py").write_text(NEXT, encoding="utf-8")
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    schema.head.cache_clear()
    yield
    schema.head.cache_clear()


@pytest.mark.usefixtures("next_version")
def test_an_older_database_is_told_and_keeps_its_rows(engine: Engine, session: Session) -> None:
    with engine.connect() as connection:
        assert schema.standing(connection) == "older"
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.standing(connection) == "current"
        assert connection.execute(text("SELECT motto FROM series")).all() == [(None,)]
    assert session.scalars(select(SeriesRow)).one().slug == "ai-2024"


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    engine: Engine, next_version: None, tmp_path: Path
) -> None:
    broken = NEXT.replace("def upgrade():", "def upgrade():\n    op.drop_column('bank', 'questions')").replace(
        '"series"', '"no_such_table"'
    )
    (tmp_path / "migrations" / "versions" / "next.py").write_text(broken, encoding="utf-8")
    before = described(engine)
    with pytest.raises(Exception, match="no_such_table"):
        schema.upgrade(engine)
    assert described(engine) == before
    with engine.connect() as connection:
        assert schema.standing(connection) == "older"


AT = "2026-03-14 12:00:00+00:00"
ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("account", {"id": 1, "role": "learner", "name": "Alice", "disabled": False, "created_at": AT, "seen_at": AT}),
    ("series", {"id": 1, "slug": "ai-2024", "content_hash": "s", "definition": "{}"}),
    ("bank", {"id": 1, "slug": "2024-02", "content_hash": "b", "header": "{}", "rendered": "{}", "questions": 1}),
    ("question", {"id": 1, "bank_id": 1, "slug": "one", "position": 1, "withdrawn": False}),
    ("question_version", {"id": 1, "question_id": 1, "content_hash": "q", "kind": "numeric", "definition": "{}"}),
    ("quiz", {"id": 1, "key": "2024-02/check", "bank_id": 1, "position": 1, "withdrawn": False}),
    ("quiz_version", {"id": 1, "quiz_id": 1, "content_hash": "z", "definition": "{}"}),
)
"""A store of the first version, without its attempts; what is published lacks its time."""
ATTEMPT = {"account_id": 1, "quiz_id": 1, "quiz_version_id": 1, "seed": "s", "mode": "exam", "started_at": AT}
PINNED = {"question_version_id": 1, "variant": "{}", "revision": 0, "answered": False, "position": 1}


def insert(engine: Engine, table: str, row: dict[str, Any]) -> None:
    published = {"published_at": AT} if table in ("series", "bank") or table.endswith("_version") else {}
    whole = {**row, **published}
    names = ", ".join(whole)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES (:{', :'.join(whole)})"), whole)


def test_attempts_of_the_first_version_keep_what_they_earned_and_when(bare: Engine) -> None:
    from alembic import command

    with bare.begin() as connection:
        command.upgrade(schema._config(connection), "0001")
    for table, row in ROWS:
        insert(bare, table, {"name_key": "alice", "password_hash": "-", **row} if table == "account" else row)
    done = {"state": "finished", "finished_at": AT, "points": "2/3", "points_possible": "1"}
    insert(bare, "attempt", {"id": 1, "token": "done", **ATTEMPT, **done})
    insert(bare, "attempt", {"id": 2, "token": "under-way", **ATTEMPT, "state": "running", "points_possible": "1"})
    scored = {"fraction": "2/3", "share": 2 / 3, "score": "{}", "scored_at": AT}
    insert(bare, "attempt_question", {"id": 1, "attempt_id": 1, **PINNED, **scored})
    insert(bare, "attempt_question", {"id": 2, "attempt_id": 2, **PINNED})
    schema.upgrade(bare)
    with Session(bare) as session:
        first, second = session.scalars(select(Attempt).order_by(Attempt.id))
        assert (first.points, first.handed_in_at) == (Fraction(2, 3), first.finished_at)
        assert (second.state, second.handed_in_at) == ("running", None)
        old, new = session.scalars(select(AttemptQuestion).order_by(AttemptQuestion.id))
        assert (old.marks, old.tries, old.waiting) == (Fraction(2, 3), 0, False)
        assert (new.marks, new.scored_at, new.hints, new.certainty) == (None, None, 0, None)


def at(bare: Engine, revision: str) -> None:
    """An empty store of an earlier version with somebody and something to take."""
    from alembic import command

    with bare.begin() as connection:
        command.upgrade(schema._config(connection), revision)
    for table, row in ROWS:
        insert(bare, table, {"name_key": "alice", "password_hash": "-", **row} if table == "account" else row)


def test_a_test_that_ran_while_its_store_was_brought_up_ends_when_it_was_to_end(bare: Engine) -> None:
    """Until then nothing counted after the deadline, so there is no grace period; what has no deadline has no end."""
    at(bare, "0002")
    ends = "2026-03-14 12:20:00+00:00"
    for number, state in ((1, "running"), (2, "set_aside")):
        row = {**ATTEMPT, "state": state, "points_possible": "1", "deadline_at": ends}
        insert(bare, "attempt", {"id": number, "token": state, **row})
    practice = {**ATTEMPT, "mode": "practice", "state": "set_aside", "points_possible": "1"}
    insert(bare, "attempt", {"id": 3, "token": "practice", **practice})
    schema.upgrade(bare)
    end = datetime.fromisoformat(ends)
    with Session(bare) as session:
        found = {one.token: (one.deadline_at, one.closes_at) for one in session.scalars(select(Attempt))}
    assert found == {"running": (end, end), "set_aside": (end, end), "practice": (None, None)}


def test_of_late_answers_to_a_question_the_latest_waits_and_results_of_before_count_as_shown(bare: Engine) -> None:
    at(bare, "0003")
    done = {"state": "finished", "finished_at": AT, "points": "0", "points_possible": "1"}
    insert(bare, "attempt", {"id": 1, "token": "done", **ATTEMPT, **done})
    insert(bare, "attempt", {"id": 2, "token": "under-way", **ATTEMPT, "state": "running", "points_possible": "1"})
    for number in (1, 2):
        pinned = {**PINNED, "id": number, "position": number, "tries": 0, "hints": 0, "waiting": False}
        insert(bare, "attempt_question", {**pinned, "attempt_id": 1})
    late = {"attempt_id": 1, "base_revision": 0, "device": "phone", "value": "{}"}
    for number, (question, minute, counted) in enumerate(
        [(1, 1, None), (1, 3, None), (1, 2, None), (2, 1, True), (2, 1, None)], 1
    ):
        moment = f"2026-03-14 12:0{minute}:00+00:00"
        decided = {"counted": counted, "decided_at": AT if counted is not None else None}
        row = {**late, "id": number, "attempt_question_id": question, "device_sequence": number, "received_at": moment}
        insert(bare, "late_answer", {**row, **decided})
    schema.upgrade(bare)
    with Session(bare) as session:
        standing = [(one.id, one.counted) for one in session.scalars(select(LateAnswer).order_by(LateAnswer.id))]
        shown = {one.token: one.shown_at == one.finished_at for one in session.scalars(select(Attempt))}
        assert session.scalars(select(Attempt).where(Attempt.id == 2)).one().shown_at is None
    assert standing == [(1, False), (2, None), (3, False), (4, True), (5, None)]
    assert shown == {"done": True, "under-way": True}


def test_what_was_published_is_the_first_revision_and_attempts_are_of_it(bare: Engine) -> None:
    at(bare, "0004")
    with bare.begin() as connection:
        connection.execute(text("UPDATE bank SET header = :header"), {"header": '{"bank": "2024-02"}'})
    insert(bare, "attempt", {"id": 1, "token": "under-way", **ATTEMPT, "state": "running", "points_possible": "1"})
    insert(bare, "attempt_question", {"id": 1, "attempt_id": 1, **PINNED, "tries": 0, "hints": 0, "waiting": False})
    # A version of before that is no longer on offer: around it stands what was published then.
    older = {"id": 2, "question_id": 1, "content_hash": "p", "kind": "numeric", "definition": "{}"}
    insert(bare, "question_version", older)
    for version, title in ((1, "Now"), (2, "Then")):
        for language in ("ko", "en"):
            shown = {"passages": {"prompt": "?"}, "context": {"section_title": f"{title} {language}"}}
            revealed = {"passages": {}, "sources": [{"title": title}]}
            row = {"question_version_id": version, "language": language, "renderer": "1"}
            texts = {"shown": json.dumps(shown), "revealed": json.dumps(revealed)}
            insert(bare, "question_text", {**row, **texts})
    schema.upgrade(bare)
    with Session(bare) as session:
        bank = session.scalars(select(BankRow)).one()
        (first,) = session.scalars(select(BankRevision))
        assert (first.bank_id, first.number, first.origin, first.header) == (1, 1, "upgrade", {"bank": "2024-02"})
        assert (first.source, first.content_hash, first.published_at) == (None, None, bank.published_at)
        assert bank.current_revision_id == first.id
        assert session.scalars(select(AttemptQuestion.bank_revision_id)).all() == [first.id]
        around = session.scalars(
            select(QuestionContext).order_by(QuestionContext.question_version_id, QuestionContext.language)
        ).all()
        assert [(one.question_version_id, one.context, one.sources) for one in around] == [
            (version, {"section_title": f"{title} {language}"}, [{"title": title}])
            for version, title in ((1, "Now"), (2, "Then"))
            for language in ("en", "ko")
        ]
        # The next number that the database gives is free.
        session.add(
            BankRevision(bank_id=1, number=2, header={}, pictures={}, published_at=bank.published_at, origin="studio")
        )
        session.commit()


@pytest.mark.parametrize(
    ("revision", "reason"),
    [
        ("0001", "no version before"),
        ("0002", "can't be told without their columns"),
        ("0003", "can't be told without their tables"),
        ("0004", "can't be told without its column"),
        ("0006", "can't be told without its tables"),
        ("0007", "can't be told without its table"),
        ("0008", "can't be shown without their table"),
        ("0009", "can't be told without its columns"),
    ],
)
def test_a_migration_is_not_undone(engine: Engine, revision: str, reason: str) -> None:
    with engine.begin() as connection:
        config = schema._config(connection)
        command.stamp(config, revision)
        with pytest.raises(RuntimeError, match=reason):
            command.downgrade(config, "base")
