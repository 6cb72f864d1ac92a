"""Which of a learner's attempts at an assignment counts, and what it loses where it came late.

The rules of assignments decide this; here the gradebook meets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

Rule = Literal["best", "latest", "first", "average"]
_DAY = timedelta(days=1)
_ZERO = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Sat:
    """A finished attempt, by the ``share`` of the points that it earned and the part of it that counts, if late."""

    share: Fraction
    factor: Fraction = Fraction(1)

    @property
    def counts(self) -> Fraction:
        """The share that counts; what is below nothing loses no part of that."""
        return self.share * self.factor if self.share > 0 else self.share


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The share that counts, and the places of the attempts that brought it."""

    share: Fraction
    attempts: tuple[int, ...]


def counted(sat: Sequence[Sat], rule: Rule) -> Counted | None:
    """What counts of attempts in the order in which they were handed in; None where there are none.

    Of equals the earliest is the best. The average is that of all.
    """
    if not sat:
        return None
    shares = [one.counts for one in sat]
    places = tuple(range(len(shares)))
    if rule == "best":
        places = (max(places, key=lambda place: (shares[place], -place)),)
    elif rule != "average":
        places = places[:1] if rule == "first" else places[-1:]
    return Counted(share=sum((shares[place] for place in places), _ZERO) / len(places), attempts=places)


def late_days(handed_in: datetime, due: datetime | None) -> int:
    """How many days late, each begun one whole; 0 where it was in time or nothing was due."""
    return max(0, -((due - handed_in) // _DAY)) if due is not None else 0


def late_factor(days: int, share: Fraction | None) -> Fraction:
    """The part (0 to 1) that counts of what came ``days`` late, where each costs ``share``."""
    return max(_ZERO, 1 - (share or _ZERO) * days)
