"""What of one's reminders is handed out with one's data, and what is not."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.storage.models.base import Base
from quiz.storage.models.reminders import CalendarFeed, PushSubscription, Reminder, ReminderSettings

REMINDER_COLUMNS: Mapping[type[Base], tuple[str, ...]] = {
    ReminderSettings: ("hour", "only_due", "language", "next_at"),
    CalendarFeed: ("language", "made_at"),
    PushSubscription: ("agent", "made_at", "sent_at", "owed_for", "retry_at", "failures", "fault"),
    Reminder: ("day", "channel", "due", "made_at"),
}
"""The columns that are handed out as they are."""

REMINDER_SECRETS: Mapping[str, str] = {
    "calendar_feed.nonce": "what the calendar's secret address follows from",
    "calendar_feed.token_hash": "of a secret",
    "push_subscription.id": "a number of the store",
    "push_subscription.endpoint": "an address by which anyone who has it and the server's key can send messages",
    "push_subscription.endpoint_hash": "the same once more",
    "push_subscription.p256dh": "the browser's key",
    "push_subscription.auth": "a secret of the browser",
    "reminder.id": "a number of the store",
}
"""Columns that are not handed out, and why."""
