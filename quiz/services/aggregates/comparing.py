"""Rows of aggregates as they are stored, compared with what they have to be."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from quiz.domain.item_analysis.finishes import Moves
from quiz.services.aggregates.finishes import move, rows_of
from quiz.services.aggregates.folding import Wanted
from quiz.storage.models.base import Base
from quiz.storage.models.reporting import (
    ChoiceAggregate,
    FirstFinish,
    FirstScore,
    ItemAggregate,
    LearnerDay,
    LearnerMastery,
    LearnerMonth,
    LearnerQuestion,
    PlaceAggregate,
    QuestionAggregate,
    ReviewCard,
    TotalAggregate,
)

OF_LEARNERS: tuple[type[Base], ...] = (
    FirstScore,
    FirstFinish,
    LearnerQuestion,
    LearnerMonth,
    ReviewCard,
    LearnerMastery,
    LearnerDay,
)
OF_VERSIONS: tuple[type[Base], ...] = (QuestionAggregate, ChoiceAggregate)
OF_QUIZZES: tuple[type[Base], ...] = (TotalAggregate, ItemAggregate, PlaceAggregate)

Key = tuple[Any, ...]
Values = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row of aggregates that is not as rebuilt; ``stored`` or ``wanted`` is None where there is none."""

    table: type[Base]
    key: Key
    stored: Values | None
    wanted: Values | None


def table_of(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def columns_of(table: Table) -> tuple[list[str], list[str]]:
    """The names of the key's columns and of the others."""
    key = [column.name for column in table.primary_key]
    return key, [column.name for column in table.columns if column.name not in key]


Within = Callable[[Table], ColumnElement[bool]]
"""Which rows of a table of aggregates are compared."""


def between(column: str, ids: Sequence[int]) -> Within:
    return lambda table: table.c[column].between(ids[0], ids[-1])


def stored_in(session: Session, model: type[Base], within: Within) -> dict[Key, Values]:
    """The rows of a table of aggregates that lie ``within``, by their key."""
    table = table_of(model)
    key, values = columns_of(table)
    query = select(*(table.c[name] for name in (*key, *values))).where(within(table))
    return {tuple(row[: len(key)]): tuple(row[len(key) :]) for row in session.execute(query)}


def differing(
    model: type[Base], stored: Mapping[Key, Values], wanted: Mapping[Key, Sequence[Values]]
) -> Iterator[Difference]:
    """The rows that are none of those ``wanted`` for their key; the first of these is what they should be."""
    for key in sorted(stored.keys() | wanted.keys()):
        may_be = wanted.get(key, ())
        if key not in stored or not any(_alike(stored[key], one) for one in may_be):
            should_be = tuple(may_be[0]) if may_be else None
            yield Difference(table=model, key=key, stored=stored.get(key), wanted=should_be)


def _alike(stored: Values, wanted: Values) -> bool:
    return all(map(_same, stored, wanted))


def _same(stored: Any, wanted: Any) -> bool:
    """Whether two values are the same; floats as far as the order of additions lets them be."""
    if isinstance(stored, float) and isinstance(wanted, float):
        return math.isclose(stored, wanted, rel_tol=1e-9, abs_tol=1e-6)
    return bool(stored == wanted)


def of_learners(
    session: Session, wanted: Wanted, within: Within, only: Collection[type[Base]] = OF_LEARNERS
) -> Iterator[Difference]:
    """What differs in the rows of learners that lie ``within``, in the tables ``only``."""
    for model, rows in wanted_rows(wanted).items():
        if model in only:
            stored = stored_in(session, model, within)
            yield from differing(model, stored, _kept_first(stored, rows) if model is FirstFinish else rows)


def _kept_first(stored: Mapping[Key, Values], wanted: Mapping[Key, Sequence[Values]]) -> Mapping[Key, Sequence[Values]]:
    """The finished attempts that may be the first, the one that was counted before all others: it stays the first."""
    return {
        key: sorted(found, key=lambda one: key not in stored or one[0] != stored[key][0])
        for key, found in wanted.items()
    }


def wanted_rows(wanted: Wanted) -> Mapping[type[Base], Mapping[Key, Sequence[Values]]]:
    """The rows that each table of learners may hold, by their key."""
    return {
        FirstScore: wanted.first,
        FirstFinish: wanted.finishes,
        LearnerQuestion: {key: [one] for key, one in wanted.latest.items()},
        LearnerMonth: {key: [month] for key, month in wanted.months.items()},
        ReviewCard: {key: [card] for key, card in wanted.cards.items()},
        LearnerMastery: {key: [known] for key, known in wanted.masteries.items()},
        LearnerDay: {key: [done] for key, done in wanted.days.items()},
    }


def of_versions(session: Session, ids: Sequence[int]) -> Iterator[Difference]:
    table = FirstScore.__table__
    shares: dict[Key, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    choices: Counter[Key] = Counter()
    query = select(table.c.question_version_id, table.c.share, table.c.chosen).where(
        table.c.question_version_id.between(ids[0], ids[-1])
    )
    with session.execute(query.execution_options(yield_per=1_000)) as rows:
        for version, share, chosen in rows:
            sums = shares[version,]
            sums[0], sums[1], sums[2] = sums[0] + 1, sums[1] + share, sums[2] + share**2
            choices.update((version, choice) for choice in chosen)
    wanted: dict[Key, list[Values]] = {key: [tuple(sums)] for key, sums in shares.items()}
    yield from differing(QuestionAggregate, _counting(session, QuestionAggregate, ids), wanted)
    yield from differing(
        ChoiceAggregate, _counting(session, ChoiceAggregate, ids), {k: [(n,)] for k, n in choices.items()}
    )


def of_quizzes(session: Session, ids: Sequence[int]) -> Iterator[Difference]:
    """What differs in the sums of quiz versions from the first to the last of ``ids``."""
    moves, table = Moves(), table_of(FirstFinish)
    _, values = columns_of(table)
    query = select(*(table.c[name] for name in values)).where(table.c.quiz_version_id.between(ids[0], ids[-1]))
    with session.execute(query.execution_options(yield_per=1_000)) as rows:
        for row in rows:
            move(moves, row, 1)
    for model, found in rows_of(moves).items():
        wanted = {key: [tuple(sums.values())] for key, sums in found.items()}
        stored = stored_in(session, model, between("quiz_version_id", ids))
        yield from differing(model, {key: sums for key, sums in stored.items() if any(sums)}, wanted)


def _counting(session: Session, model: type[Base], ids: Sequence[int]) -> dict[Key, Values]:
    """The stored sums that count anything: a row that came down to nothing is as good as none."""
    stored = stored_in(session, model, lambda table: table.c.question_version_id.between(ids[0], ids[-1]))
    return {key: values for key, values in stored.items() if values[0] != 0}
