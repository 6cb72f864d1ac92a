"""The outbox: mail that is to be sent, was sent, or could not be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.storage.models.notices import MAX_ADDRESS, MailLink, OutgoingMail

MAX_SUBJECT = 200
"""Characters of a subject; more is cut."""

_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])",
    re.IGNORECASE,
)
"""What browsers take in a field for an address, with a dot behind the @; letters of ASCII alone."""
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_LINK_MARK = "{link}"


def is_address(text: str) -> bool:
    """Whether ``text`` can be an e-mail address that mail is sent to."""
    name = text.partition("@")[0]
    return len(text) <= MAX_ADDRESS and len(name) <= 64 and _ADDRESS.fullmatch(text) is not None


def enqueue(
    session: Session,
    *,
    to: str,
    subject: str,
    text: str,
    account_id: int | None = None,
    headers: Iterable[tuple[str, str]] = (),
    now: datetime,
    link: MailLink | None = None,
) -> OutgoingMail:
    """Store a mail to be sent by the background thread. ``text`` is plain text, in the reader's language.

    It goes with its account. With ``link``, the place of ``{link}`` in the text is taken by its address when the mail
    is sent, and with the link the mail goes too. Whatever is no printable character in ``subject`` becomes a space.
    Raises ``ValueError`` for an address or a header that can't be sent.
    """
    if not is_address(to):
        raise ValueError("no e-mail address")
    given = dict(headers)
    if not all(_HEADER.fullmatch(name) and _is_plain(value) for name, value in given.items()):
        raise ValueError("a header of several lines, or with a name that is none")
    mail = OutgoingMail(
        account_id=account_id,
        link_id=link.id if link is not None else None,
        recipient=to,
        subject=_one_line(subject),
        body=text,
        headers=given,
        made_at=now,
        tries=0,
        next_try_at=now,
    )
    session.add(mail)
    session.flush()
    return mail


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= 900


def _one_line(subject: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in subject)
    return " ".join(printable.split())[:MAX_SUBJECT]
