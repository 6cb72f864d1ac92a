"""Time zones by their names, where a time says in which zone it is."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_gmt, get_timezone_name

from quiz.web.request import request_context


def zone_name(value: datetime, width: str = "long") -> str:
    """The zone in which a moment is shown: ``long``, ``Korean Standard Time``, or ``short``, ``GMT+09:00``."""
    return _in_zone(value, request_context.time_zone(), width, request_context.language())


def zone_in(value: datetime, language: str, zone: str) -> str:
    """The same of a zone and in a language that are not the reader's."""
    return _in_zone(value, zone, "long", language)


def name_of_zone(zone: str, at: datetime) -> str:
    """What a zone is called at a moment: ``Korean Standard Time, GMT+09:00``."""
    language = request_context.language()
    return ", ".join(_in_zone(at, zone, width, language) for width in ("long", "short"))


def _in_zone(value: datetime, zone: str, width: str, language: str) -> str:
    return _named(value.astimezone(UTC).replace(minute=0, second=0, microsecond=0), zone, width, language)


@lru_cache(maxsize=256)
def _named(value: datetime, zone: str, width: str, language: str) -> str:
    # Moments of two zones are equal where they are the same moment, so the zone is asked for beside it.
    local = value.astimezone(ZoneInfo(zone))
    if width == "short":
        return str(get_timezone_gmt(local, locale=language))
    return str(get_timezone_name(local, width="long", locale=language))
