"""Assignments, what was made of exceptions from them, and the attempts at them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import COUNTS, AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.classes import ClassGroup, ClassMember, ClassRow, GroupMember
from quiz.storage.models.content import BankRow, QuestionRow, QuizRow, QuizVersion, SeriesRow
from quiz.storage.models.gradebook import ClassMark
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMastery
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import ENTERED, LEARNS, WITH_QUIZ, Rows, entered_mark
from quiz.storage.queries.sealing import sealing_test

_RECIPE = QuizVersion.id == QuizRow.current_version_id
_IN_CLASS = and_(ClassMember.left_at.is_(None), ClassMember.role == "learner")


def _with_recipe() -> Rows:
    return (
        select(Assignment, QuizVersion.id.label("version_id"), *WITH_QUIZ, SeriesRow.slug.label("series"))
        .join(QuizRow, Assignment.quiz_id == QuizRow.id)
        .join(QuizVersion, _RECIPE)
        .join(SeriesRow, Assignment.series_id == SeriesRow.id)
    )


@prepared
def in_class(class_id: int) -> Rows:
    """The assignments of a class with their recipes: what is due first comes first, what has no date last."""
    return (
        _with_recipe()
        .where(Assignment.class_id == class_id)
        .order_by(Assignment.due_at.is_(None), Assignment.due_at, Assignment.id)
    )


@prepared
def in_class_numbered(class_id: int, assignment_id: int) -> Rows:
    """One assignment of a class with its recipe, and whether anybody has begun it."""
    begun = exists().where(Attempt.quiz_id == Assignment.quiz_id).label("begun")
    one = (Assignment.class_id == class_id, Assignment.id == assignment_id)
    return _with_recipe().add_columns(begun).where(*one)


def to_change(assignment_id: int) -> Select[Assignment]:
    """An assignment, locked until the transaction ends."""
    return (
        select(Assignment)
        .where(Assignment.id == assignment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _of_member(account_id: int) -> Rows:
    """Published assignments of a learner, a row for each of their attempts that count, set-aside ones are none."""
    excepted = exists().where(AssignmentOverride.assignment_id == Assignment.id).label("excepted")
    counts = and_(Attempt.quiz_id == Assignment.quiz_id, Attempt.account_id == account_id, Attempt.scope == COUNTS)
    return (
        _with_recipe()
        .add_columns(ClassMember, ClassRow, Attempt, excepted, sealing_test(), *ENTERED)
        .join(ClassMember, ClassMember.class_id == Assignment.class_id)
        .join(ClassRow, ClassRow.id == Assignment.class_id)
        .outerjoin(Attempt, and_(counts, Attempt.state != "set_aside"))
        .outerjoin(ClassMark, entered_mark(ClassMember.id, Assignment.id))
        .where(_IN_CLASS, Assignment.published_at.is_not(None), ClassMember.account_id == account_id)
    )


@prepared
def for_learner(assignment_id: int, account_id: int) -> Rows:
    """A published assignment for a learner of its class, with its recipe, their row there, and the class."""
    mine = _of_member(account_id).where(Assignment.id == assignment_id)
    return mine.order_by(Attempt.started_at, Attempt.id)


def some_of_learner(assignment_ids: Collection[int], account_id: int) -> Rows:
    """Some published assignments for a learner of their classes, in the same form."""
    mine = _of_member(account_id).where(Assignment.id.in_(assignment_ids))
    return mine.order_by(Assignment.id, Attempt.started_at, Attempt.id)


@prepared
def of_learner(account_id: int) -> Rows:
    """All published assignments of a learner, in the same form: what is due first comes first."""
    return (
        _of_member(account_id)
        .where(ClassRow.archived_at.is_(None))
        .order_by(Assignment.due_at.is_(None), Assignment.due_at, Assignment.id, Attempt.started_at, Attempt.id)
    )


@prepared
def of_attempt(quiz_id: int) -> Rows:
    """The assignment that a quiz belongs to, with its recipe and the zone of its class."""
    return (
        _with_recipe()
        .add_columns(ClassRow.time_zone)
        .join(ClassRow, ClassRow.id == Assignment.class_id)
        .where(Assignment.quiz_id == quiz_id)
    )


@prepared
def overrides_for(account_id: int) -> Rows:
    """Every exception that holds for an account: its own, and those of its groups."""
    grouped = exists().where(
        GroupMember.group_id == AssignmentOverride.group_id, GroupMember.member_id == ClassMember.id
    )
    own = or_(AssignmentOverride.member_id == ClassMember.id, grouped)
    return (
        select(AssignmentOverride)
        .join(Assignment, AssignmentOverride.assignment_id == Assignment.id)
        .join(ClassMember, ClassMember.class_id == Assignment.class_id)
        .where(ClassMember.account_id == account_id, own)
    )


@prepared
def overrides_from(assignment_id: int) -> Rows:
    """Every exception from an assignment with the name of its learner or group, a row for each account it holds for."""
    own, grouped = ClassMember.__table__.alias(), ClassMember.__table__.alias()
    shown = func.coalesce(own.c.shown_name, Account.name, ClassGroup.name)
    return (
        select(AssignmentOverride, shown.label("name"))
        .add_columns(func.coalesce(own.c.account_id, grouped.c.account_id).label("account_id"))
        .outerjoin(own, AssignmentOverride.member_id == own.c.id)
        .outerjoin(Account, own.c.account_id == Account.id)
        .outerjoin(ClassGroup, AssignmentOverride.group_id == ClassGroup.id)
        .outerjoin(GroupMember, GroupMember.group_id == ClassGroup.id)
        .outerjoin(grouped, GroupMember.member_id == grouped.c.id)
        .where(AssignmentOverride.assignment_id == assignment_id)
        .order_by(AssignmentOverride.group_id.is_(None), shown, AssignmentOverride.id)
    )


@prepared
def groups_of(class_id: int) -> Rows:
    """The groups of a class, by their names."""
    return select(ClassGroup.id, ClassGroup.name).where(ClassGroup.class_id == class_id).order_by(ClassGroup.name)


@prepared
def in_groups(class_id: int) -> Rows:
    """Which members of a class are in which group."""
    return (
        select(GroupMember.group_id, GroupMember.member_id)
        .join(ClassGroup, GroupMember.group_id == ClassGroup.id)
        .where(ClassGroup.class_id == class_id)
    )


@prepared
def learners_at(class_id: int, quiz_id: int) -> Rows:
    """The learners of a class, a row for each of their attempts at an assignment that count: what is answered, when."""
    asked, of_it = AttemptQuestion.__table__.c, AttemptQuestion.attempt_id == Attempt.id
    saved = select(func.max(AnswerRow.received_at)).where(AnswerRow.attempt_id == Attempt.id).scalar_subquery()
    counts = and_(Attempt.account_id == ClassMember.account_id, Attempt.quiz_id == quiz_id, Attempt.scope == COUNTS)
    shown = func.coalesce(ClassMember.shown_name, Account.name)
    return (
        select(
            *(ClassMember.id, ClassMember.account_id, shown.label("shown"), Attempt),
            select(func.count()).where(of_it).scalar_subquery().label("questions"),
            select(func.count()).where(of_it, asked.answered).scalar_subquery().label("answered"),
            *(saved.label("saved_at"), *ENTERED),
        )
        .join_from(ClassMember, Assignment, Assignment.quiz_id == quiz_id)
        .join(Account, ClassMember.account_id == Account.id)
        .outerjoin(Attempt, and_(counts, Attempt.state != "set_aside"))
        .outerjoin(ClassMark, entered_mark(ClassMember.id, Assignment.id))
        .where(ClassMember.class_id == class_id, LEARNS)
        .order_by(shown, ClassMember.id, Attempt.started_at, Attempt.id)
    )


@prepared
def begun_by_learners(quiz_id: int) -> Select[int]:
    """One attempt at an assignment that counts."""
    return select(Attempt.id).where(Attempt.quiz_id == quiz_id, Attempt.scope == COUNTS).limit(1)


@prepared
def tallies(class_id: int) -> Rows:
    """How many learners of a class have begun, finished and wait in each of its assignments."""

    def learners(*states: str) -> ColumnElement[int]:
        return func.count(Attempt.account_id.distinct()).filter(Attempt.state.in_(states))

    return (
        select(
            Assignment.id,
            learners("running", "waiting", "finished").label("begun"),
            learners("waiting", "finished").label("handed_in"),
            learners("waiting").label("waiting"),
        )
        .join(Attempt, and_(Attempt.quiz_id == Assignment.quiz_id, Attempt.scope == COUNTS))
        .join(ClassMember, and_(ClassMember.account_id == Attempt.account_id, LEARNS))
        .where(Assignment.class_id == class_id, ClassMember.class_id == class_id)
        .group_by(Assignment.id)
    )


@prepared
def running_at(quiz_id: int) -> Rows:
    """The attempts of learners that run at an assignment, locked until the transaction ends; no teacher's trial."""
    return (
        select(Attempt)
        .where(Attempt.quiz_id == quiz_id, Attempt.scope == COUNTS, Attempt.state == "running")
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


@prepared
def unfinished_at(quiz_id: int) -> Rows:
    """The attempts of learners at an assignment that run or wait to be graded, locked until the transaction ends."""
    return (
        select(Attempt)
        .where(Attempt.quiz_id == quiz_id, Attempt.scope == COUNTS, Attempt.state.in_(("running", "waiting")))
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


@prepared
def has_attempts(quiz_id: int) -> Select[int]:
    """One attempt at an assignment, of whomever."""
    return select(Attempt.id).where(Attempt.quiz_id == quiz_id).limit(1)


@prepared
def mastered(account_id: int, series_id: int) -> Rows:
    """What a learner has mastered of a series: the bank, and what is measured in it."""
    return (
        select(BankRow.slug, LearnerMastery.measures)
        .join(BankRow, LearnerMastery.bank_id == BankRow.id)
        .where(LearnerMastery.account_id == account_id, BankRow.series_id == series_id)
        .where(LearnerMastery.mastered_at.is_not(None))
    )


def named(assignment_ids: Collection[int]) -> Rows:
    """The titles of assignments."""
    return select(Assignment.id, Assignment.title).where(Assignment.id.in_(assignment_ids))


def measured(series_id: int) -> Rows:
    """What the questions on offer of a series measure, each once a bank."""
    return (
        select(BankRow.slug, QuestionRow.measures)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(BankRow.series_id == series_id, QuestionRow.withdrawn.is_(False))
        .distinct()
    )
