"""The gaps of a running text: a term, a number or a choice, each judged by itself."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, Literal, get_args

from pydantic import Discriminator, Field, Tag
from pydantic.json_schema import WithJsonSchema

from quiz.domain.bank_format.fields import Exact, Model, Text, Truth
from quiz.domain.errors import Message, nearest, say
from quiz.domain.questions.parts.answers import Input, Score, shuffled
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.numeric_checks import draw_faults, tolerance_faults
from quiz.domain.questions.parts.options import (
    Option,
    conditions,
    keys,
    not_one_right,
    option_faults,
    option_misconceptions,
    option_passages,
    option_words,
    others,
    tallied,
)
from quiz.domain.questions.parts.passages import Passage
from quiz.domain.questions.parts.quantities import Quantity
from quiz.domain.questions.parts.spellings import Terms
from quiz.domain.questions.parts.variables import Path, Values

GapKind = Literal["text", "number", "choice"]


class Gap(Model):
    """What is to be put into one gap; it counts by its ``weight``. Names and paths start here."""

    kind: GapKind
    weight: Annotated[Exact, Field(gt=0, le=100)] = Fraction(1)
    why: Text | None = None

    @abstractmethod
    def input(self, name: str) -> Input:
        """What the learner fills in."""

    @abstractmethod
    def judged(self, typed: str, values: Values) -> Score:
        """The judgement of what was entered, without verdicts."""

    @abstractmethod
    def right(self, values: Values, language: str = "") -> str:
        """An entry that scores 1, as a reader of the ``language`` writes it, if one is given."""

    @abstractmethod
    def mistaken(self, values: Values) -> str:
        """A likely entry that scores less than 1."""

    @abstractmethod
    def right_choices(self) -> frozenset[str]:
        """Those of ``Score.chosen`` that are right."""

    @abstractmethod
    def choice_words(self, choice: str, language: str) -> Message | None:
        """One of ``Score.chosen`` in words; None for any other entry."""

    @abstractmethod
    def misconceptions(self) -> Mapping[str, str]:
        """The misconceptions behind wrong ones of ``Score.chosen``."""

    @abstractmethod
    def checks(self, languages: Collection[str]) -> Iterator[Fault]:
        """What is wrong whatever is drawn, for readers of these ``languages``."""

    @abstractmethod
    def own_passages(self) -> Iterator[Passage]:
        """The gap's texts beside ``why``."""

    def passages(self) -> Iterator[Passage]:
        """The gap's texts."""
        yield from self.own_passages()
        if self.why is not None:
            yield Passage(name="why", text=self.why, path=("why",), shown=False)

    def revealed(self, values: Values, language: str) -> str:
        """What belongs into the gap, for the page that shows it; empty where options show it."""
        return ""

    def order(self, rng: random.Random) -> tuple[str, ...]:
        """The order in which options are shown, drawn with ``rng``."""
        return ()

    def notice(self, typed: str) -> Message | None:
        """Why an entry can't be read."""
        return None

    def expressions(self) -> Iterator[tuple[Path, str]]:
        """Expressions on the variables, each with its path."""
        yield from ()

    def faults_of(self, values: Values) -> Iterator[Fault]:
        """What is wrong with one draw."""
        yield from ()

    def guess(self) -> Fraction:
        """The share that a blind guess earns on average."""
        return Fraction(0)


class TextGap(Terms, Gap):
    """A term to type, as in short_text."""

    kind: Annotated[GapKind, WithJsonSchema({"const": "text"})]

    def input(self, name: str) -> Input:
        return Input(name=name, kind="text")

    def own_passages(self) -> Iterator[Passage]:
        yield from self.term_passages()

    def checks(self, languages: Collection[str]) -> Iterator[Fault]:
        yield from self.term_faults(languages)

    def judged(self, typed: str, values: Values) -> Score:
        return self.judged_text(typed)

    def right(self, values: Values, language: str = "") -> str:
        return self.best().text[0]

    def revealed(self, values: Values, language: str) -> str:
        return " · ".join(self.shown_spellings())

    def mistaken(self, values: Values) -> str:
        return self.wrong_text()

    def right_choices(self) -> frozenset[str]:
        return self.right_terms()

    def choice_words(self, choice: str, language: str) -> Message | None:
        term = self.term_of(choice)
        return None if term is None else say("%(text)s", text=term)


