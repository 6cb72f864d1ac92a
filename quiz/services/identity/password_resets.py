"""A new password by a link in a mail, for somebody who forgot theirs.

The page that asks for a link only stores what was typed: whether there is such an account is looked up later, in the
background, so that neither the page's words nor its time say whether there is one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quiz.domain.errors import say
from quiz.domain.text_limits import fault_of
from quiz.platform.mail import MAX_ADDRESS, is_address
from quiz.services import audit
from quiz.services.identity import account_mail, accounts
from quiz.services.identity.account_mail import MailWords
from quiz.services.notices import inbox
from quiz.services.notices.sending import token_hash
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import EmailAddress, MailLink, ResetRequest

MAX_WAITING = 1_000
"""Requests that are kept until they are looked up; what comes beyond is dropped."""
AT_ONCE = 50
MAX_ACCOUNTS = 5
"""So many accounts of one address get a link each."""
MAX_LINKS, LINKS_IN = 3, timedelta(hours=1)
"""So many links an account gets in so long: nobody floods a mailbox."""


def ask(session: Session, typed: str, language: str, *, now: datetime) -> None:
    """Keep that somebody forgot the password of the account with that name or address."""
    waiting = session.scalar(select(func.count(ResetRequest.id))) or 0
    if fault_of(typed, MAX_ADDRESS) is not None or waiting >= MAX_WAITING:
        return
    session.add(ResetRequest(typed=typed.strip(), language=language, made_at=now))
    session.flush()


def answer_requests(session: Session, *, now: datetime) -> int:
    """Look up what was asked for, and make a mail for each account that it is; how many requests there were."""
    asked = session.scalars(select(ResetRequest).order_by(ResetRequest.id).limit(AT_ONCE)).all()
    for request in asked:
        for account, address in _found(session, request.typed):
            send_link(session, account, address, request.language, now)
        session.delete(request)
    session.flush()
    return len(asked)


def _found(session: Session, typed: str) -> list[tuple[Account, str]]:
    """The accounts with a confirmed address that have that name, or that address."""
    own = (
        select(Account, EmailAddress.address)
        .join(EmailAddress, EmailAddress.account_id == Account.id)
        .where(EmailAddress.address.is_not(None), Account.disabled.is_(False), Account.password_hash.is_not(None))
    )
    if is_address(typed):
        own = own.where(func.lower(EmailAddress.address) == typed.lower())
    else:
        named = accounts.find_named(session, typed)
        own = own.where(Account.id == (named.id if named is not None else 0))
    return [(row[0], row[1] or "") for row in session.execute(own.order_by(Account.id).limit(MAX_ACCOUNTS))]


def send_link(session: Session, account: Account, address: str, language: str, now: datetime) -> bool:
    """Make a mail with a link for an account; False where it has got as many as it may for now."""
    recent = select(func.count(MailLink.id)).where(
        MailLink.account_id == account.id, MailLink.purpose == "reset", MailLink.made_at > now - LINKS_IN
    )
    if (session.scalar(recent) or 0) >= MAX_LINKS:
        return False
    link = MailLink(account_id=account.id, purpose="reset", address=address, made_at=now)
    session.add(link)
    session.flush()
    account_mail.send(session, account, address, _FORGOT, now=now, language=language, link=link)
    return True


def find(session: Session, token: str, *, now: datetime) -> Account | None:
    """The account to which a link gives a new password, while the link works."""
    whose = _link(token, now).scalar_subquery()
    return session.scalars(select(Account).where(Account.id == whose, Account.disabled.is_(False))).first()


def _link(token: str, now: datetime) -> Select[int]:
    """Whose link has that token and works."""
    return select(MailLink.account_id).where(
        MailLink.token_hash == token_hash(token), MailLink.purpose == "reset", MailLink.expires_at > now
    )


def reset(
    session: Session, account: Account, token: str, new: str, *, now: datetime, by: audit.Actor = audit.APP
) -> None:
    """Set a new password by a link, once; every sign-in and every other such link ends, and the account is informed.

    ``account`` is what ``find`` found, in no transaction: a hash takes long. Raises ``AccountError``, with the code
    ``password`` where the link works no more.
    """
    works = _link(token, now).where(MailLink.account_id == account.id).exists()
    accounts.set_password(session, account, new, now=now, by=by, if_still=works)
    inbox.notify(session, account.id, "password_reset", {}, address="/account", now=now)
    address = session.scalar(select(EmailAddress.address).where(EmailAddress.account_id == account.id))
    if address is not None:
        account_mail.send(session, account, address, _RESET, now=now)


_FORGOT = MailWords(
    subject=say("A new password"),
    text=say(
        "Somebody, most likely you, asked for a new password for the account %(name)s.\n\nTo choose one, open this "
        "link within 30 minutes. It works once:\n%(link)s\n\nIf it was not you, do nothing: the password stays as it "
        "is."
    ),
)
_RESET = MailWords(
    subject=say("Your password has changed"),
    text=say(
        "The password of the account %(name)s was changed by a link from a mail, and every device was signed out.\n\n"
        "If it was not you, ask your teacher or administrator for help."
    ),
)
