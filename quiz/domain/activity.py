"""On which days a learner studied: the week against their goal, and a streak that forgives a missed day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from quiz.domain.review_plan import EVERY_DAY, StudyDays

FORGIVEN = 1
"""Study days in a row that may be missed without an end of the streak."""
_DAY = timedelta(days=1)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def in_week(studied: Collection[date], today: date) -> int:
    """On how many days of the week of ``today`` something was studied."""
    first = monday_of(today)
    return sum(first <= day <= today for day in studied)


def streak(studied: Collection[date], today: date, study: StudyDays = EVERY_DAY) -> int:
    """How many days were studied in the run that lasts until now; 0 where none does.

    A single day that was missed is forgiven, two in a row end the run; days off and holidays are never missed. Today is
    not missed before it is over.
    """
    days = set(studied)
    if not days:
        return 0
    count, missed, day, first = 0, 0, today, min(days)
    while day >= first:
        if day in days:
            count, missed = count + 1, 0
        elif day != today and not study.is_free(day):
            missed += 1
            if missed > FORGIVEN:
                break
        day -= _DAY
    return count
