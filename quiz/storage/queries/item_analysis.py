"""How a quiz went, and its questions, from the sums of learners' first finished attempts."""

from __future__ import annotations

from sqlalchemy import Select, case, func, select

from quiz.storage.models.assignments import Assignment
from quiz.storage.models.classes import STAFF, ClassMember
from quiz.storage.models.content import (
    BankRevision,
    BankRow,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    QuizRow,
    QuizVersion,
)
from quiz.storage.models.reporting import ItemAggregate, PlaceAggregate, TotalAggregate
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import QUESTION, QUIZ, REVEALED, SHOWN, Rows, texts_in

_ITEM, _PLACE, _TOTAL = ItemAggregate.__table__.c, PlaceAggregate.__table__.c, TotalAggregate.__table__.c
_ATTEMPTS = (
    select(func.coalesce(func.sum(_TOTAL.attempts), 0))
    .where(_TOTAL.quiz_version_id == QuizVersion.__table__.c.id)
    .scalar_subquery()
    .label("attempts")
)
_SUMS = (
    *(_ITEM.quiz_version_id, _ITEM.question_version_id, _ITEM.answers, _ITEM.weight, _ITEM.x, _ITEM.xx),
    *(_ITEM.rest, _ITEM.rest_rest, _ITEM.x_rest, _ITEM.timed, _ITEM.seconds),
)


@prepared
def quizzes_of(bank_id: int, series_id: int) -> Rows:
    """The quizzes of a bank, and those over several banks of its series, with their attempts; one row a version."""
    quiz = QuizRow.__table__.c
    return (
        select(quiz.id, quiz.key, QuizVersion.__table__.c.content_hash, QUIZ, _ATTEMPTS)
        .join(QuizVersion.__table__, QuizVersion.__table__.c.quiz_id == quiz.id)
        .where(quiz.series_id == series_id, quiz.built_in.is_(False))
        .where((quiz.bank_id == bank_id) | quiz.bank_id.is_(None))
        .order_by(quiz.bank_id.is_(None), quiz.position, quiz.id, QuizVersion.__table__.c.id.desc())
    )


