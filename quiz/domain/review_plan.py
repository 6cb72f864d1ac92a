"""What a sitting of review asks: which of the questions that are due, in which order, and what comes on which day.

Pure: the day and what is known of the learner come in, nothing is read from a clock or the store.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fsrs import Rating

from quiz.domain import schedule
from quiz.domain.schedule import DEFAULT, RETENTION, Card, Parameters

SITTING = 600.0
"""Seconds that a sitting takes: ten minutes."""
SECONDS = 40.0
"""Seconds that a question takes a learner of whom nothing is known yet."""
QUICKEST, SLOWEST = 5.0, 300.0
"""Seconds between which an answer is expected to take, however long others took."""
HORIZON = 30
"""Days ahead at which a review is to pay off."""
DAILY_CAP = 40
"""Questions of review a day, where the learner has not chosen."""
MAX_AHEAD = 800
"""Days, more than the longest holiday, after which no study day is looked for any more."""


def expected_seconds(measured: float) -> float:
    """The seconds that an answer is expected to take where others took ``measured``."""
    return min(max(measured, QUICKEST), SLOWEST)


def whole_minutes(seconds: float) -> int:
    """How long a sitting takes, in whole minutes, 1 or more."""
    return max(1, math.ceil(seconds / 60))


@dataclass(frozen=True, kw_only=True)
class Due:
    """A question that is due: its card, where it comes from, and what is known of its objective.

    ``bank`` is what neighbours should differ in, ``idea`` what no two questions of a sitting share. ``known`` is
    P(known) of its objective, 0 to 1; ``seconds`` is how long an answer is expected to take.
    """

    question: int
    card: Card
    bank: Hashable = 0
    idea: Hashable = None
    known: float = 0.0
    seconds: float = SECONDS


@dataclass(frozen=True, kw_only=True)
class StudyDays:
    """When a learner studies: ``days_off`` are weekdays, Monday 0; a holiday runs from its first to its last day."""

    days_off: frozenset[int] = frozenset()
    holiday: tuple[date, date] | None = None

    def is_free(self, day: date) -> bool:
        """Whether nothing is asked for on that day."""
        on_holiday = self.holiday is not None and self.holiday[0] <= day <= self.holiday[1]
        return on_holiday or day.weekday() in self.days_off

    def from_on(self, day: date) -> date:
        """The first study day from ``day`` on; ``day`` itself where all are free."""
        ahead = (day + timedelta(days=count) for count in range(MAX_AHEAD))
        return next((one for one in ahead if not self.is_free(one)), day)


def due_day(card: Card, *, retention: float = RETENTION, parameters: Parameters = DEFAULT) -> date:
    """The learner's day from which on a card is due.

    What was not remembered comes again on the same day; what was learnt just now, on the next one at the earliest.
    """
    days = days_until_due(card.step, card.stability, retention=retention, parameters=parameters)
    return card.seen + timedelta(days=days)


def days_until_due(
    step: int | None, stability: float, *, retention: float = RETENTION, parameters: Parameters = DEFAULT
) -> int:
    """After how many days, 0 or more, a card is due: by its step, and by its stability once it is learnt."""
    if step is None:
        return schedule.interval(stability, retention, parameters=parameters)
    return 0 if step == 0 else 1


def worth(due: Due, day: date, *, parameters: Parameters = DEFAULT) -> float:
    """What a second on a question is expected to bring: the rise of the chance to remember it in ``HORIZON`` days.

    A question of an objective that is hardly known counts up to twice.
    """
    card, later = due.card, day + timedelta(days=HORIZON)
    now = schedule.recall(card, day, parameters=parameters)

    def after(rating: Rating) -> float:
        seen = schedule.review(card, rating, day, parameters=parameters)
        return schedule.recall(seen, later, parameters=parameters)

    gain = (
        now * after(Rating.Good) + (1 - now) * after(Rating.Again) - schedule.recall(card, later, parameters=parameters)
    )
    return gain * (2 - due.known) / due.seconds


def plan(
    due: Iterable[Due],
    day: date,
    *,
    room: int,
    seconds: float = SITTING,
    parameters: Parameters = DEFAULT,
) -> tuple[Due, ...]:
    """The questions of a sitting of at most ``room`` questions and ``seconds``, in the order asked.

    What is worth most comes in; of one idea only one question. Neighbours are of different banks where they can be.
    The first question always has time.
    """
    ranked = sorted(due, key=lambda one: (-worth(one, day, parameters=parameters), one.question))
    taken: list[Due] = []
    ideas: set[Hashable] = set()
    left = seconds
    for one in ranked:
        if len(taken) >= room:
            break
        if (one.idea is not None and one.idea in ideas) or (taken and one.seconds > left):
            continue
        taken.append(one)
        left -= one.seconds
        ideas.add(one.idea)
    return mixed(taken)


def mixed(ranked: Sequence[Due]) -> tuple[Due, ...]:
    """The same questions with neighbours of different banks, as long as there are several banks left."""
    waiting: dict[Hashable, list[Due]] = defaultdict(list)
    for one in ranked:
        waiting[one.bank].append(one)
    order: list[Due] = []
    while waiting:
        others = [bank for bank in waiting if not order or bank != order[-1].bank] or list(waiting)
        bank = max(others, key=lambda name: len(waiting[name]))
        order.append(waiting[bank].pop(0))
        if not waiting[bank]:
            del waiting[bank]
    return tuple(order)


@dataclass(frozen=True, kw_only=True)
class Load:
    """The questions of review on a day."""

    day: date
    count: int


EVERY_DAY = StudyDays()


def forecast(
    days: Collection[date],
    today: date,
    study: StudyDays = EVERY_DAY,
    *,
    cap: int,
    first_cap: int | None = None,
    ahead: int = 30,
) -> list[Load]:
    """How many questions come on each of the ``ahead`` days from ``today`` on, with no more than ``cap`` on any.

    What a day has no room for moves on to the next study day: a backlog is spread. ``first_cap`` is the room that is
    left today.
    """
    coming: dict[date, int] = defaultdict(int)
    for day in days:
        coming[max(day, today)] += 1
    loads, left = [], 0
    for count in range(ahead):
        day = today + timedelta(days=count)
        left += coming.get(day, 0)
        room = first_cap if count == 0 and first_cap is not None else cap
        done = 0 if study.is_free(day) else min(left, room)
        left -= done
        loads.append(Load(day=day, count=done))
    return loads
