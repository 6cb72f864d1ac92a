"""One right option among several."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from quiz.domain.bank_format.fields import Truth
from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, shuffled, verdict
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import (
    Option,
    Picking,
    conditions,
    not_one_right,
    option_faults,
    option_passages,
    tallied,
)
from quiz.domain.questions.parts.variables import Values


class SingleChoice(Picking, Question, kind="single_choice"):
    """Pick the one right option; 2 to 8 of them."""

    label: ClassVar[Message] = say("single choice")
    field_words: ClassVar[Mapping[str, str]] = {
        "options": "Exactly one of them is correct, in every draw.",
        "shuffle": (
            "Each attempt mixes the options. Write `false` where their order means something, as with numbers."
        ),
    }
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    shuffle: Truth = True

    def listed(self) -> tuple[Option, ...]:
        return self.options

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="choice", kind="one", options=tuple(option.id for option in self.options)),)

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        ids = tuple(option.id for option in self.options)
        return {"choice": shuffled(ids, rng) if self.shuffle else ids}

    def own_passages(self) -> Iterator[Passage]:
        yield from option_passages(self.options)

    def checks(self) -> Iterator[Fault]:
        yield from option_faults(self.options)

    def expressions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        yield from conditions(self.options)

    def faults_of(self, values: Values) -> Iterator[Fault]:
        yield from not_one_right(self.options, values)

    def guess(self) -> Fraction:
        return Fraction(1, len(self.options))

    def grade(self, variant: Variant, answer: Answer) -> Score:
        picked = answer.get("choice", ())
        fraction = Fraction(int(picked == self.solution(variant)["choice"]))
        return Score(
            fraction=fraction,
            verdicts={option: verdict(fraction) for option in picked},
            feedback=tuple(f"options.{option}.why" for option in picked),
            chosen=tallied(self.options, picked, variant.values),
        )
