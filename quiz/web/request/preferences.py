"""What a reader has chosen: the language and the time zone, kept with the account, or with the session without one."""

from __future__ import annotations

from flask import session

from quiz.platform.settings import DEFAULT_TIME_ZONE, LANGUAGES
from quiz.services.identity import accounts
from quiz.web.request import request_context


def take_zone(given: str | None) -> str | None:
    """Keep the time zone that a browser reports with its session, and give it, where its reader has chosen none."""
    if not zone_is_open() or given not in request_context.zones():
        return None
    session["time_zone"] = given
    return given


def zone_is_open() -> bool:
    """Whether a reader has no time zone of their own yet, so that their browser may say one."""
    person = request_context.account()
    return not session.get("time_zone") and (person is None or person.time_zone is None)


def choose(language: str | None, zone: str | None = None) -> str:
    """Keep what is valid of a choice, leave the rest as it is, and give the language that holds from now on.

    The caller commits.
    """
    chosen = language if language in LANGUAGES else request_context.language()
    place = zone if zone in request_context.zones() else request_context.time_zone()
    if chosen != request_context.language():
        # What waits to be said was put into the language of before.
        session.pop("_flashes", None)
    session["language"], session["time_zone"] = chosen, place or DEFAULT_TIME_ZONE
    session.permanent = True
    person = request_context.account()
    if person is not None:
        accounts.set_preferences(request_context.whole_account(person), chosen, place)
    return chosen
