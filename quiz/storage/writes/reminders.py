"""Named changes of reminders: what one statement decides, so that two processes never remind twice."""

from __future__ import annotations

from typing import Any

from quiz.storage.models.reminders import PushSubscription, Reminder, ReminderSettings
from quiz.storage.writes.base import _insert


def note_reminder(dialect: str) -> Any:
    """Note that a learner is reminded on a day by a way; no row where they were already."""
    table: Any = Reminder.__table__
    once = _insert(dialect, table).on_conflict_do_nothing(index_elements=["account_id", "day", "channel"])
    return once.returning(table.c.id)


def put_settings(dialect: str) -> Any:
    """Put how a learner wants to be reminded in the place of what they wanted before."""
    table: Any = ReminderSettings.__table__
    statement = _insert(dialect, table)
    names = ("hour", "only_due", "language")
    changing = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=["account_id"], set_=changing)


def put_subscription(dialect: str) -> Any:
    """Put a browser's subscription in the place of what is known of it, also where another account had it."""
    table: Any = PushSubscription.__table__
    statement = _insert(dialect, table)
    names = ("account_id", "p256dh", "auth", "agent", "made_at", "owed_for", "retry_at", "failures", "fault", "sent_at")
    changing = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=["endpoint_hash"], set_=changing)
