"""Messages of teachers: what one writes to a learner is a notice in the learner's inbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.text_limits import fault_of, is_seen
from quiz.services.current_user import Learner
from quiz.services.identity.accounts import find_named
from quiz.services.notices import inbox
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import taught

LONGEST = 2_000
"""Characters of a message."""


class MessageError(ValueError):
    """Why a message can't be sent: ``nobody`` (no account has that name), ``empty``, ``long``, ``marks``."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def write(session: Session, by: Learner, name: str, text: str, *, now: datetime, teacher: int | None = None) -> None:
    """Put a message of ``by`` into the inbox of the account with that name. Raises ``MessageError``.

    It is a learner of ``teacher``, or anybody.
    """
    text = tidy(text)
    found = find_named(session, name)
    if found is None or (teacher is not None and not _teaches(session, teacher, found.id)):
        raise MessageError("nobody")
    inbox.notify(session, found.id, "message", {"by": by.name or "", "text": text}, now=now)


def _teaches(session: Session, teacher: int, account_id: int) -> bool:
    learner = select(Account.id).where(Account.id == account_id, *taught(teacher, Account.id))
    return session.scalar(learner) is not None


def tidy(text: str) -> str:
    """A message as it is sent. Raises ``MessageError`` for what can't be."""
    fault = fault_of(text, LONGEST)
    if fault is not None:
        raise MessageError("long" if fault == "too_long" else "marks")
    text = text.replace("\r\n", "\n").strip()
    if not is_seen(text):
        raise MessageError("empty")
    return text


def write_to(
    session: Session, by: Learner, accounts: Collection[int], text: str, *, address: str = "", now: datetime
) -> None:
    """Put a message of ``by`` into the inboxes of these accounts; it leads to ``address``. Raises ``MessageError``."""
    data = {"by": by.name or "", "text": tidy(text)}
    if not accounts:
        raise MessageError("nobody")
    notices = [inbox.Notified(account_id=one, data=data, address=address) for one in dict.fromkeys(accounts)]
    inbox.notify_all(session, "message", notices, now=now)
