"""Mail about an account itself, which needs no consent: its address, its password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.language import localizer
from quiz.services.notices import copies, inbox, outbox
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
        text=speak(words.text.template, {**words.text.values, "name": account.name, "link": LINK}),
        account_id=account.id,
        now=now,
        link=link,
    )


def inform_of_way_in(session: Session, account: Account, kind: str, before: str | None, *, now: datetime) -> None:
    """Inform an account of a new way in: ``address_asked`` or ``recovery_code_made``.

    ``before`` is the confirmed address that it had by then, which gets a mail; None for none.
    """
    inbox.notify(session, account.id, kind, {}, address="/account", now=now)
    if before is not None:
        send(session, account, before, _WORDS[kind], now=now)


_WORDS = {
    "address_asked": MailWords(
        subject=say("A new e-mail address was entered for your account"),
        text=say(
            "Somebody, most likely you, entered a new e-mail address for the account %(name)s. It replaces this one "
            "once it is confirmed.\n\nIf it was not you, sign in and change your password: the new address can't be "
            "confirmed then."
        ),
    ),
    "recovery_code_made": MailWords(
        subject=say("A recovery code was made for your account"),
        text=say(
            "Somebody, most likely you, made a new recovery code for the account %(name)s. The one before no longer "
            "works.\n\nIf it was not you, sign in and change your password: the code no longer works then."
        ),
    ),
}
