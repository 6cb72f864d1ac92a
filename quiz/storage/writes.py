"""Named changes to the store that are made at every turn: built once, their values given with the execution."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import (
    Boolean,
    Float,
    Insert,
    Integer,
    Update,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from quiz.storage.models import (
    Answer,
    AttemptQuestion,
    ChoiceSums,
    FirstScore,
    LearnerMonth,
    LearnerQuestion,
    Question,
    QuestionSums,
    SeriesRow,
)
from quiz.storage.types import Moment

_ANSWERS: Any = Answer.__table__
_QUESTIONS: Any = AttemptQuestion.__table__
_DONE: Any = LearnerQuestion.__table__
_MONTHS: Any = LearnerMonth.__table__


def dialect_of(session: Session) -> str:
    """The name of the session's database, by which INSERTs with ON CONFLICT differ."""
    return session.get_bind().dialect.name


def keep_from_counting(session: Session) -> None:
    """Wait for whoever counts or publishes, and keep them waiting until the transaction ends.

    Both take these locks before any sum, so nobody waits in a circle. SQLite lets one transaction write at a time.
    """
    session.execute(select(SeriesRow.id).with_for_update())
    if dialect_of(session) == "postgresql":
        session.execute(text("LOCK TABLE account IN EXCLUSIVE MODE"))


def _insert(dialect: str, table: Any) -> Any:
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


@cache
def append_answer(dialect: str) -> Any:
    """Append the answer whose columns are given; returns nothing where the device has used the number.

    It is a conflict, which is returned, where the device is ``behind`` and the ``latest`` answer came from another.
    """
    before = _ANSWERS.alias()
    is_latest = (before.c.attempt_question_id == bindparam("question"), before.c.revision == bindparam("latest"))
    came_from = func.coalesce(select(before.c.device).where(*is_latest).scalar_subquery(), "")
    conflict = and_(bindparam("behind", type_=Boolean), came_from != bindparam("sender"))
    key = ["attempt_id", "device", "device_sequence"]
    statement = _insert(dialect, _ANSWERS).values(conflict=conflict)
    return statement.on_conflict_do_nothing(index_elements=key).returning(_ANSWERS.c.conflict)


@cache
def pin_questions() -> Insert:
    """Pin the questions of an attempt, all in one go."""
    return insert(_QUESTIONS)


@cache
def note_answer() -> Update:
    """Put the latest revision, whether it holds anything and how sure one is to the question ``question``."""
    return (
        update(_QUESTIONS)
        .where(_QUESTIONS.c.id == bindparam("question"))
        .values(revision=bindparam("latest"), answered=bindparam("holds"), certainty=bindparam("sure"))
    )


@cache
def count_latest(dialect: str) -> Any:
    """Keep a learner's latest scores; an exam that was scored as of its deadline does not undo a later one."""
    statement = _insert(dialect, _DONE)
    return statement.on_conflict_do_update(
        index_elements=["account_id", "question_id"],
        set_={"latest_share": statement.excluded.latest_share, "latest_at": statement.excluded.latest_at},
        where=_DONE.c.latest_at <= statement.excluded.latest_at,
    )


@cache
def count_first(dialect: str) -> Any:
    """Keep a learner's first scores; returns the versions that had none yet."""
    table: Any = FirstScore.__table__
    return _insert(dialect, table).on_conflict_do_nothing().returning(table.c.question_version_id)


@cache
def add_to_questions(dialect: str) -> Any:
    """Add to the sums of questions."""
    table: Any = QuestionSums.__table__
    statement = _insert(dialect, table)
    sums = {name: table.c[name] + statement.excluded[name] for name in ("answers", "total", "squares")}
    return statement.on_conflict_do_update(index_elements=["question_version_id"], set_=sums)


@cache
def add_to_choices(dialect: str) -> Any:
    """Add to the counts of choices."""
    table: Any = ChoiceSums.__table__
    statement = _insert(dialect, table)
    key = ["question_version_id", "choice"]
    return statement.on_conflict_do_update(
        index_elements=key, set_={"chosen": table.c.chosen + statement.excluded.chosen}
    )


@cache
def mark_done() -> Update:
    """The ``questions`` of ``account`` are done since ``moment``, unless they were before."""
    moment = bindparam("moment", type_=Moment)
    return (
        update(_DONE)
        .where(
            _DONE.c.account_id == bindparam("account"),
            _DONE.c.question_id.in_(bindparam("questions", expanding=True)),
            or_(_DONE.c.done_at.is_(None), _DONE.c.done_at > moment),
        )
        .values(done_at=moment)
    )


def done_count(account_id: Any, bank_id: Any) -> Any:
    """How many questions that a bank offers an account has done, as a part of a statement."""
    questions: Any = Question.__table__
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
    """``account`` finished an attempt of ``bank`` at ``moment`` with ``share`` of its points, if it is of one month."""
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
