"""The tables of what people are informed of: notices in the inbox, mail, the addresses and consents it goes by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

PURPOSES = ("notices", "reviews")
"""What an account may want by mail: copies of its notices, and reminders of reviews that are due."""

LINKS = ("confirm", "reset")
"""What a link in a mail does: confirms an address, or leads to a new password."""

MAX_ADDRESS = 254
"""Characters of an e-mail address, at most (RFC 5321, 4.5.3.1.3)."""


class Notice(Base):
    """Something of which an account is informed. Its words are made from ``kind`` and ``data`` when it is read.

    ``address`` is the path of the page it is about, empty for none; ``copied`` says that a mail was made of it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_account_id_id", "account_id", "id"),
        Index(
            "ix_notice_unread",
            "account_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]]
    address: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    copied: Mapped[bool] = mapped_column(default=False)


class MailLink(Base):
    """A link that a mail carries and that works once: the store has its token's hash alone.

    The token is made when the mail is sent; until then there is no hash. ``address`` is where the mail goes, and for
    ``confirm`` what is confirmed.
    """

    __tablename__ = "mail_link"
    __table_args__ = (CheckConstraint(one_of("purpose", LINKS), name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(MAX_ADDRESS))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class OutgoingMail(Base):
    """A mail that is to be sent, was sent, or could not be. ``body`` is emptied as soon as it is of no more use.

    ``next_try_at`` is empty once it was sent or given up; ``reason`` says in few words why the last try failed.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index(
            "ix_outgoing_mail_due",
            "next_try_at",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("mail_link.id", ondelete="CASCADE"), index=True)
    recipient: Mapped[str] = mapped_column(String(MAX_ADDRESS))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))


class EmailAddress(Base):
    """Where an account gets its mail: ``address`` once it is confirmed, ``pending`` what waits to be confirmed."""

    __tablename__ = "email_address"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str | None] = mapped_column(String(MAX_ADDRESS), index=True)
    confirmed_at: Mapped[datetime | None]
    pending: Mapped[str | None] = mapped_column(String(MAX_ADDRESS))
    pending_at: Mapped[datetime | None]


class MailConsent(Base):
    """Whether an account wants mail for a purpose: since ``given_at``, or not any more where that is empty.

    ``token`` is in the link by which one unsubscribes; it stays, so that the link of an old mail works.
    """

    __tablename__ = "mail_consent"
    __table_args__ = (
        CheckConstraint(one_of("purpose", PURPOSES), name="purpose"),
        UniqueConstraint("account_id", "purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(16))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    given_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class ResetRequest(Base):
    """Somebody forgot a password: what they typed, name or address, until it is looked up and this row goes."""

    __tablename__ = "reset_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    typed: Mapped[str] = mapped_column(String(MAX_ADDRESS))
    language: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime]


class Lease(Base):
    """Work in the background that one process does at a time, on however many machines: who, and until when."""

    __tablename__ = "lease"

    work: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]
