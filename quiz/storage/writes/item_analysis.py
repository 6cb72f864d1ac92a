"""Named changes to the sums of item analysis: what comes is added, what goes is added as a negative number."""

from __future__ import annotations

from functools import cache
from typing import Any

from quiz.storage.models.reporting import FirstFinish, ItemAggregate, PlaceAggregate, TotalAggregate
from quiz.storage.writes.base import _insert

Sums = type[TotalAggregate] | type[ItemAggregate] | type[PlaceAggregate]


@cache
def count_finish(dialect: str) -> Any:
    """Keep a learner's first finished attempt of a quiz; returns the quiz where it was the first."""
    table: Any = FirstFinish.__table__
    return _insert(dialect, table).on_conflict_do_nothing().returning(table.c.quiz_id)


@cache
def add(dialect: str, model: Sums) -> Any:
    """Add to the sums of a table, by their keys."""
    table: Any = model.__table__
    statement = _insert(dialect, table)
    moved = {one.name: one + statement.excluded[one.name] for one in table.columns if not one.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=moved)
