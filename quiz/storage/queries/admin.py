"""What administrators look at: accounts, invitations, series with their editors, classes, what is to be deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.content import SeriesEditor, SeriesRow
from quiz.storage.models.identity import TEACHERS, Account, Invitation, SignIn
from quiz.storage.models.integrity import RetentionNotice
from quiz.storage.models.notices import EmailAddress
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import LAST_SEEN, Rows, owned_alone

NAMED = ("learner", "teacher", "admin")
"""The roles of those who have a name."""

_IN_CLASS = ClassMember.left_at.is_(None)
_OWNS_ALONE = owned_alone(Account.__table__.c.id).order_by(None).correlate(Account.__table__).exists()


def accounts(named: str, role: str, *, by_visit: bool, falling: bool) -> Rows:
    """Accounts with a name that holds ``named``, of a role or of all, each with how many classes it is in."""
    classes = select(func.count()).where(ClassMember.account_id == Account.id, _IN_CLASS).correlate(Account)
    value: ColumnElement[Any] = Account.seen_at.expression if by_visit else Account.name_key.expression
    return (
        select(Account.id, Account.name, Account.role, Account.disabled, Account.created_at, LAST_SEEN)
        .add_columns(classes.scalar_subquery().label("classes"))
        .where(*_of(named, role))
        .order_by(value.desc() if falling else value.asc(), Account.id)
    )


def count_accounts(named: str, role: str) -> Select[int]:
    """How many accounts these are."""
    return select(func.count()).select_from(Account).where(*_of(named, role))


def _of(named: str, role: str) -> tuple[ColumnElement[bool], ...]:
    of_role = Account.role == role if role else Account.role.in_(NAMED)
    return (of_role, Account.name_key.contains(named, autoescape=True)) if named else (of_role,)


def account(account_id: int, now: datetime) -> Rows:
    """An account with a name, its confirmed address and how many browsers it is signed in with."""
    browsers = select(func.count()).where(SignIn.account_id == Account.id, SignIn.expires_at > now).correlate(Account)
    return (
        select(Account, EmailAddress.address, browsers.scalar_subquery().label("browsers"))
        .outerjoin(EmailAddress, EmailAddress.account_id == Account.id)
        .where(Account.id == account_id, Account.role.in_(NAMED))
    )


def classes_of(account_id: int) -> Rows:
    """The classes that an account is in, each with its role there."""
    return (
        select(ClassRow.id, ClassRow.name, ClassRow.term, ClassRow.archived_at, ClassMember.role)
        .join(ClassMember, ClassMember.class_id == ClassRow.id)
        .where(ClassMember.account_id == account_id, _IN_CLASS)
        .order_by(ClassRow.archived_at.is_not(None), ClassRow.name, ClassRow.id)
    )


def open_admins() -> Select[int]:
    """The administrators who can sign in, locked until the transaction ends: one of them has to stay."""
    able = select(Account.id).where(Account.role == "admin", Account.disabled.is_(False))
    return able.order_by(Account.id).with_for_update()


@prepared
def invitation(token_hash: str, now: datetime) -> Select[Invitation]:
    """The invitation of that token while it can be used."""
    return select(Invitation).where(Invitation.token_hash == token_hash, *_is_open(now))


def open_invitations(now: datetime) -> Rows:
    """Invitations that can be used, the latest first, each with the name of who made it."""
    return (
        select(Invitation, Account.name)
        .outerjoin(Account, Invitation.made_by_id == Account.id)
        .where(*_is_open(now))
        .order_by(Invitation.id.desc())
    )


def count_open_invitations(now: datetime) -> Select[int]:
    """How many invitations can be used."""
    return select(func.count()).select_from(Invitation).where(*_is_open(now))


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now


def editors() -> Rows:
    """Who edits which series beside its owner: number of the series, id and name, by name."""
    return (
        select(SeriesEditor.series_id, Account.id, Account.name)
        .join(Account, SeriesEditor.account_id == Account.id)
        .order_by(SeriesEditor.series_id, Account.name_key)
    )


def series_with_owners() -> Rows:
    """Every series with the name of its owner."""
    owners = and_(SeriesRow.owner_id == Account.id)
    return select(SeriesRow, Account.name).outerjoin(Account, owners).order_by(SeriesRow.id)


def may_teach(name_key: str) -> Select[Account]:
    """The account of that name, if it is of somebody who teaches and can sign in."""
    return select(Account).where(Account.name_key == name_key, Account.role.in_(TEACHERS), Account.disabled.is_(False))


def classes(named: str) -> Rows:
    """Classes with ``named`` in their names or in those of their owners: learners, owners, the learners' last visit."""
    of_class = ClassMember.class_id == ClassRow.id
    learners = (of_class, _IN_CLASS, ClassMember.role == "learner", Account.disabled.is_(False))
    people = select(func.count()).join(Account, ClassMember.account_id == Account.id).select_from(ClassMember)
    latest = select(func.max(Account.seen_at)).join(ClassMember, ClassMember.account_id == Account.id)
    return (
        select(ClassRow)
        .add_columns(people.where(*learners).correlate(ClassRow).scalar_subquery().label("learners"))
        .add_columns(latest.where(*learners).correlate(ClassRow).scalar_subquery().label("seen_at"))
        .where(*_class_of(named))
        .order_by(ClassRow.archived_at.is_not(None), ClassRow.created_at.desc(), ClassRow.id.desc())
    )


