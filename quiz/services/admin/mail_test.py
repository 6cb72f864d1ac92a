"""A mail that an administrator sends to themselves, to see whether mail arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.language import localizer
from quiz.platform.settings import LANGUAGES
from quiz.services.identity import account_mail
from quiz.services.identity.account_mail import MailWords
from quiz.services.notices.sending import REASONS
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import EmailAddress, OutgoingMail

PAUSE = timedelta(seconds=30)
"""So long the next one waits."""

_WORDS = MailWords(
    subject=say("A test of mail"),
    text=say("This mail was sent from the page Storage by %(name)s. It arrived, so mail works."),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a test: ``waiting``, ``sent``, ``trying`` again or ``failed``; what the server answered."""

    state: str
    made_at: datetime
    recipient: str
    why: Message | None


def address_of(session: Session, account_id: int) -> str | None:
    """The confirmed address of an administrator."""
    return session.scalar(select(EmailAddress.address).where(EmailAddress.account_id == account_id))


def send(session: Session, account: Account, *, now: datetime) -> bool:
    """Put a test into the outbox; False where there is no confirmed address, or one was sent just before."""
    address, latest = address_of(session, account.id), find(session, account.id)
    if address is None or (latest is not None and now - latest.made_at < PAUSE):
        return False
    account_mail.send(session, account, address, _WORDS, now=now)
    return True


def find(session: Session, account_id: int) -> Outcome | None:
    """What became of the latest test of an administrator."""
    subjects = [localizer(language)(_WORDS.subject.template, {}) for language in LANGUAGES]
    own = (OutgoingMail.account_id == account_id, OutgoingMail.subject.in_(subjects))
    mail = session.scalars(select(OutgoingMail).where(*own).order_by(OutgoingMail.id.desc()).limit(1)).first()
    if mail is None:
        return None
    why = REASONS.get(mail.reason, REASONS["fault"]) if mail.reason is not None and mail.sent_at is None else None
    state = "sent" if mail.sent_at else "failed" if mail.failed_at else "trying" if why else "waiting"
    return Outcome(state=state, made_at=mail.made_at, recipient=mail.recipient, why=why)
