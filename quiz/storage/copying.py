"""All rows of one database written into another, and the proof that both hold the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Table,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import REGCLASS

from quiz.storage.models.base import Base

BATCH = 500
"""Rows that are held in memory at once."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A table's rows, counted and hashed: the same in two databases only where they hold the same rows, in any order.

    ``hash`` is the sum of the SHA-256 of each row modulo 2**256, as 64 hexadecimal digits.
    """

    table: str
    rows: int
    hash: str


def tables() -> Sequence[Table]:
    """Every table, those that others refer to first."""
    return Base.metadata.sorted_tables


def hold_still(connection: Connection) -> None:
    """Let nobody else write until the transaction ends. SQLite's write lock was taken when it began."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables())
        connection.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))


def copy_rows(source: Connection, target: Connection) -> None:
    """Write all rows of ``source`` into the tables of ``target``, which are emptied of what a migration put there."""
    for table in reversed(tables()):
        target.execute(delete(table))
    for table in tables():
        _copy(table, source, target)
    # Two tables that refer to each other: what was left out is filled in when both are there.
    for table in tables():
        for column in _postponed(table):
            _fill_in(table, column, source, target)
    _go_on_numbering(source, target)


def _postponed(table: Table) -> list[Column[Any]]:
    """The columns that refer to a table which comes later, or to their own."""
    return [
        column
        for column in table.columns
        if any(key.use_alter or key.column.table is table for key in column.foreign_keys)
    ]


def _copy(table: Table, source: Connection, target: Connection) -> None:
    left_out = {column.name: None for column in _postponed(table)}
    for rows in source.execute(select(table).execution_options(yield_per=BATCH)).partitions():
        target.execute(insert(table), [{**row._mapping, **left_out} for row in rows])


def _fill_in(table: Table, column: Column[Any], source: Connection, target: Connection) -> None:
    keys = list(table.primary_key)
    wanted = select(*keys, column).where(column.is_not(None)).execution_options(yield_per=BATCH)
    names = [f"key_{key.name}" for key in keys]
    statement = (
        update(table)
        .where(*(key == bindparam(name) for key, name in zip(keys, names, strict=True)))
        .values({column.name: bindparam("referred")})
    )
    for rows in source.execute(wanted).partitions():
        target.execute(statement, [dict(zip([*names, "referred"], row, strict=True)) for row in rows])


def _go_on_numbering(source: Connection, target: Connection) -> None:
    """Let new rows be numbered from where the old ones end, those that were deleted among them."""
    for table in tables():
        column = table.autoincrement_column
        last = None if column is None else _last_number(source, table, column)
        if column is None or last is None:
            continue
        if target.dialect.name == "postgresql":
            target.execute(select(func.setval(_sequence(table, column), last)))
        elif _is_numbered_once(table):
            given = {"name": table.name, "last": last}
            target.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), given)
            target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), given)


def _last_number(connection: Connection, table: Table, column: Column[Any]) -> int | None:
    """The highest number that a table has given, as far as its database still knows."""
    found = [connection.scalar(select(func.max(column)))]
    if connection.dialect.name == "postgresql":
        sequence = cast(_sequence(table, column), REGCLASS)
        found.append(connection.scalar(select(func.pg_sequence_last_value(sequence))))
    elif _is_numbered_once(table):
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        found.append(connection.scalar(query, {"name": table.name}))
    return max((number for number in found if number), default=None)


def _sequence(table: Table, column: Column[Any]) -> ColumnElement[Any]:
    return func.pg_get_serial_sequence(table.name, column.name)


def _is_numbered_once(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def proof_of(connection: Connection, table: Table) -> Proof:
    """Count and hash the rows of a table."""
    total, count = 0, 0
    for rows in connection.execute(select(table).execution_options(yield_per=BATCH)).partitions():
        for row in rows:
            total += int.from_bytes(hashlib.sha256(_canonical(row)).digest())
            count += 1
    return Proof(table=table.name, rows=count, hash=f"{total % 2**256:064x}")


def _canonical(row: Row[Any]) -> bytes:
    """A row as one text, the same on every database; JSON with its keys in the order that they are stored in."""
    return json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"nobody has said how a {type(value).__name__} is compared")
