"""What a learner does next in a series: the month that they are in, its next practice, and when reviews come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quiz.services.aggregates.learning import day_in
from quiz.services.content.catalogue import Catalogue, PublishedMonth, QuizOnOffer
from quiz.services.current_user import Learner
from quiz.services.reporting.known_questions import Layers
from quiz.services.reporting.learner_progress import MonthProgress, Progress, months_in
from quiz.services.review import coming, review_settings


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """The month to go on with, or to begin; ``offer`` is its next practice, None where it has none.

    ``section`` is the one that the practice asks about, where it asks about one.
    """

    mine: MonthProgress
    offer: QuizOnOffer | None
    section: str = ""

    @property
    def left(self) -> int:
        """How many questions of the month were never answered."""
        return max(0, self.mine.month.questions - self.mine.done)


@dataclass(frozen=True, kw_only=True)
class NextReview:
    """The next day on which something comes for review, ``in_days`` days from today, and how many questions."""

    day: date
    count: int
    in_days: int

    @property
    def is_tomorrow(self) -> bool:
        """Whether it is the day after today."""
        return self.in_days == 1


def find(catalogue: Catalogue, known: Progress, begin_with: int | None = None) -> NextStep | None:
    """What comes next in a series; None once every question of it is done.

    First the month whose questions were answered last, as long as some of it are left; then the one of the number
    ``begin_with``; then the next that was not begun.
    """
    found = [one for one in months_in(catalogue, known).values() if one.month.questions]
    latest = _latest(known)
    month = _underway(found, latest) or _to_begin(found, latest, begin_with)
    if month is None:
        return None
    offer, section = _practice(month.month, known.sections)
    return NextStep(mine=month, offer=offer, section=section)


def _latest(known: Progress) -> Mapping[int, datetime]:
    """When a question of each month was answered last."""
    found: dict[int, datetime] = {}
    for one in known.questions:
        if one.done_at is not None:
            found[one.bank] = max(one.done_at, found.get(one.bank, one.done_at))
    return found


def _underway(months: Sequence[MonthProgress], latest: Mapping[int, datetime]) -> MonthProgress | None:
    begun = [one for one in months if one.month.id in latest and one.share < 1]
    return max(begun, key=lambda one: latest[one.month.id], default=None)


def _to_begin(
    months: Sequence[MonthProgress], latest: Mapping[int, datetime], begin_with: int | None
) -> MonthProgress | None:
    last = max((at for at, one in enumerate(months) if one.month.id in latest), default=-1)
    open_ones = [one for one in (*months[last + 1 :], *months) if one.share < 1]
    wanted = [one for one in open_ones if one.month.id == begin_with]
    return next(iter([*wanted, *open_ones]), None)


def _practice(month: PublishedMonth, sections: Mapping[tuple[int, str], Layers]) -> tuple[QuizOnOffer | None, str]:
    """The practice of the first section that it would not only repeat; else any that asks about more than one."""
    every = [(one, name) for name in month.header.sections for one in month.practice_of(name)[:1]]
    done = {name: sections.get((month.id, name), Layers()).done for _, name in every}
    fresh = [(one, name) for one, name in every if done[name] < min(one.quiz.size(), month.in_sections.get(name, 0))]
    some = [(one, name) for one, name in every if done[name] < month.in_sections.get(name, 0)]
    mixed = [(one, "") for one in month.practice if one not in [offer for offer, _ in every]]
    return next(iter([*fresh, *some, *mixed, *every]), (None, ""))


def next_review(catalogue: Catalogue, account: Learner, known: Progress, now: datetime) -> NextReview | None:
    """When questions of a series come for review after today; None where none does within 30 days."""
    banks = {month.id for month in catalogue.months}
    questions = [one for one in known.questions if one.bank in banks]
    if not questions:
        return None
    today = day_in(account.time_zone, now)
    shown = [one for one in questions if not one.sealed]
    loads = coming.loads(shown, today, review_settings.wishes_in(questions[0].settings))
    found = next((one for one in loads if one.count and one.day > today), None)
    return NextReview(day=found.day, count=found.count, in_days=(found.day - today).days) if found else None
