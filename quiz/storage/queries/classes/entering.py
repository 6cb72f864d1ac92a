"""Classes, and who is in them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, and_, func, select

from quiz.storage.models.classes import STAFF, ClassGroup, ClassMember, ClassRow, ClassSeries, GroupMember
from quiz.storage.models.identity import Account
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import LEARNS, Rows
from quiz.storage.queries.parts import taught_by as taught_by

IN_CLASS = ClassMember.left_at.is_(None)
"""Who left keeps the row, and nothing else of the class."""


@prepared
def entered(class_id: int, account_id: int) -> Rows:
    """A class with the member that an account is in it; no member for somebody from outside, or who left."""
    of_it = and_(ClassMember.class_id == ClassRow.id, ClassMember.account_id == account_id, IN_CLASS)
    return select(ClassRow, ClassMember).outerjoin(ClassMember, of_it).where(ClassRow.id == class_id)


@prepared
def classes_of(account_id: int) -> Rows:
    """The classes that an account is in with its role there, how many learners each has, archived ones last."""
    learners = (
        select(func.count()).where(ClassMember.class_id == ClassRow.id, LEARNS).correlate(ClassRow).scalar_subquery()
    )
    mine = ClassMember.__table__.alias()
    return (
        select(ClassRow, mine.c.role, learners.label("learners"))
        .join(mine, and_(mine.c.class_id == ClassRow.id, mine.c.left_at.is_(None)))
        .where(mine.c.account_id == account_id)
        .order_by(ClassRow.archived_at.is_not(None), ClassRow.created_at.desc(), ClassRow.id.desc())
    )


@prepared
def by_code(code: str) -> Select[ClassRow]:
    """The class whose code this is, if it lets learners in by it."""
    return select(ClassRow).where(ClassRow.code == code, ClassRow.joinable, ClassRow.archived_at.is_(None))


@prepared
def series_of(class_id: int) -> Select[int]:
    """The numbers of the series that a class works on."""
    return select(ClassSeries.series_id).where(ClassSeries.class_id == class_id).order_by(ClassSeries.series_id)


@prepared
def member_row(class_id: int, account_id: int) -> Select[ClassMember]:
    """The row of an account in a class, also after it left, locked until the transaction ends."""
    return (
        select(ClassMember)
        .where(ClassMember.class_id == class_id, ClassMember.account_id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


@prepared
def learners_in(class_id: int) -> Rows:
    """The learners of a class with their accounts' names, by the name that they are shown with."""
    shown = func.coalesce(ClassMember.shown_name, Account.name)
    return (
        select(ClassMember, Account.name, shown.label("shown"))
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, LEARNS)
        .order_by(shown, ClassMember.id)
    )


@prepared
def staff_of(class_id: int) -> Rows:
    """Who teaches a class, by name."""
    return (
        select(ClassMember.id, ClassMember.account_id, ClassMember.role, Account.name)
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, ClassMember.role.in_(STAFF), IN_CLASS)
        .order_by(Account.name_key)
    )


@prepared
def staff_rows(class_id: int) -> Select[ClassMember]:
    """The members who teach a class, locked and read again: of two owners who leave at once, one stays."""
    return (
        select(ClassMember)
        .where(ClassMember.class_id == class_id, ClassMember.role.in_(STAFF), IN_CLASS)
        .order_by(ClassMember.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


@prepared
def groups_of(class_id: int) -> Rows:
    """The groups of a class with how many are in each, by name."""
    inside = select(func.count()).select_from(GroupMember).join(ClassMember, GroupMember.member_id == ClassMember.id)
    inside = inside.where(GroupMember.group_id == ClassGroup.id, IN_CLASS).correlate(ClassGroup)
    groups = select(ClassGroup.id, ClassGroup.name, inside.scalar_subquery().label("members"))
    return groups.where(ClassGroup.class_id == class_id).order_by(ClassGroup.name)


@prepared
def group(class_id: int, group_id: int) -> Select[ClassGroup]:
    """A group of a class."""
    return select(ClassGroup).where(ClassGroup.class_id == class_id, ClassGroup.id == group_id)


@prepared
def in_group(group_id: int) -> Select[int]:
    """The numbers of the members in a group."""
    return select(GroupMember.member_id).where(GroupMember.group_id == group_id)


def learners_named(class_ids: Collection[int]) -> Rows:
    """The learners of these classes: class, number of the member, name of the account."""
    return (
        select(ClassRow, ClassMember.id.label("member_id"), Account.name)
        .join(ClassMember, ClassMember.class_id == ClassRow.id)
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassRow.id.in_(class_ids), LEARNS)
        .order_by(ClassRow.id.desc())
    )


def names_of_others(class_id: int, member_id: int) -> Rows:
    """What the other members of a class are called: by the name for the class, and by that of the account."""
    return (
        select(ClassMember.shown_name, Account.name)
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, ClassMember.id != member_id, IN_CLASS)
    )
