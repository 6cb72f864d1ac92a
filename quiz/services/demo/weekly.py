"""Twelve assignments of a made-up class, one a week: a few questions of the month that is studied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes.assignments import writing
from quiz.services.classes.assignments.drafts import Draft
from quiz.services.classes.assignments.recipes import Choice
from quiz.services.classes.entering import Entered
from quiz.services.classes.gradebook import arranging, books
from quiz.services.classes.gradebook.arranging import TypedCategory

WEEKS = 12
WEEK = timedelta(days=7)
MORNING, MIDNIGHT = timedelta(hours=12), timedelta(hours=4, minutes=59)
"""After an evening's beginning: the next morning, and the end of the day."""
MONTH = 16
"""Days after which a new month is begun: of six the last one is new when twelve weeks are over."""
QUESTIONS = 5
CATEGORY = "주간 과제"


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """An assignment of a week, and when it is taken."""

    id: int
    opens_at: datetime
    due_at: datetime

    def takes(self, at: datetime) -> bool:
        """Whether it is to be done at a moment."""
        return self.opens_at <= at < self.due_at - timedelta(hours=1)


def month_of(months: Sequence[str], days: int) -> str:
    """The month that is studied so many days after the first."""
    return months[min(days // MONTH, len(months) - 1)]


def make(
    session: Session,
    entered: Entered,
    series_id: int,
    months: Sequence[str],
    last: datetime,
    *,
    weeks: Sequence[int] = range(WEEKS),
    by: audit.Actor,
) -> list[Weekly]:
    """Make and publish the assignments of a class for these weeks, the last of which ends with the evening ``last``."""
    begun = last - WEEKS * WEEK
    category = _category(session, entered, now=begun, by=by)
    found = []
    for week in weeks:
        opens, due = begun + week * WEEK + MORNING, begun + (week + 1) * WEEK + MIDNIGHT
        draft = Draft(
            series_id=series_id,
            title=f"{week + 1}주차 과제",
            choice=Choice(source="rule", banks=(month_of(months, 7 * week),), count=QUESTIONS, shuffle=True),
            opens_at=opens,
            due_at=due,
            category_id=category,
        )
        row = writing.make(session, entered, draft, now=opens - timedelta(days=1), by=by)
        writing.publish(session, entered, row.id, now=opens, by=by)
        found.append(Weekly(id=row.id, opens_at=opens, due_at=due))
    return found


def _category(session: Session, entered: Entered, *, now: datetime, by: audit.Actor) -> int:
    typed = TypedCategory(name=CATEGORY, weight="60", drop_lowest="1")
    arranging.add_category(session, books.read(session, entered.id), typed, now=now, by=by)
    return books.read(session, entered.id).categories[0].id
