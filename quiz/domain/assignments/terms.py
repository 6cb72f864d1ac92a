"""What an assignment asks of a learner and when: for everybody, and with the exceptions that were made for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

LatePolicy = Literal["none", "marked", "share"]
Counted = Literal["best", "latest", "first", "average"]
Feedback = Literal["at_once", "handed_in", "after_due", "never"]
Mode = Literal["practice", "exam"]

YEARS = range(2000, 2101)
"""The years that a date of an assignment may lie in: any other is a slip, and some can't be said in every zone."""


def can_be(moment: datetime) -> bool:
    """Whether a date of an assignment may be this moment."""
    return moment.year in YEARS


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms of an assignment. A moment that is None sets no limit; ``minutes`` is the time limit of an attempt.

    ``late_share``, 0 to 1, is what each day that was begun after ``due_at`` costs, where ``late_policy`` is share.
    """

    published: bool = True
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    late_policy: LatePolicy = "none"
    late_share: Fraction = Fraction(0)
    attempts_allowed: int | None = None
    counted: Counted = "best"
    feedback: Feedback = "handed_in"
    mode: Mode = "exam"
    minutes: int | None = None
    needs_code: bool = False
    archived: bool = False
    """Whether its class is only read by now: nothing is begun there any more."""

    @property
    def ends_at(self) -> datetime | None:
        """When nothing is taken any more: at the due date where late work is refused, else when it closes."""
        if self.late_policy != "none":
            return self.closes_at
        return min((one for one in (self.due_at, self.closes_at) if one is not None), default=None)

    @property
    def feedback_at(self) -> datetime | None:
        """When feedback comes that waits for the due date: once nobody can hand in any more.

        That is later than the due date where late work is taken up to a moment; who is late must not read the key.
        """
        return max((one for one in (self.due_at, self.ends_at) if one is not None), default=None)

    @property
    def feedback_waits_for_late(self) -> bool:
        """Whether what waits for the due date waits longer: until late work is not taken any more."""
        return self.due_at is not None and self.feedback_at != self.due_at


@dataclass(frozen=True, kw_only=True)
class Extra:
    """One exception: other moments, ``minutes`` and ``percent`` more of the time limit, more ``attempts``."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int = 0
    percent: int = 0
    attempts: int = 0


def with_extras(terms: Terms, extras: Iterable[Extra]) -> Terms:
    """The terms as they are for a learner with these exceptions, their own and those of their groups.

    Of several the best counts, each part by itself, and nothing is ever worse than it is for everybody: an exception
    opens earlier, is due later, closes later, gives more time and more attempts. What is due later does not close
    before.
    """
    given = tuple(extras)
    if not given:
        return terms
    due_at = _latest(terms.due_at, (one.due_at for one in given))
    closes_at = _latest(terms.closes_at, (one.closes_at for one in given))
    if closes_at is not None and due_at is not None:
        closes_at = max(closes_at, due_at) if due_at != terms.due_at else closes_at
    return replace(
        terms,
        opens_at=_earliest(terms.opens_at, (one.opens_at for one in given)),
        due_at=due_at,
        closes_at=_latest(closes_at, (one.closes_at for one in given)),
        attempts_allowed=_more(terms.attempts_allowed, max(one.attempts for one in given)),
        minutes=_longer(terms.minutes, given),
    )


def _latest(everybodys: datetime | None, others: Iterable[datetime | None]) -> datetime | None:
    if everybodys is None:
        return None
    return max((everybodys, *(one for one in others if one is not None)))


def _earliest(everybodys: datetime | None, others: Iterable[datetime | None]) -> datetime | None:
    if everybodys is None:
        return None
    return min((everybodys, *(one for one in others if one is not None)))


def _more(allowed: int | None, extra: int) -> int | None:
    return None if allowed is None else allowed + extra


def _longer(minutes: int | None, given: tuple[Extra, ...]) -> int | None:
    """The time limit: the per cent of it, rounded up to whole minutes, and the minutes."""
    if minutes is None:
        return None
    percent = max(one.percent for one in given)
    return minutes + -(-minutes * percent // 100) + max(one.minutes for one in given)


def deadline_of(terms: Terms, started_at: datetime) -> datetime | None:
    """Until when an attempt that began then takes answers: its time limit, cut off where the assignment ends."""
    limit = started_at + timedelta(minutes=terms.minutes) if terms.minutes is not None else None
    return min((one for one in (limit, terms.ends_at) if one is not None), default=None)
