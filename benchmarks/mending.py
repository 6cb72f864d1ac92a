"""Sums that are rebuilt, all of them: how fast, beside writing the same rows one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

from sqlalchemy import Table, and_, delete, insert
from sqlalchemy.orm import Session

from benchmarks import regrade
from benchmarks.figures import Figure
from benchmarks.stores import Store
from quiz.services.aggregates.comparing import Difference
from quiz.services.aggregates.rebuild import TABLES, differences, rebuild


def figures(store: Store, folder: Path) -> list[Figure]:
    """A store with ten thousand attempts that has lost all its sums."""
    full = store.copied(folder / "mended")
    regrade.fill(full)
    with full.engine() as engine, Session(engine) as session:
        fast, rows = _timed(session, lambda: rebuild(session))
        slow, same = _timed(session, lambda: _one_by_one(session, differences(session)))
    # The sums of questions are not among the others: they are counted from first scores, which are written later.
    assert rows >= same > 10_000
    return [
        Figure(name="sums rebuilt", value=rows / fast, unit="rows/s"),
        Figure(name="than one by one", value=(rows / fast) / (same / slow), unit="times fast", limit=1.3, sense=">="),
    ]


def _timed(session: Session, rebuild: Callable[[], int]) -> tuple[float, int]:
    """The seconds that rebuilding takes, and its rows; nothing of it stays."""
    for table in TABLES:
        session.execute(delete(table))
    begun = perf_counter()
    rows = rebuild()
    seconds = perf_counter() - begun
    session.rollback()
    return seconds, rows


def _one_by_one(session: Session, found: Iterable[Difference]) -> int:
    count = 0
    for count, one in enumerate(found, start=1):  # noqa: B007 - counted
        table = one.table.__table__
        assert isinstance(table, Table)
        names = [column.name for column in table.primary_key]
        session.execute(delete(table).where(and_(*(table.c[n] == v for n, v in zip(names, one.key, strict=True)))))
        others = [column.name for column in table.columns if column.name not in names]
        assert one.wanted is not None
        session.execute(insert(table).values(**dict(zip([*names, *others], [*one.key, *one.wanted], strict=True))))
    return count
