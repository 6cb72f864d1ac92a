"""The indexes for searching, beside the declared tables: they hold nothing that ``search_entry`` does not.

SQLite has two of FTS5, one of trigrams and one of English stems, which triggers keep. PostgreSQL has one of its own
text search, and one of trigrams where the extension ``pg_trgm`` may be created.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

Engine = Literal["fts5", "postgresql", "plain"]
"""What words are found by; ``plain`` where SQLite was built without FTS5 or its trigrams."""

TRIGRAMS, STEMS = "search_trigrams", "search_stems"
"""The tables of FTS5."""
PG_STEMS, PG_TRIGRAMS = "ix_search_entry_stems", "ix_search_entry_trigrams"
"""The indexes of PostgreSQL."""

_TABLES = {TRIGRAMS: "trigram", STEMS: "porter unicode61"}
_TRIGGERS = ("search_entry_added", "search_entry_removed", "search_entry_changed")
_TAKE_OUT = " ".join(
    f"INSERT INTO {name} ({name}, rowid, words) VALUES ('delete', old.id, old.words);" for name in _TABLES
)
_PUT_IN = " ".join(f"INSERT INTO {name} (rowid, words) VALUES (new.id, new.words);" for name in _TABLES)
_ON_SQLITE = (
    *(
        f"CREATE VIRTUAL TABLE {name} USING fts5 "
        f"(words, content='search_entry', content_rowid='id', tokenize='{tokenizer}')"
        for name, tokenizer in _TABLES.items()
    ),
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {_PUT_IN} END",
    f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {_TAKE_OUT} END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE OF words ON search_entry BEGIN {_TAKE_OUT} {_PUT_IN} END",
    *(f"INSERT INTO {name} ({name}) VALUES ('rebuild')" for name in _TABLES),
)
_OF_TRIGRAMS = f"CREATE INDEX {PG_TRIGRAMS} ON search_entry USING gin (words gin_trgm_ops)"
_OF_STEMS = f"CREATE INDEX IF NOT EXISTS {PG_STEMS} ON search_entry USING gin (to_tsvector('english', words))"


def engine_of(connection: Connection) -> Engine:
    """What the words of this database are found by."""
    if connection.dialect.name == "postgresql":
        return "postgresql"
    return "fts5" if _has_triggers(connection) else "plain"


def ensure(connection: Connection) -> None:
    """Make the indexes that are missing, as far as this database can have them. The table is there already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_OF_STEMS))
        if not _has_index(connection, PG_TRIGRAMS):
            _try(connection, "CREATE EXTENSION IF NOT EXISTS pg_trgm", _OF_TRIGRAMS)
    elif not _has_triggers(connection):
        drop(connection)
        _try(connection, *_ON_SQLITE)


def drop(connection: Connection) -> None:
    """Take the indexes away; everything is still found, more slowly."""
    if connection.dialect.name == "postgresql":
        for name in (PG_STEMS, PG_TRIGRAMS):
            connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
        return
    for name in _TRIGGERS:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    for name in _TABLES:
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


def rebuild(connection: Connection) -> None:
    """Make the indexes again from their table."""
    drop(connection)
    ensure(connection)


def is_whole(connection: Connection) -> bool:
    """Whether the index holds as many entries as its table. PostgreSQL keeps its own."""
    if engine_of(connection) != "fts5":
        return True
    wanted = connection.scalar(text("SELECT count(*) FROM search_entry"))
    return all(wanted == connection.scalar(text(f"SELECT count(*) FROM {name}_docsize")) for name in _TABLES)


def _try(connection: Connection, *statements: str) -> None:
    """Run all of ``statements``, or none where the database can't or its user may not."""
    try:
        with connection.begin_nested():
            for statement in statements:
                connection.execute(text(statement))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise


def _has_triggers(connection: Connection) -> bool:
    return connection.scalar(text(f"SELECT 1 FROM sqlite_master WHERE name = '{_TRIGGERS[-1]}'")) is not None


def _has_index(connection: Connection, name: str) -> bool:
    return connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None
