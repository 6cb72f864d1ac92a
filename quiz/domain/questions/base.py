"""What every kind of question is and does, and the register of kinds."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from quiz.domain.errors import Message, Severity, say
from quiz.domain.fields import Exact, Model, Month, Name, Plain, Slug, Text, Whole

MAX_ANSWER = 4_000
"""Characters that one text input accepts."""

Answer = Mapping[str, tuple[str, ...]]
"""What was entered, by input name; an input left alone is missing or empty."""

Verdict = Literal["right", "partly", "wrong"]


class AnswerError(ValueError):
    """An answer that no form of ours can send: an unknown input or option, too many picks, a text too long."""

    def __init__(self, code: Literal["malformed", "too_long"], value: str) -> None:
        self.code = code
        self.value = value
        super().__init__(f"{code}: {value}")


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing to fill in. ``options`` are the ids that may be picked; text inputs have none."""

    name: str
    kind: Literal["one", "many", "text", "number"]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One drawing of a question: the values of its variables and the order in which its options are shown."""

    values: Mapping[str, Fraction] = field(default_factory=dict)
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def shown(self, wanted: Input) -> tuple[str, ...]:
        """The options of an input in the order in which they are shown; inputs may share a list under its own name."""
        alike = (order for order in self.order.values() if set(order) == set(wanted.options))
        return self.order.get(wanted.name) or next(alike, wanted.options)


@dataclass(frozen=True, kw_only=True)
class Score:
    """The judgement of one answer. ``fraction`` is exact, from 0 to 1.

    ``verdicts`` judges parts by option or input name; ``feedback`` names the passages that speak to this answer;
    ``chosen`` is what statistics count; ``understood`` says how a text or number was read.
    """

    fraction: Fraction
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    feedback: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    understood: str = ""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A text of a question: where it stands, whether it may be seen before scoring, whether it is one line."""

    name: str
    text: Text
    shown: bool
    inline: bool = True


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What a question finds wrong with itself, at a path inside it."""

    code: str
    path: tuple[str | int, ...]
    message: Message
    remedy: Message
    severity: Severity = "error"


class SourceRef(Model):
    """A place in one of the bank's or the series' sources."""

    ref: Name
    at: Plain = ""


class Image(Model):
    """A picture from the bank's media folder, with the words that stand for it."""

    file: str
    alt: Text


class Question(Model):
    """A question as its author wrote it; a kind registers itself: ``class Ordering(Question, kind="ordering")``."""

    kinds: ClassVar[dict[str, type[Question]]] = {}
    kind_name: ClassVar[str] = ""
    partial_credit: ClassVar[bool] = False

    id: Slug
    was: Slug | None = None
    kind: str
    section: Name
    objective: Name
    difficulty: Annotated[Whole, Field(ge=1, le=3)]
    scope: Literal["article", "paper", "background"]
    points: Annotated[Exact, Field(gt=0, le=100)] = Fraction(1)
    prompt: Text
    image: Image | None = None
    hints: Annotated[tuple[Text, ...], Field(max_length=5)] = ()
    explanation: Text
    sources: Annotated[tuple[SourceRef, ...], Field(min_length=1)]
    as_of: Month | None = None

    def __init_subclass__(cls, *, kind: str, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        cls.kind_name = kind
        Question.kinds[kind] = cls

    @abstractmethod
    def inputs(self) -> tuple[Input, ...]:
        """What the learner fills in."""

    @abstractmethod
    def grade(self, variant: Variant, answer: Answer) -> Score:
        """The judgement of ``answer``; total over everything that ``parse`` lets through."""

    @abstractmethod
    def solution(self, variant: Variant) -> Answer:
        """An answer that scores 1."""

    @abstractmethod
    def wrong_answer(self, variant: Variant) -> Answer:
        """A likely answer that scores less than 1."""

    def right_choices(self) -> frozenset[str]:
        """Those of ``Score.chosen`` that are right."""
        return frozenset()

    def choice_words(self, choice: str, language: str) -> Message:
        """One of ``Score.chosen`` in words, for tables of statistics."""
        return say("another answer")

    def own_passages(self) -> Iterator[Passage]:
        """The kind's texts beside prompt, hints and explanation."""
        yield from ()

    def checks(self) -> Iterator[Fault]:
        """What the kind finds wrong beyond its fields; the fields themselves hold."""
        yield from ()

    def key_texts(self) -> Iterator[Text]:
        """The texts that state the answer, for checks that compare with them."""
        yield from ()

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        """The order in which options are shown, by input name, drawn with ``rng``."""
        return {}

    def draw_values(self, rng: random.Random) -> dict[str, Fraction]:
        """The values of this drawing's variables."""
        return {}

    def has_values(self) -> bool:
        """Whether texts may hold ``{{…}}``."""
        return False

    def notice(self, variant: Variant, answer: Answer) -> Message | None:
        """Why an entered answer can't be read, with the remedy; None where it can."""
        return None

    def draw(self, rng: random.Random) -> Variant:
        """One variant, the same for the same state of ``rng``."""
        return Variant(values=self.draw_values(rng), order=self.order(rng))

    def passages(self) -> Iterator[Passage]:
        """Every text of the question, each under a name of its own."""
        yield Passage(name="prompt", text=self.prompt, shown=True, inline=False)
        if self.image is not None:
            yield Passage(name="image.alt", text=self.image.alt, shown=True)
        for number, hint in enumerate(self.hints):
            yield Passage(name=f"hints.{number}", text=hint, shown=False, inline=False)
        yield Passage(name="explanation", text=self.explanation, shown=False, inline=False)
        yield from self.own_passages()

    def parse(self, raw: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
        """The answer in a form's fields; fields of other names are ignored.

        Raises ``AnswerError`` for what none of the inputs can hold.
        """
        answer = {}
        for wanted in self.inputs():
            given = tuple(value for value in raw.get(wanted.name, []) if value != "")
            if given:
                answer[wanted.name] = _checked(wanted, given)
        return answer


def _checked(wanted: Input, given: tuple[str, ...]) -> tuple[str, ...]:
    if wanted.kind in ("text", "number"):
        if len(given) > 1:
            raise AnswerError("malformed", wanted.name)
        if len(given[0]) > MAX_ANSWER:
            raise AnswerError("too_long", wanted.name)
        return given
    for value in given:
        if value not in wanted.options:
            raise AnswerError("malformed", value[:80])
    if len(set(given)) != len(given) or (wanted.kind == "one" and len(given) > 1):
        raise AnswerError("malformed", wanted.name)
    return tuple(option for option in wanted.options if option in given)


def typed(answer: Answer, name: str) -> str:
    """What stands in the input ``name`` that holds one value; empty where it was left alone."""
    return next(iter(answer.get(name, ())), "")


def is_answered(answer: Answer) -> bool:
    """Whether anything but blanks was entered."""
    return any(value.strip() for values in answer.values() for value in values)


def is_complete(question: Question, answer: Answer) -> bool:
    """Whether every input of ``question`` was filled in."""
    return all(any(value.strip() for value in answer.get(wanted.name, ())) for wanted in question.inputs())


def verdict(fraction: Fraction) -> Verdict:
    """The word for a fraction: right at 1, wrong at 0, partly between."""
    return "right" if fraction == 1 else "wrong" if fraction == 0 else "partly"


def shuffled(ids: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """``ids`` in an order drawn with ``rng``."""
    mixed = list(ids)
    rng.shuffle(mixed)
    return tuple(mixed)
