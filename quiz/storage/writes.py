"""Named changes to the store that are made at every turn: built once, their values given with the execution."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import (
    Boolean,
    Delete,
    Float,
    Insert,
    Integer,
    Update,
    and_,
    bindparam,
    case,
    delete,
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
    Attempt,
    AttemptQuestion,
    ChoiceSums,
    FirstScore,
    LearnerMonth,
    LearnerQuestion,
    Question,
    QuestionSums,
    RegradedQuestion,
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


_DONE_LOCK = 20_240_001
"""The number of the lock that what is done of banks is counted under."""


def hold_done(session: Session, *, shared: bool) -> None:
    """Wait until no other transaction changes which questions are offered, or counts what is done of them.

    Whoever counts for one learner holds it ``shared``; whoever publishes, alone. Without it, of two that run at once
    neither sees the other: the learner's row is not there yet when the month is counted anew, and the question is not
    yet withdrawn when the learner's is. SQLite lets one transaction write at a time.
    """
    if dialect_of(session) == "postgresql":
        name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        session.execute(text(f"SELECT {name}(:number)"), {"number": _DONE_LOCK})


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
def note_shown() -> Update:
    """The result of the attempt ``attempt`` was shown at ``moment``, if not before."""
    table: Any = Attempt.__table__
    moment = bindparam("moment", type_=Moment)
    where = (table.c.id == bindparam("attempt"), table.c.shown_at.is_(None))
    return update(table).where(*where).values(shown_at=moment)


@cache
def note_answer() -> Update:
    """Put to a ``question`` its latest revision, whether it holds anything, how sure one is, its open conflict."""
    return (
        update(_QUESTIONS)
        .where(_QUESTIONS.c.id == bindparam("question"))
        .values(
            revision=bindparam("latest"),
            answered=bindparam("holds"),
            certainty=bindparam("sure"),
            contested=bindparam("since"),
        )
    )


@cache
def keep_score() -> Insert:
    """Keep what stands in the question ``question`` of an attempt for the regrade ``regrade``."""
    attempts: Any = Attempt.__table__
    kept: Any = RegradedQuestion.__table__
    names = ("graded_version_id", "fraction", "marks", "score")
    columns = (bindparam("regrade", type_=Integer), _QUESTIONS.c.id, *(_QUESTIONS.c[name] for name in names))
    standing = (
        select(*columns, attempts.c.points)
        .join_from(_QUESTIONS, attempts, _QUESTIONS.c.attempt_id == attempts.c.id)
        .where(_QUESTIONS.c.id == bindparam("question"))
    )
    into = ["regrade_id", "attempt_question_id", *names, "attempt_points"]
    return insert(kept).from_select(into, standing)


@cache
def set_score() -> Update:
    """Put another score, of the version ``version``, to the question ``question``; when it was scored stays."""
    names = ("fraction", "share", "marks", "score")
    columns = {name: bindparam(f"new_{name}", type_=_QUESTIONS.c[name].type) for name in names}
    version = bindparam("version", type_=Integer)
    where = _QUESTIONS.c.id == bindparam("question")
    return update(_QUESTIONS).where(where).values(graded_version_id=version, **columns)


@cache
def set_points() -> Update:
    """Put other points to the finished attempt ``attempt``."""
    table: Any = Attempt.__table__
    points = bindparam("new_points", type_=table.c.points.type)
    return update(table).where(table.c.id == bindparam("attempt")).values(points=points)


@cache
def set_latest() -> Update:
    """Put another latest share to the question ``question`` of the learner ``account``."""
    return (
        update(_DONE)
        .where(_DONE.c.account_id == bindparam("account"), _DONE.c.question_id == bindparam("question"))
        .values(latest_share=bindparam("share"), latest_at=bindparam("moment", type_=Moment))
    )


@cache
def set_month() -> Update:
    """Put another best and latest share to the month ``bank`` of the learner ``account``."""
    return (
        update(_MONTHS)
        .where(_MONTHS.c.account_id == bindparam("account"), _MONTHS.c.bank_id == bindparam("bank"))
        .values(best=bindparam("most"), latest=bindparam("last"), latest_at=bindparam("moment", type_=Moment))
    )


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
def drop_first() -> Delete:
    """Drop the first score of the version ``version`` that the learner ``account`` has."""
    table: Any = FirstScore.__table__
    key = (table.c.account_id == bindparam("account"), table.c.question_version_id == bindparam("version"))
    return delete(table).where(*key)


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
def shift_questions() -> Update:
    """Move the sums of the question version ``version``, which are there, up or down."""
    table: Any = QuestionSums.__table__
    moved = {name: table.c[name] + bindparam(f"by_{name}") for name in ("answers", "total", "squares")}
    return update(table).where(table.c.question_version_id == bindparam("version")).values(moved)


@cache
def shift_choices() -> Update:
    """Move the count of a choice, which is there, up or down."""
    table: Any = ChoiceSums.__table__
    return (
        update(table)
        .where(table.c.question_version_id == bindparam("version"), table.c.choice == bindparam("of"))
        .values(chosen=table.c.chosen + bindparam("by"))
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
