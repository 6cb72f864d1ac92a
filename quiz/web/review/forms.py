"""The form of a learner's review settings, read and shown again as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quiz.domain.errors import Message, say
from quiz.domain.review_plan import StudyDays
from quiz.services.review.review_settings import Fault, SettingsError, Wishes
from quiz.web.request.whole_numbers import whole

ERRORS: Mapping[Fault, tuple[str, Message]] = {
    "retention": ("retention", say("Choose one of these.")),
    "daily_cap": ("daily_cap", say("Choose one of these.")),
    "goal": ("goal", say("Choose one of these.")),
    "days_off": ("days_off", say("At least one day of the week has to be left for review.")),
    "holiday": ("holiday_from", say("Give both the first and the last day of the holiday, as dates.")),
    "holiday_order": ("holiday_to", say("The last day of the holiday lies before its first.")),
    "holiday_long": ("holiday_to", say("A holiday lasts a year at most.")),
}


@dataclass(frozen=True, kw_only=True)
class SettingsForm:
    """What stands in the form's fields, and what is wrong with one of them, by its name."""

    retention: str
    daily_cap: str
    goal: str
    days_off: frozenset[str]
    holiday_from: str
    holiday_to: str
    errors: Mapping[str, Message] = field(default_factory=dict)


def shown(wishes: Wishes) -> SettingsForm:
    """The form as it stands for what is stored."""
    first, last = wishes.study.holiday or (None, None)
    return SettingsForm(
        retention=str(round(wishes.retention * 100)),
        daily_cap=str(wishes.daily_cap),
        goal=str(wishes.goal),
        days_off=frozenset(map(str, wishes.study.days_off)),
        holiday_from=first.isoformat() if first else "",
        holiday_to=last.isoformat() if last else "",
    )


def typed(form: Any, error: SettingsError | None = None) -> SettingsForm:
    """The form as it was sent, with what is wrong."""
    return SettingsForm(
        retention=form.get("retention", "")[:10],
        daily_cap=form.get("daily_cap", "")[:10],
        goal=form.get("goal", "")[:10],
        days_off=frozenset(form.getlist("days_off")[:7]),
        holiday_from=form.get("holiday_from", "")[:20],
        holiday_to=form.get("holiday_to", "")[:20],
        errors=dict([ERRORS[error.code]]) if error is not None else {},
    )


def read(form: SettingsForm) -> Wishes:
    """What the form asks for. Raises ``SettingsError`` for what can't be read."""
    retention, cap, goal = whole(form.retention), whole(form.daily_cap), whole(form.goal)
    if retention is None:
        raise SettingsError("retention")
    if cap is None:
        raise SettingsError("daily_cap")
    if goal is None:
        raise SettingsError("goal")
    off = [whole(day) for day in form.days_off]
    if any(day is None or day > 6 for day in off):
        raise SettingsError("days_off")
    return Wishes(
        retention=retention / 100,
        daily_cap=cap,
        goal=goal,
        study=StudyDays(days_off=frozenset(day for day in off if day is not None), holiday=_holiday(form)),
    )


def _holiday(form: SettingsForm) -> tuple[date, date] | None:
    given = (form.holiday_from.strip(), form.holiday_to.strip())
    if given == ("", ""):
        return None
    try:
        return date.fromisoformat(given[0]), date.fromisoformat(given[1])
    except ValueError as error:
        raise SettingsError("holiday") from error
