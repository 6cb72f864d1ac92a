"""A statement to judge true or false."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar

from quiz.domain.bank_format.fields import Asked, Model, Text, left_out
from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, verdict
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import WRONGLY
from quiz.domain.questions.parts.variables import Condition, Values, holds

TRUTHS: Mapping[str, Message] = {"true": say("True"), "false": say("False")}
"""What the interface calls the two that every statement is one of."""


class Reasons(Model):
    """What to say to a learner who said true, and to one who said false."""

    true: Asked[Text] = left_out()
    false: Asked[Text] = left_out()

    def passages(self, part: str) -> Iterator[Passage]:
        """What is said to each, under ``part``."""
        for truth, text in (("true", self.true), ("false", self.false)):
            if text is not None:
                yield Passage(name=f"{part}.{truth}.why", text=text, path=("why", truth), shown=False)


class TrueFalse(Question, kind="true_false"):
    """Say whether the statement of the prompt is true."""

    label: ClassVar[Message] = say("true or false")
    field_words: ClassVar[Mapping[str, str]] = {
        "answer": "Whether the statement of the prompt is true; or a condition on the variables.",
        "why": "What a learner who said so reads.",
        "Reasons.true": "For learners who said true.",
        "Reasons.false": "For learners who said false.",
    }
    answer: Condition
    why: Asked[Reasons] = left_out()

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="choice", kind="one", options=tuple(TRUTHS)),)

    def words_for_option(self, name: str, option: str) -> Message | None:
        return TRUTHS[option]

    def expressions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        if isinstance(self.answer, str):
            yield ("answer",), self.answer

    def faults_of(self, values: Values) -> Iterator[Fault]:
        holds(self.answer, values)
        yield from ()

    def guess(self) -> Fraction:
        return Fraction(1, 2)

    def own_passages(self) -> Iterator[Passage]:
        if self.why is not None:
            yield from self.why.passages("options")

    def right_choices(self) -> frozenset[str]:
        if isinstance(self.answer, str):
            return frozenset(["true", "false"])
        return frozenset(["true" if self.answer else "false"])

    def choice_words(self, choice: str, language: str) -> Message:
        return say("True") if choice.removesuffix(WRONGLY) == "true" else say("False")

    def grade(self, variant: Variant, answer: Answer) -> Score:
        picked = answer.get("choice", ())
        fraction = Fraction(int(picked == self.solution(variant)["choice"]))
        return Score(
            fraction=fraction,
            verdicts={option: verdict(fraction) for option in picked},
            feedback=tuple(f"options.{option}.why" for option in picked),
            chosen=tuple(option if fraction else f"{option}{WRONGLY}" for option in picked)
            if isinstance(self.answer, str)
            else picked,
        )

    def solution(self, variant: Variant) -> Answer:
        return {"choice": ("true" if holds(self.answer, variant.values) else "false",)}

    def wrong_answer(self, variant: Variant) -> Answer:
        return {"choice": ("false" if holds(self.answer, variant.values) else "true",)}
