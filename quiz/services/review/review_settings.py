"""How a learner wants to review: how much of it, on which days, to what degree of memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy.orm import Session

from quiz.domain import schedule
from quiz.domain.review_plan import DAILY_CAP, EVERY_DAY, StudyDays
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import cards as review_queries
from quiz.storage.writes import reporting as aggregate_writes
from quiz.storage.writes.base import dialect_of

RETENTIONS = (0.8, 0.85, 0.9, 0.95)
"""What a learner chooses between: below, most is forgotten; above, reviews come so often that little else is done."""
CAPS = (10, 20, 40, 80, 200)
GOALS = tuple(range(8))
LONGEST_HOLIDAY = 366
"""Days."""

Fault = Literal["retention", "daily_cap", "days_off", "holiday", "holiday_order", "holiday_long", "goal"]


class SettingsError(ValueError):
    """A setting that can't be; ``code`` names it."""

    def __init__(self, code: Fault) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How a learner wants to review. ``goal`` is the days a week on which they mean to study; 0 for none."""

    retention: float = schedule.RETENTION
    daily_cap: int = DAILY_CAP
    study: StudyDays = EVERY_DAY
    goal: int = 0


AS_SUGGESTED = Wishes()


def find(session: Session, account_id: int) -> Wishes:
    """What a learner has chosen, or what the app suggests."""
    row = fetch(session, review_queries.settings(account_id)).scalars().first()
    return AS_SUGGESTED if row is None else wishes_in(row)


def wishes_in(row: Any) -> Wishes:
    """What a row of settings says, or one that holds its columns besides others; None in them is as suggested."""
    if row.retention is None:
        return AS_SUGGESTED
    holiday = (row.holiday_from, row.holiday_to) if row.holiday_from and row.holiday_to else None
    off = frozenset(day for day in range(7) if row.days_off >> day & 1)
    return Wishes(
        retention=row.retention,
        daily_cap=row.daily_cap,
        study=StudyDays(days_off=off, holiday=holiday),
        goal=row.goal,
    )


def save(session: Session, account_id: int, wishes: Wishes) -> None:
    """Keep what a learner has chosen. Raises ``SettingsError``."""
    _check(wishes)
    first, last = wishes.study.holiday or (None, None)
    row = {
        "account_id": account_id,
        "retention": wishes.retention,
        "daily_cap": wishes.daily_cap,
        "days_off": sum(1 << day for day in wishes.study.days_off),
        "holiday_from": first,
        "holiday_to": last,
        "goal": wishes.goal,
    }
    session.execute(aggregate_writes.put_settings(dialect_of(session)), [row])


def _check(wishes: Wishes) -> None:
    if wishes.retention not in RETENTIONS:
        raise SettingsError("retention")
    if wishes.daily_cap not in CAPS:
        raise SettingsError("daily_cap")
    if wishes.goal not in GOALS:
        raise SettingsError("goal")
    if len(wishes.study.days_off) > 6:
        raise SettingsError("days_off")
    if wishes.study.holiday is not None:
        _check_holiday(*wishes.study.holiday)


def _check_holiday(first: date, last: date) -> None:
    if last < first:
        raise SettingsError("holiday_order")
    if (last - first).days > LONGEST_HOLIDAY:
        raise SettingsError("holiday_long")
