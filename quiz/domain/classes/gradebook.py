"""What marks come to: what of a category counts, and the whole by the weights of the categories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

ZERO = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A learner's mark in a column: ``points`` of ``possible``; None where there is none yet.

    ``excused`` counts nowhere. ``missing``: it was due and nothing came, which counts as 0 points.
    """

    column: str
    points: Fraction | None
    possible: Fraction
    category: int | None = None
    excused: bool = False
    missing: bool = False

    @property
    def counts(self) -> Fraction | None:
        """The points that count; None where it is left out."""
        if self.excused or self.possible <= 0:
            return None
        return ZERO if self.points is None and self.missing else self.points


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category: what it weighs (0 or more), and how many of the lowest marks are left out."""

    id: int
    weight: Fraction
    drop_lowest: int = 0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the marks of a category come to: ``points`` of ``possible``, without the columns that were ``dropped``.

    ``weight`` is its part of the whole (0 to 1), among the categories that have marks.
    """

    points: Fraction
    possible: Fraction
    dropped: frozenset[str] = frozenset()
    weight: Fraction = ZERO

    @property
    def share(self) -> Fraction:
        """The share of the points."""
        return self.points / self.possible


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A learner's marks as a whole: by category, and ``final``, the share that all come to; None without any mark."""

    categories: Mapping[int, Standing]
    final: Fraction | None

    @property
    def dropped(self) -> frozenset[str]:
        """The columns that a category left out as the lowest."""
        return frozenset().union(*(one.dropped for one in self.categories.values()))


def standing(entries: Iterable[Entry], drop_lowest: int) -> Standing | None:
    """What the marks of one category come to, the lowest left out; None where none counts. One always stays.

    The lowest is the one with the lowest share of its points; of equal ones, the one with the most points.
    """
    counting = [(entry, points) for entry in entries if (points := entry.counts) is not None]
    if not counting:
        return None
    if drop_lowest:
        counting.sort(key=lambda one: (one[1] / one[0].possible, -one[0].possible, one[0].column))
    left_out = min(drop_lowest, len(counting) - 1)
    kept = counting[left_out:]
    return Standing(
        points=sum((points for _, points in kept), ZERO),
        possible=sum((entry.possible for entry, _ in kept), ZERO),
        dropped=frozenset(entry.column for entry, _ in counting[:left_out]),
    )


def summarize(entries: Sequence[Entry], categories: Sequence[Category]) -> Summary:
    """The whole of a learner's marks.

    Weights are taken among the categories that have marks. Without categories all columns count by their points;
    with them, a column of none counts nowhere.
    """
    if not categories:
        whole = standing(entries, 0)
        return Summary(categories={}, final=whole.share if whole is not None else None)
    found = {}
    for category in categories:
        one = standing((entry for entry in entries if entry.category == category.id), category.drop_lowest)
        if one is not None:
            found[category.id] = (category.weight, one)
    total = sum((weight for weight, _ in found.values()), ZERO)
    standings = {number: _weighted(one, weight, total) for number, (weight, one) in found.items()}
    final = sum((one.weight * one.share for one in standings.values()), ZERO) if total else None
    return Summary(categories=standings, final=final)


def _weighted(one: Standing, weight: Fraction, total: Fraction) -> Standing:
    part = weight / total if total else ZERO
    return Standing(points=one.points, possible=one.possible, dropped=one.dropped, weight=part)
