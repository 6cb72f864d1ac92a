"""A learner of a class: who it is, what they sat and answered."""

from __future__ import annotations

from sqlalchemy import Select, and_, exists, func, or_, select

from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.classes import ClassMember, ClassSeries
from quiz.storage.models.content import (
    BankRow,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    QuizRow,
    QuizVersion,
)
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerDay, LearnerMonth, LearnerQuestion
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import LEARNS, QUESTION, SHOWN, WITH_QUIZ, Rows, texts_in
from quiz.storage.queries.teaching.members import learns


@prepared
def member_of(class_id: int, member_id: int) -> Rows:
    """A learner of a class with the name that they are shown with, and how many questions of its series they did."""
    done = (
        select(func.coalesce(func.sum(LearnerMonth.done), 0))
        .join(BankRow, LearnerMonth.bank_id == BankRow.id)
        .join(ClassSeries, ClassSeries.series_id == BankRow.series_id)
        .where(LearnerMonth.account_id == ClassMember.account_id, ClassSeries.class_id == class_id)
        .correlate(ClassMember)
        .scalar_subquery()
    )
    last_day = select(func.max(LearnerDay.day)).where(LearnerDay.account_id == ClassMember.account_id)
    return (
        select(
            ClassMember.id.label("member"),
            ClassMember.account_id,
            ClassMember.joined_at,
            Account.name,
            ClassMember.shown_name,
            Account.language,
            done.label("done"),
            last_day.correlate(ClassMember).scalar_subquery().label("last_day"),
        )
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, ClassMember.id == member_id, LEARNS)
    )


def _of_class(class_id: int) -> Rows:
    """Attempts at what belongs to a class, its own assignments and whatever else is of its series; with assignments."""
    of_series = exists().where(ClassSeries.series_id == QuizRow.series_id, ClassSeries.class_id == class_id)
    return (
        select(Attempt, Assignment, QuizRow.key, QuizRow.series_id, *WITH_QUIZ)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .outerjoin(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .where(Attempt.state != "set_aside", ~Attempt.is_trial, of_series)
        .where(or_(Assignment.id.is_(None), Assignment.class_id == class_id))
    )


@prepared
def attempts_in_class(class_id: int, account_id: int, limit: int, before: int) -> Rows:
    """Attempts of a learner at what belongs to a class, latest first."""
    mine = _of_class(class_id).where(Attempt.account_id == account_id, Attempt.id < before)
    return mine.order_by(Attempt.id.desc()).limit(limit)


@prepared
def attempt_of(class_id: int, member_id: int, token: str) -> Rows:
    """An attempt of a learner of a class at what belongs to it, with the name that they have there."""
    shown = func.coalesce(ClassMember.shown_name, Account.name)
    return (
        _of_class(class_id)
        .add_columns(ClassMember.id.label("member_id"), shown.label("name"))
        .join(ClassMember, ClassMember.account_id == Attempt.account_id)
        .join(Account, ClassMember.account_id == Account.id)
        .where(*learns(class_id), ClassMember.id == member_id, Attempt.token == token)
    )


@prepared
def latest_of(account_id: int, bank_id: int, language: str) -> Rows:
    """A learner's latest fixed score of each question of a bank that they answered, as it is on offer now."""
    return (
        select(
            QuestionRow.id,
            QuestionRow.section,
            QuestionRow.measures,
            LearnerQuestion.latest_share,
            LearnerQuestion.latest_at,
            QuestionVersion.content_hash,
            QUESTION,
            SHOWN,
        )
        .join(LearnerQuestion, LearnerQuestion.question_id == QuestionRow.id)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(QuestionText, texts_in(language))
        .where(LearnerQuestion.account_id == account_id, QuestionRow.bank_id == bank_id)
        .where(QuestionRow.withdrawn.is_(False))
        .order_by(QuestionRow.position)
    )


@prepared
def members_with_accounts(class_id: int) -> Rows:
    """The learners of a class whom a message can reach, by name."""
    shown = func.coalesce(ClassMember.shown_name, Account.name)
    return (
        select(ClassMember.id.label("member"), ClassMember.account_id, Account.name, ClassMember.shown_name)
        .add_columns(Account.language)
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, LEARNS)
        .order_by(shown, ClassMember.id)
    )


@prepared
def asked_by_running(class_id: int, question_id: int) -> Select[int]:
    """How many learners of a class have a question in a test that runs."""
    return (
        select(func.count(Attempt.account_id.distinct()))
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptQuestion.question_version_id)
        .join(ClassMember, and_(ClassMember.account_id == Attempt.account_id, ClassMember.class_id == class_id))
        .where(LEARNS, QuestionVersion.question_id == question_id)
        .where(Attempt.state == "running", Attempt.mode == "exam")
    )