class NumberGap(Quantity, Gap):
    """A number to type, as in numeric."""

    kind: Annotated[GapKind, WithJsonSchema({"const": "number"})]

    def input(self, name: str) -> Input:
        return Input(name=name, kind="number")

    def own_passages(self) -> Iterator[Passage]:
        yield from self.number_passages()

    def expressions(self) -> Iterator[tuple[Path, str]]:
        yield from self.number_expressions()

    def checks(self, languages: Collection[str]) -> Iterator[Fault]:
        yield from tolerance_faults(self)

    def faults_of(self, values: Values) -> Iterator[Fault]:
        yield from draw_faults(self, values)

    def notice(self, typed: str) -> Message | None:
        return self.number.notice_of(typed)

    def judged(self, typed: str, values: Values) -> Score:
        return self.judged_number(typed, values)

    def right(self, values: Values, language: str = "") -> str:
        return self.number.written(self.key(values), language)

    def revealed(self, values: Values, language: str) -> str:
        return self.right(values, language)

    def mistaken(self, values: Values) -> str:
        return self.wrong_number(values)

    def right_choices(self) -> frozenset[str]:
        return frozenset(["key"])

    def choice_words(self, choice: str, language: str) -> Message | None:
        if choice == "key":
            return say("%(text)s", text=self.answer)
        slip = self.slip_of(choice)
        return None if slip is None else say("%(text)s", text=slip)


class ChoiceGap(Gap):
    """One right option to pick, as in single_choice."""

    kind: Annotated[GapKind, WithJsonSchema({"const": "choice"})]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    shuffle: Truth = True

    def input(self, name: str) -> Input:
        return Input(name=name, kind="one", options=tuple(option.id for option in self.options))

    def order(self, rng: random.Random) -> tuple[str, ...]:
        ids = tuple(option.id for option in self.options)
        return shuffled(ids, rng) if self.shuffle else ids

    def own_passages(self) -> Iterator[Passage]:
        yield from option_passages(self.options)

    def expressions(self) -> Iterator[tuple[Path, str]]:
        yield from conditions(self.options)

    def checks(self, languages: Collection[str]) -> Iterator[Fault]:
        yield from option_faults(self.options)

    def faults_of(self, values: Values) -> Iterator[Fault]:
        yield from not_one_right(self.options, values)

    def judged(self, typed: str, values: Values) -> Score:
        if not typed:
            return Score(fraction=Fraction(0))
        return Score(
            fraction=Fraction(int(typed in keys(self.options, values))),
            feedback=(f"options.{typed}.why",),
            chosen=tallied(self.options, (typed,), values),
        )

    def right(self, values: Values, language: str = "") -> str:
        return keys(self.options, values)[0]

    def mistaken(self, values: Values) -> str:
        return others(self.options, values)[0]

    def right_choices(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.correct is not False)

    def choice_words(self, choice: str, language: str) -> Message | None:
        return option_words(self.options, choice, language)

    def misconceptions(self) -> Mapping[str, str]:
        return option_misconceptions(self.options)

    def guess(self) -> Fraction:
        return Fraction(1, len(self.options))


def _tag(value: Any) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    # A slip of the pen is read as what it means; the field's own check then says what may stand there.
    return f"[{nearest(str(kind), get_args(GapKind)) or 'text'}]"


AnyGap = Annotated[
    Annotated[TextGap, Tag("[text]")] | Annotated[NumberGap, Tag("[number]")] | Annotated[ChoiceGap, Tag("[choice]")],
    Discriminator(_tag),
]
"""A gap by its ``kind``; the tags are stripped from the places of errors."""


def faults_under(path: Path, faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults of a part, with paths from the whole."""
    for found in faults:
        yield replace(found, path=(*path, *found.path))
