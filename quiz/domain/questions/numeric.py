"""A number to work out, with tolerances, units and known slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, typed, verdict
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.numeric_checks import draw_faults, stated_faults, tolerance_faults
from quiz.domain.questions.parts.quantities import Quantity
from quiz.domain.questions.parts.variables import Values


class Numeric(Quantity, Question, kind="numeric"):
    """Work out a number, with a tolerance, a unit and known slips."""

    label: ClassVar[Message] = say("number")
    field_words: ClassVar[Mapping[str, str]] = {
        "answer": "The expression of the answer.",
        "decimals": ("The places that the answer is rounded to. The page asks for them by itself. Without it: exact."),
        "tolerance": "How far from the answer still counts.",
        "unit": "The unit beside the input.",
        "wrong": "Values that people reach by a known mistake, tried in this order.",
    }

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="number", kind="number"),)

    def own_passages(self) -> Iterator[Passage]:
        yield from self.number_passages()

    def notice(self, variant: Variant, answer: Answer) -> Message | None:
        return self.number.notice_of(typed(answer, "number"))

    def expressions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        yield from self.number_expressions()

    def checks(self) -> Iterator[Fault]:
        yield from stated_faults(self, self.prompt)
        yield from tolerance_faults(self)

    def faults_of(self, values: Values) -> Iterator[Fault]:
        yield from draw_faults(self, values)

    def right_choices(self) -> frozenset[str]:
        return frozenset(["key"])

    def choice_words(self, choice: str, language: str) -> Message:
        slip = self.slip_of(choice)
        return super().choice_words(choice, language) if slip is None else say("%(text)s", text=slip)

    def grade(self, variant: Variant, answer: Answer) -> Score:
        judged = self.judged_number(typed(answer, "number"), variant.values)
        return replace(judged, verdicts={"number": verdict(judged.fraction)})

    def solution(self, variant: Variant) -> Answer:
        return self.solution_in(variant, "")

    def solution_in(self, variant: Variant, language: str) -> Answer:
        return {"number": (self.number.written(self.key(variant.values), language),)}

    def wrong_answer(self, variant: Variant) -> Answer:
        return {"number": (self.wrong_number(variant.values),)}
