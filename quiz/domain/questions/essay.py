"""A few sentences of one's own: the ideas that seem to be there are proposed, and a person confirms them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quiz.domain.bank_format.fields import Exact, Model, PartId, Plain, Text, Whole
from quiz.domain.bank_format.schema_words.shared import ID_OF_PART
from quiz.domain.errors import Message, say
from quiz.domain.matching.numbers import format_number
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, typed, verdict
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import duplicate_ids
from quiz.domain.questions.parts.variables import Values, fault
from quiz.domain.rendering import fill_source
from quiz.domain.text_limits import composed, fault_of

MAX_CHARACTERS = 10_000
MIN_PATTERNS = 2
_NUMBERS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_ASKED = {
    "ko": re.compile(r"(한|두|세|네|다섯|[1-5])\s?가지"),
    "en": re.compile(
        r"\b(one|two|three|four|five|[1-5])\s+(?:\w+\s+)?"
        r"(?:reason|idea|point|way|argument|cause|effect|difference|thing|example|step)s?\b",
        re.IGNORECASE,
    ),
}


class Range(Model):
    """How much is wanted, bounds included; a bound may be left out."""

    least: Annotated[Whole, Field(ge=1, le=MAX_CHARACTERS)] | None = None
    most: Annotated[Whole, Field(ge=1, le=MAX_CHARACTERS)] | None = None


class Idea(Model):
    """A thought that earns its ``weight``; it seems to be there where one of its patterns stands in the answer."""

    id: PartId
    weight: Annotated[Exact, Field(gt=0, le=100)] = Fraction(1)
    patterns: dict[str, tuple[Plain, ...]]
    meaning: Text


class Criterion(Model):
    """What a teacher looks for, worth its ``points``; nothing is proposed for it."""

    id: PartId
    points: Annotated[Exact, Field(gt=0, le=100)] = Fraction(1)
    text: Text


class Essay(Question, kind="essay"):
    """Answer in sentences. Either ``ideas``, proposed by their patterns, or a ``rubric`` that a teacher fills in."""

    label: ClassVar[Message] = say("written answer")
    partial_credit: ClassVar[bool] = True
    judged_by_person: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "words": "How many words are wanted. Counted at the spaces.",
        "characters": "Instead of `words`: how many characters are wanted, spaces included.",
        "ideas": "What an answer may hold, found by its words and confirmed by a person.",
        "full": ("The weight of ideas that earns the whole score: `2` where the prompt asks for two. Without it: all."),
        "rubric": "Instead of `ideas`: what a teacher looks for, without any proposal.",
        "model_answer": "An answer that earns everything, in Markdown; shown after scoring.",
        "Range.least": "No fewer.",
        "Range.most": "No more.",
        "Idea.id": ID_OF_PART,
        "Idea.weight": "What the idea earns, in the measure of `full`.",
        "Idea.patterns": (
            "By language, word stems of which one stands in such an answer: two at least. All "
            "languages are tried on every answer."
        ),
        "Idea.meaning": ("The idea in one sentence: what a person confirms, and what is told of an idea that lacks."),
        "Criterion.id": ID_OF_PART,
        "Criterion.points": "Its share of the whole.",
        "Criterion.text": "What is looked for, in one sentence.",
    }

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
        yield from _shape_faults(self)
        yield from duplicate_ids([idea.id for idea in self.ideas], "ideas")
        yield from duplicate_ids([criterion.id for criterion in self.rubric], "rubric")
        yield from _idea_faults(self)
        yield from _prompt_faults(self)

    def faults_of(self, values: Values) -> Iterator[Fault]:
        yield from _draw_faults(self, values)

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

    @property
    def proposes(self) -> bool:
        """Whether the app looks for anything by itself; what a rubric says is found by a person alone."""
        return bool(self.ideas)

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


def _shape_faults(essay: Essay) -> Iterator[Fault]:
    """Neither or both of ideas and rubric, ``full`` out of reach, a range without numbers between its bounds."""
    if bool(essay.ideas) == bool(essay.rubric):
        remedy = say("list ideas with patterns, or a rubric that a teacher fills in")
        yield fault("S3", (), say("not exactly one of ideas and rubric"), remedy)
        return
    worth = sum(essay.parts().values(), Fraction(0))
    if essay.full is not None and essay.full > worth:
        message = say("all ideas together are worth %(worth)s", worth=format_number(worth))
        yield fault("S3", ("full",), message, say("lower full, or add ideas"))
    for name, wanted in (("words", essay.words), ("characters", essay.characters)):
        if wanted is not None and (wanted.least or 1) > (wanted.most or wanted.least or 1):
            yield fault("S3", (name,), say("least is more than most"), say("mend the two"))


def _idea_faults(essay: Essay) -> Iterator[Fault]:
    """Ideas that lack a language, and those that rest on one pattern alone."""
    for number, idea in enumerate(essay.ideas):
        for language, _ in essay.prompt.written():
            path = ("ideas", number, "patterns", language)
            patterns = idea.patterns.get(language, ())
            if not patterns or not all(pattern.strip() for pattern in patterns):
                message = say("the idea %(id)s has no pattern for %(language)s", id=repr(idea.id), language=language)
                yield fault("K11", path, message, say("write word stems that such an answer would hold"))
            elif len(patterns) < MIN_PATTERNS:
                yield Fault(
                    code="K11",
                    severity="warning",
                    path=path,
                    message=say("the idea %(id)s rests on one pattern", id=repr(idea.id)),
                    remedy=say("add other words for it"),
                )


def _prompt_faults(essay: Essay) -> Iterator[Fault]:
    """A prompt that holds a pattern, and one that asks for another number of ideas than earns everything."""
    for language, text in essay.prompt.written():
        path = ("prompt",) if essay.prompt.plain else ("prompt", language)
        for idea in essay.ideas_in(text):
            message = say("the prompt itself holds the idea %(id)s", id=repr(idea))
            yield fault("K13", path, message, say("change the pattern or the prompt: repeating it must earn nothing"))
        asked = _ASKED[language].search(text) if language in _ASKED and essay.ideas else None
        if asked and _number(asked[1]) != essay.enough():
            yield Fault(
                code="K15",
                severity="warning",
                path=path,
                message=say(
                    "the prompt asks for %(asked)d, the whole score for %(full)s",
                    asked=_number(asked[1]),
                    full=format_number(essay.enough()),
                ),
                remedy=say("set full to what is asked for"),
            )


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)


def _draw_faults(essay: Essay, values: Values) -> Iterator[Fault]:
    """A model answer, in any language, that is not found in full, or is too short or too long itself."""
    variant = Variant(values=values)
    for language, _ in essay.model_answer.written():
        path = ("model_answer",) if essay.model_answer.plain else ("model_answer", language)
        answer = {"text": (essay.model(language, values),)}
        if essay.grade(variant, answer).fraction < 1:
            found = ", ".join(essay.proposal(variant, answer)) or "-"
            message = say("in the model answer only these ideas are found: %(found)s", found=found)
            yield fault("K11", path, message, say("add its words to the patterns of the ideas that it holds"))
        notice = essay.notice(variant, answer)
        if notice is not None:
            message = say("the model answer does not keep to the length: %(notice)s", notice=notice)
            yield fault("K11", path, message, say("change it, or the length that is asked for"))
