"""Named changes to aggregates, and the locks under which they move."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    Float,
    Integer,
    Update,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from quiz.storage.models.content import QuestionRow, SeriesRow
from quiz.storage.models.reporting import (
    ChoiceAggregate,
    FirstScore,
    LearnerDay,
    LearnerMastery,
    LearnerMonth,
    LearnerQuestion,
    QuestionAggregate,
    ReviewCard,
    ReviewSettings,
)
from quiz.storage.types import Moment
from quiz.storage.writes.base import _insert, dialect_of

_DONE: Any = LearnerQuestion.__table__
_MONTHS: Any = LearnerMonth.__table__


_DONE_LOCK = 20_240_001
"""The number of the lock that what is done of banks is counted under."""


def lock_done_counts(session: Session, *, shared: bool) -> None:
    """Wait until no other transaction changes which questions are offered, or counts what is done of them.

    Counting for one learner holds it ``shared``; publishing, alone. Without it, of two that run at once
    neither sees the other: the learner's row is not there yet when the month is recounted, and the question is not
    yet withdrawn when the learner's is. SQLite lets one transaction write at a time.
    """
    if dialect_of(session) == "postgresql":
        name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        session.execute(text(f"SELECT {name}(:number)"), {"number": _DONE_LOCK})


def lock_all_aggregates(session: Session) -> None:
    """Wait for others that count or publish, and keep them waiting until the transaction ends.

    Both take these locks before any sum, so nobody waits in a circle. SQLite lets one transaction write at a time.
    """
    session.execute(select(SeriesRow.id).with_for_update())
    if dialect_of(session) == "postgresql":
        session.execute(text("LOCK TABLE account IN EXCLUSIVE MODE"))


@cache
def count_latest(dialect: str) -> Any:
    """Keep a learner's latest scores and since when they are done, whichever comes first.

    An exam that was scored as of its deadline does not undo a later score.
    """
    statement = _insert(dialect, _DONE)
    new, old = statement.excluded, _DONE.c
    is_newer = old.latest_at <= new.latest_at
    is_earlier = or_(old.done_at.is_(None), old.done_at > new.done_at)
    return statement.on_conflict_do_update(
        index_elements=["account_id", "question_id"],
        set_={
            "latest_share": case((is_newer, new.latest_share), else_=old.latest_share),
            "latest_at": case((is_newer, new.latest_at), else_=old.latest_at),
            "done_at": case((is_earlier, new.done_at), else_=old.done_at),
        },
    )


@cache
def count_first(dialect: str) -> Any:
    """Keep a learner's first scores; returns the versions that had none yet."""
    table: Any = FirstScore.__table__
    return _insert(dialect, table).on_conflict_do_nothing().returning(table.c.question_version_id)


@cache
def put_cards(dialect: str) -> Any:
    """Put a learner's cards in the place of those before."""
    return _put(dialect, ReviewCard)


@cache
def put_masteries(dialect: str) -> Any:
    """Put a learner's masteries in the place of those before."""
    return _put(dialect, LearnerMastery)


@cache
def put_days(dialect: str) -> Any:
    """Put what a learner did on a day in the place of what stood there."""
    return _put(dialect, LearnerDay)


@cache
def put_settings(dialect: str) -> Any:
    """Put how a learner wants to review in the place of what they wanted before."""
    return _put(dialect, ReviewSettings)


def _put(dialect: str, model: type[ReviewCard | LearnerMastery | LearnerDay | ReviewSettings]) -> Any:
    table: Any = model.__table__
    statement = _insert(dialect, table)
    changing = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=changing)


@cache
def add_to_questions(dialect: str) -> Any:
    """Add to the sums of questions."""
    table: Any = QuestionAggregate.__table__
    statement = _insert(dialect, table)
    sums = {name: table.c[name] + statement.excluded[name] for name in ("answers", "total", "squares")}
    return statement.on_conflict_do_update(index_elements=["question_version_id"], set_=sums)


@cache
def add_to_choices(dialect: str) -> Any:
    """Add to the counts of choices."""
    table: Any = ChoiceAggregate.__table__
    statement = _insert(dialect, table)
    key = ["question_version_id", "choice"]
    return statement.on_conflict_do_update(
        index_elements=key, set_={"chosen": table.c.chosen + statement.excluded.chosen}
    )


@cache
def shift_questions() -> Update:
    """Move the sums of the question version ``version``, which are there, up or down."""
    table: Any = QuestionAggregate.__table__
    moved = {name: table.c[name] + bindparam(f"by_{name}") for name in ("answers", "total", "squares")}
    return update(table).where(table.c.question_version_id == bindparam("version")).values(moved)


@cache
def shift_choices() -> Update:
    """Move the count of a choice, which is there, up or down."""
    table: Any = ChoiceAggregate.__table__
    return (
        update(table)
        .where(table.c.question_version_id == bindparam("version"), table.c.choice == bindparam("of"))
        .values(chosen=table.c.chosen + bindparam("by"))
    )


def done_count(account_id: Any, bank_id: Any) -> Any:
    """How many questions that a bank offers an account has done, as a part of a statement."""
    questions: Any = QuestionRow.__table__
    return (
        select(func.count())
        .select_from(_DONE.join(questions, _DONE.c.question_id == questions.c.id))
        .where(
            _DONE.c.account_id == account_id,
            _DONE.c.done_at.is_not(None),
            questions.c.bank_id == bank_id,
            questions.c.withdrawn.is_(False),
        )
        .scalar_subquery()
    )


@cache
def count_month(dialect: str, *, with_share: bool) -> Any:
    """Count what ``account`` has done of ``bank``.

    ``with_share``, they finished an attempt of this bank alone at ``moment`` with ``share`` of its points.
    """
    account, bank = bindparam("account", type_=Integer), bindparam("bank", type_=Integer)
    share, moment = bindparam("share", type_=Float), bindparam("moment", type_=Moment)
    done = done_count(account, bank)
    row: dict[str, Any] = {"account_id": account, "bank_id": bank, "done": done, "finished": 0}
    update_to: dict[str, Any] = {"done": done}
    if with_share:
        now = _MONTHS.c
        row |= {"finished": 1, "best": share, "latest": share, "latest_at": moment}
        update_to |= {
            "finished": now.finished + 1,
            "best": case((func.coalesce(now.best, -1.0) < share, share), else_=now.best),
            "latest": case((or_(now.latest_at.is_(None), now.latest_at <= moment), share), else_=now.latest),
            "latest_at": case((now.latest_at > moment, now.latest_at), else_=moment),
        }
    statement = _insert(dialect, _MONTHS).values(**row)
    return statement.on_conflict_do_update(index_elements=["account_id", "bank_id"], set_=update_to)
