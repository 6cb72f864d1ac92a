"""What comes for review: how many questions are due, how many come on each of the next days, how long they take."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain import review_plan
from quiz.domain.review_plan import SECONDS, SITTING, Load
from quiz.services.aggregates.learning import day_in
from quiz.services.content.catalogue import Library
from quiz.services.current_user import Learner
from quiz.services.reporting import known_questions
from quiz.services.reporting.known_questions import KnownQuestion
from quiz.services.review import review_settings
from quiz.services.review.review_settings import Wishes
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import cards as review_queries


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What comes for review of all series, from ``today`` on; ``seconds`` is what ``answers`` of the year took."""

    today: date
    wishes: Wishes
    due: int
    loads: Sequence[Load]
    answers: int
    seconds: int

    def minutes(self, count: int) -> int:
        """About how many minutes a sitting of so many questions takes."""
        return minutes(count, self.answers, self.seconds)


def find(session: Session, account: Learner, library: Library, now: datetime) -> Coming:
    """What comes for a learner of everything that ``library`` offers, as their dashboard forecasts it."""
    today = day_in(account.time_zone, now)
    offered = {month.id for series in library.series for month in series.months}
    known = [one for one in known_questions.find(session, account) if one.bank in offered]
    # What a running test asks comes after the test: its day would tell how it was answered elsewhere.
    questions = [one for one in known if not one.sealed]
    row = known[0].settings if known else None
    wishes = review_settings.find(session, account.id) if row is None else review_settings.wishes_in(row)
    done = days(session, account.id, today) if known else []
    return Coming(
        today=today,
        wishes=wishes,
        due=sum(one.due_on <= today for one in questions),
        loads=loads(questions, today, wishes),
        answers=sum(row.answers for row in done),
        seconds=sum(row.seconds for row in done),
    )


def days(session: Session, account_id: int, today: date) -> Sequence[Any]:
    """A year of days: what came before says little of today."""
    return fetch(session, review_queries.days(account_id, today - timedelta(days=365))).all()


def loads(questions: Collection[KnownQuestion], today: date, wishes: Wishes) -> Sequence[Load]:
    """How many questions come on each of the next 30 days."""
    return review_plan.forecast([one.due_on for one in questions], today, wishes.study, cap=wishes.daily_cap)


def minutes(count: int, answers: int, seconds: int) -> int:
    """About how many minutes a sitting of ``count`` questions takes, where ``answers`` took ``seconds``; 1 or more."""
    pace = review_plan.expected_seconds(seconds / answers) if seconds else SECONDS
    return review_plan.whole_minutes(min(count * pace, SITTING))
