"""A reminder by mail, to those who consented and whose address is confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.errors import say
from quiz.language import localizer
from quiz.services.notices import outbox
from quiz.services.reminders import words
from quiz.storage.models.notices import MailConsent, OutgoingMail

UNSUBSCRIBE = "/unsubscribe/"
"""The page that unsubscribes, in front of a consent's token; mail programs post to it (RFC 8058)."""


def enqueue(
    session: Session,
    consent: MailConsent,
    address: str,
    line: str,
    *,
    language: str,
    url: str,
    now: datetime,
) -> OutgoingMail:
    """Hand a reminder to the outbox. ``line`` says what waits; ``url`` is the app's address, such as
    ``https://quiz.example.org``.
    """
    stop = f"{url}{UNSUBSCRIBE}{consent.token}"
    return outbox.enqueue(
        session,
        to=address,
        subject=f"{words.title(language)}: {line}",
        text=text(line, f"{url}/review", stop, language),
        account_id=consent.account_id,
        headers=[("List-Unsubscribe", f"<{stop}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")],
        now=now,
    )


def text(line: str, page: str, stop: str, language: str) -> str:
    """What the mail says: what waits, where it begins, why the mail came and how it is the last one."""
    speak = localizer(language)
    begin = say("Begin: %(page)s", page=page).said(speak)
    why = say("You get this mail because you chose reminders of reviews by mail.").said(speak)
    end = say("No more of these mails:").said(speak)
    return f"{line}\n\n{begin}\n\n-- \n{why}\n{end} {stop}\n"
