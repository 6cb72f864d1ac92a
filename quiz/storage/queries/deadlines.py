"""Named questions to the store about time: what runs, what is over, what came too late."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from quiz.storage.models.assignments import AttemptPresence
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptEvent, AttemptQuestion, LateAnswer
from quiz.storage.models.content import QuestionText, QuestionVersion, QuizRow, QuizVersion
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import Notice
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import (
    GRADED,
    LATEST_ANSWER,
    MESSAGE,
    QUESTION,
    QUIZ,
    SHOWN,
    WITH_QUIZ,
    Rows,
    locked_target,
    message_at,
    texts_in,
)

_UNDECIDED = (LateAnswer.counted.is_(None), Attempt.mode == "exam", Attempt.state.in_(("waiting", "finished")))


@prepared
def late_answers_of(attempt_id: int) -> Rows:
    """What was kept of an attempt that came too late, the earliest first."""
    late = LateAnswer.__table__.c
    return (
        select(late.attempt_question_id, late.value, late.received_at, late.client_at, late.counted)
        .where(late.attempt_id == attempt_id)
        .order_by(late.received_at, late.id)
    )


@prepared
def told_of(attempt_id: int) -> Rows:
    """What others did to an attempt, as its result says: scored again, with its points before and after, or that was
    taken back; handed in for its learner.
    """
    event = AttemptEvent.__table__.c
    return (
        select(event.at, event.kind, event.detail)
        .where(event.attempt_id == attempt_id, event.kind.in_(("regraded", "regrade_undone", "closed")))
        .order_by(event.at, event.id)
    )


@prepared
def time_of(token: str, account_id: int) -> Rows:
    """How an attempt stands and how long it runs, and where it was seen last: a row for each message, else one."""
    sat, seen = Attempt.__table__.c, AttemptPresence.__table__.c
    return (
        select(sat.id, sat.purpose, sat.state, sat.deadline_at, sat.closes_at)
        .add_columns(seen.seen_at, seen.position, seen.waiting, *MESSAGE)
        .outerjoin(AttemptPresence.__table__, seen.attempt_id == sat.id)
        .outerjoin(Notice.__table__, message_at(sat))
        .where(sat.token == token, sat.account_id == account_id)
    )


@prepared
def overdue_attempts(now: datetime, since: datetime, last: int) -> Rows:
    """Id, token and end of the first attempt that is to be handed in by rule, after the one ``last`` that ended then.

    Columns alone: an attempt that can't be read is found all the same, and those after it.
    """
    sat = Attempt.__table__.c
    later = or_(sat.closes_at > since, and_(sat.closes_at == since, sat.id > last))
    return (
        select(sat.id, sat.token, sat.closes_at)
        .where(sat.state == "running", sat.closes_at < now, later)
        .order_by(sat.closes_at, sat.id)
        .limit(1)
    )


@prepared
def overdue_attempt(attempt_id: int) -> Select[Attempt]:
    """A running attempt, locked until the transaction ends, unless another worker has it just now."""
    return select(Attempt).where(Attempt.id == attempt_id, Attempt.state == "running").with_for_update(skip_locked=True)


def attempt_named(name: str) -> Select[Attempt]:
    """An attempt by its token or its number, of any account."""
    number = int(name) if name.isascii() and name.isdigit() and len(name) < 10 else None
    # A token may happen to be all digits.
    return (
        select(Attempt)
        .where(or_(Attempt.token == name, Attempt.id == number))
        .order_by((Attempt.token == name).desc())
        .limit(1)
    )


TAKEN = and_(Attempt.state == "running", Attempt.mode == "exam", ~Attempt.is_trial)
"""Whether an attempt is a test that somebody is taking: a teacher's trial is none."""


def count_running_tests(named: str) -> Select[int]:
    """How many tests are being taken by learners with ``named``, in the form of a name's key, in their names."""
    found = select(func.count()).select_from(Attempt).where(TAKEN)
    return found.join(Account, Attempt.account_id == Account.id).where(_has(named)) if named else found


def _has(named: str) -> ColumnElement[bool]:
    return Account.name_key.contains(named, autoescape=True)


def running_tests(named: str, limit: int, offset: int) -> Rows:
    """A page of the running tests with their learners, how much is answered and when something was saved last."""
    asked = AttemptQuestion.__table__.c
    of_it = asked.attempt_id == Attempt.id
    saved = select(func.max(AnswerRow.received_at)).where(AnswerRow.attempt_id == Attempt.id)
    return (
        select(
            Attempt.token,
            Attempt.started_at,
            Attempt.deadline_at,
            Account.name,
            QuizRow.key,
            QuizRow.series_id,
            QuizVersion.content_hash,
            QUIZ,
            select(func.count()).where(of_it).scalar_subquery().label("questions"),
            select(func.count()).where(of_it, asked.answered).scalar_subquery().label("answered"),
            saved.scalar_subquery().label("saved_at"),
        )
        .join(Account, Attempt.account_id == Account.id)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(TAKEN, *((_has(named),) if named else ()))
        .order_by(Attempt.deadline_at.is_(None), Attempt.deadline_at, Attempt.id)
        .limit(limit)
        .offset(offset)
    )


@prepared
def count_undecided_late() -> Select[int]:
    """How many answers came too late and wait for a decision."""
    return select(func.count(LateAnswer.id)).join(Attempt, LateAnswer.attempt_id == Attempt.id).where(*_UNDECIDED)


@prepared
def undecided_late(language: str, limit: int, skipped: int) -> Rows:
    """What came too late and nobody has decided on, with the answers that count: by learner, test and question."""
    return (
        select(
            LateAnswer,
            AttemptQuestion,
            Attempt.account_id,
            QuestionText.language,
            Attempt.handed_in_at,
            Account.name,
            QuizRow.key,
            QuizRow.series_id,
            *WITH_QUIZ,
            QuestionVersion.content_hash,
            QUESTION,
            SHOWN,
            AnswerRow.value.label("answer"),
        )
        .join(AttemptQuestion, LateAnswer.attempt_question_id == AttemptQuestion.id)
        .join(Attempt, LateAnswer.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .join(QuestionVersion, GRADED)
        .join(QuestionText, texts_in(language))
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .where(*_UNDECIDED)
        .order_by(Account.name_key, Account.id, Attempt.id, AttemptQuestion.position, LateAnswer.id)
        .limit(limit)
        .offset(skipped)
    )


@prepared
def kept_of(attempt_question_id: int) -> Select[LateAnswer]:
    """What was kept of a question that came too late: what nobody has decided on first."""
    mine = LateAnswer.attempt_question_id == attempt_question_id
    return select(LateAnswer).where(mine).order_by(LateAnswer.counted.is_not(None), LateAnswer.id.desc())


@prepared
def late_answer(late_id: int) -> Select[LateAnswer]:
    """What came too late, locked until the transaction ends."""
    return select(LateAnswer).where(LateAnswer.id == late_id).with_for_update()


def attempt_of_late(late_id: int) -> Select[int]:
    """The attempt that a late answer belongs to, locked until the transaction ends."""
    mine = select(LateAnswer.attempt_id).where(LateAnswer.id == late_id).scalar_subquery()
    return select(Attempt.id).where(Attempt.id == mine).with_for_update()


def to_let_count(attempt_question_id: int) -> Rows:
    """The question that a late answer is to count for, with its attempt, locked until the transaction ends."""
    return locked_target().where(AttemptQuestion.id == attempt_question_id)
