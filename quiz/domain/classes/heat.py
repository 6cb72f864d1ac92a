"""How much of each part of a series a learner or a class knows, as a table of numbers from 0 to 100."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz.domain.mastery import PRIOR

BOUNDS = (40, 60, 75, 90)
"""From each of these on a cell is a step darker."""


@dataclass(frozen=True, kw_only=True)
class Weight:
    """How many questions of a column measure something."""

    column: str
    measured: tuple[int, str]
    questions: int


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a learner knows of a column: ``known`` of 100, nothing before the first answer.

    ``mastered`` of its ``questions`` measure an objective that is mastered.
    """

    known: int | None
    mastered: int
    questions: int

    @property
    def step(self) -> int:
        """Its darkness, 1 to 5; 0 where nothing was begun."""
        return step_of(self.known)


def step_of(known: int | None) -> int:
    """How dark a cell is, 1 to 5; 0 where nothing was begun."""
    return 0 if known is None else 1 + sum(known >= bound for bound in BOUNDS)


def cells(weights: Sequence[Weight], known: Mapping[tuple[int, str], tuple[float, bool]]) -> dict[str, Cell]:
    """A learner's cell of every column, from P(known) and whether it is mastered of what was answered.

    A column's number is P(known) of what its questions measure, weighted by their numbers: the share of them that the
    learner is expected to know. What was not answered in a column that was begun counts with what is known before the
    first answer (``PRIOR``).
    """
    found: dict[str, list[Weight]] = {}
    for one in weights:
        found.setdefault(one.column, []).append(one)
    return {column: cell_of(own, known) for column, own in found.items()}


def cell_of(weights: Sequence[Weight], known: Mapping[tuple[int, str], tuple[float, bool]]) -> Cell:
    """The cell of these parts together."""
    questions = sum(one.questions for one in weights)
    begun = [one for one in weights if one.measured in known]
    mastered = sum(one.questions for one in begun if known[one.measured][1])
    if not begun or not questions:
        return Cell(known=None, mastered=0, questions=questions)
    total = sum(one.questions * (known[one.measured][0] if one.measured in known else PRIOR) for one in weights)
    return Cell(known=round(100 * total / questions), mastered=mastered, questions=questions)


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of the learners are in a step of a distribution."""

    step: int
    learners: int


def distribution(numbers: Iterable[int | None]) -> tuple[Share, ...]:
    """How many learners are in each step, those who began nothing first."""
    counts = [0] * (len(BOUNDS) + 2)
    for one in numbers:
        counts[step_of(one)] += 1
    return tuple(Share(step=step, learners=count) for step, count in enumerate(counts))
