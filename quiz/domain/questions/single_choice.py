"""One right option among several."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from quiz.domain.errors import Message, say
from quiz.domain.fields import Text, Truth
from quiz.domain.questions.base import Answer, Fault, Input, Passage, Question, Score, Variant, shuffled, verdict
from quiz.domain.questions.options import Option, keys, option_faults, option_passages, option_words, others


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
        if len(keys(self.options)) != 1:
            yield Fault(
                code="S3",
                path=("options",),
                message=say("%(count)d options are marked correct", count=len(keys(self.options))),
                remedy=say("mark exactly one with correct: true"),
            )

    def key_texts(self) -> Iterator[Text]:
        yield from (option.text for option in self.options if option.correct)

    def right_choices(self) -> frozenset[str]:
        return frozenset(keys(self.options))

    def choice_words(self, choice: str, language: str) -> Message:
        return option_words(self.options, choice, language)

    def grade(self, variant: Variant, answer: Answer) -> Score:
        picked = answer.get("choice", ())
        fraction = Fraction(int(picked == self.solution(variant)["choice"]))
        return Score(
            fraction=fraction,
            verdicts={option: verdict(fraction) for option in picked},
            feedback=tuple(f"options.{option}.why" for option in picked),
            chosen=picked,
        )

    def solution(self, variant: Variant) -> Answer:
        return {"choice": keys(self.options)}

    def wrong_answer(self, variant: Variant) -> Answer:
        return {"choice": others(self.options)[:1]}
