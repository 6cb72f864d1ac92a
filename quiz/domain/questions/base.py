"""What every kind of question is and does, and the register of kinds."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from quiz.domain.bank_format.fields import (
    Asked,
    AskedId,
    AskedList,
    Exact,
    Formula,
    Model,
    Month,
    Name,
    Plain,
    QuestionId,
    Slug,
    Text,
    Whole,
    left_out,
)
from quiz.domain.errors import Message, say
from quiz.domain.questions.parts.answers import (
    LONGEST,
    MAX_ANSWER,
    MAX_LONG_ANSWER,
    Answer,
    AnswerError,
    Input,
    InputKind,
    Score,
    Variant,
    Verdict,
    checked_input,
    is_answered,
    shuffled,
    typed,
    verdict,
)
from quiz.domain.questions.parts.combinations import Combination, combination_faults
from quiz.domain.questions.parts.faults import OF_WORDING, Fault
from quiz.domain.questions.parts.passages import Passage
from quiz.domain.questions.parts.variables import Lists, Sets, draw_faults, expression_faults, one_draw

__all__ = [
    "LONGEST",
    "MAX_ANSWER",
    "MAX_LONG_ANSWER",
    "Answer",
    "AnswerError",
    "Combination",
    "Image",
    "Input",
    "InputKind",
    "Passage",
    "Question",
    "Score",
    "SourceRef",
    "Variant",
    "Verdict",
    "idea_of",
    "is_answered",
    "is_complete",
    "shuffled",
    "typed",
    "verdict",
]
"""With the parts that questions are made of: a kind, and code that asks one, takes all of it from here."""


class SourceRef(Model):
    """A place in one of the bank's or the series' sources."""

    ref: Name
    at: Plain = ""


class Image(Model):
    """A picture from the bank's media folder, with the words that stand for it."""

    file: Plain
    alt: Text


