"""The indexes for searching are kept by the database, and everything is found without them too."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import Connection, Engine, create_engine, delete, insert, make_url, select, text, update

from quiz.domain.finding.words import indexed, query_for
from quiz.storage import schema, search_index
from quiz.storage.database import engine_options, prepare
from quiz.storage.models.content import SearchEntry, SeriesRow
from quiz.storage.queries.content import search as search_queries

TABLE = SearchEntry.__table__
TEXTS = {
    1: "층마다 라우터가 토큰마다 전문가 2개를 골라요",
    2: "Routers choose experts; quantised weights take less memory",
    3: "지식 증류는 큰 모델을 따라 배워요",
    4: "GAN은 겨뤄요. Organs are not meant, and of course 100% is not either",
}
FOUND = [
    ("라우터는", {1}),
    ("라우터를", {1}),
    ("전문가", {1}),
    ("증류", {3}),
    ("router", {2}),
    ("expert weights", {2}),
    ("quantise", {2}),
    ("gan", {4}),
    ("of", {4}),
    ("100%", {4}),
    ("zzz", set()),
    ('"*" OR 1', set()),
    ("%", set()),
]


def fill(connection: Connection) -> None:
    series = connection.scalar(select(SeriesRow.id))
    connection.execute(delete(TABLE))
    row = {"series_id": series, "kind": "note", "language": "ko", "section": "", "position": 1, "anchor": ""}
    for number, words in TEXTS.items():
        values = {**row, "id": number, "title": "", "title_words": " ", "body": words, "words": indexed(words)}
        connection.execute(insert(TABLE).values(**values))


def found(connection: Connection, typed: str) -> set[int]:
    condition = search_queries.holds(query_for(typed), search_index.engine_of(connection))
    return set(connection.scalars(select(TABLE.c.id).where(condition)))


@pytest.mark.parametrize(("typed", "entries"), FOUND)
def test_words_find_what_holds_them(engine: Engine, typed: str, entries: set[int]) -> None:
    with engine.connect() as connection:
        fill(connection)
        assert found(connection, typed) == entries
        connection.rollback()


@pytest.mark.parametrize("typed", ["라우터는", "증류", "router", "gan", "of"])
def test_without_an_index_the_same_is_found(engine: Engine, typed: str) -> None:
    with engine.connect() as connection:
        fill(connection)
        search_index.drop(connection)
        assert found(connection, typed) == dict(FOUND)[typed]
        assert search_index.engine_of(connection) in ("plain", "postgresql")
        search_index.ensure(connection)
        assert found(connection, typed) == dict(FOUND)[typed]
        connection.rollback()


def test_what_changes_is_found_as_it_is_now(engine: Engine) -> None:
    with engine.connect() as connection:
        fill(connection)
        connection.execute(update(TABLE).where(TABLE.c.id == 1).values(words=indexed("양자화된 diffusion")))
        connection.execute(delete(TABLE).where(TABLE.c.id == 2))
        assert found(connection, "라우터") == set()
        assert found(connection, "양자화") == {1}
        assert found(connection, "experts") == set()
        assert search_index.is_whole(connection)
        connection.rollback()


def test_an_index_that_lacks_entries_is_noticed_and_made_again(engine: Engine) -> None:
    with engine.connect() as connection:
        fill(connection)
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER search_entry_removed"))
            connection.execute(delete(TABLE).where(TABLE.c.id == 1))
            assert not search_index.is_whole(connection)
        search_index.rebuild(connection)
        assert search_index.is_whole(connection)
        assert found(connection, "증류") == {3}
        connection.rollback()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_user_who_may_create_no_extension_can_search_too(bare: Engine) -> None:
    url = make_url(str(bare.url.render_as_string(hide_password=False)))
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    role = f"plain_{url.database}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'")
        connection.execute(f'REVOKE CREATE ON DATABASE "{url.database}" FROM PUBLIC')
        connection.execute(f"GRANT ALL ON SCHEMA public TO {role}")
    try:
        engine = create_engine(**engine_options(url.set(username=role, password="secret").render_as_string(False)))
        prepare(engine)
        schema.upgrade(engine)
        with engine.connect() as connection:
            extensions = connection.scalars(text("SELECT extname FROM pg_extension")).all()
            indexes = connection.scalars(text("SELECT indexname FROM pg_indexes")).all()
        engine.dispose()
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {role} CASCADE")
            connection.execute(f"DROP ROLE {role}")
    assert "pg_trgm" not in extensions
    assert search_index.PG_TRIGRAMS not in indexes
    assert search_index.PG_STEMS in indexes
