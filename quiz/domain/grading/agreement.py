"""How far two graders agree: the share of decisions that are the same, and Cohen's κ, which takes chance out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Undefined = Literal["", "nothing", "constant"]
"""Why there is no κ: ``nothing`` was decided by both, or both said the same of all (``constant``)."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far two graders agree on ``decisions`` of which they took ``same`` alike.

    ``kappa`` is None where it is not defined, and ``undefined`` says why. It runs from -1 to 1: 0 is what chance gives.
    """

    decisions: int
    same: int
    kappa: Fraction | None
    undefined: Undefined

    @property
    def share(self) -> Fraction | None:
        """The share of decisions that are the same, 0 to 1; None where there are none."""
        return Fraction(self.same, self.decisions) if self.decisions else None


def agreement(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement:
    """The agreement of two graders, from what the first and the second said in each decision.

    κ = (observed - expected) / (1 - expected), where expected is the share that two graders would have alike who say
    each thing as often as these do, but by chance (J. Cohen, A coefficient of agreement for nominal scales,
    Educational and Psychological Measurement 20, 1960, 37-46).
    """
    found = Counter(pairs)
    decisions = found.total()
    if not decisions:
        return Agreement(decisions=0, same=0, kappa=None, undefined="nothing")
    same = sum(count for (first, second), count in found.items() if first == second)
    expected = _expected(found, decisions)
    if expected == 1:
        return Agreement(decisions=decisions, same=same, kappa=None, undefined="constant")
    kappa = (Fraction(same, decisions) - expected) / (1 - expected)
    return Agreement(decisions=decisions, same=same, kappa=kappa, undefined="")


def _expected(found: Counter[tuple[Hashable, Hashable]], decisions: int) -> Fraction:
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), count in found.items():
        first[one] += count
        second[other] += count
    return Fraction(sum(count * second[said] for said, count in first.items()), decisions**2)


def decisions(
    criteria: Sequence[str], first: Collection[str], second: Collection[str]
) -> Iterator[tuple[str, bool, bool]]:
    """Each criterion of one answer, with whether the first and the second grader found it."""
    for criterion in criteria:
        yield criterion, criterion in first, criterion in second
