"""All sums counted anew from attempts and scores, in batches: what differs is told, or written."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Row, Table, and_, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from quiz.services.reporting.aggregates import COUNTED_ROLES
from quiz.storage.models.base import Base
from quiz.storage.models.content import QuestionVersion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import ChoiceAggregate, FirstScore, LearnerMonth, LearnerQuestion, QuestionAggregate
from quiz.storage.prepared import fetch
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.writes import reporting as aggregate_writes

BATCH = 50
"""Learners, or versions, whose sums are in memory at a time."""

WRITTEN = 1_000
"""Rows that are written at a time."""

TABLES: tuple[type[Base], ...] = (FirstScore, LearnerQuestion, LearnerMonth, QuestionAggregate, ChoiceAggregate)

Key = tuple[Any, ...]
Values = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row of sums that is not what is counted anew; ``wanted`` is None where there should be none."""

    table: type[Base]
    key: Key
    wanted: Values | None


class First(NamedTuple):
    """A learner's first score of a version."""

    share: float
    chosen: list[str]
    scored_at: datetime


class Latest(NamedTuple):
    """A learner's latest score of a question."""

    share: float
    at: datetime
    done_at: datetime | None


class Month(NamedTuple):
    """A learner's sums for a month."""

    done: int
    finished: int
    best: float | None
    latest: float | None
    latest_at: datetime | None


def differences(session: Session) -> Iterator[Difference]:
    """Every row of sums that is not what is counted anew.

    Of first scores any that is one of the learner's scores holds: which was counted first is not always the earliest,
    as with a guest's attempts that came to an account. The sums of questions are those of the first scores; whoever
    mends these on the way, gets sums that fit them.
    """
    yield from _of_all_learners(session)
    yield from _of_all_versions(session)


def _of_all_learners(session: Session) -> Iterator[Difference]:
    for ids in _batches(session, Account):
        scores: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in fetch(session, integrity_queries.scores_between(ids[0], ids[-1])):
            scores[row.account_id].append(row)
        yield from _of_learners(session, ids, scores)


def _of_all_versions(session: Session) -> Iterator[Difference]:
    for ids in _batches(session, QuestionVersion):
        yield from _of_versions(session, ids)


def rebuild(session: Session) -> int:
    """Write what is counted anew where the stored sums differ; returns how many rows were put right.

    Nobody counts meanwhile: on PostgreSQL accounts are locked, on SQLite the transaction that writes is the only one.
    """
    aggregate_writes.lock_all_aggregates(session)
    # The sums of questions are counted from the first scores, so these are written before.
    return sum(_write_all(session, found) for found in (_of_all_learners(session), _of_all_versions(session)))


def _write_all(session: Session, found: Iterator[Difference]) -> int:
    count = 0
    while some := list(islice(found, WRITTEN)):
        of_table: dict[type[Base], list[Difference]] = defaultdict(list)
        for difference in some:
            of_table[difference.table].append(difference)
        for model, rows in of_table.items():
            _write(session, _table(model), rows)
        count += len(some)
    return count


def _write(session: Session, table: Table, rows: Sequence[Difference]) -> None:
    key, values = _columns(table)
    given = [f"the_{name}" for name in key]
    is_row = and_(*(table.c[name] == bindparam(one) for name, one in zip(key, given, strict=True)))
    session.execute(delete(table).where(is_row), [dict(zip(given, row.key, strict=True)) for row in rows])
    wanted = [(*row.key, *row.wanted) for row in rows if row.wanted is not None]
    if wanted:
        session.execute(insert(table), [dict(zip((*key, *values), row, strict=True)) for row in wanted])


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _columns(table: Table) -> tuple[list[str], list[str]]:
    """The names of the key's columns and of the others."""
    key = [column.name for column in table.primary_key]
    return key, [column.name for column in table.columns if column.name not in key]


def _batches(session: Session, model: type[Account | QuestionVersion]) -> Iterator[Sequence[int]]:
    last = 0
    while ids := session.scalars(select(model.id).where(model.id > last).order_by(model.id).limit(BATCH)).all():
        yield ids
        last = ids[-1]


def _stored(session: Session, model: type[Base], by: str, ids: Sequence[int]) -> dict[Key, Values]:
    """The rows of a table of sums whose column ``by`` lies among ``ids``, by their key."""
    table = _table(model)
    key, values = _columns(table)
    query = select(*(table.c[name] for name in (*key, *values))).where(table.c[by].between(ids[0], ids[-1]))
    return {tuple(row[: len(key)]): tuple(row[len(key) :]) for row in session.execute(query)}


