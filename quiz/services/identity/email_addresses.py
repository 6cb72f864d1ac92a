"""The e-mail address of an account: set with the password, confirmed by a link, changed, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quiz.domain.errors import say
from quiz.platform.mail import is_address
from quiz.services.aggregates import sums
from quiz.services.identity import account_mail, passwords
from quiz.services.identity.account_mail import MailWords
from quiz.services.identity.accounts import AccountError
from quiz.services.notices import consents, inbox
from quiz.services.notices.sending import token_hash
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import PURPOSES, EmailAddress, MailConsent, MailLink, OutgoingMail
from quiz.storage.prepared import fetch
from quiz.storage.queries import identity as identity_queries


@dataclass(frozen=True, kw_only=True)
class MailState:
    """Where an account gets mail: the confirmed address, the one that waits to be confirmed, the purposes it wants."""

    address: str | None = None
    pending: str | None = None
    wanted: frozenset[str] = frozenset()


def state_of(session: Session, account_id: int) -> MailState:
    """Where an account gets mail, and what."""
    wanted = (MailConsent.account_id == EmailAddress.account_id) & MailConsent.given_at.is_not(None)
    rows = session.execute(
        select(EmailAddress.address, EmailAddress.pending, MailConsent.purpose)
        .outerjoin(MailConsent, wanted)
        .where(EmailAddress.account_id == account_id)
    ).all()
    if not rows:
        return MailState()
    purposes = frozenset(row.purpose for row in rows if row.purpose is not None)
    return MailState(address=rows[0].address, pending=rows[0].pending, wanted=purposes)


def set_address(session: Session, account: Account, address: str, password: str, *, now: datetime) -> None:
    """Send a link to ``address``; it is the account's once the link is opened, and until then the one before stays.

    The account, and the address before, are informed.
    Raises ``AccountError`` (``address``, ``password``).
    """
    address = address.strip()
    if not is_address(address):
        raise AccountError("address")
    _prove(session, account, password)
    row = _locked(session, account.id) or EmailAddress(account_id=account.id)
    session.add(row)
    row.pending, row.pending_at = address, now
    _drop_links(session, account.id, "confirm")
    account_mail.inform_of_way_in(session, account, "address_asked", row.address, now=now)
    link = MailLink(account_id=account.id, purpose="confirm", address=address, made_at=now)
    session.add(link)
    session.flush()
    account_mail.send(session, account, address, _CONFIRM, now=now, link=link)


def find_confirmation(session: Session, token: str, *, now: datetime) -> tuple[str, str] | None:
    """The name and the address that a link confirms, while it works."""
    found = session.execute(
        select(Account.name, MailLink.address)
        .join(Account, Account.id == MailLink.account_id)
        .where(MailLink.token_hash == token_hash(token), MailLink.purpose == "confirm", MailLink.expires_at > now)
        .where(Account.disabled.is_(False))
    ).first()
    return (found.name or "", found.address) if found is not None else None


def confirm(session: Session, token: str, *, now: datetime) -> bool:
    """Confirm the address of a link, once; False where the link works no more.

    A link to a new password that went to the address before dies; the account, and the address before, are informed.
    """
    own = select(MailLink).where(MailLink.token_hash == token_hash(token), MailLink.purpose == "confirm")
    link = session.scalars(own.where(MailLink.expires_at > now)).first()
    account = session.get(Account, link.account_id) if link is not None else None
    row = _locked(session, link.account_id) if link is not None else None
    if link is None or account is None or account.disabled or row is None or row.pending != link.address:
        return False
    before, row.address, row.confirmed_at = row.address, link.address, now
    row.pending, row.pending_at = None, None
    session.flush()
    _drop_links(session, account.id)
    if before is not None and before != row.address:
        _note_change(session, account, before, now)
    return True


def remove(session: Session, account: Account, password: str, *, now: datetime) -> None:
    """Forget the address, with all that was chosen to be sent there. Raises ``AccountError`` (``password``)."""
    _prove(session, account, password)
    row = _locked(session, account.id)
    if row is None:
        return
    before = row.address
    session.delete(row)
    session.flush()
    _drop_links(session, account.id)
    consents.withdraw_all(session, account.id, now=now)
    waiting = delete(OutgoingMail).where(OutgoingMail.account_id == account.id, OutgoingMail.sent_at.is_(None))
    session.execute(waiting, execution_options={"synchronize_session": False})
    if before is not None:
        _note_change(session, account, before, now)


def choose(session: Session, account: Account, purpose: str, wanted: bool, *, now: datetime) -> None:
    """Send mail for ``purpose`` from now on, or no more. Raises ``AccountError`` (``unconfirmed``), ``ValueError``."""
    if purpose not in PURPOSES:
        raise ValueError(purpose)
    if not wanted:
        consents.withdraw(session, account.id, purpose, now=now)
        return
    row = _locked(session, account.id)
    if row is None or row.address is None:
        raise AccountError("unconfirmed")
    consents.give(session, account.id, purpose, now=now)


def _prove(session: Session, account: Account, password: str) -> None:
    """Hold the account against everybody who changes its password or deletes it, if ``password`` is still the one.

    To compare it takes long, and nobody waits for that: it may be another one by then, and the account be gone.
    """
    stored = account.password_hash
    if not passwords.matches(stored, password) or stored is None:
        raise AccountError("password")
    sums.lock_account(session, account.id)
    if fetch(session, identity_queries.proved(account.id, stored)).scalars().first() is None:
        raise AccountError("password")


def _locked(session: Session, account_id: int) -> EmailAddress | None:
    return session.get(EmailAddress, account_id, with_for_update=True, populate_existing=True)


def _drop_links(session: Session, account_id: int, *purposes: str) -> None:
    """End the links of an account; the mails that were to carry them go too."""
    drop = delete(MailLink).where(MailLink.account_id == account_id)
    drop = drop.where(MailLink.purpose.in_(purposes)) if purposes else drop
    session.execute(drop, execution_options={"synchronize_session": False})
    session.expire_all()


_CONFIRM = MailWords(
    subject=say("Confirm your e-mail address"),
    text=say(
        "Somebody, most likely you, entered this address for the account %(name)s.\n\nTo confirm it, open this link "
        "within 24 hours:\n%(link)s\n\nIf it was not you, do nothing: the address is not used."
    ),
)
_CHANGED = MailWords(
    subject=say("Your e-mail address has changed"),
    text=say(
        "This address is no longer the one of the account %(name)s: it was changed or removed on the account page.\n\n"
        "If it was not you, sign in and change your password, or ask your teacher or administrator for help."
    ),
)


def _note_change(session: Session, account: Account, before: str, now: datetime) -> None:
    inbox.notify(session, account.id, "address_changed", {}, address="/account", now=now)
    account_mail.send(session, account, before, _CHANGED, now=now)
