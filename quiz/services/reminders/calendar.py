"""A calendar of reviews: a day-long entry for each of the next 30 days on which something comes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from quiz.domain.errors import say
from quiz.domain.review_plan import Load
from quiz.language import localizer
from quiz.services.reminders import words
from quiz.services.review.coming import Coming

if TYPE_CHECKING:
    # It is loaded where a calendar is written, and nowhere else.
    from icalendar import Event

REFRESH = timedelta(hours=6)
"""How often a calendar is asked to look again."""


def written(coming: Coming, *, mark: str, zone: str, language: str, page: str) -> bytes:
    """The calendar as iCalendar (RFC 5545): counts and minutes, no question; ``page`` is where the review begins.

    The same on one day of the learner's as long as nothing changes, to the byte.
    """
    from icalendar import Calendar

    calendar = Calendar()
    name = f"{say('Dalmada').said(localizer(language))} · {words.title(language)}"
    calendar.add("prodid", "-//Dalmada//Reviews//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for load in coming.loads:
        if load.count:
            calendar.add_component(_entry(load, coming, mark, language, page))
    content: bytes = calendar.to_ical()
    return content


def _entry(load: Load, coming: Coming, mark: str, language: str, page: str) -> Event:
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"{load.day:%Y%m%d}.{mark}@dalmada")
    entry.add("dtstamp", _midnight(coming.today))
    entry.add("dtstart", load.day)
    entry.add("dtend", load.day + timedelta(days=1))
    entry.add("summary", words.line(load.count, coming.minutes(load.count), language))
    entry.add("url", page)
    # It takes ten minutes of the day, and nobody is busy by it.
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    return entry


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
