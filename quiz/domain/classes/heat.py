"""How much of each part of a series a learner or a class has mastered or knows, as numbers from 0 to 100."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from quiz.domain.mastery import PRIOR, RIGHT_ANSWERS, is_undecided

BOUNDS = (40, 60, 75, 90)
"""From each of these on a cell is a step darker."""


@dataclass(frozen=True, kw_only=True)
class Weight:
    """How many questions of a column measure something."""

    column: str
    measured: tuple[int, str]
    questions: int


Show = Literal["mastered", "known"]
"""What a number of the map says."""


class Standing(NamedTuple):
    """What is known of a learner and an objective: P(known), whether it is mastered, after how many answers."""

    known: float
    mastered: bool
    answers: int = RIGHT_ANSWERS


Known = Mapping[tuple[int, str], Standing]
"""What a learner answered, by bank and what is measured."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number of 100, nothing before the first answer. ``mastered`` of its ``questions`` measure what is mastered.

    ``few``: nothing is mastered, and of nothing that was begun there are answers enough to say that it is not.
    """

    value: int | None
    mastered: int
    questions: int
    few: bool = False

    @property
    def step(self) -> int:
        """Its darkness, 1 to 5; 0 where nothing was begun, or nothing can be said."""
        return 0 if self.few else step_of(self.value)


def step_of(value: int | None) -> int:
    """How dark a cell is, 1 to 5; 0 where nothing was begun."""
    return 0 if value is None else 1 + sum(value >= bound for bound in BOUNDS)


def cells(weights: Sequence[Weight], known: Known, show: Show = "mastered") -> dict[str, Cell]:
    """A learner's cell of every column."""
    found: dict[str, list[Weight]] = {}
    for one in weights:
        found.setdefault(one.column, []).append(one)
    return {column: cell_of(own, known, show) for column, own in found.items()}


def cell_of(weights: Sequence[Weight], known: Known, show: Show = "mastered") -> Cell:
    """The cell of these parts together.

    ``mastered``: the share of its questions that measure what is mastered. ``known``: P(known) of what its questions
    measure, weighted by their numbers, the share of them that the learner is expected to know; what was not answered
    counts with what is known before the first answer (``PRIOR``).
    """
    questions = sum(one.questions for one in weights)
    begun = [one for one in weights if one.measured in known]
    mastered = sum(one.questions for one in begun if known[one.measured].mastered)
    if not begun or not questions:
        return Cell(value=None, mastered=0, questions=questions)
    if show == "mastered":
        few = not mastered and all(is_undecided(one.known, one.answers) for one in (known[w.measured] for w in begun))
        return Cell(value=percent(mastered, questions), mastered=mastered, questions=questions, few=few)
    total = sum(one.questions * (known[one.measured].known if one.measured in known else PRIOR) for one in weights)
    return Cell(value=percent(total, questions), mastered=mastered, questions=questions)


def percent(part: float, whole: float) -> int:
    """A part of a whole, of 100: only all of it is 100."""
    return min(round(100 * part / whole), 100 if part >= whole else 99)


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
