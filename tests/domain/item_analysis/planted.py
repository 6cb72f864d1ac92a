"""Made-up classes that answer a quiz in which a question has a flaw, for the rates at which flaws are found.

Answers follow a logistic model with guessing. Who does not know picks among the wrong options, the likely ones more
often. Twelve questions of four options each; thirty learners.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from quiz.domain.item_analysis.choices import Cell
from quiz.domain.item_analysis.finishes import Judged, Moves, finish_of
from quiz.domain.item_analysis.reading import ItemView, item_view

OPTIONS = ("a", "b", "c", "d")
QUESTIONS = 12
LEARNERS = 30
QUIZ = 1


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A question: how hard (0 is the mean learner) and how sharp it is, and what is wrong with it.

    ``common``: most of those who do not know share a misconception; nothing is wrong with the question then.
    """

    hard: float
    sharp: float
    flaw: str = ""
    common: bool = False

    def choice(self, ability: float, rng: random.Random) -> str:
        """What a learner picks; ``a`` is right."""
        if self.flaw == "easy":
            return "a" if rng.random() < 0.99 else rng.choice("bcd")
        knows = 1 / (1 + math.exp(-self.sharp * (ability - self.hard)))
        if rng.random() < knows:
            return rng.choice("ab") if self.flaw == "ambiguous" else "a"
        wrong = (1.0, 4.0 if self.common else 0.9, 0.8, 0.0 if self.flaw == "dead" else 0.7)
        return rng.choices(OPTIONS, wrong)[0]

    @property
    def key(self) -> str:
        """What the bank says is right."""
        return "b" if self.flaw == "miskey" else "a"


def a_class(seed: int, flaws: Iterable[str] = ()) -> dict[int, tuple[Planted, ItemView]]:
    """What a class made of a quiz whose first questions have these flaws, by the number of the question."""
    rng = random.Random(seed)
    planted = [*flaws]
    questions = [_question(planted[n] if n < len(planted) else "", rng) for n in range(QUESTIONS)]
    moves = Moves()
    for _ in range(LEARNERS):
        ability = rng.gauss(0, 1)
        picked = [question.choice(ability, rng) for question in questions]
        judged = [
            Judged(version_id=n, share=float(choice == question.key), points=Fraction(1), chosen=(choice,))
            for n, (question, choice) in enumerate(zip(questions, picked, strict=True))
        ]
        moves.add(QUIZ, finish_of(judged))
    cells = cells_of(moves)
    return {
        n: (
            question,
            item_view(
                moves.items[QUIZ, n],
                cells[n],
                right=frozenset([question.key]),
                one=True,
                options=OPTIONS,
                guess=0.25,
            ),
        )
        for n, question in enumerate(questions)
    }


def _question(flaw: str, rng: random.Random) -> Planted:
    sharp = math.exp(rng.gauss(0.3, 0.2))
    if flaw == "dead":
        return Planted(hard=rng.uniform(0.8, 1.4), sharp=sharp, flaw=flaw)
    if flaw:
        return Planted(hard=rng.uniform(-1.0, 0.2), sharp=sharp, flaw=flaw)
    return Planted(hard=rng.uniform(-1.2, 0.6), sharp=sharp, common=rng.random() < 0.25)


def cells_of(moves: Moves) -> Mapping[int, list[Cell]]:
    """The histograms of a quiz added up over the totals, as the store does it, by question version."""
    held: dict[tuple[int, str, int], tuple[int, int]] = {}
    for place, count in moves.places.items():
        key = (place.question_version_id, place.choice, place.share)
        counted, totals = held.get(key, (0, 0))
        held[key] = (counted + count, totals + count * place.total)
    found: dict[int, list[Cell]] = {}
    for (version, choice, share), (count, totals) in held.items():
        found.setdefault(version, []).append(Cell(choice=choice, share=share, count=count, totals=totals))
    return found
