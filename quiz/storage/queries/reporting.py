"""What teachers look at: learners and months, questions and their figures, answers to judge."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import (
    BankRow,
    QuestionContext,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    QuizRow,
    QuizVersion,
)
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import ChoiceAggregate, LearnerMonth, QuestionAggregate
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import (
    CONTEXT,
    LATEST_ANSWER,
    QUESTION,
    REVEALED,
    SHOWN,
    SOURCES,
    WITH_QUIZ,
    Rows,
    around_in,
    texts_in,
)


@prepared
def learners_by_month() -> Rows:
    """Every learner with the sums of every month they began; one row a pair, one for a learner without any.

    Whose account is closed is none any more.
    """
    return (
        select(Account.id, Account.name, Account.seen_at, BankRow.slug, LearnerMonth)
        .outerjoin(LearnerMonth, LearnerMonth.account_id == Account.id)
        .outerjoin(BankRow, LearnerMonth.bank_id == BankRow.id)
        .where(Account.role == "learner", Account.disabled.is_(False))
        .order_by(Account.name_key)
    )


def count_learners(named: str) -> Select[int]:
    """How many learners have ``named``, in the form of a name's key, in their names."""
    return select(func.count()).select_from(Account).where(*_learners(named))


def learners_in_order(column: str, falling: bool, named: str, limit: int, offset: int) -> Rows:
    """A page of the learners with ``named`` in their names, by ``name``, ``seen``, ``done`` or their best in a month.

    Blanks come last, whichever way it goes; the name decides between equals, so that no page repeats another's rows.
    """
    value = _sorted_by(column)
    way = value.desc() if falling else value.asc()
    return (
        select(Account.id, Account.name, Account.seen_at)
        .where(*_learners(named))
        .order_by(value.is_(None), way, Account.name_key)
        .limit(limit)
        .offset(offset)
    )


def _learners(named: str) -> tuple[ColumnElement[bool], ...]:
    # Whose account is closed is no learner any more.
    open_ones = (Account.role == "learner", Account.disabled.is_(False))
    return (*open_ones, Account.name_key.contains(named, autoescape=True)) if named else open_ones


def _sorted_by(column: str) -> ColumnElement[Any]:
    known: dict[str, ColumnElement[Any]] = {"name": Account.name_key.expression, "seen": Account.seen_at.expression}
    if column in known:
        return known[column]
    theirs = LearnerMonth.account_id == Account.id
    if column == "done":
        return select(func.coalesce(func.sum(LearnerMonth.done), 0)).where(theirs).scalar_subquery()
    best = select(LearnerMonth.best).join(BankRow, LearnerMonth.bank_id == BankRow.id)
    return best.where(theirs, BankRow.slug == column).scalar_subquery()


def months_of(learners: Collection[int]) -> Rows:
    """The sums of every month that these learners began."""
    return (
        select(LearnerMonth.account_id, BankRow.slug, LearnerMonth)
        .join(BankRow, LearnerMonth.bank_id == BankRow.id)
        .where(LearnerMonth.account_id.in_(learners))
    )


@prepared
def questions_with_sums(bank: str, language: str) -> Rows:
    """Every question that a bank offers, with the running sums of its current version."""
    return (
        select(QuestionRow, QuestionVersion, QuestionText.shown, QuestionAggregate)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionAggregate, QuestionAggregate.question_version_id == QuestionVersion.id)
        .where(BankRow.slug == bank, QuestionRow.withdrawn.is_(False))
        .order_by(QuestionRow.position)
    )


@prepared
def choices_of(bank: str) -> Select[int, str, int]:
    """How often each choice was made, for every current version of a bank."""
    return (
        select(ChoiceAggregate.question_version_id, ChoiceAggregate.choice, ChoiceAggregate.chosen)
        .join(QuestionRow, QuestionRow.current_version_id == ChoiceAggregate.question_version_id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(BankRow.slug == bank)
    )


_WAITING = and_(AttemptQuestion.waiting.is_(True), Attempt.state == "waiting")


@prepared
def count_waiting() -> Select[int]:
    """How many answers of handed-in exams wait for a teacher."""
    return (
        select(func.count())
        .select_from(AttemptQuestion)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(_WAITING)
    )


@prepared
def waiting_answers(language: str, limit: int, offset: int) -> Rows:
    """The answers of handed-in exams that wait for a teacher, the earliest first, without the learner's name."""
    return (
        select(
            AttemptQuestion.id,
            AttemptQuestion.variant,
            Attempt.handed_in_at,
            QuestionVersion.content_hash,
            QUESTION,
            SHOWN,
            QuizRow.key,
            *WITH_QUIZ,
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuestionText, texts_in(language))
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(_WAITING)
        .order_by(Attempt.handed_in_at, AttemptQuestion.id)
        .limit(limit)
        .offset(offset)
    )


@prepared
def next_waiting(handed_in_at: datetime, attempt_question_id: int) -> Select[int]:
    """The answers that wait for a teacher: first those behind the one that is named, then those before it."""
    behind = or_(
        Attempt.handed_in_at > handed_in_at,
        and_(Attempt.handed_in_at == handed_in_at, AttemptQuestion.id > attempt_question_id),
    )
    return (
        select(AttemptQuestion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(_WAITING)
        .order_by(behind.desc(), Attempt.handed_in_at, AttemptQuestion.id)
        .limit(1)
    )


def to_read(attempt_question_id: int, language: str) -> Rows:
    """A waiting answer with all that judging it needs."""
    return (
        select(
            Attempt,
            AttemptQuestion,
            Account,
            QuestionVersion.content_hash,
            QUESTION,
            *WITH_QUIZ,
            SHOWN,
            CONTEXT,
            REVEALED,
            SOURCES,
            AnswerRow.value.label("answer"),
        )
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionContext, around_in(language))
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .where(AttemptQuestion.id == attempt_question_id, AttemptQuestion.waiting.is_(True))
    )


def to_judge(attempt_question_id: int, language: str) -> Rows:
    """A waiting answer with all that judging it needs, locked until the transaction ends."""
    reading = to_read(attempt_question_id, language).with_for_update(of=[Attempt, AttemptQuestion])
    return reading.execution_options(populate_existing=True)
