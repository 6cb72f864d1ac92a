"""One right option among several."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from quiz.domain.errors import Message, say
from quiz.domain.faults import Fault
from quiz.domain.fields import Text, Truth
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, shuffled, verdict
from quiz.domain.questions.options import (
    Option,
    conditions,
    equal_options,
    keys,
    option_faults,
    option_passages,
    option_words,
    others,
    tallied,
)
from quiz.domain.questions.variables import Values, shown


class SingleChoice(Question, kind="single_choice"):
    """Pick the one right option; 2 to 8 of them."""

    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    shuffle: Truth = True

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
        right = len(keys(self.options, values))
        if right != 1:
            where = say(" in the draw %(draw)s", draw=shown(values)) if values else ""
            yield Fault(
                code="S3",
                path=("options",),
                message=say("%(count)d options are marked correct%(where)s", count=right, where=where),
                remedy=say("mark exactly one with correct: true"),
            )
        if values:
            yield from equal_options(self.options, values)

    def guess(self) -> Fraction:
        return Fraction(1, len(self.options))

    def key_texts(self) -> Iterator[Text]:
        yield from (option.text for option in self.options if option.correct is True)

    def right_choices(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.correct is not False)

    def choice_words(self, choice: str, language: str) -> Message:
        return option_words(self.options, choice, language)

    def grade(self, variant: Variant, answer: Answer) -> Score:
        picked = answer.get("choice", ())
        fraction = Fraction(int(picked == self.solution(variant)["choice"]))
        return Score(
            fraction=fraction,
            verdicts={option: verdict(fraction) for option in picked},
            feedback=tuple(f"options.{option}.why" for option in picked),
            chosen=tallied(self.options, picked, variant.values),
        )

    def solution(self, variant: Variant) -> Answer:
        return {"choice": keys(self.options, variant.values)}

    def wrong_answer(self, variant: Variant) -> Answer:
        return {"choice": others(self.options, variant.values)[:1]}
