"""Sign-ins: each belongs to one browser, and its row in the store is what keeps it alive."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.current_user import CurrentUser, Learner
from quiz.storage.models.identity import Account, RecoveryCode, SignIn
from quiz.storage.models.notices import EmailAddress, MailLink
from quiz.storage.prepared import fetch
from quiz.storage.queries import identity as account_queries
from quiz.storage.writes import identity as account_writes

SIGN_IN_LASTS = timedelta(days=30)
GUEST_LASTS = timedelta(days=3_660)
"""A guest can't sign in again: theirs lasts as long as the guest, whom ``guests.expire`` deletes."""
MAX_SIGN_INS = 20


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A fresh sign-in: its account and the token that only the browser keeps."""

    account: Account
    token: str


def open_sign_in(session: Session, account: Account, agent: str, *, now: datetime) -> Opened:
    """Sign ``account`` in on one browser. The store keeps the token's hash, the browser the token."""
    token = secrets.token_urlsafe(32)
    session.flush()
    row = {
        "account_id": account.id,
        "token_hash": token_hash(token),
        "agent": agent[:200],
        "created_at": now,
        "expires_at": now + (GUEST_LASTS if account.role == "guest" else SIGN_IN_LASTS),
    }
    session.execute(account_writes.open_sign_in(), row)
    session.execute(account_writes.end_oldest(), {"whose": account.id, "kept": MAX_SIGN_INS})
    return Opened(account=account, token=token)


def token_hash(token: str) -> str:
    """How a sign-in's token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_signed_in(session: Session, token: str, *, now: datetime) -> CurrentUser | None:
    """The account behind a browser's token, while its sign-in lives."""
    row = fetch(session, account_queries.signed_in(token_hash(token), now)).first()
    return CurrentUser(*row) if row is not None else None


def close_sign_in(session: Session, token: str) -> None:
    """End one sign-in: its cookie is dead from now on."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def end_other_sign_ins(
    session: Session, account: Learner, token: str, *, now: datetime, by: audit.Actor = audit.APP
) -> None:
    """End every sign-in of ``account`` but the one with ``token``, as somebody asked for."""
    ended = close_other_sign_ins(session, account, token)
    if ended:
        after = {"sign_ins_ended": ended}
        audit.record(session, "signed_out_elsewhere", audit.account(account), by=by, now=now, after=after)


def close_other_sign_ins(session: Session, account: Learner, token: str) -> int:
    """End every sign-in of ``account`` but the one with ``token``; how many there were."""
    ended = session.execute(
        delete(SignIn).where(SignIn.account_id == account.id, SignIn.token_hash != token_hash(token)),
        execution_options={"synchronize_session": False},
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]  # the result of a DELETE has it


def sign_ins(session: Session, account: Learner, *, now: datetime) -> list[SignIn]:
    """Where ``account`` is signed in, the latest first."""
    return list(
        session.scalars(
            select(SignIn).where(SignIn.account_id == account.id, SignIn.expires_at > now).order_by(SignIn.id.desc())
        )
    )


def end_other_ways_in(session: Session, account_id: int) -> None:
    """End every link in a mail, the address that waits to be confirmed, and the recovery code of an account.

    Who knew a password of before may have asked for them. The confirmed address stays. A mail that was to carry a link
    goes, too.
    """
    own = EmailAddress.account_id == account_id
    for change in (
        delete(MailLink).where(MailLink.account_id == account_id),
        delete(EmailAddress).where(own, EmailAddress.address.is_(None)),
        update(EmailAddress).where(own, EmailAddress.pending.is_not(None)).values(pending=None, pending_at=None),
        delete(RecoveryCode).where(RecoveryCode.account_id == account_id),
    ):
        session.execute(change, execution_options={"synchronize_session": "fetch"})
