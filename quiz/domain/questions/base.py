"""What every kind of question is and does, and the register of kinds."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from quiz.domain.bank_format.fields import Exact, Formula, Model, Month, Name, Plain, Slug, Text, Whole
from quiz.domain.errors import Message, one_of, say
from quiz.domain.grading.partial_credit import bounded
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.variables import Lists, Sets, draw_faults, expression_faults, one_draw
from quiz.domain.rendering import ImageAddress, render, render_code
from quiz.domain.text_limits import MAX_CHARACTERS, MAX_MARKS, fault_of

MAX_ANSWER = 4_000
"""Characters that one text input accepts."""

MAX_LONG_ANSWER = MAX_CHARACTERS
"""Characters that an input for a long text accepts."""

InputKind = Literal["one", "many", "order", "text", "number", "long"]
LONGEST = {"text": MAX_ANSWER, "number": MAX_ANSWER, "long": MAX_LONG_ANSWER}

Answer = Mapping[str, tuple[str, ...]]
"""What was entered, by input name; an input left alone is missing or empty."""

Verdict = Literal["right", "partly", "wrong"]


class AnswerError(ValueError):
    """An answer that no form of ours can send: an unknown input or option, too many picks, a text too long.

    ``limit`` is how many characters, or combining marks in a row, may be typed where there are too many.
    """

    def __init__(self, code: Literal["malformed", "too_long", "marks"], value: str, limit: int = 0) -> None:
        self.code = code
        self.value = value
        self.limit = limit
        super().__init__(f"{code}: {value}")


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing to fill in: pick one or many of the ``options``, put all of them in order, or type."""

    name: str
    kind: InputKind
    options: tuple[str, ...] = ()
    listed: bool = False
    """Whether it is one of a list of entries that the author named: pages call it by its place."""


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
    """The judgement of one answer. ``fraction`` is exact as far as it can be stored, from 0 to 1.

    ``verdicts`` judges parts by option or input name; ``feedback`` names the passages that speak to this answer;
    ``chosen`` is what statistics count; ``understood`` says how a text or number was read.
    ``needs_confirmation``: the fraction is a proposal that a person has to confirm.
    """

    fraction: Fraction
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    feedback: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    understood: str = ""
    needs_confirmation: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "fraction", bounded(self.fraction))


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A text of a question: its name and its path inside it; may it be seen before scoring, is it one line?

    ``gaps``: ``[[…]]`` in it are gaps. ``code``: it is no Markdown but a program in this language.
    """

    name: str
    text: Text
    path: tuple[str | int, ...]
    shown: bool
    inline: bool = True
    gaps: bool = False
    code: str = ""

    def html(self, language: str, *, values: bool, image_address: ImageAddress) -> str:
        """The passage in ``language`` as it is stored; ``values``: it may hold ``{{…}}``. Raises ``RenderingError``."""
        text = self.text[language]
        if self.code:
            return render_code(text, self.code, values=values)
        return render(text, inline=self.inline, values=values, gaps=self.gaps, image_address=image_address)


class SourceRef(Model):
    """A place in one of the bank's or the series' sources."""

    ref: Name
    at: Plain = ""


class Image(Model):
    """A picture from the bank's media folder, with the words that stand for it."""

    file: Plain
    alt: Text


class Combination(Model):
    """What is said to an answer that holds exactly these options in these inputs."""

    when: Annotated[dict[Name, Annotated[tuple[Name, ...], Field(min_length=1)]], Field(min_length=1)]
    feedback: Text

    def fits(self, answer: Answer) -> bool:
        """Whether ``answer`` holds just what ``when`` names; inputs that it does not name may hold anything."""
        return all(set(answer.get(name, ())) == set(options) for name, options in self.when.items())


