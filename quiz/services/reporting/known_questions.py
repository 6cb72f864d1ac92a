"""What a learner knows of every question on offer that they answered: layers and objectives are made from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from quiz.domain import schedule
from quiz.domain.mastery import Level, is_right, level_of
from quiz.domain.review_plan import days_until_due
from quiz.domain.schedule import Parameters
from quiz.services.aggregates.learning import parameters_of
from quiz.services.current_user import Learner
from quiz.storage.prepared import fetch
from quiz.storage.queries import reporting as report_queries

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Layers:
    """How many questions are done; of these mastered; of these remembered today. ``due`` wait for review.

    ``brought`` were answered in another instance alone.
    """

    done: int = 0
    mastered: int = 0
    remembered: int = 0
    due: int = 0
    brought: int = 0


class KnownQuestion(NamedTuple):
    """A question with what is known of the learner. ``share`` is None as long as a test that asks it waits.

    ``seen`` is the learner's day of the last answer that counts, ``due_on`` the day from which on it is due, ``wanted``
    how well they want to remember. ``settings`` is a row that holds how they want to review. ``brought``: answers that
    they brought along are among those that count.
    """

    id: int
    bank: int
    section: str
    measures: str
    stability: float
    seen: date
    due_on: date
    wanted: float
    parameters: Parameters
    known: float
    answers: int
    level: Level
    mastered_at: datetime | None
    share: float | None
    done_at: datetime | None
    settings: Any
    brought: bool = False
    sealed: bool = False
    """Whether a running test asks it: what is known of it by answers elsewhere is shown after the test."""

    @property
    def only_brought(self) -> bool:
        """Whether it was never answered here."""
        return self.brought and self.done_at is None

    def is_remembered(self, day: date) -> bool:
        """Whether it is remembered on a day as well as the learner wants; not where the latest answer was wrong."""
        if self.share is not None and not is_right(self.share):
            return False
        recall = schedule.chance(self.stability, (day - self.seen).days, parameters=self.parameters)
        return recall >= self.wanted


def find(session: Session, account: Learner) -> list[KnownQuestion]:
    """Every question on offer that a learner answered, of all series."""
    return [_read(row) for row in fetch(session, report_queries.known_questions(account.id))]


def _read(row: Any) -> KnownQuestion:
    # By place: a thousand rows have twenty names each, and asking for all of them takes as long as reading the rows.
    number, bank, section, measures, step, stability, seen, fitted, known, answers, *others = row
    right, two_days, mastered_at, share, done_at, retention, *_ = others
    wanted, parameters = retention or schedule.RETENTION, parameters_of(fitted)
    days = days_until_due(step, stability, retention=wanted, parameters=parameters)
    return KnownQuestion(
        id=number,
        bank=bank,
        section=section or "",
        measures=measures,
        stability=stability,
        seen=seen,
        due_on=seen + timedelta(days=days),
        wanted=wanted,
        parameters=parameters,
        known=known,
        answers=answers,
        level=level_of(known, right, two_days=two_days),
        mastered_at=mastered_at,
        share=share,
        done_at=done_at,
        settings=row,
        brought=row.brought,
        sealed=row.sealed,
    )


def layers_by(questions: Iterable[tuple[Key, KnownQuestion]], day: date) -> Mapping[Key, Layers]:
    """The layers on a day of questions that are put together under keys."""
    counts: dict[Key, Counter[str]] = defaultdict(Counter)
    for key, one in questions:
        count = counts[key]
        count["done"] += 1
        count["due"] += one.due_on <= day and not one.sealed
        count["brought"] += one.only_brought
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
