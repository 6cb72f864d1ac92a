"""The learners of a class in lists: sought, put in order, in groups."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from quiz.storage.models.classes import ClassGroup, ClassMember, GroupMember
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import LAST_SEEN, LEARNS, Rows

_SHOWN = func.coalesce(ClassMember.shown_name, Account.name)


def _sought(class_id: int, named: str, group: int) -> list[ColumnElement[bool]]:
    conditions = [ClassMember.class_id == class_id, LEARNS]
    if named:
        shown = func.replace(func.lower(ClassMember.shown_name), " ", "")
        conditions.append(
            or_(Account.name_key.contains(named, autoescape=True), shown.contains(named, autoescape=True))
        )
    if group:
        conditions.append(ClassMember.id.in_(select(GroupMember.member_id).where(GroupMember.group_id == group)))
    return conditions


def count_learners(class_id: int, named: str, group: int) -> Select[int]:
    """How many learners of a class have ``named`` in a name, in the form of a key; of one group unless that is 0."""
    found = select(func.count(ClassMember.id)).join(Account, ClassMember.account_id == Account.id)
    return found.where(*_sought(class_id, named, group))


def learners(class_id: int, named: str, group: int) -> Rows:
    """The same learners, each with their names and when they joined and were seen, in no order."""
    columns = (ClassMember.id, ClassMember.account_id, ClassMember.shown_name, ClassMember.joined_at)
    found = select(*columns, Account.name, LAST_SEEN).join(Account, ClassMember.account_id == Account.id)
    return found.where(*_sought(class_id, named, group))


def learners_page(class_id: int, named: str, group: int, column: str, falling: bool, limit: int, offset: int) -> Rows:
    """A page of them by ``name``, ``joined`` or ``seen``; the number of the member decides between equals."""
    by: dict[str, Any] = {"joined": ClassMember.joined_at, "seen": Account.seen_at}
    value = by.get(column, _SHOWN)
    query = learners(class_id, named, group).order_by(value.desc() if falling else value.asc(), ClassMember.id)
    return query.limit(limit).offset(offset)


def learners_among(class_id: int, numbers: Collection[int]) -> Select[ClassMember]:
    """Those of these members who are learners of the class."""
    return (
        select(ClassMember)
        .where(ClassMember.class_id == class_id, LEARNS)
        .where(ClassMember.id.in_(numbers))
        .order_by(ClassMember.id)
    )


def learner_accounts(class_id: int) -> Select[int]:
    """The accounts of all learners of a class."""
    return select(ClassMember.account_id).where(
        ClassMember.class_id == class_id, ClassMember.role == "learner", ClassMember.left_at.is_(None)
    )


def group_names(members: Collection[int]) -> Select[int, str]:
    """The members' numbers with the names of their groups, by name."""
    return (
        select(GroupMember.member_id, ClassGroup.name)
        .join(ClassGroup, GroupMember.group_id == ClassGroup.id)
        .where(GroupMember.member_id.in_(members))
        .order_by(ClassGroup.name)
    )


def role_of_account(account_id: int) -> Select[str]:
    """The role of an account in the whole app."""
    return select(Account.role).where(Account.id == account_id)


def names_taken(keys: Collection[str]) -> Rows:
    """Those of these names' keys that accounts have."""
    return select(Account.name_key).where(Account.name_key.in_(keys))


def accounts_by_key(keys: Collection[str]) -> Select[Account]:
    """The accounts with these names' keys."""
    return select(Account).where(Account.name_key.in_(keys))
