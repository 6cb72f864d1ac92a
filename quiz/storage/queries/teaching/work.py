"""What waits in the classes that somebody teaches: assignments that are due, answers, reports, tests that run."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import COUNTS, Attempt
from quiz.storage.models.classes import ClassMember, GroupMember
from quiz.storage.models.content import (
    BankRow,
    SeriesEditor,
    SeriesRow,
)
from quiz.storage.models.gradebook import ClassMark
from quiz.storage.models.reporting import LearnerDay
from quiz.storage.prepared import prepared
from quiz.storage.queries.deadlines import TAKEN
from quiz.storage.queries.grading.by_hand import among_waiting, can_grade
from quiz.storage.queries.grading.challenges import count_groups
from quiz.storage.queries.integrity import count_reports
from quiz.storage.queries.parts import LEARNS, Rows, entered_mark
from quiz.storage.queries.parts import taught as taught_in
from quiz.storage.queries.teaching.members import accounts, taught

_OWN = aliased(AssignmentOverride)


def _of_groups(best: ColumnElement[Any]) -> ColumnElement[Any]:
    """The best of the exceptions that a member has by their groups."""
    return (
        select(best)
        .join(GroupMember, GroupMember.group_id == AssignmentOverride.group_id)
        .where(AssignmentOverride.assignment_id == Assignment.id, GroupMember.member_id == ClassMember.id)
        .correlate(Assignment, ClassMember)
        .scalar_subquery()
    )


def _due() -> Any:
    """When an assignment is due for a member, as ``with_extras`` has it: the latest of what holds for them.

    What is due for nobody is due for none: comparing with nothing leaves it.
    """
    due: Any = Assignment.due_at
    for own in (_OWN.due_at, _of_groups(func.max(AssignmentOverride.due_at))):
        due = case((own > due, own), else_=due)
    return due


def _opens() -> Any:
    """When an assignment opens for a member: the earliest of what holds for them."""
    opens: Any = Assignment.opens_at
    for own in (_OWN.opens_at, _of_groups(func.min(AssignmentOverride.opens_at))):
        opens = case((own < opens, own), else_=opens)
    return opens


def _excused() -> ColumnElement[bool]:
    """Whether a member is excused from an assignment."""
    return exists().where(entered_mark(ClassMember.id, Assignment.id), ClassMark.excused)


def _not_handed_in() -> Select[Any]:
    """The members of classes with the assignments that they have not handed in, as they find them; not the excused."""
    own = and_(_OWN.assignment_id == Assignment.id, _OWN.member_id == ClassMember.id)
    done = exists().where(
        Attempt.account_id == ClassMember.account_id,
        Attempt.quiz_id == Assignment.quiz_id,
        Attempt.scope == COUNTS,
        Attempt.state.in_(("waiting", "finished")),
    )
    return (
        select(ClassMember.account_id)
        .select_from(ClassMember)
        .join(Assignment, Assignment.class_id == ClassMember.class_id)
        .outerjoin(_OWN, own)
        .where(LEARNS, Assignment.published_at.is_not(None), ~done, ~_excused())
    )


@prepared
def work_left(class_id: int, now: datetime, since: datetime, until: datetime) -> Rows:
    """What the learners of a class have not handed in of what is due between two moments and is open by now."""
    due, opens = _due(), _opens()
    return (
        _not_handed_in()
        .add_columns(Assignment.id.label("assignment"), Assignment.title, due.label("due_at"))
        .where(ClassMember.class_id == class_id, due >= since, due <= until)
        .where(or_(opens.is_(None), opens <= now))
    )


@prepared
def scores_of(class_id: int) -> Rows:
    """What the learners of a class earned in its assignments, of attempts that count: one row an attempt."""
    return (
        select(Attempt.account_id, Attempt.quiz_id, Attempt.points, Attempt.points_possible)
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .where(Assignment.class_id == class_id, Attempt.account_id.in_(accounts(class_id)))
        .where(Attempt.scope == COUNTS, Attempt.state == "finished")
    )


@prepared
def overdue_by_class(account_id: int, now: datetime, since: datetime) -> Rows:
    """In each class that somebody teaches how many learners are late with how many assignments."""
    due = _due()
    return (
        _not_handed_in()
        .with_only_columns(
            ClassMember.class_id,
            func.count(ClassMember.account_id.distinct()).label("learners"),
            func.count(Assignment.id.distinct()).label("assignments"),
        )
        .where(ClassMember.class_id.in_(taught(account_id)), due >= since, due <= now)
        .group_by(ClassMember.class_id)
    )


@prepared
def active_by_class(account_id: int, since: date, handed_in_since: datetime) -> Rows:
    """In each class that somebody teaches how many learners answered something since that day.

    What waits to be graded has no day yet: it counts where it was handed in since that moment.
    """
    practised = exists().where(LearnerDay.account_id == ClassMember.account_id, LearnerDay.day >= since)
    waits = exists().where(
        Attempt.account_id == ClassMember.account_id,
        Attempt.state == "waiting",
        Attempt.handed_in_at >= handed_in_since,
        ~Attempt.is_trial,
    )
    return (
        select(ClassMember.class_id, func.count(ClassMember.account_id.distinct()).label("learners"))
        .where(LEARNS, ClassMember.class_id.in_(taught(account_id)), or_(practised, waits))
        .group_by(ClassMember.class_id)
    )


def waiting_for(account_id: int, *, everybody: bool) -> Rows:
    """What waits for a teacher, as their pages list it, and what they have begun with, in one row.

    What is counted is of learners of their classes, or of ``everybody``.
    """
    teacher = None if everybody else account_id
    theirs = taught_in(teacher)
    waiting = among_waiting(func.count()).where(can_grade(account_id), *theirs)
    reports = count_reports(is_open=True).where(*theirs)
    tests = select(func.count()).select_from(Attempt).where(TAKEN)
    edits = exists().where(SeriesEditor.series_id == SeriesRow.id, SeriesEditor.account_id == account_id)
    bank = exists().where(BankRow.series_id == SeriesRow.id, or_(SeriesRow.owner_id == account_id, edits))
    assigned = exists().where(Assignment.class_id.in_(taught(account_id)), Assignment.published_at.is_not(None))
    return select(
        waiting.scalar_subquery().label("answers"),
        reports.scalar_subquery().label("reports"),
        count_groups(False, teacher).scalar_subquery().label("challenges"),
        tests.where(*theirs).scalar_subquery().label("running"),
        bank.label("has_bank"),
        assigned.label("has_assigned"),
    )


@prepared
def assignments_of(class_id: int, member_id: int) -> Rows:
    """The assignments of a class as one learner has them: until when, and whether they handed one in."""
    own = and_(_OWN.assignment_id == Assignment.id, _OWN.member_id == ClassMember.id)
    due = _due()
    handed_in = (
        select(func.max(Attempt.handed_in_at))
        .where(Attempt.account_id == ClassMember.account_id, Attempt.quiz_id == Assignment.quiz_id)
        .where(Attempt.scope == COUNTS)
        .correlate(ClassMember, Assignment)
        .scalar_subquery()
    )
    excused = _excused().label("excused")
    return (
        select(Assignment.id, Assignment.title, due.label("due_at"), handed_in.label("handed_in_at"), excused)
        .select_from(Assignment)
        .join(ClassMember, ClassMember.id == member_id)
        .outerjoin(_OWN, own)
        .where(Assignment.class_id == class_id, Assignment.published_at.is_not(None))
        .order_by(due, Assignment.id)
    )