def count_classes(named: str) -> Select[int]:
    """How many classes these are."""
    return select(func.count()).select_from(ClassRow).where(*_class_of(named))


def _class_of(named: str) -> tuple[ColumnElement[bool], ...]:
    if not named:
        return ()
    owned = (
        select(ClassMember.class_id)
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassMember.role == "owner", _IN_CLASS, Account.name.icontains(named, autoescape=True))
    )
    return (or_(ClassRow.name.icontains(named, autoescape=True), ClassRow.id.in_(owned)),)


def owners(class_ids: list[int]) -> Rows:
    """The owners of these classes: number of the class, id and name."""
    return (
        select(ClassMember.class_id, Account.id, Account.name)
        .join(Account, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id.in_(class_ids), ClassMember.role == "owner", _IN_CLASS)
        .order_by(ClassMember.class_id, Account.name_key)
    )


def idle_learners(before: datetime) -> Select[int]:
    """The learners who were last seen before ``before``, those of closed accounts too."""
    return select(Account.id).where(Account.role == "learner", Account.seen_at < before)


def idle_classes(before: datetime) -> Select[int]:
    """The classes that were archived before ``before``."""
    return select(ClassRow.id).where(ClassRow.archived_at < before)


def informed_learners(before: datetime, idle_before: datetime) -> Rows:
    """Learners who were informed before ``before`` and not seen since, the first informed first.

    Those that others hold are passed over.
    """
    return (
        select(Account, RetentionNotice.informed_at)
        .join(RetentionNotice, RetentionNotice.account_id == Account.id)
        .where(RetentionNotice.informed_at < before, Account.role == "learner", Account.seen_at < idle_before)
        .where(Account.seen_at <= RetentionNotice.informed_at, ~_OWNS_ALONE)
        .order_by(RetentionNotice.informed_at, Account.id)
        .with_for_update(skip_locked=True, of=Account)
    )


def informed_classes(before: datetime, idle_before: datetime) -> Select[ClassRow]:
    """Archived classes whose owners were informed before ``before``, the first informed first."""
    return (
        select(ClassRow)
        .join(RetentionNotice, RetentionNotice.class_id == ClassRow.id)
        .where(RetentionNotice.informed_at < before, ClassRow.archived_at < idle_before)
        .order_by(RetentionNotice.informed_at, ClassRow.id)
        .with_for_update(skip_locked=True, of=ClassRow)
    )


def learners_to_tell(before: datetime, most: int) -> Rows:
    """Learners who were last seen before ``before`` and were not informed, with their confirmed addresses.

    Nobody is deleted whose class would be left without an owner.
    """
    informed = exists().where(RetentionNotice.account_id == Account.id)
    return (
        select(Account, EmailAddress.address)
        .outerjoin(EmailAddress, EmailAddress.account_id == Account.id)
        .where(Account.role == "learner", Account.seen_at < before, ~informed, ~_OWNS_ALONE)
        .order_by(Account.seen_at, Account.id)
        .limit(most)
    )


def classes_to_tell(before: datetime, most: int) -> Select[ClassRow]:
    """Classes that were archived before ``before`` and whose owners were not informed."""
    informed = exists().where(RetentionNotice.class_id == ClassRow.id)
    return (
        select(ClassRow)
        .where(ClassRow.archived_at < before, ~informed)
        .order_by(ClassRow.archived_at, ClassRow.id)
        .limit(most)
    )


def not_named(learners_before: datetime | None, classes_before: datetime | None) -> Iterator[ColumnElement[bool]]:
    """What of ``RetentionNotice`` no rule names any more; without a moment there is no such rule."""
    for column, before, named in (
        (RetentionNotice.account_id, learners_before, _still_idle),
        (RetentionNotice.class_id, classes_before, _still_archived),
    ):
        yield column.is_not(None) if before is None else and_(column.is_not(None), ~named(before))


def _still_idle(before: datetime) -> ColumnElement[bool]:
    idle = (Account.role == "learner", Account.seen_at < before, Account.seen_at <= RetentionNotice.informed_at)
    return exists().where(Account.id == RetentionNotice.account_id, *idle).correlate(RetentionNotice)


def _still_archived(before: datetime) -> ColumnElement[bool]:
    return (
        exists()
        .where(ClassRow.id == RetentionNotice.class_id, ClassRow.archived_at < before)
        .correlate(RetentionNotice)
    )


def count_informed() -> Select[int, int]:
    """How many learners, and how many archived classes, were informed that they will be deleted."""
    learners, classes = func.count(RetentionNotice.account_id), func.count(RetentionNotice.class_id)
    return select(learners.label("learners"), classes.label("classes"))


def accounts_by_role() -> Rows:
    """How many open accounts have each role, guests too."""
    number = func.count().label("number")
    return select(Account.role, number).where(Account.disabled.is_(False)).group_by(Account.role)