class Question(Model):
    """A question as its author wrote it; a kind registers itself: ``class Ordering(Question, kind="ordering")``."""

    kinds: ClassVar[dict[str, type[Question]]] = {}
    kind_name: ClassVar[str] = ""
    partial_credit: ClassVar[bool] = False
    shows_image: ClassVar[bool] = False
    """Whether the kind's own template shows the question's picture."""
    feedback_tells_key: ClassVar[bool] = False
    """Whether its feedback says what is right, not what is wrong with the answer: it waits for the score."""
    judged_by_person: ClassVar[bool] = False
    """Whether a person has to confirm what an answer earns."""

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
    combinations: Annotated[tuple[Combination, ...], Field(max_length=20)] = ()
    explanation: Text
    sources: Annotated[tuple[SourceRef, ...], Field(min_length=1)]
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

        One of a list is ``place-1``, ``place-2``, … as it is shown: ids and their order are the author's, and can show
        where an entry belongs.
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
        found = [*self.checks(), *self._combination_faults(), *expression_faults(self)]
        if self.variables and self.sets:
            found.append(
                Fault(
                    code="sets",
                    path=("sets",),
                    message=say("both variables and sets"),
                    remedy=say("keep one of the two"),
                )
            )
        yield from found
        if all(fault.severity == "warning" for fault in found):
            yield from draw_faults(self)

    def _combination_faults(self) -> Iterator[Fault]:
        known = {wanted.name: set(wanted.options) for wanted in self.inputs() if wanted.options}
        seen: list[dict[str, set[str]]] = []
        for number, one in enumerate(self.combinations):
            for name, options in one.when.items():
                if name not in known:
                    yield Fault(
                        code="combinations",
                        path=("combinations", number, "when", name),
                        message=say("the question has no input %(name)s with options", name=repr(name)),
                        remedy=one_of(sorted(known))
                        if known
                        else say("leave combinations out: nothing is picked here"),
                    )
                    continue
                for option in sorted(set(options) - known[name]):
                    yield Fault(
                        code="combinations",
                        path=("combinations", number, "when", name),
                        message=say("%(option)s is not an option of %(name)s", option=repr(option), name=name),
                        remedy=one_of(sorted(known[name])),
                    )
            when = {name: set(options) for name, options in one.when.items()}
            if when in seen:
                yield Fault(
                    code="combinations",
                    path=("combinations", number, "when"),
                    message=say("this combination stands twice"),
                    remedy=say("keep one of the two"),
                )
            seen.append(when)

    def guess(self) -> Fraction:
        """The share that a blind guess earns on average, 0 to 1 (as Moodle's random guess score)."""
        return Fraction(0)

    def malformed(self) -> Iterator[dict[str, list[str]]]:
        """Answers that ``parse`` refuses, one for each way in which an input can be misused."""
        for wanted in self.inputs():
            if wanted.options:
                yield {wanted.name: ["no-such-option"]}
                yield {wanted.name: [wanted.options[0], wanted.options[0]]}
                if wanted.kind == "one":
                    yield {wanted.name: list(wanted.options[:2])}
                if wanted.kind == "order":
                    yield {wanted.name: list(wanted.options[1:])}
            else:
                yield {wanted.name: ["one", "two"]}
                yield {wanted.name: ["x" * (LONGEST[wanted.kind] + 1)]}
                yield {wanted.name: ["x" + "\u0301" * (MAX_MARKS + 1)]}

    def notice(self, variant: Variant, answer: Answer) -> Message | None:
        """Why an entered answer can't be read, with the remedy; None where it can."""
        return None

    def draw(self, rng: random.Random) -> Variant:
        """One variant, the same for the same state of ``rng``."""
        values = one_draw(self, rng) if self.has_values() else {}
        return Variant(values=values, order=self.order(rng))

    def passages(self) -> Iterator[Passage]:
        """Every text of the question, each under a name of its own."""
        yield Passage(name="prompt", text=self.prompt, path=("prompt",), shown=True, inline=False)
        if self.image is not None:
            yield Passage(name="image.alt", text=self.image.alt, path=("image", "alt"), shown=True)
        for number, hint in enumerate(self.hints):
            yield Passage(name=f"hints.{number}", text=hint, path=("hints", number), shown=False, inline=False)
        for number, one in enumerate(self.combinations):
            path = ("combinations", number, "feedback")
            yield Passage(name=f"combinations.{number}", text=one.feedback, path=path, shown=False, inline=False)
        yield Passage(name="explanation", text=self.explanation, path=("explanation",), shown=False, inline=False)
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
    if wanted.kind in LONGEST:
        if len(given) > 1:
            raise AnswerError("malformed", wanted.name)
        # A form sends a line's end as two characters, a script as one: the same answer has to be the same.
        text = given[0].replace("\r\n", "\n").replace("\r", "\n")
        fault = fault_of(text, LONGEST[wanted.kind])
        if fault is not None:
            limit = LONGEST[wanted.kind] if fault == "too_long" else MAX_MARKS
            raise AnswerError(fault, wanted.name, limit)
        return (text,)
    for value in given:
        if value not in wanted.options:
            raise AnswerError("malformed", value[:80])
    if len(set(given)) != len(given) or (wanted.kind == "one" and len(given) > 1):
        raise AnswerError("malformed", wanted.name)
    if wanted.kind == "order":
        # The order is the answer; one that lacks an option is none.
        if len(given) != len(wanted.options):
            raise AnswerError("malformed", wanted.name)
        return given
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
