"""Who did what: each act is recorded once, in the transaction that does it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import ACTIONS, OBJECTS, AuditEvent
from quiz.storage.queries.content import published as content_queries

FAILURES_ARE_ONE_FOR = timedelta(hours=1)
"""Failed sign-ins at one account within this time are one event, so that nobody fills the table by failing."""

DELETED = "deleted account "
"""How the pseudonym of a deleted account begins; eight hex digits follow."""

LONGEST = 80
"""Characters of an actor that the table holds."""

_RECORD = insert(AuditEvent.__table__)  # type: ignore[arg-type]  # it is a table


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: an account, or somebody at the shell; ``request_id`` is the number that the log has of the request."""

    id: int | None = None
    name: str = ""
    request_id: str | None = None

    @classmethod
    def of(cls, account: Learner, request_id: str | None = None) -> Actor:
        """The actor that an account is."""
        return cls(id=account.id, name=account.name or "", request_id=request_id)


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act that was recorded: the name of who did it as it was then, and what it came to."""

    actor: str
    action: str
    after: Mapping[str, Any]


APP = Actor()
"""The app itself, as at a start."""


@dataclass(frozen=True, kw_only=True)
class Object:
    """What is acted on; ``about_id`` is the account that it is, or whose it is."""

    kind: str
    key: str
    about_id: int | None = None


def account(of: Learner) -> Object:
    """An account that is acted on."""
    return Object(kind="account", key=str(of.id), about_id=of.id)


def attempt(of: Attempt) -> Object:
    """An attempt that is acted on, by its number: its token is its address."""
    return Object(kind="attempt", key=str(of.id), about_id=of.account_id)


def bank(series: str, slug: str) -> Object:
    """A bank that is acted on, with its series: several may have a bank of that slug."""
    return Object(kind="bank", key=f"{series}/{slug}")


def stored_bank(session: Session, bank_id: int) -> Object:
    """The bank of that number in the store."""
    return bank(*session.execute(content_queries.slugs_of_bank(bank_id)).one())


def series(slug: str, about: int | None = None) -> Object:
    """A series that is acted on; ``about`` is the account that it is given to, or taken from."""
    return Object(kind="series", key=slug, about_id=about)


def school_class(number: int, about: int | None = None) -> Object:
    """A class that is acted on, by its number; ``about`` is the account of the member that it concerns."""
    return Object(kind="class", key=str(number), about_id=about)


def assignment(number: int, about: int | None = None) -> Object:
    """An assignment that is acted on, by its number; ``about`` is the account of the learner that it concerns."""
    return Object(kind="assignment", key=str(number), about_id=about)


def invitation(number: int) -> Object:
    """An invitation that is acted on, by its number."""
    return Object(kind="invitation", key=str(number))


def store() -> Object:
    """The store as a whole, for rules that hold for all of it."""
    return Object(kind="store", key="")


def record(
    session: Session,
    action: str,
    what: Object,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Append what ``by`` did. ``before`` and ``after`` never hold passwords, tokens, answers, names or addresses.

    Raises ``ValueError`` for an act, or a kind of object, that has no words.
    """
    if action not in ACTIONS or what.kind not in OBJECTS:
        raise ValueError(action, what.kind)
    row = {
        "at": now,
        "actor_id": by.id,
        "actor": by.name[:LONGEST],
        "action": action,
        "object_kind": what.kind,
        "object_key": what.key,
        "about_id": what.about_id,
        "before": before,
        "after": after,
        "request_id": by.request_id,
    }
    session.execute(_RECORD, row)


def recorded_at(session: Session, actions: Sequence[str], moments: Collection[datetime]) -> list[Act]:
    """What was recorded of these actions at exactly these moments: of acts whose own rows say when they were."""
    if not moments:
        return []
    rows = select(AuditEvent.actor, AuditEvent.action, AuditEvent.after).where(
        AuditEvent.at.in_(moments), AuditEvent.action.in_(actions)
    )
    return [Act(actor=actor, action=action, after=after or {}) for actor, action, after in session.execute(rows)]


def has_recent_failure(session: Session, person: Learner, *, now: datetime) -> bool:
    """Whether a failed sign-in at this account stands in the table already, of the time that makes one event."""
    recent = select(AuditEvent.id).where(
        AuditEvent.about_id == person.id,
        AuditEvent.action == "sign_in_failed",
        AuditEvent.at > now - FAILURES_ARE_ONE_FOR,
    )
    return session.scalars(recent.limit(1)).first() is not None


def record_failure(session: Session, person: Learner, *, by: Actor, now: datetime) -> None:
    """Record that a sign-in at an account failed, unless the account is gone or one has been recorded of late."""
    still = select(Account.id).where(Account.id == person.id).with_for_update(key_share=True)
    if session.scalars(still).first() is not None and not has_recent_failure(session, person, now=now):
        record(session, "sign_in_failed", account(person), by=by, now=now)


def forget(session: Session, person: Learner) -> Actor:
    """Put one new pseudonym in every place of an account that is about to be deleted, and return who that is.

    Its number and those of its attempts go as well: the store may give them again.
    """
    theirs = or_(AuditEvent.actor_id == person.id, AuditEvent.about_id == person.id)
    # In one order, so that two accounts that acted on each other can be deleted at once.
    session.execute(select(AuditEvent.id).where(theirs).order_by(AuditEvent.id).with_for_update())
    pseudonym = f"{DELETED}{secrets.token_hex(4)}"
    unsynchronized = {"synchronize_session": False}
    acted = update(AuditEvent).where(AuditEvent.actor_id == person.id).values(actor_id=None, actor=pseudonym)
    session.execute(acted, execution_options=unsynchronized)
    # What belongs to nobody keeps its own name.
    given = select(AuditEvent).where(AuditEvent.about_id == person.id, AuditEvent.object_kind == "series")
    for event in session.scalars(given):
        event.about_id, event.after = None, {**(event.after or {}), "account": pseudonym}
    session.flush()
    shared = AuditEvent.object_kind.in_(("class", "assignment"))
    in_classes = update(AuditEvent).where(AuditEvent.about_id == person.id, shared).values(about_id=None)
    session.execute(in_classes, execution_options=unsynchronized)
    concerned = update(AuditEvent).where(AuditEvent.about_id == person.id).values(about_id=None, object_key=pseudonym)
    session.execute(concerned, execution_options=unsynchronized)
    return Actor(name=pseudonym)


def mark_deleted(session: Session, class_id: int, assignments: Sequence[int]) -> None:
    """Mark the number of a class that is deleted, and those of its assignments: the store may give them again."""
    mark = f"-{secrets.token_hex(4)}"
    for kind, keys in (("class", [class_id]), ("assignment", assignments)):
        those = update(AuditEvent).where(
            AuditEvent.object_kind == kind, AuditEvent.object_key.in_([str(one) for one in keys])
        )
        marked = those.values(object_key=AuditEvent.object_key + mark)
        session.execute(marked, execution_options={"synchronize_session": False})
