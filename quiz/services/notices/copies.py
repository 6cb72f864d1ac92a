"""Copies of notices by mail, for those who want them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.errors import say
from quiz.language import catalogue, localizer
from quiz.platform.settings import LANGUAGES
from quiz.services.notices import consents, kinds, outbox
from quiz.storage.models.notices import MailConsent, Notice
from quiz.storage.prepared import fetch
from quiz.storage.queries import notices as notice_queries

AT_ONCE = 200
"""Notices that one look makes mail of."""


def copy_notices(session: Session, url: str, *, now: datetime) -> int:
    """Make mail of the notices that were not read yet, of accounts that want it: one mail for each; how many.

    ``url`` is the app's address, in front of the pages that notices lead to.
    """
    rows = fetch(session, notice_queries.to_copy(AT_ONCE)).all()
    made = 0
    for _, found in groupby(rows, key=lambda row: row[0].account_id):
        _copy(session, list(found), url, now)
        made += 1
    session.flush()
    return made


def _copy(session: Session, rows: Sequence[Any], url: str, now: datetime) -> None:
    """One mail about all of an account's."""
    consent, address, language = rows[0][1], rows[0].address, language_of(rows[0].language)
    notices: list[Notice] = [row[0] for row in rows]
    said = [_said(one, url, language) for one in notices]
    if len(said) == 1:
        subject = kinds.words(notices[0].kind, notices[0].data, language).headline
    else:
        subject = localizer(language)(say("You have new notices: %(count)s").template, {"count": len(said)})
    text = "\n\n\n".join([*said, footer(consent, url, language)])
    outbox.enqueue(
        session,
        to=address,
        subject=subject,
        text=text,
        account_id=notices[0].account_id,
        headers=consents.headers(consent, url),
        now=now,
    )
    for one in notices:
        one.copied = True


def language_of(chosen: str | None) -> str:
    """The language of an account's mail: the one that it has chosen, or the first of ours."""
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _said(notice: Notice, url: str, language: str) -> str:
    words = kinds.words(notice.kind, notice.data, language)
    # How a test went is said by our pages alone: they note that it was shown.
    detail = "" if words.tells_result else words.detail
    link = f"{words.link}: {url}{notice.address}" if notice.address else ""
    return "\n\n".join(part for part in (words.headline, detail, words.quoted, link) if part)


def footer(consent: MailConsent, url: str, language: str) -> str:
    """The last lines of a mail that somebody chose to get: why it came, and how to end it."""
    why = {
        "notices": say("You get this mail because you chose copies of your notices by mail."),
        "reviews": say("You get this mail because you chose reminders of reviews by mail."),
    }[consent.purpose]
    speak = catalogue(language).gettext
    end = speak(say("To stop these mails:").template)
    return f"-- \n{speak(why.template)}\n{end} {consents.link(consent, url)}"
