"""Moments and days as pages say them, in the reader's zone and language."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import parse_pattern

from quiz.web.request import request_context

_NO_BREAK = "\u00a0"

# The full-size formats of Korean print the half of the day in English or too tersely; these don't.
_FORMATS = {
    "ko": {
        "moment": "M월 d일 (E) aaaa h:mm",
        "long": "y년 M월 d일 (E) aaaa h:mm",
        "time": "aaaa h:mm",
        "seconds": "aaaa h:mm:ss",
        "day": "M월 d일",
        "dated": "M월 d일 (E)",
        "dated_in_full": "y년 M월 d일 (E)",
        "whole": "y년 M월 d일",
        "weekday": "E",
        "month": "M월",
    },
    "en": {
        "moment": "EEE, MMM d, h:mm a",
        "long": "EEE, MMM d, y, h:mm a",
        "time": "h:mm a",
        "seconds": "h:mm:ss a",
        "day": "MMM d",
        "dated": "EEE, MMM d",
        "dated_in_full": "EEE, MMM d, y",
        "whole": "MMMM d, y",
        "weekday": "EEE",
        "month": "MMM",
    },
}


def moment(value: datetime, form: str = "moment") -> str:
    """A moment in the reader's zone and language: ``moment``, ``long``, ``time`` or ``seconds``."""
    return _moment(value, form, request_context.language(), request_context.time_zone())


def moment_in(value: datetime, zone: str, form: str = "long", *, language: str | None = None) -> str:
    """A moment in a zone of its own, as that of a class; in the reader's language, or that of who will read it."""
    return _moment(value, form, language or request_context.language(), zone)


def iso_moment(value: datetime) -> str:
    """A moment in the reader's zone as spreadsheets read it: ``2026-11-07 21:13``."""
    return value.astimezone(ZoneInfo(request_context.time_zone())).strftime("%Y-%m-%d %H:%M")


@lru_cache(maxsize=4096)
def _moment(value: datetime, form: str, language: str, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    made: str = parse_pattern(_FORMATS[language][form]).apply(local, _locale(language))
    return made.replace(" ", _NO_BREAK) if form in ("time", "seconds") else made


def day(value: date, form: str = "day") -> str:
    """A day in the reader's language: ``day``, ``dated`` with its weekday, ``whole`` with its year.

    Or only its ``weekday`` or ``month``. A dated day of another year has its year too.
    """
    if form == "dated" and value.year != request_context.now().year:
        form = "dated_in_full"
    return _day(value, form, request_context.language())


@lru_cache(maxsize=4096)
def _day(value: date, form: str, language: str) -> str:
    made: str = parse_pattern(_FORMATS[language][form]).apply(value, _locale(language))
    return made.replace(" ", _NO_BREAK) if form == "day" else made


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
