"""A learner who studies in one way for some weeks: what is remembered, and how long it took."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from quiz.simulation.learners import DAY, Learner, Mind, Question, draw_learner, draw_series
from quiz.simulation.review_arm import Review
from quiz.simulation.schedulers import Leitner, PlainFsrs, ReadInOrder, Scheduler

DAYS = 90
MINUTES = 20
"""Minutes a day, at most."""
MONTH_EVERY = 15
"""Days after which the next month's questions come in."""
LATER = 30
"""Days without study after which is asked once more."""
PROBE_EVERY = 5
"""Days between two looks at what is remembered."""

REVIEW, LEITNER, READING, FSRS = "review", "Leitner", "re-reading", "plain FSRS"
ARMS: dict[str, Callable[[], Scheduler]] = {REVIEW: Review, LEITNER: Leitner, READING: ReadInOrder, FSRS: PlainFsrs}
MATCHED = {f"{arm}, in the review's minutes": ARMS[arm] for arm in (LEITNER, READING)}
"""Ways to study that may take no more minutes than the review took until the same day."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of studying in one way.

    ``curve`` has the questions remembered, as expected by the learner's model, at the start of every
    ``PROBE_EVERY``-th day from 0 to the end; ``later``, how many ``LATER`` days after it. ``spent`` has the seconds of
    each day, ``seen`` the questions answered or read.
    """

    curve: tuple[float, ...]
    later: float
    spent: tuple[float, ...]
    seen: int

    @property
    def minutes(self) -> float:
        return sum(self.spent) / 60

    @property
    def end(self) -> float:
        """Questions remembered at the start of the day after the last one."""
        return self.curve[-1]


@dataclass(frozen=True, kw_only=True)
class Result:
    """A learner's outcomes, by the way to study."""

    model_name: str
    outcomes: Mapping[str, Outcome]


def study(
    learner: Learner,
    series: Sequence[Question],
    scheduler: Scheduler,
    *,
    days: int = DAYS,
    minutes: float = MINUTES,
    like: Outcome | None = None,
) -> Outcome:
    """Studies for ``days``, a multiple of ``PROBE_EVERY``, at most ``minutes`` a day.

    ``like``: also no longer, in all, than that outcome had taken until the same day.
    """
    mind, spent, seen = Mind(learner), [0.0] * days, 0
    allowed = list(accumulate(like.spent)) if like else None
    curve = [0.0]
    for day in range(days):
        questions = [question for question in series if question.month <= day // MONTH_EVERY]
        left = minutes * 60.0
        if allowed is not None:
            left = min(left, allowed[day] - sum(spent))
        spent[day], count = _study_day(mind, scheduler, day, questions, left)
        seen += count
        if (day + 1) % PROBE_EVERY == 0:
            curve.append(mind.remembered(series, day + 1))
    return Outcome(curve=tuple(curve), later=mind.remembered(series, days + LATER), spent=tuple(spent), seen=seen)


def _study_day(
    mind: Mind, scheduler: Scheduler, day: int, questions: Sequence[Question], left: float
) -> tuple[float, int]:
    """The seconds that a day of study took, ``left`` at most, and how many questions it had.

    The day is over when the next question would take longer than what is left.
    """
    spent, count = 0.0, 0
    scheduler.open_day(day, questions)
    while question := scheduler.next(day + spent / DAY, left - spent):
        at = day + spent / DAY
        answer, seconds = None, None
        if scheduler.reads:
            seconds = mind.read(question, at, left - spent)
        elif answer := mind.answer(question, at, left - spent):
            seconds = answer.seconds
        if seconds is None:
            break
        spent, count = spent + seconds, count + 1
        scheduler.seen(question, day + spent / DAY, answer)
    return spent, count


def compare(seed: int, number: int, *, days: int = DAYS, minutes: float = MINUTES) -> Result:
    """What comes of each way to study for the ``number``-th learner of a seed."""
    learner, series = draw_learner(seed, number), draw_series(seed)
    outcomes = {arm: study(learner, series, make(), days=days, minutes=minutes) for arm, make in ARMS.items()}
    for arm, make in MATCHED.items():
        outcomes[arm] = study(learner, series, make(), days=days, minutes=minutes, like=outcomes[REVIEW])
    return Result(model_name=learner.model_name, outcomes=outcomes)
