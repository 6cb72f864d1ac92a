"""Invitations: a link with which somebody becomes a teacher, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz.domain.text_limits import fault_of
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.identity import accounts
from quiz.services.notices.sending import token_hash
from quiz.storage.models.identity import TEACHERS, Account, Invitation
from quiz.storage.prepared import fetch
from quiz.storage.queries import admin as admin_queries

LASTS = timedelta(days=7)
LONGEST = 80
"""Characters of a note."""
MOST = 200
"""Invitations that may be open at a time."""


class InvitationError(ValueError):
    """Why there is no invitation: the note is ``long``, has ``marks`` upon marks, or ``many`` are open."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, kw_only=True)
class Open:
    """An invitation that can be used; ``by`` is the name of who made it, None where they are gone."""

    id: int
    note: str
    made_at: datetime
    expires_at: datetime
    by: str | None


def make(session: Session, note: str, *, by: audit.Actor, now: datetime) -> str:
    """A token for a link: the first who opens it within a week becomes a teacher. Raises ``InvitationError``."""
    fault = fault_of(note, LONGEST)
    if fault is not None:
        raise InvitationError("long" if fault == "too_long" else "marks")
    if count(session, now=now) >= MOST:
        raise InvitationError("many")
    token = secrets.token_urlsafe(32)
    made = Invitation(token_hash=token_hash(token), note=note.strip(), made_at=now, made_by_id=by.id)
    made.expires_at = now + LASTS
    session.add(made)
    session.flush()
    audit.record(session, "invited", audit.invitation(made.id), by=by, now=now)
    return token


def count(session: Session, *, now: datetime) -> int:
    """How many invitations can be used."""
    return session.scalar(admin_queries.count_open_invitations(now)) or 0


def every_open(session: Session, *, now: datetime) -> list[Open]:
    """The invitations that can be used, the latest first."""
    return [
        Open(id=one.id, note=one.note, made_at=one.made_at, expires_at=one.expires_at, by=name)
        for one, name in session.execute(admin_queries.open_invitations(now))
    ]


def revoke(session: Session, number: int, *, by: audit.Actor, now: datetime) -> None:
    """Let an invitation be used by nobody any more. Raises ``NotFound`` where it can't be used anyway."""
    found = session.get(Invitation, number, with_for_update=True)
    if found is None or found.used_at is not None or found.revoked_at is not None:
        raise NotFound(str(number))
    found.revoked_at = now
    audit.record(session, "invitation_revoked", audit.invitation(number), by=by, now=now)


def find(session: Session, token: str, *, now: datetime) -> Invitation | None:
    """The invitation of a token, while it can be used."""
    return fetch(session, admin_queries.invitation(token_hash(token), now)).scalars().first()


def accept(session: Session, token: str, account: Account, *, by: audit.Actor, now: datetime) -> bool:
    """Make a teacher of a learner by an invitation, which is used up then; False where it works no more.

    For somebody who teaches already nothing changes, and the invitation stays open.
    """
    found = find(session, token, now=now)
    if found is None:
        return False
    if account.role in TEACHERS:
        return True
    # Of two who open it at once one is first.
    session.refresh(found, with_for_update=True)
    if found.used_at is not None or found.revoked_at is not None:
        return False
    found.used_at, found.used_by_id = now, account.id
    accounts.set_role(session, account, "teacher", now=now, by=by)
    audit.record(session, "invitation_used", audit.invitation(found.id), by=by, now=now)
    return True
