"""All that is said of a question in a quiz, from its sums and the cells of its histogram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz.domain.item_analysis.choices import Cell, Chosen, Spread, chosen_in
from quiz.domain.item_analysis.figures import discrimination, facility_of, mean_weight, variance
from quiz.domain.item_analysis.finishes import ALL, BINS, PARTS, ItemSums
from quiz.domain.item_analysis.totals import Interval
from quiz.domain.item_analysis.verdicts import Seen, Verdict, verdicts_of
from quiz.domain.item_stats import Facility


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """A question's figures, who chose what, and the verdict. ``seconds`` is the mean time in view."""

    facility: Facility | None
    sd: float
    discrimination: Interval | None
    chosen: Mapping[str, Chosen]
    seconds: float | None
    verdicts: tuple[Verdict, ...]

    @property
    def verdict(self) -> Verdict:
        """The most urgent one."""
        return self.verdicts[0]


def item_view(
    sums: ItemSums,
    cells: Iterable[Cell],
    *,
    right: frozenset[str],
    one: bool,
    options: tuple[str, ...],
    guess: float,
) -> ItemView:
    """What is said of a question; ``right``, ``one``, ``options`` and ``guess`` as in ``Seen``."""
    held = list(cells)
    chosen = chosen_in(held, _spread(sums, held))
    known, index = facility_of(sums), discrimination(sums)
    seen = Seen(
        facility=known,
        discrimination=index,
        guess=guess,
        right=right,
        one=one,
        options=options,
        chosen=chosen,
    )
    return ItemView(
        facility=known,
        sd=max(0.0, variance(sums)) ** 0.5,
        discrimination=index,
        chosen=chosen,
        seconds=sums.seconds / sums.timed if sums.timed else None,
        verdicts=verdicts_of(seen),
    )


def _spread(sums: ItemSums, cells: Iterable[Cell]) -> Spread:
    """How the totals of those are spread who were asked the question: of all, where all were."""
    n = sums.answers
    whole = [cell for cell in cells if cell.choice == ALL]
    mean = sum(cell.totals for cell in whole) / n / BINS if n else 0.0
    rest = sums.rest / n / PARTS if n else 0.0
    spread = (sums.rest_rest * n - sums.rest**2) / n**2 / PARTS**2 if n else 0.0
    return Spread(
        answers=n,
        weight=mean_weight(sums),
        total_mean=mean,
        total_variance=_total_variance(sums),
        rest_mean=rest,
        rest_variance=spread,
    )


def _total_variance(sums: ItemSums) -> float:
    """The population variance of T = w·x + (1-w)·rest over the answers of this question."""
    n, w = sums.answers, mean_weight(sums)
    if not n:
        return 0.0
    x = (sums.xx * n - sums.x**2) / n**2 / PARTS**2
    rest = (sums.rest_rest * n - sums.rest**2) / n**2 / PARTS**2
    both = (sums.x_rest * n - sums.x * sums.rest) / n**2 / PARTS**2
    return w * w * x + (1 - w) ** 2 * rest + 2 * w * (1 - w) * both
