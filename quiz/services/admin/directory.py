"""The accounts of a store, as administrators find them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.services.identity.names import MAX_KEY, name_key
from quiz.storage.models.identity import Account, RecoveryCode
from quiz.storage.queries import admin as admin_queries

ROLES = admin_queries.NAMED


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An account in a list, with how many classes it is in."""

    id: int
    name: str
    role: str
    disabled: bool
    created_at: datetime
    seen_at: datetime | None
    classes: int


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A class that an account is in, with its role there."""

    id: int
    name: str
    term: str
    archived: bool
    role: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """An account with what an administrator may know: ``address`` is the confirmed one, ``browsers`` its sign-ins."""

    account: Account
    address: str | None
    browsers: int
    has_recovery_code: bool
    classes: Sequence[Membership]


def count(session: Session, named: str = "", role: str = "") -> int:
    """How many accounts have ``named`` in their names, of a role or of all."""
    return session.scalar(admin_queries.count_accounts(_key(named), role)) or 0


def page(
    session: Session,
    named: str = "",
    role: str = "",
    *,
    by_visit: bool = False,
    falling: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Listed]:
    """The accounts, or a page of them, by name or by when they were last seen."""
    query = admin_queries.accounts(_key(named), role, by_visit=by_visit, falling=falling)
    return [Listed(**row._mapping) for row in session.execute(query.limit(limit).offset(offset))]


def _key(named: str) -> str:
    return name_key(named)[:MAX_KEY] if named else ""


def find(session: Session, account_id: int, *, now: datetime) -> Found:
    """An account that has a name. Raises ``NotFound``."""
    row = session.execute(admin_queries.account(account_id, now)).first()
    if row is None:
        raise NotFound(str(account_id))
    classes = [
        Membership(id=one.id, name=one.name, term=one.term, archived=one.archived_at is not None, role=one.role)
        for one in session.execute(admin_queries.classes_of(account_id))
    ]
    has_code = session.get(RecoveryCode, account_id) is not None
    account: Account = row.Account
    return Found(
        account=account, address=row.address, browsers=row.browsers, has_recovery_code=has_code, classes=classes
    )
