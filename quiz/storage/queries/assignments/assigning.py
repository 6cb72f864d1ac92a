"""What who teaches sees of assignments: questions to pick, and an attempt of a learner with its key."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, and_, exists, func, literal, select, union_all

from quiz.storage.models.assignments import Assignment, AttemptPresence
from quiz.storage.models.attempts import COUNTS, AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import (
    BankRow,
    QuestionContext,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    QuizRow,
    QuizVersion,
)
from quiz.storage.models.gradebook import ClassMark, MarkCategory
from quiz.storage.models.identity import Account
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import (
    CONTEXT,
    GRADED,
    LATEST_ANSWER,
    LEARNS,
    QUESTION,
    REVEALED,
    SHOWN,
    SOURCES,
    WITH_QUIZ,
    Rows,
    around_in,
    entered_mark,
    texts_in,
)


@prepared
def to_pick(series_id: int, language: str) -> Rows:
    """Every question of a series that is not withdrawn, with its text and its bank's standing, bank by bank."""
    return (
        select(BankRow.slug.label("bank"), BankRow.standing, QuestionRow.slug, QuestionVersion.content_hash)
        .add_columns(QUESTION, SHOWN)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(QuestionText, texts_in(language))
        .where(BankRow.series_id == series_id, BankRow.standing != "withdrawn", QuestionRow.withdrawn.is_(False))
        .order_by(BankRow.slug, QuestionRow.position)
    )


def texts(versions: Collection[int], language: str) -> Rows:
    """What is shown of some versions before a score."""
    return (
        select(QuestionVersion.id, SHOWN).join(QuestionText, texts_in(language)).where(QuestionVersion.id.in_(versions))
    )


@prepared
def beside(class_id: int) -> Rows:
    """What a form names of a class: its assignments and the categories of its gradebook, each with its number."""
    assignments = select(literal("assignment").label("kind"), Assignment.id, Assignment.title.label("name"))
    categories = select(literal("category").label("kind"), MarkCategory.id, MarkCategory.name)
    both = union_all(
        assignments.where(Assignment.class_id == class_id), categories.where(MarkCategory.class_id == class_id)
    ).subquery()
    return select(both.c.kind, both.c.id, both.c.name).order_by(both.c.kind, both.c.id)


def all_in(class_id: int) -> Select[Assignment]:
    """The assignments of a class, drafts too."""
    return select(Assignment).where(Assignment.class_id == class_id).order_by(Assignment.id)


@prepared
def asked_for_staff(attempt_id: int, language: str) -> Rows:
    """Every question of an attempt with answer, score, texts and key: for those who teach its learner alone."""
    return (
        select(
            AttemptQuestion,
            QuestionVersion.content_hash,
            QUESTION,
            *(SHOWN, CONTEXT, REVEALED, SOURCES),
            AnswerRow.value.label("answer"),
        )
        .join(QuestionVersion, GRADED)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionContext, around_in(language))
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )


@prepared
def attempt_in_class(class_id: int, assignment_id: int, token: str) -> Rows:
    """An attempt at an assignment of a class, with the name that its learner has there."""
    shown = func.coalesce(ClassMember.shown_name, Account.name)
    return (
        select(Attempt, Assignment, shown.label("name"), ClassMember.id.label("member_id"))
        .add_columns(QuizRow.key, QuizRow.series_id, *WITH_QUIZ)
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .join(Account, Account.id == Attempt.account_id)
        .join(ClassMember, and_(ClassMember.account_id == Account.id, ClassMember.class_id == class_id))
        .where(Assignment.class_id == class_id, Assignment.id == assignment_id, Attempt.token == token)
    )


@prepared
def live(class_id: int, quiz_id: int) -> Rows:
    """Every learner of a class, and their attempts that count at an assignment, the latest last, as they stand now."""
    asked, sat, seen = AttemptQuestion.__table__.c, Attempt.__table__.c, AttemptPresence.__table__.c
    of_it = asked.attempt_id == sat.id
    counts = and_(sat.account_id == ClassMember.account_id, sat.quiz_id == quiz_id, sat.scope == COUNTS)
    open_conflict = and_(asked.contested.is_not(None), asked.scored_at.is_(None))
    saved = select(func.max(AnswerRow.received_at)).where(AnswerRow.attempt_id == sat.id)
    of_quiz = select(Assignment.id).where(Assignment.quiz_id == quiz_id).scalar_subquery()
    excused = exists().where(entered_mark(ClassMember.id, of_quiz), ClassMark.excused)
    return (
        select(
            ClassMember.id.label("member_id"),
            func.coalesce(ClassMember.shown_name, Account.name).label("name"),
            *(sat.token, sat.state, sat.deadline_at, seen.seen_at, seen.position, seen.waiting),
            select(func.count()).where(of_it).scalar_subquery().label("questions"),
            select(func.count()).where(of_it, asked.answered).scalar_subquery().label("answered"),
            select(func.count()).where(of_it, open_conflict).scalar_subquery().label("conflicts"),
            saved.scalar_subquery().label("saved_at"),
            excused.label("excused"),
        )
        .join(Account, ClassMember.account_id == Account.id)
        .outerjoin(Attempt.__table__, and_(counts, sat.state != "set_aside"))
        .outerjoin(AttemptPresence.__table__, seen.attempt_id == sat.id)
        .where(ClassMember.class_id == class_id, LEARNS)
        .order_by(ClassMember.id, sat.started_at, sat.id)
    )
