"""The parts of a question that are typed: terms and numbers, by input, each with its place in the question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quiz.domain.questions import Question
from quiz.domain.questions.cloze import Cloze
from quiz.domain.questions.multiple_choice import MultipleChoice
from quiz.domain.questions.numeric import Numeric
from quiz.domain.questions.parts.gaps import ChoiceGap
from quiz.domain.questions.parts.options import Option
from quiz.domain.questions.parts.quantities import Quantity
from quiz.domain.questions.parts.spellings import Terms
from quiz.domain.questions.short_text import ShortText
from quiz.domain.questions.single_choice import SingleChoice

Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What judges one input: its terms, its number or its options, and their path in the question."""

    input: str
    path: Path
    terms: Terms | None = None
    quantity: Quantity | None = None
    options: tuple[Option, ...] = ()


def parts_of(question: Question) -> Iterator[Part]:
    """The parts whose key is a term, a number, or options to pick from; none of a question that is put otherwise."""
    if isinstance(question, Cloze):
        for name, gap in question.gaps.items():
            yield _part(f"gap-{name}", ("gaps", name), gap)
    elif isinstance(question, SingleChoice | MultipleChoice | ShortText | Numeric):
        yield _part(question.inputs()[0].name, (), question)


def _part(name: str, path: Path, one: object) -> Part:
    return Part(
        input=name,
        path=path,
        terms=one if isinstance(one, Terms) else None,
        quantity=one if isinstance(one, Quantity) else None,
        options=one.options if isinstance(one, SingleChoice | MultipleChoice | ChoiceGap) else (),
    )