def _differing(
    model: type[Base], stored: Mapping[Key, Values], wanted: Mapping[Key, Sequence[Values]]
) -> Iterator[Difference]:
    """The rows that are none of those ``wanted`` for their key; the first of these is what they should be."""
    for key in sorted(stored.keys() | wanted.keys()):
        may_be = wanted.get(key, ())
        if key not in stored:
            yield Difference(table=model, key=key, wanted=tuple(may_be[0]))
        elif not any(_alike(stored[key], one) for one in may_be):
            yield Difference(table=model, key=key, wanted=tuple(may_be[0]) if may_be else None)


def _alike(stored: Values, wanted: Values) -> bool:
    return all(map(_same, stored, wanted))


def _same(stored: Any, wanted: Any) -> bool:
    """Whether two values are the same; floats as far as the order of additions lets them be."""
    if isinstance(stored, float) and isinstance(wanted, float):
        return math.isclose(stored, wanted, rel_tol=1e-9, abs_tol=1e-6)
    return bool(stored == wanted)


def _of_learners(
    session: Session, ids: Sequence[int], scores: Mapping[int, Sequence[Row[Any]]]
) -> Iterator[Difference]:
    first: dict[Key, list[Values]] = defaultdict(list)
    latest: dict[Key, list[Values]] = {}
    months: dict[Key, list[Values]] = {}
    for account_id, rows in scores.items():
        for row in rows:
            if row.role in COUNTED_ROLES:
                chosen = list((row.score or {}).get("chosen", ()))
                first[account_id, row.version_id].append(First(row.share, chosen, row.scored_at))
        done = _done(rows)
        latest |= {(account_id, q): [Latest(r.share, r.scored_at, done.get(q))] for q, r in _latest(rows).items()}
        months |= {(account_id, bank): [month] for bank, month in _months(rows).items()}
    for model, wanted in ((FirstScore, first), (LearnerQuestion, latest), (LearnerMonth, months)):
        yield from _differing(model, _stored(session, model, "account_id", ids), wanted)


def _latest(rows: Iterable[Row[Any]]) -> dict[int, Row[Any]]:
    """A learner's latest score of each question answered; ``rows`` come in the order in which they were scored."""
    return {row.question_id: row for row in rows if row.answered}


def _done(rows: Iterable[Row[Any]]) -> dict[int, datetime]:
    """Since when each question is done: an answer to it was scored."""
    done: dict[int, datetime] = {}
    for row in rows:
        if row.answered:
            done.setdefault(row.question_id, row.scored_at)
    return done


def _months(rows: Sequence[Row[Any]]) -> dict[int, Month]:
    """A learner's sums for each month of which they answered something, or finished an attempt of it alone."""
    done = {row.question_id: (row.bank_id, row.withdrawn) for row in rows if row.answered}
    in_bank = Counter(bank for bank, is_withdrawn in done.values() if not is_withdrawn)
    finished = {row.attempt_id: row for row in rows if row.state == "finished"}
    banks: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        banks[row.attempt_id].add(row.bank_id)
    shares: dict[int, list[tuple[datetime, int, float]]] = {bank: [] for bank, _ in done.values()}
    for attempt_id, row in finished.items():
        if len(banks[attempt_id]) == 1:
            share = float((row.points or Fraction(0)) / row.points_possible)
            shares.setdefault(row.bank_id, []).append((row.finished_at, attempt_id, share))
    return {bank: _month(in_bank[bank], sorted(found)) for bank, found in shares.items()}


def _month(done: int, shares: Sequence[tuple[datetime, int, float]]) -> Month:
    if not shares:
        return Month(done, 0, None, None, None)
    latest_at, _, latest = shares[-1]
    return Month(done, len(shares), max(share for _, _, share in shares), latest, latest_at)


def _of_versions(session: Session, ids: Sequence[int]) -> Iterator[Difference]:
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
    yield from _differing(QuestionAggregate, _counting(session, QuestionAggregate, ids), wanted)
    yield from _differing(
        ChoiceAggregate, _counting(session, ChoiceAggregate, ids), {k: [(n,)] for k, n in choices.items()}
    )


def _counting(session: Session, model: type[Base], ids: Sequence[int]) -> dict[Key, Values]:
    """The stored sums that count anything: a row that came down to nothing is as good as none."""
    stored = _stored(session, model, "question_version_id", ids)
    return {key: values for key, values in stored.items() if values[0] != 0}
