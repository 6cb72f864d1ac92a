"""The tables of reminders: what a learner asked for, where it goes, and what went out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz.storage.models.base import Base, one_of

CHANNELS = ("mail", "push")


class ReminderSettings(Base):
    """When a learner wants to be reminded. Whether: by mail where they consented, and in every browser subscribed.

    ``hour`` is of their day, 0 to 23. ``next_at`` is when it comes next; None while nothing is wanted. ``language``
    is that of the page on which they asked for it.
    """

    __tablename__ = "reminder_settings"
    __table_args__ = (CheckConstraint("hour >= 0 AND hour <= 23", name="hour"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    hour: Mapped[int] = mapped_column(SmallInteger)
    only_due: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(12))
    next_at: Mapped[datetime | None] = mapped_column(index=True)


class CalendarFeed(Base):
    """A learner's calendar of reviews. Its address follows from the secret key and ``nonce``; here is only its hash."""

    __tablename__ = "calendar_feed"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime]


class PushSubscription(Base):
    """A browser that shows a learner's reminders, as its push service knows it.

    ``owed_for`` is the day whose reminder has still to be sent, from ``retry_at`` on; None where nothing is owed.
    ``failures`` counts tries in a row that failed, ``fault`` says how the last one did.
    """

    __tablename__ = "push_subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    endpoint: Mapped[str] = mapped_column(Text)
    endpoint_hash: Mapped[str] = mapped_column(String(64), unique=True)
    p256dh: Mapped[str] = mapped_column(String(120))
    auth: Mapped[str] = mapped_column(String(40))
    agent: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    owed_for: Mapped[date | None]
    retry_at: Mapped[datetime | None] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)
    fault: Mapped[str | None] = mapped_column(String(80))


class Reminder(Base):
    """That a learner was reminded on a day of theirs: once by each way, whatever happens."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("account_id", "day", "channel"),
        CheckConstraint(one_of("channel", CHANNELS), name="channel"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    day: Mapped[date]
    channel: Mapped[str] = mapped_column(String(8))
    due: Mapped[int]
    made_at: Mapped[datetime]
