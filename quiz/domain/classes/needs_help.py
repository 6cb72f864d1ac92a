"""Which learners of a class may need help, by rules that a page can explain: a pure fold over what is known of each.

No rule calls anybody weak: each names what happened, with its figures, so that a teacher can look and write.
The rules in words are in docs/classes.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, get_args

Rule = Literal["overdue", "never_began", "stalled", "sure_wrong", "low_scores", "misconception", "fading"]
RULES: tuple[Rule, ...] = get_args(Rule)

SETTLING = timedelta(days=3)
"""So long after joining nobody is said not to have begun."""
QUIET = timedelta(days=7)
"""Without an answer for so long while something is to be done, a learner has stalled."""
SOON = timedelta(days=3)
"""What is due within this time makes it urgent."""
REPEATED, REPEATED_SHARE, REPEATED_DAYS = 3, 0.1, 2
"""So many answers that speak of the same misconception are more than a slip: this share of the learner's answers at
least, as who answers much slips more often, on so many days, as one bad hour is soon over."""
LOW_FROM, LOW_SCORE = 3, 0.4
"""From so many assignments on that have a score or were missed, a mean below this is said; what was missed counts 0.
At a half more than half of the made-up classes of the demo were named, and a list of everybody helps nobody."""
SURE_ANSWERS = 5
SURE_WRONG = 0.4
"""From so many sure answers on, this share of wrong ones is said."""
LEARNT = 10
FADED = 0.4
"""From so many questions on that were learnt, this share that is likely forgotten is said."""
RECALL = 0.7
"""A question that was learnt is likely forgotten where the chance to remember it has fallen below this."""
WINDOW = timedelta(days=28)
"""Answers that are older say nothing of today."""
LARGE, SHORT_WINDOW = 300, timedelta(days=7)
"""In a class in which more than this have begun, the last week is looked at: it holds answers enough."""

_BASE: dict[Rule, float] = {
    "overdue": 80,
    "never_began": 60,
    "stalled": 55,
    "sure_wrong": 50,
    "low_scores": 45,
    "misconception": 40,
    "fading": 30,
}
_BESIDE = 3.0
"""What each further reason adds to the urgency of the first."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """An assignment that was not handed in, and when it is due."""

    title: str
    due_at: datetime


class Mistake(NamedTuple):
    """A misconception: how often wrong answers of the window spoke of it, on how many days at least."""

    name: str
    times: int
    days: int = REPEATED_DAYS


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a learner in a class, of answers whose scores are fixed.

    ``last_day`` is the learner's latest day with an answer. ``work`` is what is open and not handed in, ``missed``
    counts what was due before that. ``scores`` are those of assignments, 0 to 1. ``mistakes`` are misconceptions,
    ``answers`` all answers of the window that they are held against. ``sure`` counts the window's answers of
    high certainty, ``sure_wrong`` the wrong ones of them; ``learnt`` the questions that came through their first
    reviews, ``faded`` those of them that are likely forgotten.
    """

    joined_on: date
    last_day: date | None = None
    work: Sequence[Work] = ()
    missed: int = 0
    scores: Sequence[float] = ()
    mistakes: Sequence[Mistake] = ()
    answers: int = 0
    sure: int = 0
    sure_wrong: int = 0
    learnt: int = 0
    faded: int = 0


@dataclass(frozen=True, kw_only=True)
class Need:
    """A rule that holds for a learner. ``days`` and ``count`` of ``total`` are its figures, ``about`` its object.

    ``about`` is the title of an assignment or the name of a misconception; ``due_at`` when the assignment is due.
    Of low scores ``count`` is the mean of 100, ``total`` the assignments and ``days`` how many of them were missed.
    """

    rule: Rule
    urgency: float
    days: int = 0
    count: int = 0
    total: int = 0
    about: str = ""
    due_at: datetime | None = None


def needs(facts: Facts, *, today: date, now: datetime) -> tuple[Need, ...]:
    """The rules that hold for a learner, the most urgent first; ``today`` is the class's day of ``now``."""
    found = (
        _overdue(facts, now),
        _never_began(facts, today, now),
        _stalled(facts, today, now),
        _sure_wrong(facts),
        _low_scores(facts, now),
        _misconception(facts),
        _fading(facts),
    )
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.urgency))


