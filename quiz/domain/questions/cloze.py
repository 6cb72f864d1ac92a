"""A running text with gaps to fill: terms, numbers and choices."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from quiz.domain.bank_format.fields import Text, matching, pattern_schema
from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, typed, verdict
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.gaps import AnyGap, faults_under
from quiz.domain.questions.parts.variables import Path, Values
from quiz.domain.rendering import GAP_NAME, gaps_in

GapName = Annotated[str, matching(GAP_NAME, "name"), pattern_schema(GAP_NAME)]


class Cloze(Question, kind="cloze"):
    """Fill the gaps ``[[1]]``, ``[[2]]`` … of a text; the score is the mean over the gaps by their weights."""

    label: ClassVar[Message] = say("gaps")
    partial_credit: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "text": ("The running text, in Markdown, with a gap `[[1]]` for each entry of `gaps`, once in every language."),
        "gaps": ("What belongs into each gap, by its name: letters, digits, hyphens, underscores; at most 20."),
    }

    text: Text
    gaps: Annotated[dict[GapName, AnyGap], Field(min_length=1, max_length=12)]

    def inputs(self) -> tuple[Input, ...]:
        return tuple(gap.input(f"gap-{name}") for name, gap in self.gaps.items())

    def words_for_input(self, name: str) -> Message | None:
        return say("Gap %(name)s", name=name.removeprefix("gap-"))

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        orders = {f"gap-{name}": gap.order(rng) for name, gap in self.gaps.items()}
        return {name: order for name, order in orders.items() if order}

    def own_passages(self) -> Iterator[Passage]:
        yield Passage(name="text", text=self.text, path=("text",), shown=True, inline=False, gaps=True)
        for name, gap in self.gaps.items():
            for passage in gap.passages():
                path = ("gaps", name, *passage.path)
                yield replace(passage, name=f"gaps.{name}.{passage.name}", path=path)

    def expressions(self) -> Iterator[tuple[Path, str]]:
        for name, gap in self.gaps.items():
            for path, text in gap.expressions():
                yield ("gaps", name, *path), text

    def checks(self) -> Iterator[Fault]:
        yield from self._marks()
        for name, gap in self.gaps.items():
            yield from faults_under(("gaps", name), gap.checks(self.prompt))

    def _marks(self) -> Iterator[Fault]:
        for language, text in self.text.written():
            written = gaps_in(text)
            for name in dict.fromkeys([*self.gaps, *written]):
                count = written.count(name)
                if name not in self.gaps or count != 1:
                    yield Fault(
                        code="K8",
                        path=("text",) if self.text.plain else ("text", language),
                        message=say("%(gap)s has no entry in gaps", gap=f"[[{name}]]")
                        if name not in self.gaps
                        else say("%(gap)s stands %(count)d times in the text", gap=f"[[{name}]]", count=count),
                        remedy=say("let each gap stand once in every language and have its entry in gaps"),
                    )

    def faults_of(self, values: Values) -> Iterator[Fault]:
        for name, gap in self.gaps.items():
            yield from faults_under(("gaps", name), gap.faults_of(values))

    def guess(self) -> Fraction:
        return self._mean({name: gap.guess() for name, gap in self.gaps.items()})

    def _mean(self, fractions: dict[str, Fraction]) -> Fraction:
        earned = sum((gap.weight * fractions[name] for name, gap in self.gaps.items()), Fraction(0))
        return earned / sum(gap.weight for gap in self.gaps.values())

    def notice(self, variant: Variant, answer: Answer) -> Message | None:
        for name, gap in self.gaps.items():
            notice = gap.notice(typed(answer, f"gap-{name}"))
            if notice is not None:
                return say("Gap %(gap)s: %(notice)s", gap=name, notice=notice)
        return None

    def judged(self, values: Values, answer: Answer) -> dict[str, Score]:
        """The judgement of each gap by its name; feedback and choices are named from the gap on."""
        return {name: gap.judged(typed(answer, f"gap-{name}"), values) for name, gap in self.gaps.items()}

    def grade(self, variant: Variant, answer: Answer) -> Score:
        judged = self.judged(variant.values, answer)
        filled = [name for name in self.gaps if typed(answer, f"gap-{name}").strip()]
        return Score(
            fraction=self._mean({name: score.fraction for name, score in judged.items()}),
            verdicts={f"gap-{name}": verdict(judged[name].fraction) for name in filled},
            feedback=tuple(f"gaps.{name}.{passage}" for name in self.gaps for passage in judged[name].feedback),
            chosen=tuple(f"{name}:{choice}" for name in self.gaps for choice in judged[name].chosen),
            understood="; ".join(f"{name}: {judged[name].understood}" for name in filled if judged[name].understood),
        )

    def right_choices(self) -> frozenset[str]:
        return frozenset(f"{name}:{choice}" for name, gap in self.gaps.items() for choice in gap.right_choices())

    def misconceptions(self) -> Mapping[str, str]:
        return {
            f"{name}:{choice}": misconception
            for name, gap in self.gaps.items()
            for choice, misconception in gap.misconceptions().items()
        }

    def choice_words(self, choice: str, language: str) -> Message:
        name, _, within = choice.partition(":")
        words = self.gaps[name].choice_words(within, language) if name in self.gaps else None
        return say("%(gap)s: %(words)s", gap=name, words=words or super().choice_words(choice, language))

    def solution(self, variant: Variant) -> Answer:
        return self.solution_in(variant, "")

    def solution_in(self, variant: Variant, language: str) -> Answer:
        return {f"gap-{name}": (gap.right(variant.values, language),) for name, gap in self.gaps.items()}

    def wrong_answer(self, variant: Variant) -> Answer:
        name, gap = next(iter(self.gaps.items()))
        return {**self.solution(variant), f"gap-{name}": (gap.mistaken(variant.values),)}
