"""Sending mail: what is due is claimed, one mail at a time, and what became of it is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.services.notices import leases
from quiz.services.notices.outbox import LINK
from quiz.storage.models.notices import MailLink, OutgoingMail
from quiz.storage.prepared import fetch
from quiz.storage.queries import notices as notice_queries

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""What passes before a mail is tried again, after each try that failed; after the last one it is given up."""

LINKS_LAST: Mapping[str, timedelta] = {"confirm": timedelta(hours=24), "reset": timedelta(minutes=30)}
"""For how long a link works, from the moment when its mail is sent."""

PATHS: Mapping[str, str] = {"confirm": "/mail/confirm/", "reset": "/reset/"}
"""The pages that links lead to, in front of their tokens."""

SENT_KEPT, FAILED_KEPT = timedelta(days=7), timedelta(days=30)
"""For how long it is kept that a mail was sent, or could not be."""

REASONS: Mapping[str, Message] = {
    "connection": say("the mail server can't be reached"),
    "tls": say("no secure connection to the mail server"),
    "signin": say("the mail server refuses QUIZ_MAIL_URL’s user or password"),
    "recipient": say("the mail server refuses the recipient’s address"),
    "refused": say("the mail server refuses the mail"),
    "late": say("its link would come too late"),
    "fault": say("sending failed in the app; see the log"),
}
"""Why a mail could not be sent. What servers say is not kept: it holds addresses."""


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A mail to be sent now, by nobody else. ``text`` is whole: it may hold a link that works."""

    id: int
    recipient: str
    subject: str
    text: str
    headers: Mapping[str, str]


def token_hash(token: str) -> str:
    """How the token of a link is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def claim(session: Session, url: str, *, now: datetime) -> Claimed | None:
    """The next mail that is due, kept from others until its next try; None where none is due.

    The caller commits before it sends. Where it never returns with what became of the mail, the mail is tried again
    as if it had failed. ``url`` is the app's own address.
    """
    while True:
        mail: OutgoingMail | None = fetch(session, notice_queries.due_mail(now)).scalars().first()
        if mail is None:
            return None
        link = session.get(MailLink, mail.link_id) if mail.link_id is not None else None
        if mail.tries > len(PAUSES):
            _give_up(session, mail, mail.reason or "fault", now)
        elif link is not None and now - mail.made_at >= LINKS_LAST[link.purpose]:
            # Anyone who waits for it has asked for another one by now.
            _give_up(session, mail, "late", now)
        else:
            return _claimed(session, mail, link, url, now)


def _claimed(session: Session, mail: OutgoingMail, link: MailLink | None, url: str, now: datetime) -> Claimed:
    mail.next_try_at = now + PAUSES[min(mail.tries, len(PAUSES) - 1)]
    mail.tries += 1
    text = mail.body
    if link is not None:
        # Made now, so that the store never holds what opens an account; the one of an earlier try is dead.
        token = secrets.token_urlsafe(32)
        link.token_hash, link.expires_at = token_hash(token), now + LINKS_LAST[link.purpose]
        text = text.replace(LINK, f"{url}{PATHS[link.purpose]}{token}")
    session.flush()
    return Claimed(id=mail.id, recipient=mail.recipient, subject=mail.subject, text=text, headers=mail.headers)


def note_sent(session: Session, mail_id: int, *, now: datetime) -> None:
    """Keep that a mail was sent; its text goes."""
    mail = session.get(OutgoingMail, mail_id, with_for_update=True)
    # Its account, and it with that, may have been deleted meanwhile.
    if mail is not None:
        mail.sent_at, mail.reason = now, None
        _empty(mail)


def note_failed(session: Session, mail_id: int, reason: str, *, final: bool, now: datetime) -> bool:
    """Keep why a mail could not be sent; whether it is given up, as after the last try or where it is ``final``."""
    mail = session.get(OutgoingMail, mail_id, with_for_update=True)
    if mail is None:
        return False
    mail.reason = reason
    if final or mail.tries > len(PAUSES):
        _give_up(session, mail, reason, now)
    return mail.failed_at is not None


def _give_up(session: Session, mail: OutgoingMail, reason: str, now: datetime) -> None:
    link_id = mail.link_id
    mail.failed_at, mail.reason = now, reason
    _empty(mail)
    session.flush()
    if link_id is not None:
        session.execute(delete(MailLink).where(MailLink.id == link_id))


def _empty(mail: OutgoingMail) -> None:
    mail.next_try_at, mail.body, mail.headers, mail.link_id = None, "", {}, None


def forget_old(session: Session, *, now: datetime) -> None:
    """Once an hour, delete what is of no more use: mail that was sent or given up long ago, links that work no more."""
    if not leases.take(session, "forget_mail", secrets.token_hex(8), now=now, lasts=timedelta(hours=1)):
        return
    unsynchronized = {"synchronize_session": False}
    for column, kept in ((OutgoingMail.sent_at, SENT_KEPT), (OutgoingMail.failed_at, FAILED_KEPT)):
        session.execute(delete(OutgoingMail).where(column < now - kept), execution_options=unsynchronized)
    session.execute(delete(MailLink).where(MailLink.expires_at < now), execution_options=unsynchronized)


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """A mail that was given up, or that waits after a try that failed. ``reason`` is a key of ``REASONS``."""

    id: int
    recipient: str
    subject: str
    made_at: datetime
    tries: int
    next_try_at: datetime | None
    failed_at: datetime | None
    reason: str

    @property
    def why(self) -> Message:
        """The reason in words."""
        return REASONS.get(self.reason, REASONS["fault"])


def count_undelivered(session: Session) -> int:
    """How many mails could not be sent, or not yet."""
    return fetch(session, notice_queries.count_undelivered()).scalar_one()


def undelivered(session: Session, *, limit: int = 1_000, offset: int = 0) -> list[Undelivered]:
    """A page of the mails that could not be sent, or not yet; the latest first."""
    return [
        Undelivered(
            id=one.id,
            recipient=one.recipient,
            subject=one.subject,
            made_at=one.made_at,
            tries=one.tries,
            next_try_at=one.next_try_at,
            failed_at=one.failed_at,
            reason=one.reason or "fault",
        )
        for one in fetch(session, notice_queries.undelivered(limit, offset)).scalars()
    ]
