"""A statement to judge true or false."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from quiz.domain.errors import Message, say
from quiz.domain.fields import Model, Text, Truth
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, verdict


class Reasons(Model):
    """What to tell the one who said true and the one who said false."""

    true: Text
    false: Text


class TrueFalse(Question, kind="true_false"):
    """Say whether the statement of the prompt is true."""

    answer: Truth
    why: Reasons

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="choice", kind="one", options=("true", "false")),)

    def own_passages(self) -> Iterator[Passage]:
        yield Passage(name="options.true.why", text=self.why.true, shown=False)
        yield Passage(name="options.false.why", text=self.why.false, shown=False)

    def right_choices(self) -> frozenset[str]:
        return frozenset(["true" if self.answer else "false"])

    def choice_words(self, choice: str, language: str) -> Message:
        return say("True") if choice == "true" else say("False")

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
        return {"choice": ("true" if self.answer else "false",)}

    def wrong_answer(self, variant: Variant) -> Answer:
        return {"choice": ("false" if self.answer else "true",)}
