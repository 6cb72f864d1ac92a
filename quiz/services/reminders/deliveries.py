"""Reminders on their way to browsers: each is sent once, and again only where it surely did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.aggregates.learning import day_in
from quiz.services.reminders import preferences, pushing, words
from quiz.services.reminders.subscriptions import Subscription
from quiz.services.review import coming
from quiz.storage.models.identity import Account
from quiz.storage.models.reminders import PushSubscription, ReminderSettings
from quiz.storage.queries import reminders as reminder_queries

FIRST_PAUSE = timedelta(minutes=5)
MOST_TRIES = 5
"""After pauses of 5, 20, 80 and 320 minutes, and never on another day than its own."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A reminder for one browser: what is sent, and what it belongs to."""

    number: int
    day: date
    to: Subscription
    message: dict[str, Any]


def begin(session: Session, row: Any) -> Delivery:
    """Take a reminder that is owed to a browser. To be committed before it is sent.

    From then on it is not owed any more: where this process ends before the answer is there, it is not sent again.
    """
    subscription: PushSubscription = row[0]
    settings: ReminderSettings = row[1]
    account: Account = row[2]
    due: int = row[3]
    assert subscription.owed_for is not None
    language = account.language or settings.language
    done = coming.days(session, account.id, subscription.owed_for)
    minutes = coming.minutes(due, sum(one.answers for one in done), sum(one.seconds for one in done))
    delivery = Delivery(
        number=subscription.id,
        day=subscription.owed_for,
        to=Subscription(endpoint=subscription.endpoint, p256dh=subscription.p256dh, auth=subscription.auth),
        message={"title": words.title(language), "body": words.body(due, minutes, language), "language": language},
    )
    subscription.owed_for = None
    subscription.failures += 1
    session.flush()
    return delivery


def settle(session: Session, delivery: Delivery, outcome: str, now: datetime) -> None:
    """Note how it went: what surely did not arrive is owed again, after a pause; a browser that is gone is removed."""
    found = session.get(PushSubscription, delivery.number, populate_existing=True)
    if found is None:
        return
    account = session.get_one(Account, found.account_id)
    if outcome == "gone":
        session.delete(found)
        session.flush()
        preferences.schedule(session, account, now)
    elif outcome == "sent":
        found.sent_at, found.failures, found.fault, found.retry_at = now, 0, None, None
    else:
        found.fault = outcome[:80]
        _owe_again(found, delivery.day, account, outcome, now)
    session.flush()


def _owe_again(found: PushSubscription, day: date, account: Account, outcome: str, now: datetime) -> None:
    again = now + FIRST_PAUSE * 4 ** (found.failures - 1)
    is_today = day_in(account.time_zone, again) == day
    if outcome != pushing.UNANSWERED and found.failures < MOST_TRIES and is_today:
        found.owed_for, found.retry_at = day, again
    else:
        found.retry_at = None


def owed(session: Session, now: datetime) -> Any:
    """The next browser that something is owed to, with how many questions its reminder counted; None where none is."""
    return session.execute(reminder_queries.to_push(now)).first()
