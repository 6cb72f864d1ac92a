"""What a learner knows of every question on offer that they answered: layers and objectives are made from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from quiz.domain import schedule
from quiz.domain.mastery import Level, Mastery, is_right
from quiz.domain.review_plan import days_until_due
from quiz.domain.schedule import Parameters
from quiz.services.aggregates.learning import day_in, parameters_of
from quiz.services.current_user import Learner
from quiz.storage.prepared import fetch
from quiz.storage.queries import reporting as report_queries

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Layers:
    """How many questions are done; of these mastered; of these remembered today. ``due`` wait for review."""

    done: int = 0
    mastered: int = 0
    remembered: int = 0
    due: int = 0


@dataclass(frozen=True, kw_only=True)
class KnownQuestion:
    """A question with what is known of the learner. ``share`` is None as long as a test that asks it waits.

    ``seen`` is the learner's day of the last answer that counts, ``wanted`` how well they want to remember.
    """

    id: int
    bank: int
    section: str
    measures: str
    step: int | None
    stability: float
    seen: date
    wanted: float
    parameters: Parameters
    known: float
    answers: int
    level: Level
    mastered_at: datetime | None
    share: float | None
    answered_at: datetime | None
    done_at: datetime | None
    settings: Any = None
    """The row that holds how the learner wants to review."""

    @property
    def due_on(self) -> date:
        """The day from which on it is due."""
        days = days_until_due(self.step, self.stability, retention=self.wanted, parameters=self.parameters)
        return date.fromordinal(self.seen.toordinal() + days)

    def is_remembered(self, day: date) -> bool:
        """Whether it is remembered on a day as well as the learner wants; not where the latest answer was wrong."""
        if self.share is not None and not is_right(self.share):
            return False
        recall = schedule.chance(self.stability, (day - self.seen).days, parameters=self.parameters)
        return recall >= self.wanted


def find(session: Session, account: Learner) -> list[KnownQuestion]:
    """Every question on offer that a learner answered, of all series."""
    return [
        KnownQuestion(
            id=row.question_id,
            bank=row.bank_id,
            section=row.section or "",
            measures=row.measures,
            step=row.step,
            stability=row.stability,
            seen=row.reviewed_on,
            wanted=row.retention or schedule.RETENTION,
            parameters=parameters_of(row.parameters),
            known=row.known,
            answers=row.answers,
            level=Mastery(known=row.known, right=row.right_answers, two_days=row.two_days).level,
            mastered_at=row.mastered_at,
            share=row.latest_share,
            answered_at=row.latest_at,
            done_at=row.done_at,
            settings=row,
        )
        for row in fetch(session, report_queries.known_questions(account.id))
    ]


def today_of(account: Learner, now: datetime) -> date:
    """The day that it is for a learner."""
    return day_in(account.time_zone, now)


def layers_by(questions: Iterable[tuple[Key, KnownQuestion]], day: date) -> Mapping[Key, Layers]:
    """The layers on a day of questions that are put together under keys."""
    counts: dict[Key, Counter[str]] = defaultdict(Counter)
    for key, one in questions:
        count = counts[key]
        count["done"] += 1
        count["due"] += one.due_on <= day
        if one.level == "mastered":
            count["mastered"] += 1
            count["remembered"] += one.is_remembered(day)
    return {key: Layers(**count) for key, count in counts.items()}


def shares_by_measure(questions: Sequence[KnownQuestion]) -> Mapping[tuple[int, str], list[float]]:
    """The latest shares that may be seen, by a bank's number and what is measured."""
    found: dict[tuple[int, str], list[float]] = defaultdict(list)
    for one in questions:
        if one.share is not None:
            found[one.bank, one.measures].append(one.share)
    return found
