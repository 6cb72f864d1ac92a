"""What a learner remembers of a series, and what of it is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from fsrs import State
from sqlalchemy.orm import Session

from quiz.domain import mastery, review_plan, schedule
from quiz.domain.mastery import PRIOR, Level
from quiz.domain.schedule import Card, Parameters
from quiz.services.aggregates.learning import day_in, parameters_of
from quiz.services.content.question_pool import standings_for
from quiz.services.current_user import Learner
from quiz.services.review.review_settings import wishes_in
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import cards as review_queries
from quiz.storage.queries.review import sittings as sitting_queries


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """A question that a learner has answered: its card, what it measures, and how far they are with that."""

    question: int
    bank: int
    measures: str
    kind: str
    card: Card
    known: float
    level: Level
    parameters: Parameters = schedule.DEFAULT

    def recall(self, day: date) -> float:
        """The chance, 0 to 1, that it is remembered on a day."""
        return schedule.recall(self.card, day, parameters=self.parameters)


def remembered(session: Session, account: Learner, series_id: int) -> list[Remembered]:
    """Every question on offer in a series that a learner has answered."""
    return [read(row) for row in fetch(session, sitting_queries.cards(account.id, series_id, standings_for(account)))]


def read(row: Any) -> Remembered:
    """What a row of a learner's cards says."""
    return Remembered(
        question=row.question_id,
        bank=row.bank_id,
        measures=row.measures,
        kind=row.kind,
        card=Card(
            state=State(row.state),
            step=row.step,
            stability=row.stability,
            difficulty=row.difficulty,
            seen=row.reviewed_on,
        ),
        known=row.known,
        level=mastery.level_of(row.known, row.right_answers, two_days=row.two_days),
        parameters=parameters_of(row.parameters),
    )


def due_days(known: Sequence[Remembered], retention: float) -> dict[int, date]:
    """The day from which on each question is due, by its number."""
    return {
        one.question: review_plan.due_day(one.card, retention=retention, parameters=one.parameters) for one in known
    }


@dataclass(frozen=True, kw_only=True)
class Again:
    """When a question comes again: ``here``, further on in the same attempt, or on a day, which may be ``today``."""

    day: date
    today: bool
    here: bool


def comes_again(session: Session, account: Learner, token: str, position: int, now: datetime) -> Again | None:
    """When the question at a position of one's own attempt comes again; None where it was not counted."""
    row = fetch(session, review_queries.card_at(account.id, token, position)).first()
    if row is None:
        return None
    retention, parameters = row.retention or schedule.RETENTION, parameters_of(row.parameters)
    days = review_plan.days_until_due(row.step, row.stability, retention=retention, parameters=parameters)
    day: date = row.reviewed_on + timedelta(days=days)
    today = day_in(account.time_zone, now)
    if day > today:
        day = wishes_in(row).study.from_on(day)
    ahead = fetch(session, review_queries.asked_ahead(token, position)).all()
    meant = {row.question_id, row.stands_for_id} - {None}
    here = any(meant & {other.question_id, other.stands_for_id} for other in ahead)
    return Again(day=day, today=day <= today, here=here)


def known_at(session: Session, account: Learner, token: str, position: int) -> float:
    """A learner's P(known) of what the question at a position of their attempt measures."""
    found = fetch(session, review_queries.known_at(account.id, token, position)).scalar()
    return PRIOR if found is None else found


def seconds_by_kind(session: Session, account_id: int) -> Mapping[str, float]:
    """How long a learner's answers of each kind are expected to take them, by the median of the latest."""
    found: dict[str, list[int]] = defaultdict(list)
    for kind, seconds in fetch(session, review_queries.latest_seconds(account_id)):
        found[kind].append(seconds)
    return {kind: review_plan.expected_seconds(float(median(times))) for kind, times in found.items()}
