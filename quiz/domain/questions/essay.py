"""A few sentences of one's own: the ideas that seem to be there are proposed, and a person confirms them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quiz.domain.bank_format.fields import Exact, Model, Name, Plain, Text, Whole
from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, typed, verdict
from quiz.domain.questions.parts.essay_checks import draw_faults, idea_faults, prompt_faults, shape_faults
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import duplicate_ids
from quiz.domain.questions.parts.variables import Values
from quiz.domain.rendering import fill_source
from quiz.domain.text_limits import composed, fault_of

MAX_CHARACTERS = 10_000


class Range(Model):
    """How much is wanted, bounds included; a bound may be left out."""

    least: Annotated[Whole, Field(ge=1, le=MAX_CHARACTERS)] | None = None
    most: Annotated[Whole, Field(ge=1, le=MAX_CHARACTERS)] | None = None


class Idea(Model):
    """A thought that earns its ``weight``; it seems to be there where one of its patterns stands in the answer."""

    id: Name
    weight: Annotated[Exact, Field(gt=0, le=100)] = Fraction(1)
    patterns: dict[str, tuple[Plain, ...]]
    meaning: Text


class Criterion(Model):
    """What a teacher looks for, worth its ``points``; nothing is proposed for it."""

    id: Name
    points: Annotated[Exact, Field(gt=0, le=100)] = Fraction(1)
    text: Text


class Essay(Question, kind="essay"):
    """Answer in sentences. Either ``ideas``, proposed by their patterns, or a ``rubric`` that a teacher fills in."""

    partial_credit: ClassVar[bool] = True
    judged_by_person: ClassVar[bool] = True

    words: Range | None = None
    characters: Range | None = None
    ideas: Annotated[tuple[Idea, ...], Field(max_length=12)] = ()
    full: Annotated[Exact, Field(gt=0)] | None = None
    rubric: Annotated[tuple[Criterion, ...], Field(max_length=12)] = ()
    model_answer: Text

    @model_validator(mode="after")
    def _one_count(self) -> Essay:
        if self.words is not None and self.characters is not None:
            raise PydanticCustomError("lengths", "both words and characters")
        return self

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="text", kind="long"),)

    def own_passages(self) -> Iterator[Passage]:
        path: tuple[str | int, ...] = ("model_answer",)
        yield Passage(name="model_answer", text=self.model_answer, path=path, shown=False, inline=False)
        for number, idea in enumerate(self.ideas):
            path = ("ideas", number, "meaning")
            yield Passage(name=f"ideas.{idea.id}.meaning", text=idea.meaning, path=path, shown=False)
        for number, criterion in enumerate(self.rubric):
            path = ("rubric", number, "text")
            yield Passage(name=f"rubric.{criterion.id}.text", text=criterion.text, path=path, shown=False)

    def checks(self) -> Iterator[Fault]:
        yield from shape_faults(self)
        yield from duplicate_ids([idea.id for idea in self.ideas], "ideas")
        yield from duplicate_ids([criterion.id for criterion in self.rubric], "rubric")
        yield from idea_faults(self)
        yield from prompt_faults(self)

    def faults_of(self, values: Values) -> Iterator[Fault]:
        yield from draw_faults(self, values)

    def parts(self) -> dict[str, Fraction]:
        """What can be confirmed: ideas or criteria by id, with what each is worth."""
        worth = {idea.id: idea.weight for idea in self.ideas}
        return worth or {criterion.id: criterion.points for criterion in self.rubric}

    def part_name(self, part: str) -> str:
        """The name of the passage that says what an idea or criterion means."""
        return f"ideas.{part}.meaning" if self.ideas else f"rubric.{part}.text"

    def enough(self) -> Fraction:
        """What has to be confirmed for the whole score."""
        worth = sum(self.parts().values(), Fraction(0))
        return self.full if self.full is not None and self.ideas else worth

    def ideas_in(self, text: str) -> tuple[str, ...]:
        """The ideas that ``text`` matches by a pattern, in any language."""
        bare = f" {folded(text).strip()} "
        return tuple(
            idea.id
            for idea in self.ideas
            if any(folded(pattern) in bare for patterns in idea.patterns.values() for pattern in patterns)
        )

    def proposal(self, variant: Variant, answer: Answer) -> tuple[str, ...]:
        """The ids that the answer seems to deserve; of a rubric all for the model answer itself, none otherwise."""
        text = typed(answer, "text")
        if self.ideas:
            return self.ideas_in(text)
        models = {folded(self.model(language, variant.values)).strip() for language in self.model_answer}
        return tuple(self.parts()) if folded(text).strip() in models else ()

    def model(self, language: str, values: Values) -> str:
        """The model answer with the values of a draw."""
        text = self.model_answer[language]
        return fill_source(text, values, language) if self.has_values() else text

    def grade_confirmed(self, ids: Collection[str]) -> Score:
        """The judgement of an answer in which a person found ``ids``; unknown ones count for nothing."""
        found = tuple(part for part in self.parts() if part in ids)
        earned = sum((self.parts()[part] for part in found), Fraction(0))
        fraction = min(Fraction(1), earned / self.enough())
        return Score(
            fraction=fraction,
            verdicts={"text": verdict(fraction)},
            feedback=tuple(self.part_name(part) for part in self.parts() if part not in found),
            chosen=found or ("other",),
        )

    def grade(self, variant: Variant, answer: Answer) -> Score:
        if not typed(answer, "text").strip():
            return Score(fraction=Fraction(0))
        return replace(self.grade_confirmed(self.proposal(variant, answer)), needs_confirmation=True)

    def right_choices(self) -> frozenset[str]:
        return frozenset(self.parts())

    def choice_words(self, choice: str, language: str) -> Message:
        words = {idea.id: idea.meaning for idea in self.ideas} or {part.id: part.text for part in self.rubric}
        return say("%(text)s", text=words[choice][language]) if choice in words else super().choice_words(choice, "")

    def counted(self, text: str) -> int:
        """The length of ``text`` as this question counts it: in characters where it says so, else in words."""
        # A page shows the count of what it refused, too.
        whole = (text if fault_of(text) else composed(text)).strip()
        return len(whole) if self.characters is not None else len(whole.split())

    def notice(self, variant: Variant, answer: Answer) -> Message | None:
        text, wanted = typed(answer, "text"), self.characters or self.words
        if wanted is None or not text.strip():
            return None
        count = self.counted(text)
        if wanted.least is not None and count < wanted.least:
            if self.characters is not None:
                return say("Write at least %(least)d characters; there are %(count)d.", least=wanted.least, count=count)
            return say("Write at least %(least)d words; there are %(count)d.", least=wanted.least, count=count)
        if wanted.most is not None and count > wanted.most:
            if self.characters is not None:
                return say("Write at most %(most)d characters; there are %(count)d.", most=wanted.most, count=count)
            return say("Write at most %(most)d words; there are %(count)d.", most=wanted.most, count=count)
        return None

    def solution(self, variant: Variant) -> Answer:
        return {"text": (self.model(next(iter(self.model_answer)), variant.values),)}

    def wrong_answer(self, variant: Variant) -> Answer:
        least = (self.characters or self.words or Range()).least or 1
        return {"text": (("?" * least) if self.characters is not None else " ".join(["?"] * least),)}


def folded(text: str) -> str:
    """``text`` as patterns are looked for in it: composed, without case, each run of spaces one space.

    A pattern keeps a space at its end or beginning: it stands for the edge of a word.
    """
    return re.sub(r"\s+", " ", composed(composed(text).casefold()))
