"""Time zones by their names, where a time says in which zone it is."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_gmt, get_timezone_name

from quiz.web.request import request_context


def zone_name(value: datetime, width: str = "long") -> str:
    """The zone in which a moment is shown: ``long``, ``Korean Standard Time``, or ``short``, ``GMT+09:00``."""
    zone = ZoneInfo(request_context.time_zone())
    return _named(value.astimezone(zone).replace(minute=0, second=0, microsecond=0), width, request_context.language())


def zone_in(value: datetime, language: str, zone: str) -> str:
    """The same of a zone and in a language that are not the reader's."""
    return _named(value.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0), "long", language)


def name_of_zone(zone: str, at: datetime) -> str:
    """What a zone is called at a moment: ``Korean Standard Time, GMT+09:00``."""
    local, language = (
        at.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0),
        request_context.language(),
    )
    return f"{_named(local, 'long', language)}, {_named(local, 'short', language)}"


@lru_cache(maxsize=256)
def _named(value: datetime, width: str, language: str) -> str:
    if width == "short":
        return str(get_timezone_gmt(value, locale=language))
    return str(get_timezone_name(value, width="long", locale=language))
