"""A class as a whole: how its learners are spread, how that moved over weeks, and beside other classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quiz.domain.classes import heat
from quiz.domain.classes.heat import Share
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview.columns import Map
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import answers as answers_queries
from quiz.storage.queries.teaching import known as known_queries

WEEKS = 12
"""Weeks that progress is drawn over."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week of a class: learners who answered something, how many answers, how many of them right."""

    monday: date
    learners: int
    answers: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Progress:
    """``spread`` has how many learners mastered how much, ``trend`` the means of what is done and mastered by weeks."""

    learners: int
    spread: Sequence[Share]
    trend: Sequence[tuple[date, int, int, int]]
    weeks: Sequence[Week]


def find(session: Session, entered: Entered, found: Map, *, now: datetime) -> Progress:
    """The progress of a class in all of its series."""
    today = now.astimezone(ZoneInfo(entered.row.time_zone)).date()
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    total = sum(one.questions for one in found.weights)
    rows = fetch(session, known_queries.known_by_all(entered.id)).all()
    begun = [heat.percent(row.mastered, total) for row in rows]
    return Progress(
        learners=found.learners,
        spread=heat.distribution([*begun, *[None] * max(0, found.learners - len(begun))]),
        trend=_trend(session, entered.id, found, today),
        weeks=_weeks(fetch(session, answers_queries.days_since(entered.id, monday)).all(), monday),
    )


def _trend(session: Session, class_id: int, found: Map, today: date) -> list[tuple[date, int, int, int]]:
    """Questions done and mastered by a learner of the class on average, of what is done and mastered now."""
    if not found.learners:
        return []
    questions: Counter[tuple[int, str]] = Counter()
    for one in found.weights:
        questions[one.measured] += one.questions
    done, mastered = Counter[date](), Counter[date]()
    for row in fetch(session, answers_queries.done_by_day(class_id)):
        done[_day(row.day)] += row.times
    for row in fetch(session, answers_queries.mastered_by_day(class_id)):
        mastered[_day(row.day)] += row.times * questions[row.bank_id, row.measures]
    total = sum(questions.values())
    weeks = [_standing(today - timedelta(weeks=n), done, mastered, found.learners, total) for n in range(WEEKS, -1, -1)]
    begun = next((place for place, one in enumerate(weeks) if one[1]), len(weeks))
    return weeks[max(0, begun - 1) :]


def _standing(
    end: date, done: Mapping[date, int], mastered: Mapping[date, int], learners: int, total: int
) -> tuple[date, int, int, int]:
    """The means on a day; nobody has mastered more than they did."""
    did = round(sum(times for day, times in done.items() if day <= end) / learners)
    knew = round(sum(times for day, times in mastered.items() if day <= end) / learners)
    return end, did, min(did, knew), total


def _day(value: Any) -> date:
    """A day as the databases give it: SQLite as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _weeks(rows: Sequence[Any], first: date) -> list[Week]:
    """The weeks from ``first`` on; ``learners`` is the most that answered on a day of one."""
    found = []
    for place in range(WEEKS):
        monday = first + timedelta(weeks=place)
        own = [row for row in rows if monday <= row.day < monday + timedelta(weeks=1)]
        found.append(
            Week(
                monday=monday,
                learners=max((row.learners for row in own), default=0),
                answers=sum(row.answers for row in own),
                right=sum(row.right for row in own),
            )
        )
    return found
