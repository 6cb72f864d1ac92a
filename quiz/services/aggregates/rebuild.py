"""Aggregates rebuilt from attempts and scores: what differs is written, or named.

There is one way for all: of the whole store, of learners whose attempts changed hands, of questions scored again.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from quiz.services.aggregates.folding import Wanted, earliest, fold
from quiz.services.aggregates.sums import AggregateShift, lock_accounts
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.base import Base
from quiz.storage.models.content import QuestionVersion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import ChoiceAggregate, FirstScore, LearnerMonth, LearnerQuestion, QuestionAggregate
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.queries.parts import Rows
from quiz.storage.writes import reporting as aggregate_writes

BATCH = 50
"""Learners, or versions, whose sums are in memory at a time."""

WRITTEN = 1_000
"""Rows that are written at a time."""

TABLES: tuple[type[Base], ...] = (FirstScore, LearnerQuestion, LearnerMonth, QuestionAggregate, ChoiceAggregate)

Key = tuple[Any, ...]
Values = tuple[Any, ...]


Pairs = Collection[tuple[int, int]]
"""Accounts, each with one of the questions whose scores changed."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row of aggregates that is not as rebuilt; ``stored`` or ``wanted`` is None where there is none."""

    table: type[Base]
    key: Key
    stored: Values | None
    wanted: Values | None


def differences(session: Session) -> Iterator[Difference]:
    """Every row of aggregates that is not as rebuilt.

    Of first scores any that is one of the learner's scores holds: which was counted first is not always the earliest,
    as with a guest's attempts that came to an account. The sums of questions are those of the first scores; anyone who
    mends these on the way, gets sums that fit them.
    """
    yield from _of_all_learners(session)
    yield from _of_all_versions(session)


def _of_all_learners(session: Session) -> Iterator[Difference]:
    for ids in _batches(session, Account):
        # Every id from the first to the last, so that rows are found whose owner is gone.
        scores = integrity_queries.scores_of(Attempt.account_id.between(ids[0], ids[-1]))
        wanted = _folded(session, scores)
        yield from _of_learners(session, wanted, _between("account_id", ids))


def _of_all_versions(session: Session) -> Iterator[Difference]:
    for ids in _batches(session, QuestionVersion):
        yield from _of_versions(session, ids)


def rebuild(
    session: Session,
    accounts: Sequence[int] | None = None,
    questions: Pairs | None = None,
    *,
    shift: AggregateShift | None = None,
) -> int:
    """Write what differs from the attempts and scores; returns how many rows were put right.

    Without ``accounts``, of the whole store: nobody counts meanwhile. On PostgreSQL accounts are locked, on SQLite the
    transaction that writes is the only one.

    With them, of these learners. A first score that was counted stays the first. What that moves in the aggregates of
    questions goes to ``shift``, for a caller that rebuilds in batches and moves these last.

    With ``questions`` too, of these alone, and the first score is the earliest that stands now. The caller holds their
    bank, so that nobody publishes it meanwhile.
    """
    session.flush()
    if accounts is None:
        aggregate_writes.lock_all_aggregates(session)
        # The aggregates of questions are counted from the first scores, so these are written before.
        return sum(_write_all(session, found) for found in (_of_all_learners(session), _of_all_versions(session)))
    lock_accounts(session, accounts)
    found = _of_some(session, accounts) if questions is None else _of_pairs(session, accounts, questions)
    moved = AggregateShift() if shift is None else shift
    count = _write_all(session, _shifting(found, moved))
    if shift is None:
        moved.apply(session)
        session.expire_all()
    return count


def _of_some(session: Session, accounts: Sequence[int]) -> Iterator[Difference]:
    aggregate_writes.lock_done_counts(session, shared=True)
    wanted = _folded(session, integrity_queries.scores_of(Attempt.account_id.in_(accounts)))
    yield from _of_learners(session, wanted, lambda table: table.c.account_id.in_(accounts))


def _of_pairs(session: Session, accounts: Sequence[int], pairs: Pairs) -> Iterator[Difference]:
    """What differs of questions whose scores changed, and of their months: other rows stand as they are."""
    questions = {question for _, question in pairs}
    wanted = _folded(session, integrity_queries.scores_of(Attempt.account_id.in_(accounts), questions))
    known = session.execute(integrity_queries.versions_of(questions)).all()
    versions = {row.id: row.question_id for row in known}
    banks = {row.question_id: row.bank_id for row in known}
    months = {(account, banks[question]) for account, question in pairs}
    meant: Mapping[type[Base], tuple[str, Collection[int], Callable[[Key], bool]]] = {
        FirstScore: ("question_version_id", versions, lambda key: (key[0], versions.get(key[1])) in pairs),
        LearnerQuestion: ("question_id", questions, lambda key: key in pairs),
        LearnerMonth: ("bank_id", set(banks.values()), lambda key: key in months),
    }

    def within(table: Table) -> ColumnElement[bool]:
        column, ids, _ = next(one for model, one in meant.items() if model.__table__ is table)
        return and_(table.c.account_id.in_(accounts), table.c[column].in_(ids))

    for difference in _of_learners(session, earliest(wanted), within):
        if meant[difference.table][2](difference.key):
            yield difference


def _folded(session: Session, scores: Rows) -> Wanted:
    with session.execute(scores.execution_options(yield_per=WRITTEN)) as rows:
        return fold(rows)


def _shifting(found: Iterable[Difference], shift: AggregateShift) -> Iterator[Difference]:
    """The same differences; first scores that go and come are moved in ``shift``."""
    for difference in found:
        if difference.table is FirstScore:
            version = difference.key[1]
            if difference.stored is not None:
                shift.move(version, difference.stored[0], difference.stored[1], -1)
            if difference.wanted is not None:
                shift.move(version, difference.wanted[0], difference.wanted[1], 1)
        yield difference


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


Within = Callable[[Table], ColumnElement[bool]]
"""Which rows of a table of aggregates are compared."""


def _between(column: str, ids: Sequence[int]) -> Within:
    return lambda table: table.c[column].between(ids[0], ids[-1])


def _stored(session: Session, model: type[Base], within: Within) -> dict[Key, Values]:
    """The rows of a table of aggregates that lie ``within``, by their key."""
    table = _table(model)
    key, values = _columns(table)
    query = select(*(table.c[name] for name in (*key, *values))).where(within(table))
    return {tuple(row[: len(key)]): tuple(row[len(key) :]) for row in session.execute(query)}


def _differing(
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


def _of_learners(session: Session, wanted: Wanted, within: Within) -> Iterator[Difference]:
    latest = {key: [one] for key, one in wanted.latest.items()}
    months = {key: [month] for key, month in wanted.months.items()}
    every: tuple[tuple[type[Base], Mapping[Key, Sequence[Values]]], ...] = (
        (FirstScore, wanted.first),
        (LearnerQuestion, latest),
        (LearnerMonth, months),
    )
    for model, rows in every:
        yield from _differing(model, _stored(session, model, within), rows)


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
    stored = _stored(session, model, lambda table: table.c.question_version_id.between(ids[0], ids[-1]))
    return {key: values for key, values in stored.items() if values[0] != 0}
