"""Aggregates rebuilt from attempts and scores: what differs is written, or named.

There is one way for all: of the whole store, of learners whose attempts changed hands, of questions scored again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, select
from sqlalchemy.orm import Session

from quiz.services.aggregates import finishes
from quiz.services.aggregates.comparing import (
    OF_LEARNERS,
    OF_QUIZZES,
    OF_VERSIONS,
    Difference,
    Key,
    Within,
    between,
    differing,
    of_learners,
    of_quizzes,
    of_versions,
    stored_in,
)
from quiz.services.aggregates.folding import Wanted, earliest, fold
from quiz.services.aggregates.learning import parameters_of
from quiz.services.aggregates.sums import AggregateShift, lock_accounts
from quiz.services.aggregates.writing import WRITTEN, write_all
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.base import Base
from quiz.storage.models.content import QuestionRow, QuestionVersion, QuizVersion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import (
    FirstFinish,
    FirstScore,
    LearnerDay,
    LearnerMastery,
    LearnerMonth,
    LearnerQuestion,
    ReviewCard,
    ReviewFit,
)
from quiz.storage.models.review import BroughtReview
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.queries import own_data as own_queries
from quiz.storage.writes import reporting as aggregate_writes

BATCH = 50
"""Learners, or versions, whose sums are in memory at a time."""

TABLES = (*OF_LEARNERS, *OF_VERSIONS, *OF_QUIZZES)
MASTERY: tuple[type[Base], ...] = (ReviewCard, LearnerMastery, LearnerDay)
SUMS = tuple(table for table in TABLES if table not in MASTERY)

Pairs = Collection[tuple[int, int]]
"""Accounts, each with one of the questions whose scores changed."""


def differences(session: Session) -> Iterator[Difference]:
    """Every row of aggregates that is not as rebuilt.

    Of first scores any that is one of the learner's scores holds: which was counted first is not always the earliest,
    as with a guest's attempts that came to an account. The sums of questions are those of the first scores; anyone who
    mends these on the way, gets sums that fit them.
    """
    yield from _of_all_learners(session)
    yield from _of_all_versions(session)


def _of_all_learners(
    session: Session, only: Collection[type[Base]] = TABLES, progress: Callable[[int], None] | None = None
) -> Iterator[Difference]:
    count = 0
    for ids in _batches(session, Account):
        # Every id from the first to the last, so that rows are found whose owner is gone.
        wanted = _folded(session, partial(_from_to, ids), only=only)
        yield from of_learners(session, wanted, between("account_id", ids), only)
        count += len(ids)
        if progress is not None:
            progress(count)


def _of_all_versions(session: Session) -> Iterator[Difference]:
    for ids in _batches(session, QuestionVersion):
        yield from of_versions(session, ids)
    for ids in _batches(session, QuizVersion):
        yield from of_quizzes(session, ids)


def rebuild(
    session: Session,
    accounts: Sequence[int] | None = None,
    questions: Pairs | None = None,
    *,
    shift: AggregateShift | None = None,
    only: Collection[type[Base]] = TABLES,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write what differs from the attempts and scores; returns how many rows were put right.

    Without ``accounts``, of the whole store, in the tables ``only``: nobody counts meanwhile. On PostgreSQL accounts
    are locked, on SQLite the transaction that writes is the only one. ``progress`` hears how many accounts are done.

    With them, of these learners. A first score that was counted stays the first. What that moves in the aggregates of
    questions goes to ``shift``, for a caller that rebuilds in batches and moves these last.

    With ``questions`` too, of these alone, and the first score is the earliest that stands now. The caller holds their
    bank, so that nobody publishes it meanwhile.
    """
    session.flush()
    if accounts is None:
        aggregate_writes.lock_all_aggregates(session)
        # The aggregates of questions are counted from the first scores, so these are written before.
        count = write_all(session, _of_all_learners(session, only, progress))
        return count + (write_all(session, _of_all_versions(session)) if set(only) & set(OF_VERSIONS) else 0)
    lock_accounts(session, accounts)
    found = _of_some(session, accounts) if questions is None else _of_pairs(session, accounts, questions)
    moved = AggregateShift() if shift is None else shift
    count = write_all(session, _shifting(found, moved))
    if shift is None:
        moved.apply(session)
        session.expire_all()
    return count


