"""How a learner wants to be reminded, and when the next reminder is due. All of it is off until they ask for it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quiz.platform.settings import DEFAULT_TIME_ZONE
from quiz.services.current_user import Learner
from quiz.storage.models.reminders import ReminderSettings
from quiz.storage.prepared import fetch
from quiz.storage.queries import reminders as reminder_queries
from quiz.storage.writes import reminders as reminder_writes
from quiz.storage.writes.base import dialect_of

HOURS = range(24)
USUAL_HOUR = 8


class HourError(ValueError):
    """An hour that no day has."""


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What a learner asked for; ``hour`` is of their day, 0 to 23."""

    mail: bool = False
    hour: int = USUAL_HOUR
    only_due: bool = True


@dataclass(frozen=True, kw_only=True)
class Asked:
    """From where somebody asks: the language of the page, and its origin, such as ``https://quiz.example.org``."""

    language: str
    origin: str
    now: datetime


def find(session: Session, account_id: int) -> Preferences:
    """What a learner has chosen; nothing as long as they have not."""
    row = _row(session, account_id)
    return Preferences() if row is None else Preferences(mail=row.mail, hour=row.hour, only_due=row.only_due)


def save(session: Session, account: Learner, wanted: Preferences, asked: Asked) -> None:
    """Keep what a learner chose, and when they are reminded next. Raises ``HourError``."""
    if wanted.hour not in HOURS:
        raise HourError(wanted.hour)
    made = {
        "account_id": account.id,
        "mail": wanted.mail,
        "hour": wanted.hour,
        "only_due": wanted.only_due,
        "language": asked.language,
        "origin": asked.origin,
        "stop_token": secrets.token_urlsafe(32),
        "next_at": None,
    }
    session.execute(reminder_writes.put_settings(dialect_of(session)), [made])
    schedule(session, account, asked.now)


def schedule(session: Session, account: Learner, now: datetime) -> None:
    """Work out when a learner is reminded next: never, where neither mail nor any browser is wanted."""
    row = _row(session, account.id, fresh=True)
    if row is None:
        return
    wanted = row.mail or fetch(session, reminder_queries.subscriptions(account.id)).first() is not None
    row.next_at = next_moment(account.time_zone, row.hour, now) if wanted else None
    session.flush()


def next_moment(time_zone: str | None, hour: int, after: datetime) -> datetime:
    """The first moment after ``after`` at which it is ``hour`` where a learner lives.

    On a day whose clocks skip that hour it is the moment at which they do.
    """
    zone = ZoneInfo(time_zone or DEFAULT_TIME_ZONE)
    day = after.astimezone(zone).date()
    today = datetime.combine(day, time(hour), zone)
    # Compared as moments: by their clocks two times of one zone would be compared without its changes.
    if today.timestamp() > after.timestamp():
        return today
    return datetime.combine(day + timedelta(days=1), time(hour), zone)


def find_stop(session: Session, token: str) -> ReminderSettings | None:
    """Whose mail the address in a mail switches off; None where there is no such address."""
    return fetch(session, reminder_queries.settings_by_stop(token)).scalars().first()


def stop_mail(session: Session, found: ReminderSettings, account: Learner, now: datetime) -> None:
    """Send no more reminders by mail; a second time changes nothing."""
    found.mail = False
    session.flush()
    schedule(session, account, now)


def _row(session: Session, account_id: int, *, fresh: bool = False) -> ReminderSettings | None:
    found = fetch(session, reminder_queries.settings(account_id)).scalars().first()
    if found is not None and fresh:
        session.refresh(found)
    return found
