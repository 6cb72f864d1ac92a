"""When a learner wants to be reminded, and when the next reminder is due. Nothing goes out until they ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quiz.platform.settings import DEFAULT_TIME_ZONE
from quiz.services.current_user import Learner
from quiz.services.notices import copies
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

    hour: int = USUAL_HOUR
    only_due: bool = True


@dataclass(frozen=True, kw_only=True)
class Asked:
    """In which language somebody asks, and when."""

    language: str
    now: datetime


def find(session: Session, account_id: int) -> Preferences:
    """What a learner has chosen, or what the app suggests."""
    row = fetch(session, reminder_queries.settings(account_id)).scalars().first()
    return Preferences() if row is None else Preferences(hour=row.hour, only_due=row.only_due)


def save(session: Session, account: Learner, wanted: Preferences, asked: Asked) -> None:
    """Keep what a learner chose, and when they are reminded next. Raises ``HourError``."""
    if wanted.hour not in HOURS:
        raise HourError(wanted.hour)
    made = {
        "account_id": account.id,
        "hour": wanted.hour,
        "only_due": wanted.only_due,
        "language": asked.language,
        "next_at": None,
    }
    session.execute(reminder_writes.put_settings(dialect_of(session)), [made])
    schedule(session, account, asked.now)


def schedule(session: Session, account: Learner, now: datetime) -> None:
    """Work out when a learner is reminded next: never, where neither mail nor any browser is wanted."""
    row = session.get(ReminderSettings, account.id, populate_existing=True)
    if row is not None:
        wanted = fetch(session, reminder_queries.is_wanted(account.id)).scalar()
        row.next_at = next_moment(account.time_zone, row.hour, now) if wanted else None
        session.flush()


def schedule_new(session: Session, now: datetime) -> int:
    """Work out the next reminder of everybody who wants some by now and has no time for it; how many there were.

    Consent to mail is given elsewhere, and a time zone may change: this finds them at the next look.
    """
    found = session.execute(reminder_queries.to_schedule()).all()
    for account, row in found:
        if row is None:
            language = copies.language_of(account.language)
            usual = Preferences()
            row = ReminderSettings(account_id=account.id, hour=usual.hour, only_due=usual.only_due, language=language)
            session.add(row)
        row.next_at = next_moment(account.time_zone, row.hour, now)
    session.flush()
    return len(found)


def next_moment(time_zone: str | None, hour: int, after: datetime) -> datetime:
    """The first moment after ``after`` at which it is ``hour`` where a learner lives.

    On a day whose clocks skip that hour it is an hour later.
    """
    zone = ZoneInfo(time_zone or DEFAULT_TIME_ZONE)
    day = after.astimezone(zone).date()
    # As moments of UTC: two times of one zone would be compared by their clocks, without its changes.
    ahead = (datetime.combine(day + timedelta(days=days), time(hour), zone).astimezone(UTC) for days in range(3))
    return next(moment for moment in ahead if moment > after)
