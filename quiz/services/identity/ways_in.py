"""What still leads into an account when its password is set: nothing that came from the one before.

Who knew the old password may have asked for an address of their own, or made a recovery code.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quiz.domain.errors import say
from quiz.services.identity import account_mail
from quiz.services.identity.account_mail import MailWords
from quiz.services.notices import inbox
from quiz.storage.models.identity import Account, RecoveryCode
from quiz.storage.models.notices import EmailAddress, MailLink


def end(session: Session, account_id: int) -> None:
    """End every link in a mail, the address that waits to be confirmed, and the recovery code of an account.

    The confirmed address stays. A mail that was to carry a link goes, too.
    """
    own = EmailAddress.account_id == account_id
    for change in (
        delete(MailLink).where(MailLink.account_id == account_id),
        delete(EmailAddress).where(own, EmailAddress.address.is_(None)),
        update(EmailAddress).where(own, EmailAddress.pending.is_not(None)).values(pending=None, pending_at=None),
        delete(RecoveryCode).where(RecoveryCode.account_id == account_id),
    ):
        session.execute(change, execution_options={"synchronize_session": "fetch"})


def inform(session: Session, account: Account, kind: str, before: str | None, *, now: datetime) -> None:
    """Inform an account of a new way in: ``address_asked`` or ``recovery_code_made``.

    ``before`` is the confirmed address that it had by then, which gets a mail; None for none.
    """
    inbox.notify(session, account.id, kind, {}, address="/account", now=now)
    if before is not None:
        account_mail.send(session, account, before, _WORDS[kind], now=now)


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
