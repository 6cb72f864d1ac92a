"""What of notices, addresses and mail is handed out with one's data."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.storage.models.base import Base
from quiz.storage.models.notices import EmailAddress, MailConsent, MailLink, Notice, OutgoingMail

SHOWN: Mapping[type[Base], tuple[str, ...]] = {
    Notice: ("kind", "data", "made_at", "read_at", "copied"),
    EmailAddress: ("address", "confirmed_at", "pending", "pending_at"),
    MailConsent: ("purpose", "given_at", "withdrawn_at"),
    MailLink: ("purpose", "address", "made_at", "expires_at"),
    OutgoingMail: ("recipient", "subject", "made_at", "tries", "next_try_at", "sent_at", "failed_at", "reason"),
}

WITHHELD: Mapping[str, str] = {
    "notice.id": "a number of the store",
    "notice.address": "it may be an attempt's, which a file that is passed on should not name",
    **{f"{table}.id": "a number of the store" for table in ("mail_consent", "mail_link", "outgoing_mail")},
    "mail_consent.token": "a secret",
    "mail_link.token_hash": "a secret",
    "outgoing_mail.link_id": "a number of the store",
    "outgoing_mail.body": "it is emptied when the mail was sent",
    "outgoing_mail.headers": "they hold the secret of the link that unsubscribes",
}
