"""What reminders are made from: what learners asked for, where it goes, what went out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, exists, select

from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.models.reminders import CalendarFeed, PushSubscription, ReminderSettings
from quiz.storage.prepared import prepared


@prepared
def settings(account_id: int) -> Select[ReminderSettings]:
    """How a learner wants to be reminded."""
    return select(ReminderSettings).where(ReminderSettings.account_id == account_id)


@prepared
def settings_by_stop(token: str) -> Select[ReminderSettings]:
    """The same by the address that switches mail off."""
    return select(ReminderSettings).where(ReminderSettings.stop_token == token)


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


@prepared
def subscription_at(endpoint_hash: str) -> Select[PushSubscription]:
    """The browser with that endpoint."""
    return select(PushSubscription).where(PushSubscription.endpoint_hash == endpoint_hash)


def to_remind(now: datetime, limit: int) -> Select[ReminderSettings, Account]:
    """Whose hour has come, who has waited longest first; nobody whose account is closed."""
    return (
        select(ReminderSettings, Account)
        .join(Account, ReminderSettings.account_id == Account.id)
        .where(ReminderSettings.next_at <= now, Account.disabled.is_(False))
        .order_by(ReminderSettings.next_at)
        .limit(limit)
    )


def to_push(now: datetime, limit: int) -> Select[PushSubscription, ReminderSettings, Account]:
    """The browsers that something is owed to by now."""
    return (
        select(PushSubscription, ReminderSettings, Account)
        .join(ReminderSettings, ReminderSettings.account_id == PushSubscription.account_id)
        .join(Account, PushSubscription.account_id == Account.id)
        .where(PushSubscription.owed_for.is_not(None), PushSubscription.retry_at <= now, Account.disabled.is_(False))
        .order_by(PushSubscription.retry_at)
        .limit(limit)
    )


def reviewed_since(account_id: int, since: datetime) -> Select[bool]:
    """Whether a learner finished a sitting of review since then."""
    done = exists().where(Attempt.account_id == account_id, Attempt.purpose == "review", Attempt.finished_at >= since)
    return select(done)
