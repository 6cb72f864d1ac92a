"""Several right options among several, with a choice of policies for partial credit."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Annotated, ClassVar

from pydantic import Field

from quiz.domain.bank_format.fields import Truth
from quiz.domain.errors import Message, say
from quiz.domain.grading.partial_credit import POLICIES, Policy
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, shuffled
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import (
    Option,
    Picking,
    conditions,
    equal_options,
    in_draw,
    is_conditional,
    keys,
    option_faults,
    option_passages,
    others,
    tallied,
)
from quiz.domain.questions.parts.variables import Values

FARM_LIMIT = Fraction(2, 5)
"""More than this for an answer without knowledge means that the policy can be farmed."""


class MultipleChoice(Picking, Question, kind="multiple_choice"):
    """Pick every right option; 3 to 8 of them, at least one right and one wrong."""

    label: ClassVar[Message] = say("multiple choice")
    partial_credit: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "options": "At least one is correct and at least one is not, in every draw.",
        "shuffle": "As for single_choice.",
        "credit": "How partial answers are scored, see below.",
    }

    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=8)]
    shuffle: Truth = True
    credit: Policy = "proportional"

    def listed(self) -> tuple[Option, ...]:
        return self.options

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="choice", kind="many", options=tuple(option.id for option in self.options)),)

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        ids = tuple(option.id for option in self.options)
        return {"choice": shuffled(ids, rng) if self.shuffle else ids}

    def own_passages(self) -> Iterator[Passage]:
        yield from option_passages(self.options)

    def checks(self) -> Iterator[Fault]:
        yield from option_faults(self.options)
        if is_conditional(self.options):
            return
        right = len(keys(self.options))
        if (
            0 < right < len(self.options)
            and (share := _farmed(self.credit, right, len(self.options) - right)) > FARM_LIMIT
        ):
            yield Fault(
                code="D6",
                severity="warning",
                path=("credit",),
                message=say("guessing earns %(share)d %% on average", share=round(share * 100)),
                remedy=say("use credit: proportional, or add wrong options"),
            )

    def expressions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        yield from conditions(self.options)

    def faults_of(self, values: Values) -> Iterator[Fault]:
        right = len(keys(self.options, values))
        if not 0 < right < len(self.options):
            where = in_draw(values)
            yield Fault(
                code="S3",
                path=("options",),
                message=say(
                    "%(count)d of %(all)d options are correct%(where)s", count=right, all=len(self.options), where=where
                ),
                remedy=say("mark at least one correct and leave at least one unmarked"),
            )
        if values:
            yield from equal_options(self.options, values)

    def grade(self, variant: Variant, answer: Answer) -> Score:
        picked = answer.get("choice", ())
        key, other = keys(self.options, variant.values), others(self.options, variant.values)
        return Score(
            fraction=POLICIES[self.credit](set(picked), set(key), set(other)),
            verdicts={option: "right" if option in key else "wrong" for option in picked},
            feedback=tuple(f"options.{option}.why" for option in picked),
            chosen=tallied(self.options, picked, variant.values),
        )


@cache
def _farmed(credit: Policy, right: int, wrong: int) -> Fraction:
    """The most that picking all, or each at the toss of a coin, earns on average."""
    ids = [str(number) for number in range(right + wrong)]
    key, other = set(ids[:right]), set(ids[right:])
    every = [
        POLICIES[credit]({name for bit, name in enumerate(ids) if mask >> bit & 1}, key, other)
        for mask in range(2 ** len(ids))
    ]
    return max(every[-1], sum(every, Fraction(0)) / len(every))