@prepared
def analyses_of(bank_id: int, account_id: int) -> Rows:
    """Where the questions of a bank were asked: in quizzes of banks and series, and in assignments of classes that an
    account teaches. Of each question the current version comes first, then what has most answers.
    """
    quiz, version = QuizRow.__table__.c, QuizVersion.__table__.c
    taught = select(ClassMember.class_id).where(
        ClassMember.account_id == account_id, ClassMember.role.in_(STAFF), ClassMember.left_at.is_(None)
    )
    is_current = QuestionRow.current_version_id == QuestionVersion.id
    return (
        select(QuestionRow.slug, quiz.id.label("quiz_id"), _ITEM.quiz_version_id, _ITEM.question_version_id)
        .join(QuestionVersion, QuestionVersion.id == _ITEM.question_version_id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(QuizVersion.__table__, version.id == _ITEM.quiz_version_id)
        .join(QuizRow.__table__, quiz.id == version.quiz_id)
        .outerjoin(Assignment, Assignment.quiz_id == quiz.id)
        .where(QuestionRow.bank_id == bank_id, _ITEM.answers > 0)
        .where(quiz.built_in.is_(False) | Assignment.class_id.in_(taught))
        .order_by(is_current.desc(), _ITEM.answers.desc(), _ITEM.quiz_version_id.desc())
    )


@prepared
def versions_of_quiz(quiz_id: int) -> Rows:
    """Every version of a quiz that somebody wrote or set, with its attempts and its class; the latest first."""
    quiz, version = QuizRow.__table__.c, QuizVersion.__table__.c
    return (
        select(quiz.id, quiz.series_id, quiz.key, quiz.current_version_id, BankRow.slug.label("bank"))
        .add_columns(version.id.label("version_id"), version.content_hash, QUIZ, version.published_at, _ATTEMPTS)
        .add_columns(Assignment.class_id, Assignment.id.label("assignment_id"))
        .join(QuizVersion.__table__, version.quiz_id == quiz.id)
        .outerjoin(BankRow, quiz.bank_id == BankRow.id)
        .outerjoin(Assignment, Assignment.quiz_id == quiz.id)
        .where(quiz.id == quiz_id, quiz.built_in.is_(False) | Assignment.id.is_not(None))
        .order_by(version.id.desc())
    )


@prepared
def totals_of(quiz_version_id: int) -> Select[int, int]:
    """How many attempts of a quiz version reached each total."""
    return select(_TOTAL.total, _TOTAL.attempts).where(_TOTAL.quiz_version_id == quiz_version_id, _TOTAL.attempts > 0)


@prepared
def items_of(quiz_version_id: int, language: str) -> Rows:
    """Every question version that attempts of a quiz version had, with its sums, in the order of banks."""
    return (
        select(*_SUMS, QuestionVersion.content_hash, QUESTION, QuestionRow.slug, BankRow.slug.label("bank"))
        .add_columns(SHOWN, REVEALED, (QuestionRow.current_version_id == QuestionVersion.id).label("is_current"))
        .add_columns(QuestionVersion.question_id)
        .join(QuestionVersion, QuestionVersion.id == _ITEM.question_version_id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(QuestionText, texts_in(language))
        .where(_ITEM.quiz_version_id == quiz_version_id, _ITEM.answers > 0)
        .order_by(BankRow.slug, QuestionRow.position, QuestionVersion.id)
    )


@prepared
def cells_of(quiz_version_id: int) -> Rows:
    """The histograms of a quiz version added up over the totals: one row a question version, choice and share."""
    count = _PLACE.attempts
    return (
        select(
            _PLACE.question_version_id,
            _PLACE.choice,
            _PLACE.share,
            func.sum(count).label("attempts"),
            func.sum(count * _PLACE.total).label("totals"),
        )
        .where(_PLACE.quiz_version_id == quiz_version_id, count > 0)
        .group_by(_PLACE.question_version_id, _PLACE.choice, _PLACE.share)
    )


@prepared
def places_of(quiz_version_id: int) -> Rows:
    """How many answers of each question version earned a share in attempts with a total."""
    return select(_PLACE.question_version_id, _PLACE.share, _PLACE.total, _PLACE.attempts).where(
        _PLACE.quiz_version_id == quiz_version_id, _PLACE.choice == "", _PLACE.attempts > 0
    )


@prepared
def pairs_of(quiz_version_id: int, question_version_id: int) -> Select[int, int, int]:
    """How many answers of a question version earned a share in attempts with a total."""
    return (
        select(_PLACE.share, _PLACE.total, _PLACE.attempts)
        .where(_PLACE.quiz_version_id == quiz_version_id, _PLACE.question_version_id == question_version_id)
        .where(_PLACE.choice == "", _PLACE.attempts > 0)
    )


@prepared
def groups_of(quiz_version_id: int, question_version_id: int, lower: int, upper: int) -> Rows:
    """Who made each choice of a question version, and earned which share: in all, in the lower and the upper group."""
    count = _PLACE.attempts
    return (
        select(
            _PLACE.choice,
            _PLACE.share,
            func.sum(count).label("attempts"),
            func.sum(case((_PLACE.total <= lower, count), else_=0)).label("lower"),
            func.sum(case((_PLACE.total >= upper, count), else_=0)).label("upper"),
            func.sum(count * _PLACE.total).label("totals"),
        )
        .where(_PLACE.quiz_version_id == quiz_version_id, _PLACE.question_version_id == question_version_id)
        .where(count > 0)
        .group_by(_PLACE.choice, _PLACE.share)
    )


@prepared
def versions_of_question(quiz_id: int, question_version_id: int, language: str) -> Rows:
    """The sums of every version of a question in every version of a quiz, the latest first."""
    of_it = select(QuestionVersion.question_id).where(QuestionVersion.id == question_version_id).scalar_subquery()
    return (
        select(*_SUMS, QuestionVersion.content_hash, QUESTION, QuestionVersion.published_at, SHOWN, REVEALED)
        .add_columns(QuestionVersion.question_id, QuestionRow.slug, QuestionRow.bank_id, BankRow.slug.label("bank"))
        .add_columns((QuestionRow.current_version_id == QuestionVersion.id).label("is_current"))
        .join(QuestionVersion, QuestionVersion.id == _ITEM.question_version_id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(QuizVersion, QuizVersion.id == _ITEM.quiz_version_id)
        .join(QuestionText, texts_in(language))
        .where(QuizVersion.quiz_id == quiz_id, QuestionVersion.question_id == of_it, _ITEM.answers > 0)
        .order_by(_ITEM.question_version_id.desc(), _ITEM.quiz_version_id.desc())
    )


@prepared
def current_source(bank_id: int) -> Rows:
    """The file that a bank was last published from, its number and hash, and its series."""
    return (
        select(BankRevision.number, BankRevision.content_hash, BankRevision.source, BankRow.series_id)
        .join(BankRow, BankRow.current_revision_id == BankRevision.id)
        .where(BankRow.id == bank_id)
    )
