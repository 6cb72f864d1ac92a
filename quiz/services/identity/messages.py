"""Messages of teachers: what one writes to a learner is a notice in the learner's inbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.text_limits import fault_of, is_seen
from quiz.services.current_user import Learner
from quiz.services.identity.accounts import find_named
from quiz.services.notices import inbox
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import Notice
from quiz.storage.queries.parts import taught

LONGEST = 2_000
"""Characters of a message."""
TWICE_WITHIN = timedelta(minutes=1)
"""Within this time the very same message is a form that was sent twice."""


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
    data = {"by": by.name or "", "text": text}
    if not _had(session, by, [found.id], data, now):
        inbox.notify(session, found.id, "message", data, now=now)


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
    """Put a message of ``by`` into the inboxes of these accounts; it leads to ``address``. Raises ``MessageError``.

    Who has had the very same one within a minute, as of a form that is sent twice, does not get it again.
    """
    data = {"by": by.name or "", "text": tidy(text)}
    if not accounts:
        raise MessageError("nobody")
    had = _had(session, by, accounts, data, now)
    notices = [
        inbox.Notified(account_id=one, data=data, address=address) for one in dict.fromkeys(accounts) if one not in had
    ]
    inbox.notify_all(session, "message", notices, now=now)


def _had(session: Session, by: Learner, accounts: Collection[int], data: dict[str, str], now: datetime) -> set[int]:
    """Those of the accounts that got this message a moment ago. Of two at once the second waits for the first."""
    session.execute(select(Account.id).where(Account.id == by.id).with_for_update())
    lately = select(Notice).where(Notice.kind == "message", Notice.made_at > now - TWICE_WITHIN)
    rows = session.scalars(lately.where(Notice.account_id.in_(accounts)))
    return {row.account_id for row in rows if row.data == data}