def window(begun: int) -> timedelta:
    """How far back the answers of a class are looked at, in which so many learners have begun."""
    return SHORT_WINDOW if begun > LARGE else WINDOW


def urgency(found: Sequence[Need]) -> float:
    """How urgent all needs of a learner are together; 0 where there is none."""
    return found[0].urgency + _BESIDE * (len(found) - 1) if found else 0.0


def _overdue(facts: Facts, now: datetime) -> Need | None:
    late = sorted((one for one in facts.work if one.due_at <= now), key=lambda one: one.due_at)
    if not late:
        return None
    days = (now - late[0].due_at).days
    return Need(
        rule="overdue",
        urgency=_BASE["overdue"] + min(days, 14) / 2 + len(late) - 1,
        days=days,
        count=len(late),
        about=late[0].title,
        due_at=late[0].due_at,
    )


def _never_began(facts: Facts, today: date, now: datetime) -> Need | None:
    if facts.last_day is not None or today - facts.joined_on < SETTLING:
        return None
    following = _next(facts.work, now)
    return Need(
        rule="never_began",
        urgency=_BASE["never_began"] + _pressing(following, now),
        days=(today - facts.joined_on).days,
        about=following.title if following else "",
        due_at=following.due_at if following else None,
    )


def _stalled(facts: Facts, today: date, now: datetime) -> Need | None:
    following = _next(facts.work, now)
    if facts.last_day is None or today - facts.last_day < QUIET or following is None:
        return None
    days = (today - facts.last_day).days
    return Need(
        rule="stalled",
        urgency=_BASE["stalled"] + _pressing(following, now) + min(days, 28) / 7,
        days=days,
        about=following.title,
        due_at=following.due_at,
    )


def _sure_wrong(facts: Facts) -> Need | None:
    if facts.sure < SURE_ANSWERS or facts.sure_wrong < SURE_WRONG * facts.sure:
        return None
    share = facts.sure_wrong / facts.sure
    return Need(
        rule="sure_wrong",
        urgency=_BASE["sure_wrong"] + 5 * share,
        count=facts.sure_wrong,
        total=facts.sure,
        about=_worst(facts.mistakes).name,
    )


def _low_scores(facts: Facts, now: datetime) -> Need | None:
    missed = facts.missed + sum(one.due_at <= now for one in facts.work)
    total = len(facts.scores) + missed
    if total < LOW_FROM or sum(facts.scores) >= LOW_SCORE * total:
        return None
    mean = sum(facts.scores) / total
    return Need(
        rule="low_scores",
        urgency=_BASE["low_scores"] + 5 * (1 - mean),
        days=missed,
        count=round(100 * mean),
        total=total,
    )


def _misconception(facts: Facts) -> Need | None:
    again = [one for one in facts.mistakes if one.days >= REPEATED_DAYS]
    name, times, _ = _worst(again)
    if times < max(REPEATED, REPEATED_SHARE * facts.answers):
        return None
    return Need(
        rule="misconception",
        urgency=_BASE["misconception"] + min(times, 10) / 2,
        count=times,
        total=facts.answers,
        about=name,
    )


def _fading(facts: Facts) -> Need | None:
    if facts.learnt < LEARNT or facts.faded < FADED * facts.learnt:
        return None
    share = facts.faded / facts.learnt
    return Need(rule="fading", urgency=_BASE["fading"] + 5 * share, count=facts.faded, total=facts.learnt)


def _worst(mistakes: Iterable[Mistake]) -> Mistake:
    """The misconception that was spoken of most; of equals the first by name."""
    return min(mistakes, key=lambda one: (-one.times, one.name), default=Mistake("", 0))


def _next(work: Iterable[Work], now: datetime) -> Work | None:
    """What is due next."""
    return min((one for one in work if one.due_at > now), key=lambda one: one.due_at, default=None)


def _pressing(following: Work | None, now: datetime) -> float:
    """What something that is due adds: most where it is due soon."""
    if following is None:
        return 0.0
    return 10.0 if following.due_at - now <= SOON else 4.0
