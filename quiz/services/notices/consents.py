"""What an account wants by mail, and the links by which it wants no more."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.storage.models.notices import MailConsent

UNSUBSCRIBE = "/unsubscribe/"
"""The page that unsubscribes, in front of a consent's token."""


def give(session: Session, account_id: int, purpose: str, *, now: datetime) -> MailConsent:
    """Send an account mail for ``purpose`` from now on. The caller has asked, and knows a confirmed address."""
    consent = _of(session, account_id, purpose) or _made(session, account_id, purpose)
    if consent.given_at is None:
        consent.given_at, consent.withdrawn_at = now, None
        session.flush()
    return consent


def withdraw(session: Session, account_id: int, purpose: str, *, now: datetime) -> None:
    """Send an account no more mail for ``purpose``."""
    consent = _of(session, account_id, purpose)
    if consent is not None:
        _withdraw(consent, now)
        session.flush()


def withdraw_all(session: Session, account_id: int, *, now: datetime) -> None:
    """Send an account no more mail that it had a choice about."""
    for consent in session.scalars(select(MailConsent).where(MailConsent.account_id == account_id)):
        _withdraw(consent, now)
    session.flush()


def find(session: Session, token: str) -> MailConsent | None:
    """The consent whose link has that token."""
    return session.scalars(select(MailConsent).where(MailConsent.token == token[:64])).first()


def unsubscribe(session: Session, token: str, *, now: datetime) -> str | None:
    """Withdraw the consent of a link; the purpose, and None where there is no such link. A second time is the same."""
    consent = find(session, token)
    if consent is None:
        return None
    _withdraw(consent, now)
    session.flush()
    return consent.purpose


def headers(consent: MailConsent, url: str) -> list[tuple[str, str]]:
    """The headers by which a mail program unsubscribes with one click (RFC 8058); ``url`` is the app's address."""
    return [("List-Unsubscribe", f"<{link(consent, url)}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]


def link(consent: MailConsent, url: str) -> str:
    """The address of the page that unsubscribes."""
    return f"{url}{UNSUBSCRIBE}{consent.token}"


def _withdraw(consent: MailConsent, now: datetime) -> None:
    if consent.given_at is not None:
        consent.given_at, consent.withdrawn_at = None, now


def _of(session: Session, account_id: int, purpose: str) -> MailConsent | None:
    own = select(MailConsent).where(MailConsent.account_id == account_id, MailConsent.purpose == purpose)
    return session.scalars(own.with_for_update()).first()


def _made(session: Session, account_id: int, purpose: str) -> MailConsent:
    made = MailConsent(account_id=account_id, purpose=purpose, token=secrets.token_urlsafe(32))
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        # Another request was quicker.
        found = _of(session, account_id, purpose)
        assert found is not None
        return found
    return made
