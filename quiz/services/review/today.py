"""Today's review: what is due, what of it a sitting asks, and why nothing may be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from quiz.domain import review_plan, schedule
from quiz.domain.review_plan import Due, Load
from quiz.services.aggregates.learning import day_in
from quiz.services.content.question_pool import standings_for
from quiz.services.current_user import Learner
from quiz.services.review import cards, review_settings
from quiz.services.review.cards import Remembered
from quiz.services.review.review_settings import Wishes
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import sittings as sitting_queries

RANKED = 120
"""Questions that are weighed against each other; of a longer backlog those that are remembered best come first."""
_BEFORE = timedelta(days=2)
"""Longer than a day lasts, also one on which clocks go back."""


@dataclass(frozen=True, kw_only=True)
class Today:
    """How a learner's review stands on a day of theirs.

    ``due`` counts every question that is due by now, ``planned`` is what a sitting would ask, ``done`` how many were
    answered today. ``next_day`` is when something comes again; None where nothing ever will.
    """

    day: date
    known: Sequence[Remembered]
    due: int
    planned: tuple[Due, ...]
    done: int
    wishes: Wishes
    days: dict[int, date]

    @property
    def minutes(self) -> int:
        """How long the sitting takes, in whole minutes, 1 or more."""
        return review_plan.whole_minutes(sum(one.seconds for one in self.planned))

    @property
    def is_free(self) -> bool:
        """Whether the learner has this day off."""
        return self.wishes.study.is_free(self.day)

    @property
    def is_full(self) -> bool:
        """Whether as much was answered today as they want to answer a day."""
        return self.done >= self.wishes.daily_cap

    @property
    def next_day(self) -> date | None:
        """The next study day on which something is due, after today."""
        if not self.days:
            return None
        first = min(self.days.values())
        after = date.fromordinal(self.day.toordinal() + 1)
        return self.wishes.study.from_on(max(first, after))

    @property
    def forecast(self) -> list[Load]:
        """The questions of review on each of the next 30 days."""
        left = max(0, self.wishes.daily_cap - self.done)
        coming = list(self.days.values())
        return review_plan.forecast(coming, self.day, self.wishes.study, cap=self.wishes.daily_cap, first_cap=left)


def find(session: Session, account: Learner, series_id: int, now: datetime) -> Today:
    """How the review of a series stands for a learner."""
    day = day_in(account.time_zone, now)
    query = sitting_queries.cards_on(account.id, series_id, standings_for(account), day, now - _BEFORE)
    rows = fetch(session, query).all()
    known = [cards.read(row) for row in rows]
    wishes = review_settings.wishes_in(rows[0]) if rows else review_settings.AS_SUGGESTED
    done = rows[0].done if rows else 0
    days = cards.due_days(known, wishes.retention)
    due = [one for one in known if days[one.question] <= day]
    seconds = cards.seconds_by_kind(session, account.id) if due else {}
    return Today(
        day=day,
        known=known,
        due=len(due),
        planned=review_plan.plan(
            _weighed(due, seconds, day),
            day,
            room=max(0, wishes.daily_cap - done),
            parameters=due[0].parameters if due else schedule.DEFAULT,
        ),
        done=done,
        wishes=wishes,
        days=days,
    )


def _weighed(due: Sequence[Remembered], times: Mapping[str, float], day: date) -> list[Due]:
    best = sorted(due, key=lambda one: (-one.recall(day), one.question))[:RANKED]
    return [
        Due(
            question=one.question,
            card=one.card,
            bank=one.bank,
            known=one.known,
            seconds=times.get(one.kind, review_plan.SECONDS),
        )
        for one in best
    ]