class Question(Model):
    """A question as its author wrote it; a kind registers itself: ``class Ordering(Question, kind="ordering")``."""

    kinds: ClassVar[dict[str, type[Question]]] = {}
    kind_name: ClassVar[str] = ""
    label: ClassVar[Message | None] = None
    """What people call the kind; every kind has one."""
    field_words: ClassVar[Mapping[str, str]] = {}
    """What each of its own fields is for: ``answer``, or ``Item.text`` for one of a model of its module."""
    partial_credit: ClassVar[bool] = False
    shows_image: ClassVar[bool] = False
    """Whether the kind's own template shows the question's picture."""
    feedback_reveals_key: ClassVar[bool] = False
    """Whether its feedback says what is right, not what is wrong with the answer: it waits for the score."""
    judged_by_person: ClassVar[bool] = False
    """Whether a person has to confirm what an answer earns."""

    id: AskedId[QuestionId] = left_out()
    was: QuestionId | None = None
    kind: str
    idea: Name | None = None
    section: Asked[Name] = left_out()
    objective: Asked[Name] = left_out()
    difficulty: Asked[Annotated[Whole, Field(ge=1, le=3)]] = left_out()
    scope: Asked[Literal["article", "paper", "background"]] = left_out()
    points: Annotated[Exact, Field(gt=0, le=100)] = Fraction(1)
    prompt: Text
    image: Image | None = None
    hints: Annotated[tuple[Text, ...], Field(max_length=5)] = ()
    combinations: Annotated[tuple[Combination, ...], Field(max_length=20)] = ()
    explanation: Asked[Text] = left_out()
    sources: AskedList[tuple[SourceRef, ...]] = left_out()
    claims: tuple[Name, ...] = ()
    drafted: Literal["machine"] | None = None
    read_again: Slug | None = None
    as_of: Month | None = None
    variables: Lists = Field(default_factory=dict)
    sets: Sets = ()
    where: Formula = ""

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

    def solution_in(self, variant: Variant, language: str) -> Answer:
        """The solution as a reader of ``language`` writes it."""
        return self.solution(variant)

    @abstractmethod
    def wrong_answer(self, variant: Variant) -> Answer:
        """A likely answer that scores less than 1."""

    def partly_right(self, variant: Variant) -> Answer | None:
        """An answer that earns a part of the points, for the gallery, where leaving out half earns none."""
        return None

    def judge(self, variant: Variant, answer: Answer) -> Score:
        """``grade``, with what the author says to this combination of options."""
        score = self.grade(variant, answer)
        said = tuple(f"combinations.{n}" for n, one in enumerate(self.combinations) if one.fits(answer))
        return replace(score, feedback=(*score.feedback, *said)) if said else score

    def right_choices(self) -> frozenset[str]:
        """Those of ``Score.chosen`` that are right."""
        return frozenset()

    def choice_words(self, choice: str, language: str) -> Message:
        """One of ``Score.chosen`` in words, for tables of statistics."""
        return say("another answer")

    def misconceptions(self) -> Mapping[str, str]:
        """The name of the misconception behind each wrong one of ``Score.chosen``, in the author's order."""
        return {}

    def misconceptions_in(self, chosen: Collection[str]) -> list[str]:
        """The names of those behind these of ``Score.chosen``, each once."""
        return list(dict.fromkeys(name for choice, name in self.misconceptions().items() if choice in chosen))

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

    def names_on_page(self, variant: Variant) -> dict[str, str]:
        """What a page calls each input, by input name, in the order in which they are shown.

        One of a list is ``place-1``, ``place-2``, … as it is shown: ids and their order can show where one belongs.
        """
        inputs = self.inputs()
        listed = tuple(wanted.name for wanted in inputs if wanted.listed)
        shown = next((order for order in variant.order.values() if set(order) == set(listed)), listed)
        places = {name: f"place-{place}" for place, name in enumerate(shown, 1)}
        return {**places, **{wanted.name: wanted.name for wanted in inputs if not wanted.listed}}

    def words_for_input(self, name: str) -> Message | None:
        """What the interface calls an input beside which no text of the question stands; None for one that is alone."""
        return None

    def words_for_option(self, name: str, option: str) -> Message | None:
        """An option in the interface's words, where the question has no text for it."""
        return None

    def expressions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The kind's own expressions on the variables, each with its path."""
        yield from ()

    def faults_of(self, values: Mapping[str, Fraction]) -> Iterator[Fault]:
        """What is wrong with one draw, beyond placeholders that have no value. May raise ``ExpressionError``."""
        yield from ()

    def has_values(self) -> bool:
        """Whether texts may hold ``{{…}}``."""
        return bool(self.variables or self.sets)

    def all_checks(self) -> Iterator[Fault]:
        """Everything that the question finds wrong with itself; draws are tried only where all else holds."""
        found = [*self.checks(), *combination_faults(self.combinations, self.inputs()), *expression_faults(self)]
        if self.variables and self.sets:
            both, remedy = say("both variables and sets"), say("keep one of the two")
            found.append(Fault(code="sets", path=("sets",), message=both, remedy=remedy))
        yield from found
        if all(fault.severity == "warning" or fault.code in OF_WORDING for fault in found):
            yield from draw_faults(self)

    def guess(self) -> Fraction:
        """The share that a blind guess earns on average, 0 to 1 (as Moodle's random guess score)."""
        return Fraction(0)

    def has_one_try(self) -> bool:
        """Whether a wrong try gives the answer away, as one option is left of two."""
        wanted = self.inputs()
        return len(wanted) == 1 and wanted[0].kind == "one" and len(wanted[0].options) == 2

    def notice(self, variant: Variant, answer: Answer) -> Message | None:
        """Why an entered answer can't be read, with the remedy; None where it can."""
        return None

    def draw(self, rng: random.Random) -> Variant:
        """One variant, the same for the same state of ``rng``."""
        values = one_draw(self, rng) if self.has_values() else {}
        return Variant(values=values, order=self.order(rng))

    def passages(self) -> tuple[Passage, ...]:
        """Every text of the question, each under a name of its own."""
        return self._passages

    @cached_property
    def _passages(self) -> tuple[Passage, ...]:
        # Each page that shows the question goes through them.
        return tuple(self._named_passages())

    def _named_passages(self) -> Iterator[Passage]:
        yield Passage(name="prompt", text=self.prompt, path=("prompt",), shown=True, inline=False)
        if self.image is not None:
            yield Passage(name="image.alt", text=self.image.alt, path=("image", "alt"), shown=True)
        for number, hint in enumerate(self.hints):
            yield Passage(name=f"hints.{number}", text=hint, path=("hints", number), shown=False, inline=False)
        for number, one in enumerate(self.combinations):
            path = ("combinations", number, "feedback")
            yield Passage(name=f"combinations.{number}", text=one.feedback, path=path, shown=False, inline=False)
        if self.explanation is not None:
            yield Passage(name="explanation", text=self.explanation, path=("explanation",), shown=False, inline=False)
        yield from self.own_passages()

    def parse(self, raw: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
        """The answer in a form's fields; fields of other names are ignored.

        Raises ``AnswerError`` for what none of the inputs can hold.
        """
        given = {wanted: tuple(value for value in raw.get(wanted.name, []) if value != "") for wanted in self.inputs()}
        return {wanted.name: checked_input(wanted, values) for wanted, values in given.items() if values}


def idea_of(question: Question) -> str:
    """What a draw counts: the idea of ``question``, or the question itself, by a name that no idea can have."""
    return question.idea if question.idea is not None else f"/{question.id}"


def is_complete(question: Question, answer: Answer) -> bool:
    """Whether every input of ``question`` was filled in."""
    return all(any(value.strip() for value in answer.get(wanted.name, ())) for wanted in question.inputs())