def recount_learner(session: Session, account_id: int) -> None:
    """Recount what a learner has mastered and remembers, after an answer of before came to count. They are locked."""
    session.flush()
    wanted = learning_of(session, account_id)
    rows = of_learners(session, wanted, lambda table: table.c.account_id == account_id, MASTERY)
    write_all(session, rows)


def learning_of(session: Session, account_id: int) -> Wanted:
    """What a learner has mastered and remembers, from their scores and what they brought along. Writes nothing."""
    return _folded(session, partial(_among, [account_id]), only=MASTERY)


def rebuild_masteries(session: Session, bank_id: int) -> None:
    """Recount what learners have mastered of a bank, after its questions came to measure something else."""
    session.flush()
    aggregate_writes.lock_done_counts(session, shared=False)
    known = select(LearnerMastery.account_id).where(LearnerMastery.bank_id == bank_id).distinct()
    accounts = session.scalars(known).all()
    questions = session.scalars(select(QuestionRow.id).where(QuestionRow.bank_id == bank_id)).all()
    for first in range(0, len(accounts), BATCH):
        batch = accounts[first : first + BATCH]
        wanted = _folded(session, partial(_among, batch), questions, only=MASTERY).masteries
        stored = stored_in(session, LearnerMastery, _within_bank(batch, bank_id))
        rows = {key: [known] for key, known in wanted.items() if key[1] == bank_id}
        write_all(session, differing(LearnerMastery, stored, rows))


def _within_bank(accounts: Sequence[int], bank_id: int) -> Within:
    return lambda table: and_(table.c.account_id.in_(accounts), table.c.bank_id == bank_id)


def _of_some(session: Session, accounts: Sequence[int]) -> Iterator[Difference]:
    aggregate_writes.lock_done_counts(session, shared=True)
    wanted = _folded(session, partial(_among, accounts))
    yield from of_learners(session, wanted, lambda table: table.c.account_id.in_(accounts))


def _stood_for(session: Session, accounts: Sequence[int], pairs: Pairs) -> Pairs:
    rows = session.execute(integrity_queries.stood_for(accounts, {question for _, question in pairs}))
    return [(account, question) for account, question in rows]


def _of_pairs(session: Session, accounts: Sequence[int], pairs: Pairs) -> Iterator[Difference]:
    """What differs of questions whose scores changed, and of their months: other rows stand as they are."""
    pairs = {*pairs, *_stood_for(session, accounts, pairs)}
    questions = {question for _, question in pairs}
    wanted = _folded(session, partial(_among, accounts), questions)
    known = session.execute(integrity_queries.versions_of(questions)).all()
    versions = {row.id: row.question_id for row in known}
    banks = {row.question_id: row.bank_id for row in known}
    months = {(account, banks[question]) for account, question in pairs}
    meant: Mapping[type[Base], tuple[str, Collection[int], Callable[[Key], bool]]] = {
        FirstScore: ("question_version_id", versions, lambda key: (key[0], versions.get(key[1])) in pairs),
        LearnerQuestion: ("question_id", questions, lambda key: key in pairs),
        LearnerMonth: ("bank_id", set(banks.values()), lambda key: key in months),
        ReviewCard: ("question_id", questions, lambda key: key in pairs),
        LearnerMastery: ("bank_id", set(banks.values()), lambda key: (key[0], key[1]) in months),
    }

    def within(table: Table) -> ColumnElement[bool]:
        column, ids, _ = next(one for model, one in meant.items() if model.__table__ is table)
        return and_(table.c.account_id.in_(accounts), table.c[column].in_(ids))

    for difference in of_learners(session, earliest(wanted), within, tuple(meant)):
        if meant[difference.table][2](difference.key):
            yield difference
    yield from _of_days(session, accounts, questions)
    yield from _of_finishes(session, accounts, wanted)


