"""Mail about an account itself, which needs no consent: its address, its password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.language import localizer
from quiz.services.notices import copies, outbox
from quiz.services.notices.outbox import LINK
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import MailLink


@dataclass(frozen=True, kw_only=True)
class MailWords:
    """A mail's subject and text; the text may name the account (``name``) and the mail's ``link``."""

    subject: Message
    text: Message


def send(
    session: Session,
    account: Account,
    to: str,
    words: MailWords,
    *,
    now: datetime,
    language: str | None = None,
    link: MailLink | None = None,
) -> None:
    """Put a mail about an account into the outbox, in its language, or in ``language`` where it has chosen none."""
    speak = localizer(copies.language_of(account.language or language))
    outbox.enqueue(
        session,
        to=to,
        subject=speak(words.subject.template, {}),
        text=speak(words.text.template, {"name": account.name, "link": LINK}),
        account_id=account.id,
        now=now,
        link=link,
    )
