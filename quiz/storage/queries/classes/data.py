"""All that a class holds: for its file, and for what is lost when it is deleted."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassGroup, ClassMember, ClassRow, ClassSeries, GroupMember
from quiz.storage.models.content import QuizRow, SeriesRow
from quiz.storage.models.gradebook import ClassMark, MarkCategory, MarkColumn
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import Rows


def members(class_id: int) -> Rows:
    """Everybody who is in a class or was, with the names of their accounts."""
    return (
        select(ClassMember, Account.name)
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id)
        .order_by(ClassMember.role, Account.name_key, ClassMember.id)
    )


def groups(class_id: int) -> Rows:
    """The groups of a class with the numbers of their members; None for a group without any."""
    return (
        select(ClassGroup.id, ClassGroup.name, GroupMember.member_id)
        .outerjoin(GroupMember, GroupMember.group_id == ClassGroup.id)
        .where(ClassGroup.class_id == class_id)
        .order_by(ClassGroup.name, GroupMember.member_id)
    )


def series(class_id: int) -> Select[str]:
    """The slugs of the series that a class works on."""
    of_class = select(ClassSeries.series_id).where(ClassSeries.class_id == class_id)
    return select(SeriesRow.slug).where(SeriesRow.id.in_(of_class)).order_by(SeriesRow.slug)


def assignments(class_id: int) -> Rows:
    """The assignments of a class with the slugs of their series."""
    return (
        select(Assignment, SeriesRow.slug)
        .join(SeriesRow, Assignment.series_id == SeriesRow.id)
        .where(Assignment.class_id == class_id)
        .order_by(Assignment.id)
    )


def overrides(class_id: int) -> Select[AssignmentOverride]:
    """The exceptions from the assignments of a class."""
    return select(AssignmentOverride).where(AssignmentOverride.assignment_id.in_(_assignments(class_id)))


def categories(class_id: int) -> Select[MarkCategory]:
    """The categories of a class's gradebook."""
    return select(MarkCategory).where(MarkCategory.class_id == class_id).order_by(MarkCategory.position)


def columns(class_id: int) -> Select[MarkColumn]:
    """The columns of marks that were earned elsewhere."""
    return select(MarkColumn).where(MarkColumn.class_id == class_id).order_by(MarkColumn.id)


def marks(class_id: int) -> Select[ClassMark]:
    """The marks that teachers entered in a class."""
    of_class = select(ClassMember.id).where(ClassMember.class_id == class_id)
    return select(ClassMark).where(ClassMark.member_id.in_(of_class)).order_by(ClassMark.member_id, ClassMark.id)


def attempts(class_id: int) -> Rows:
    """The attempts of a class's assignments, each with its assignment and the member whose it is; None from outside.

    No trials: they count nowhere.
    """
    return (
        select(Attempt, Assignment.id.label("assignment_id"), ClassMember.id.label("member_id"))
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .outerjoin(
            ClassMember,
            (ClassMember.class_id == Assignment.class_id) & (ClassMember.account_id == Attempt.account_id),
        )
        .where(Assignment.class_id == class_id, ~Attempt.is_trial)
        .order_by(Assignment.id, Attempt.id)
    )


def quizzes(class_id: int) -> Select[int]:
    """The numbers of the quizzes of a class's assignments."""
    return select(Assignment.quiz_id).where(Assignment.class_id == class_id)


def unused(quizzes: list[int]) -> Select[int]:
    """Those of these quizzes of which there is no attempt."""
    used = select(Attempt.quiz_id).where(Attempt.quiz_id == QuizRow.id).exists()
    return select(QuizRow.id).where(QuizRow.id.in_(quizzes), ~used)


def counts(class_id: int) -> Rows:
    """How many learners, teachers, groups, assignments, exceptions, marks and attempts a class has, in one row."""
    in_class = (ClassMember.class_id == class_id, ClassMember.left_at.is_(None))
    found = {
        "learners": select(func.count(ClassMember.id)).where(*in_class, ClassMember.role == "learner"),
        "teachers": select(func.count(ClassMember.id)).where(*in_class, ClassMember.role != "learner"),
        "groups": select(func.count(ClassGroup.id)).where(ClassGroup.class_id == class_id),
        "assignments": select(func.count(Assignment.id)).where(Assignment.class_id == class_id),
        "exceptions": select(func.count()).select_from(overrides(class_id).subquery()),
        "marks": select(func.count()).select_from(marks(class_id).order_by(None).subquery()),
        "attempts": select(func.count(Attempt.id)).where(Attempt.quiz_id.in_(quizzes(class_id)), ~Attempt.is_trial),
    }
    return select(*(query.scalar_subquery().label(name) for name, query in found.items()))


def _assignments(class_id: int) -> Select[int]:
    return select(Assignment.id).where(Assignment.class_id == class_id)


def with_learner(class_id: int, account_id: int, member_id: int, looked: ColumnElement[bool]) -> Rows:
    """A class with the member that an account is in it, and the account and name of a learner there.

    And whether it is so of that learner's account that somebody ``looked``.
    """
    seen = aliased(ClassMember)
    mine = and_(ClassMember.account_id == account_id, ClassMember.left_at.is_(None))
    learns = and_(seen.class_id == ClassRow.id, seen.id == member_id, seen.role == "learner", seen.left_at.is_(None))
    return (
        select(ClassRow, ClassMember, Account, seen.shown_name, looked.label("looked"))
        .outerjoin(ClassMember, and_(ClassMember.class_id == ClassRow.id, mine))
        .outerjoin(seen, learns)
        .outerjoin(Account, and_(Account.id == seen.account_id, Account.disabled.is_(False)))
        .where(ClassRow.id == class_id)
    )
