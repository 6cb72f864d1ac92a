"""Rows of aggregates that differ from what they have to be are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Table, and_, bindparam, delete, insert
from sqlalchemy.orm import Session

from quiz.services.aggregates.comparing import Difference, columns_of, table_of
from quiz.storage.models.base import Base

WRITTEN = 1_000
"""Rows that are written at a time."""


def write_all(session: Session, found: Iterator[Difference]) -> int:
    """Write what differs; how many rows that were."""
    count = 0
    while some := list(islice(found, WRITTEN)):
        of_table: dict[type[Base], list[Difference]] = defaultdict(list)
        for difference in some:
            of_table[difference.table].append(difference)
        for model, rows in of_table.items():
            _write(session, table_of(model), rows)
        count += len(some)
    return count


def _write(session: Session, table: Table, rows: Sequence[Difference]) -> None:
    key, values = columns_of(table)
    given = [f"the_{name}" for name in key]
    is_row = and_(*(table.c[name] == bindparam(one) for name, one in zip(key, given, strict=True)))
    session.execute(delete(table).where(is_row), [dict(zip(given, row.key, strict=True)) for row in rows])
    wanted = [(*row.key, *row.wanted) for row in rows if row.wanted is not None]
    if wanted:
        session.execute(insert(table), [dict(zip((*key, *values), row, strict=True)) for row in wanted])
