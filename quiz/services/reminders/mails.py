"""A reminder by mail, to those who consented and whose address is confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.errors import say
from quiz.language import localizer
from quiz.services.notices import consents, copies, outbox
from quiz.services.reminders import words
from quiz.storage.models.notices import MailConsent


def enqueue(
    session: Session, consent: MailConsent, address: str, line: str, *, language: str, url: str, now: datetime
) -> None:
    """Hand a reminder to the outbox.

    ``line`` says what waits; ``url`` is the app's address, such as ``https://quiz.example.org``.
    """
    begin = say("Begin: %(page)s", page=f"{url}/review").said(localizer(language))
    outbox.enqueue(
        session,
        to=address,
        subject=f"{words.title(language)}: {line}",
        text=f"{line}\n\n{begin}\n\n{copies.footer(consent, url, language)}\n",
        account_id=consent.account_id,
        headers=consents.headers(consent, url),
        now=now,
    )