def _of_finishes(session: Session, accounts: Sequence[int], wanted: Wanted) -> Iterator[Difference]:
    """What differs of the finished attempts that were counted, of those that ask something of these banks."""
    asking = {one.attempt_id for found in wanted.finishes.values() for one in found}

    def within(table: Table) -> ColumnElement[bool]:
        return and_(table.c.account_id.in_(accounts), table.c.attempt_id.in_(asking))

    stored = stored_in(session, FirstFinish, within)
    counted = {
        key: [one for one in found if one.attempt_id == stored[key][0]]
        for key, found in wanted.finishes.items()
        if key in stored
    }
    yield from differing(FirstFinish, stored, counted)


def _of_days(session: Session, accounts: Sequence[int], questions: Collection[int]) -> Iterator[Difference]:
    """What differs of the days on which learners answered one of these questions."""
    touched = {(account, day) for account, day in session.execute(integrity_queries.days_with(accounts, questions))}
    days = {day for _, day in touched}
    wanted = _folded(session, partial(_among, accounts), on=AttemptQuestion.day.in_(days), only=MASTERY)

    def within(table: Table) -> ColumnElement[bool]:
        return and_(table.c.account_id.in_(accounts), table.c.day.in_(days))

    for difference in of_learners(session, wanted, within, [LearnerDay]):
        if difference.key in touched:
            yield difference


Whose = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Which accounts, as a condition on a column of theirs."""


def _among(ids: Collection[int], account: ColumnElement[int]) -> ColumnElement[bool]:
    return account.in_(ids)


def _from_to(ids: Sequence[int], account: ColumnElement[int]) -> ColumnElement[bool]:
    return account.between(ids[0], ids[-1])


def _folded(
    session: Session,
    whose: Whose,
    questions: Collection[int] | None = None,
    *,
    on: ColumnElement[bool] | None = None,
    only: Collection[type[Base]] = TABLES,
) -> Wanted:
    """What the rows of some accounts in the tables ``only`` have to be, from the scores of these accounts.

    ``on`` leaves out scores, not what was brought along: rows that lie elsewhere are not compared.
    """
    learning, sums = bool(set(only) & set(MASTERY)), bool(set(only) - set(MASTERY))
    own = whose(Attempt.__table__.c.account_id)
    scores = integrity_queries.scores_of(own if on is None else and_(own, on), questions, sums=sums)
    fits = select(ReviewFit.account_id, ReviewFit.parameters).where(ReviewFit.used)
    fitted = {account_id: parameters_of(parameters) for account_id, parameters in session.execute(fits)}
    brought = _brought(session, whose) if learning else {}
    points = finishes.points_in(session.execute(integrity_queries.asked_versions(own))) if sums else {}
    with session.execute(scores.execution_options(yield_per=WRITTEN)) as rows:
        return fold(rows, fitted, brought, points=points, sums=sums, learning=learning)


def _brought(session: Session, whose: Whose) -> Mapping[int, Sequence[Row[Any]]]:
    """What some accounts brought along, by account, in the order of scoring: most have nothing."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(own_queries.brought_scores().where(whose(BroughtReview.__table__.c.account_id))):
        found[row.account_id].append(row)
    return found


def _shifting(found: Iterable[Difference], shift: AggregateShift) -> Iterator[Difference]:
    """The same differences; first scores and finishes that go and come are moved in ``shift``."""
    for difference in found:
        if difference.table is FirstScore:
            version = difference.key[1]
            if difference.stored is not None:
                shift.move(version, difference.stored[0], difference.stored[1], -1)
            if difference.wanted is not None:
                shift.move(version, difference.wanted[0], difference.wanted[1], 1)
        if difference.table is FirstFinish:
            for values, by in ((difference.stored, -1), (difference.wanted, 1)):
                if values is not None:
                    finishes.move(shift.finishes, values, by)
        yield difference


def _batches(session: Session, model: type[Account | QuestionVersion | QuizVersion]) -> Iterator[Sequence[int]]:
    last = 0
    while ids := session.scalars(select(model.id).where(model.id > last).order_by(model.id).limit(BATCH)).all():
        yield ids
        last = ids[-1]
