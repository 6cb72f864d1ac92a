"""A calendar of reviews: a day-long entry for each of the next 30 days on which something comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from quiz.domain.errors import Message, say
from quiz.domain.review_plan import Load
from quiz.language import localizer
from quiz.services.classes.assignments.dates import Dated
from quiz.services.reminders import words
from quiz.services.review.coming import Coming

if TYPE_CHECKING:
    # It is loaded where a calendar is written, and nowhere else.
    from icalendar import Calendar, Event

REFRESH = timedelta(hours=6)
"""How often a calendar is asked to look again."""


PageOf = Callable[[Dated], str]
"""The address of the page of an assignment."""


def written(
    coming: Coming,
    *,
    mark: str,
    zone: str,
    language: str,
    page: str,
    dated: Sequence[Dated] = (),
    page_of: PageOf = lambda one: "",
) -> bytes:
    """The calendar as iCalendar (RFC 5545): counts and minutes, no question; ``page`` is where the review begins.

    Beside them what is ``dated``: when assignments open and are due, by their titles. The same on one day of the
    learner's as long as nothing changes, to the byte.
    """
    calendar = _empty(words.title(language), zone, language)
    for load in coming.loads:
        if load.count:
            calendar.add_component(_entry(load, coming, mark, language, page))
    for one in dated:
        calendar.add_component(_moment(one, coming.today, mark, language, page_of(one)))
    content: bytes = calendar.to_ical()
    return content


def of_class(
    name: str, dated: Sequence[Dated], *, today: date, mark: str, zone: str, language: str, page_of: PageOf
) -> bytes:
    """The calendar of a class for those who teach it: when its assignments open and are due."""
    calendar = _empty(name, zone, language)
    for one in dated:
        calendar.add_component(_moment(one, today, mark, language, page_of(one)))
    content: bytes = calendar.to_ical()
    return content


def _empty(title: str, zone: str, language: str) -> Calendar:
    from icalendar import Calendar as Made

    calendar = Made()
    name = f"{say('Dalmada').said(localizer(language))} · {title}"
    calendar.add("prodid", "-//Dalmada//Reviews//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return calendar


_SAID = {"opens": say("opens: %(title)s"), "due": say("due: %(title)s")}


def _moment(one: Dated, today: date, mark: str, language: str, page: str) -> Event:
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"assignment-{one.assignment}-{one.what}.{mark}@dalmada")
    entry.add("dtstamp", _midnight(today))
    entry.add("dtstart", one.at)
    entry.add("dtend", one.at)
    said = _SAID[one.what]
    entry.add("summary", Message(template=said.template, values={"title": one.title}).said(localizer(language)))
    entry.add("url", page)
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    return entry


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
