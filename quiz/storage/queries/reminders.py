"""What reminders are made from: what learners asked for, where it goes, what went out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import EmailAddress, MailConsent
from quiz.storage.models.reminders import CalendarFeed, PushSubscription, Reminder, ReminderSettings
from quiz.storage.prepared import prepared

_CONSENTS = (
    MailConsent.purpose == "reviews",
    MailConsent.given_at.is_not(None),
    EmailAddress.address.is_not(None),
)


@prepared
def settings(account_id: int) -> Select[ReminderSettings]:
    """How a learner wants to be reminded."""
    return select(ReminderSettings).where(ReminderSettings.account_id == account_id)


@prepared
def feed(account_id: int) -> Select[CalendarFeed]:
    """A learner's calendar."""
    return select(CalendarFeed).where(CalendarFeed.account_id == account_id)


@prepared
def feed_by_hash(token_hash: str) -> Select[CalendarFeed, Account]:
    """A calendar by the hash of its address, with its owner; not where their account is closed."""
    return (
        select(CalendarFeed, Account)
        .join(Account, CalendarFeed.account_id == Account.id)
        .where(CalendarFeed.token_hash == token_hash, Account.disabled.is_(False))
    )


@prepared
def subscriptions(account_id: int) -> Select[PushSubscription]:
    """The browsers that show a learner's reminders, the first one first."""
    return select(PushSubscription).where(PushSubscription.account_id == account_id).order_by(PushSubscription.id)


def to_remind(now: datetime, but: list[int]) -> Select[ReminderSettings, Account]:
    """Whose hour has come and who has waited longest, ``but`` for some; nobody whose account is closed."""
    return (
        select(ReminderSettings, Account)
        .join(Account, ReminderSettings.account_id == Account.id)
        .where(ReminderSettings.next_at <= now, Account.disabled.is_(False), Account.id.not_in(but))
        .order_by(ReminderSettings.next_at)
        .limit(1)
    )


def to_schedule() -> Select[Account, ReminderSettings]:
    """Who wants to be reminded and has no time for it yet, with their settings where there are any."""
    mail, push = _mail_wanted(Account.id), _push_wanted(Account.id)
    return (
        select(Account, ReminderSettings)
        .outerjoin(ReminderSettings, ReminderSettings.account_id == Account.id)
        .where(ReminderSettings.next_at.is_(None), or_(mail, push), Account.disabled.is_(False))
        .limit(200)
    )


def to_push(now: datetime) -> Select[PushSubscription, ReminderSettings, Account, int]:
    """The browser that something is owed to for longest by now, and how many questions its reminder counted."""
    return (
        select(PushSubscription, ReminderSettings, Account, Reminder.due)
        .join(ReminderSettings, ReminderSettings.account_id == PushSubscription.account_id)
        .join(Account, PushSubscription.account_id == Account.id)
        .join(
            Reminder,
            and_(
                Reminder.account_id == PushSubscription.account_id,
                Reminder.day == PushSubscription.owed_for,
                Reminder.channel == "push",
            ),
        )
        .where(PushSubscription.retry_at <= now, Account.disabled.is_(False))
        .order_by(PushSubscription.retry_at)
        .limit(1)
    )


def mail_wanted(account_id: int) -> Select[MailConsent, str | None]:
    """The consent of somebody who wants reminders by mail, and their confirmed address."""
    return (
        select(MailConsent, EmailAddress.address)
        .join(EmailAddress, EmailAddress.account_id == MailConsent.account_id)
        .where(MailConsent.account_id == account_id, *_CONSENTS)
    )


@prepared
def is_wanted(account_id: int) -> Select[bool]:
    """Whether somebody wants to be reminded by any way."""
    return select(or_(_mail_wanted(account_id), _push_wanted(account_id)))


def _mail_wanted(account_id: Any) -> ColumnElement[bool]:
    confirmed = EmailAddress.account_id == MailConsent.account_id
    return exists().where(MailConsent.account_id == account_id, confirmed, *_CONSENTS)


def _push_wanted(account_id: Any) -> ColumnElement[bool]:
    return exists().where(PushSubscription.account_id == account_id)


def reviewed_since(account_id: int, since: datetime) -> Select[bool]:
    """Whether a learner finished a sitting of review since then."""
    done = exists().where(Attempt.account_id == account_id, Attempt.purpose == "review", Attempt.finished_at >= since)
    return select(done)
