"""What a learner must have reached before an assignment: a share of what a bank measures, or of another's points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

Kind = Literal["mastery", "score"]


@dataclass(frozen=True, kw_only=True)
class Prerequisite:
    """One thing to be reached: ``share`` (0 to 1) of the objectives of ``bank`` mastered, or ``objective`` alone;
    or that share of the points of another ``assignment``.
    """

    kind: Kind
    share: Fraction
    bank: str = ""
    objective: str = ""
    assignment: int = 0

    def stored(self) -> dict[str, Any]:
        """As it is stored."""
        where = {"assignment": self.assignment} if self.kind == "score" else {"bank": self.bank}
        only = {"objective": self.objective} if self.objective else {}
        return {"kind": self.kind, "share": str(self.share), **where, **only}


def read(stored: Mapping[str, Any]) -> Prerequisite:
    """A prerequisite that was stored."""
    return Prerequisite(
        kind=stored["kind"],
        share=Fraction(stored["share"]),
        bank=stored.get("bank", ""),
        objective=stored.get("objective", ""),
        assignment=stored.get("assignment", 0),
    )


@dataclass(frozen=True, kw_only=True)
class Unmet:
    """A prerequisite that is not met, and how far its learner is; None where there is nothing yet."""

    wanted: Prerequisite
    reached: Fraction | None


def unmet(
    wanted: Sequence[Prerequisite],
    mastered: Mapping[tuple[str, str], Fraction],
    scores: Mapping[int, Fraction],
) -> tuple[Unmet, ...]:
    """Those of ``wanted`` that are not reached.

    ``mastered`` are the shares by bank and objective ("" for the whole bank), ``scores`` those by assignment.
    """
    found = []
    for one in wanted:
        reached = scores.get(one.assignment) if one.kind == "score" else mastered.get((one.bank, one.objective))
        if reached is None or reached < one.share:
            found.append(Unmet(wanted=one, reached=reached))
    return tuple(found)


def in_order(banks: Sequence[str], asked: Sequence[str], share: Fraction) -> tuple[Prerequisite, ...]:
    """The prerequisites that force the order of ``banks``: of each that comes before the first one ``asked``."""
    first = min((banks.index(bank) for bank in asked if bank in banks), default=0)
    return tuple(Prerequisite(kind="mastery", share=share, bank=bank) for bank in banks[:first])
