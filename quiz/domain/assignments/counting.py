"""What a learner's attempts at an assignment come to: what late work costs, and which attempt counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from quiz.domain.assignments.terms import Counted, Terms

_DAY = timedelta(days=1)


def days_late(terms: Terms, handed_in_at: datetime) -> int:
    """How many days after its due date work came, each one that was begun; 0 where it came in time."""
    if terms.due_at is None or handed_in_at <= terms.due_at:
        return 0
    return -((terms.due_at - handed_in_at) // _DAY)


def late_factor(terms: Terms, handed_in_at: datetime) -> Fraction:
    """What share of its points work keeps that was handed in then: all, unless each day late costs a share."""
    if terms.late_policy != "share":
        return Fraction(1)
    return max(Fraction(0), 1 - terms.late_share * days_late(terms, handed_in_at))


@dataclass(frozen=True, kw_only=True)
class Result:
    """An attempt that is graded: ``share`` of its points earned, and when it was handed in."""

    share: Fraction
    handed_in_at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What counts: the share of the points after what late work costs, and which of the attempts brought it."""

    share: Fraction
    attempts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a teacher entered for an assignment: the ``share`` of its points, or that it is ``excused``, or neither."""

    share: Fraction | None = None
    excused: bool = False


def counts(standing: Standing | None, mark: Mark) -> Fraction | None:
    """The share that counts: what a teacher entered instead of what the attempts brought; None where excused."""
    if mark.excused:
        return None
    if mark.share is not None:
        return mark.share
    return standing.share if standing is not None else None


def kept(terms: Terms, result: Result) -> Fraction:
    """The share that an attempt keeps after what late work costs; what is below nothing loses no part of that."""
    return result.share * late_factor(terms, result.handed_in_at) if result.share > 0 else result.share


def standing(terms: Terms, results: Sequence[Result]) -> Standing | None:
    """What counts of graded attempts, in the order of their hand-ins; None where there are none.

    Of equals the earliest is the best. The average is that of all.
    """
    if not results:
        return None
    earned = [kept(terms, one) for one in results]
    places = _counted(terms.counted, earned)
    return Standing(share=sum((earned[place] for place in places), Fraction(0)) / len(places), attempts=places)


def _counted(how: Counted, earned: Sequence[Fraction]) -> tuple[int, ...]:
    if how == "average":
        return tuple(range(len(earned)))
    if how == "best":
        return (max(range(len(earned)), key=lambda place: (earned[place], -place)),)
    return (0,) if how == "first" else (len(earned) - 1,)
