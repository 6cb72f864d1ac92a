"""From a quiz and a seed to the questions of one attempt: the same draw, variants and order for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant


class TooFewQuestions(ValueError):
    """The published questions can't fill a quiz's draw; ``wanted`` and ``found`` count one of its lines."""

    def __init__(self, wanted: int, found: int) -> None:
        self.wanted = wanted
        self.found = found
        super().__init__(f"{wanted} wanted, {found} found")


@dataclass(frozen=True, kw_only=True)
class Available:
    """A published question that may be drawn: ``key`` distinguishes it from all others of the series."""

    key: int
    bank: str
    question: Question


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """A drawn question with its variant."""

    key: int
    variant: Variant


def deliver(quiz: Quiz, available: Sequence[Available], seed: str) -> tuple[Delivered, ...]:
    """The questions of an attempt at ``quiz`` for ``seed``, in the order shown.

    ``available`` is put in order by bank and id first, so that the order of a query changes nothing. Raises
    ``TooFewQuestions``.
    """
    pool = sorted(available, key=lambda candidate: (candidate.bank, candidate.question.id))
    rng = random.Random(f"{seed}/draw")
    drawn: list[Available] = []
    taken: set[int] = set()
    for line in quiz.draw:
        admitted = [
            candidate
            for candidate in pool
            if candidate.key not in taken
            and line.bank in (None, candidate.bank)
            and quiz.admits(line, candidate.question)
        ]
        if len(admitted) < line.wanted():
            raise TooFewQuestions(line.wanted(), len(admitted))
        chosen = rng.sample(admitted, line.wanted())
        taken.update(candidate.key for candidate in chosen)
        drawn.extend(chosen)
    return tuple(
        Delivered(key=candidate.key, variant=variant_of(candidate.question, candidate.bank, seed))
        for candidate in drawn
    )


def variant_of(question: Question, bank: str, seed: str) -> Variant:
    """The variant of a question of ``bank`` in the attempt that ``seed`` draws, whatever else is drawn with it."""
    return question.draw(random.Random(f"{seed}/{bank}/{question.id}"))
