"""Who is reminded today, and of what: at most once a day by each way, and not where there is a reason against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz.platform.settings import DEFAULT_TIME_ZONE
from quiz.services.content.catalogue import Library
from quiz.services.reminders import mails, preferences, words
from quiz.services.review import coming
from quiz.storage.models.identity import Account
from quiz.storage.models.reminders import PushSubscription, ReminderSettings
from quiz.storage.prepared import fetch
from quiz.storage.queries import reminders as reminder_queries
from quiz.storage.writes import reminders as reminder_writes
from quiz.storage.writes.base import dialect_of

LATE = timedelta(hours=3)
"""A reminder that could not go out in time is left out after that: nobody is woken by it."""


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a learner is reminded of on a day of theirs."""

    day: date
    due: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """By which ways a learner is reminded now."""

    push: bool = False
    mail: bool = False


def digest_of(session: Session, account: Account, library: Library, now: datetime, *, only_due: bool) -> Digest | None:
    """What a learner is reminded of; None on a day off, in a holiday, after a review, and where nothing is due."""
    found = coming.find(session, account, library, now)
    if found.wishes.study.is_free(found.today) or _has_reviewed(session, account, found.today):
        return None
    count = found.loads[0].count
    if only_due and not count:
        return None
    return Digest(day=found.today, due=count, minutes=found.minutes(count))


def _has_reviewed(session: Session, account: Account, today: date) -> bool:
    """Whether a sitting of review was finished today."""
    begun = datetime.combine(today, time(), ZoneInfo(account.time_zone or DEFAULT_TIME_ZONE)).astimezone(UTC)
    return bool(session.scalar(reminder_queries.reviewed_since(account.id, begun)))


def remind(
    session: Session, row: ReminderSettings, account: Account, library: Library, now: datetime, *, url: str | None
) -> Reminded:
    """Remind a learner whose hour has come, where there is something to say, and set the next time.

    ``url`` is the app's address, with which links in mail begin; None where the app sends no mail.
    """
    was = row.next_at
    row.next_at = preferences.next_moment(account.time_zone, row.hour, now)
    if was is None or now - was > LATE or _is_early(row, account, now):
        return Reminded()
    digest = digest_of(session, account, library, now, only_due=row.only_due)
    if digest is None:
        return Reminded()
    mailed = url is not None and _send_mail(session, row, account, digest, url, now)
    return Reminded(push=_owe_push(session, account, digest, now), mail=mailed)


def _is_early(row: ReminderSettings, account: Account, now: datetime) -> bool:
    """Whether the hour has not come yet where the learner is now: they chose another time zone since."""
    return now.astimezone(ZoneInfo(account.time_zone or DEFAULT_TIME_ZONE)).hour < row.hour


def _owe_push(session: Session, account: Account, digest: Digest, now: datetime) -> bool:
    """Let every browser of a learner be sent the reminder; not where they were on that day already."""
    if fetch(session, reminder_queries.subscriptions(account.id)).first() is None:
        return False
    if not _note(session, account, digest, "push", now):
        return False
    own = update(PushSubscription).where(PushSubscription.account_id == account.id)
    session.execute(own.values(owed_for=digest.day, retry_at=now, failures=0))
    return True


def _send_mail(
    session: Session, row: ReminderSettings, account: Account, digest: Digest, url: str, now: datetime
) -> bool:
    wanted = session.execute(reminder_queries.mail_wanted(account.id)).first()
    if wanted is None or not _note(session, account, digest, "mail", now):
        return False
    consent, address = wanted[0], wanted[1] or ""
    language = account.language or row.language
    line = words.body(digest.due, digest.minutes, language)
    mails.enqueue(session, consent, address, line, language=language, url=url, now=now)
    return True


def _note(session: Session, account: Account, digest: Digest, channel: str, now: datetime) -> bool:
    """Whether this is the first reminder of the day by that way: the store has room for one alone."""
    made = {"account_id": account.id, "day": digest.day, "channel": channel, "due": digest.due, "made_at": now}
    return session.execute(reminder_writes.note_reminder(dialect_of(session)), [made]).first() is not None
