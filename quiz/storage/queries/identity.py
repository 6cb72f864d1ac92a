"""What belongs to one account: its sign-ins and the attempts that go with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, exists, func, select

from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import STAFF, ClassMember, ClassRow
from quiz.storage.models.identity import Account, RecoveryCode, SignIn
from quiz.storage.models.notices import Notice
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import Rows


@prepared
def signed_in(token_hash: str, now: datetime) -> Rows:
    """Id, role, name, language, time zone, last visit, unread notices of who is behind a browser's living sign-in.

    And whether they are in a class, and whether they teach in one, in whatever role.
    """
    person, sign_in, notice = Account.__table__, SignIn.__table__, Notice.__table__
    unread = select(func.count()).where(notice.c.account_id == person.c.id, notice.c.read_at.is_(None))
    member = ClassMember.__table__
    in_class = exists().where(member.c.account_id == person.c.id, member.c.left_at.is_(None)).label("in_class")
    teaches = exists().where(member.c.account_id == person.c.id, member.c.left_at.is_(None), member.c.role.in_(STAFF))
    columns = (person.c[name] for name in ("id", "role", "name", "language", "time_zone", "seen_at"))
    return (
        select(*columns, unread.correlate(person).scalar_subquery().label("unread"), in_class, teaches.label("teaches"))
        .join(sign_in, sign_in.c.account_id == person.c.id)
        .where(sign_in.c.token_hash == token_hash, sign_in.c.expires_at > now, person.c.disabled.is_(False))
    )


@prepared
def named(name_key: str) -> Select[Account]:
    """The account whose name has that key."""
    return select(Account).where(Account.name_key == name_key)


@prepared
def proved(account_id: int, password_hash: str) -> Select[Account]:
    """An account that may sign in, if its password's hash is still that one."""
    return select(Account).where(
        Account.id == account_id, Account.password_hash == password_hash, Account.disabled.is_(False)
    )


def recovery_of(name_key: str) -> Select[int, str, str]:
    """Id of the account whose name has that key, and salt and hash of its recovery code, unless it is closed."""
    return (
        select(Account.id, RecoveryCode.salt, RecoveryCode.code_hash)
        .join(RecoveryCode, RecoveryCode.account_id == Account.id)
        .where(Account.name_key == name_key, Account.disabled.is_(False))
    )


def guests_before(moment: datetime, most: int) -> Select[Account]:
    """The guests who were last seen before ``moment``, the oldest first, locked; without those that others lock."""
    old = select(Account).where(Account.role == "guest", Account.seen_at < moment)
    return old.order_by(Account.seen_at, Account.id).limit(most).with_for_update(skip_locked=True)


def count_guests_before(moment: datetime) -> Select[int]:
    """How many guests were last seen before ``moment``."""
    return select(func.count()).select_from(Account).where(Account.role == "guest", Account.seen_at < moment)


@prepared
def role_to_count(account_id: int) -> Select[str]:
    """The role of an account, locked until the transaction ends against all that counts for it."""
    return select(Account.role).where(Account.id == account_id).with_for_update(key_share=True)


@prepared
def attempts_of(account_id: int) -> Select[int]:
    """The ids of the attempts of a learner, locked until the transaction ends."""
    return select(Attempt.id).where(Attempt.account_id == account_id).order_by(Attempt.id).with_for_update()


def without_owner() -> Select[int]:
    """The classes, not archived, that nobody owns."""
    owned = exists().where(
        ClassMember.class_id == ClassRow.id, ClassMember.role == "owner", ClassMember.left_at.is_(None)
    )
    return select(ClassRow.id).where(ClassRow.archived_at.is_(None), ~owned).order_by(ClassRow.id)
