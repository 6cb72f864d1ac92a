"""Links to a new password that an administrator hands over, or sends by mail."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.identity import password_resets
from quiz.services.notices.sending import token_hash
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import MailLink

LASTS = timedelta(hours=2)
"""For how long a link works that is handed over. It works once."""


class Closed(ValueError):
    """Nobody gets a new password for an account that is closed."""


def make(session: Session, account: Account, *, by: audit.Actor, now: datetime) -> str:
    """A token for a link that leads to a new password; those that were handed over before work no more.

    The store keeps its hash alone. Raises ``Closed``.
    """
    _check(account)
    handed_over = (MailLink.account_id == account.id, MailLink.purpose == "reset", MailLink.address == "")
    session.execute(delete(MailLink).where(*handed_over), execution_options={"synchronize_session": False})
    token = secrets.token_urlsafe(32)
    link = MailLink(account_id=account.id, purpose="reset", address="", made_at=now)
    link.token_hash, link.expires_at = token_hash(token), now + LASTS
    session.add(link)
    session.flush()
    audit.record(session, "reset_link_made", audit.account(account), by=by, now=now)
    return token


def send(session: Session, account: Account, address: str, language: str, *, by: audit.Actor, now: datetime) -> bool:
    """Send a link by mail to the confirmed address; False where it has got as many as it may for now.

    Raises ``Closed``.
    """
    _check(account)
    sent = password_resets.send_link(session, account, address, language, now)
    if sent:
        audit.record(session, "reset_link_made", audit.account(account), by=by, now=now)
    return sent


def _check(account: Account) -> None:
    if account.disabled:
        raise Closed(account.id)
