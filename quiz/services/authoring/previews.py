"""A bank as learners will see it, published or not: any question in any draw and language, and what an answer earns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from quiz.domain.bank_format.bank import Bank, content_hash
from quiz.domain.bank_format.series import Series
from quiz.domain.delivery import variant_of
from quiz.domain.errors import Message
from quiz.domain.matching.numbers import format_number
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, AnswerError, Score, Variant, is_answered
from quiz.domain.questions.parts.variables import possible
from quiz.platform.settings import LANGUAGES
from quiz.services.attempts.pages import placed_answers
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.content.media import MediaFolder
from quiz.services.content.saving.rendered_texts import texts_of
from quiz.services.grading.manual_grading import confirmed, proposal_of

MOST_DRAWS = 999_999
"""The highest number that a draw may have; there is no end to them."""

TRIED_NUMBERS = 200
MOST_LISTED = 50
"""Draws that are looked through for different ones, and how many of these are listed."""

Bundles = tuple[dict[str, Any], dict[str, Any]]
"""What is shown at once, and what a score reveals."""


@dataclass(frozen=True, kw_only=True)
class PreviewedBank:
    """A bank with its series and its pictures, wherever they come from: a file, a draft, the store.

    ``series_id`` is the number of a published series; 0 where there is none. Questions are counted from 1; where some
    of the file are left out, ``numbers`` are those that the others have there.
    """

    bank: Bank
    series: Series
    media: MediaFolder
    series_id: int = 0
    numbers: tuple[int, ...] = ()

    @cached_property
    def numbered(self) -> Mapping[int, Question]:
        """The questions by their numbers."""
        numbers = self.numbers or range(1, len(self.bank.questions) + 1)
        return dict(zip(numbers, self.bank.questions, strict=True))

    def question(self, number: int) -> Question:
        """The question of that number. Raises ``IndexError``."""
        if number not in self.numbered:
            raise IndexError(number)
        return self.numbered[number]

    def number_of(self, identity: str) -> int | None:
        """The number of the question with that id; None where there is none."""
        return next((number for number, one in self.numbered.items() if one.id == identity), None)

    @cached_property
    def _rendered(self) -> dict[tuple[int, str], Bundles]:
        return {}

    def texts(self, number: int, language: str) -> Bundles:
        """The texts of a question as HTML; rendered once."""
        made = self._rendered.get((number, language))
        if made is None:
            made = texts_of(self.question(number), language, self.bank.header, self.series, self.media)
            self._rendered[number, language] = made
        return made

    def languages(self, reader: str) -> tuple[str, ...]:
        """The languages of pages in which the bank can be read; those of a series that no page speaks count as one."""
        return tuple(name for name in LANGUAGES if name in self.series.languages) or (reader,)

    def mark_of(self, number: int) -> str:
        """The same as long as a question and what stands around it look the same."""
        found = self._marks.get(number)
        if found is None:
            found = self._marks[number] = content_hash([self.bank.definition(self._place(number)), self._around])
        return found

    def _place(self, number: int) -> int:
        return list(self.numbered).index(number)

    @cached_property
    def _marks(self) -> dict[int, str]:
        return {}

    @cached_property
    def _around(self) -> str:
        """The same while nothing that questions show beside themselves changes."""
        header = {name: value for name, value in self.bank.data.items() if name not in ("questions", "quizzes")}
        return content_hash([header, self.series.model_dump(mode="json"), self.media.digest()])


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An answer that somebody tried: the question with it, and what it earned, None where it can't be read.

    ``notice`` says why it can't, ``refused`` that no form of ours sends it. ``proposed``: a person decides what it
    earns, and this is what the app proposes.
    """

    asked: QuestionView
    scored: QuestionView | None = None
    notice: Message | None = None
    refused: Literal["", "empty", "malformed", "too_long", "marks"] = ""
    limit: int = 0
    proposed: bool = False


def variant_at(of: PreviewedBank, number: int, draw: int) -> Variant:
    """The draw of that number; ``quiz try --seed`` shows the same under it."""
    return variant_of(of.question(number), of.bank.header.bank, str(draw))


def asked(of: PreviewedBank, number: int, draw: int, language: str, place: str = "") -> QuestionView:
    """A question as a learner is asked it. ``place`` stands before its ids on the page, where it is one of several."""
    shown, _ = of.texts(number, language)
    return QuestionView(
        position=number,
        question=of.question(number),
        variant=variant_at(of, number, draw),
        language=language,
        passages=shown["passages"],
        context=shown["context"],
        place=place,
    )


def with_key(of: PreviewedBank, view: QuestionView) -> QuestionView:
    """The same question answered rightly, with all that a score reveals."""
    return _scored(of, view, view.question.solution_in(view.variant, view.language))


def with_everything(of: PreviewedBank, view: QuestionView) -> QuestionView:
    """The same question, not answered, with every text that it has: hints and reasons too."""
    _, revealed = of.texts(view.position, view.language)
    return replace(view, passages={**view.passages, **revealed["passages"]}, sources=revealed["sources"])


def tried(of: PreviewedBank, view: QuestionView, raw: Mapping[str, list[str]]) -> Tried:
    """The verdict on an answer as a page sends it: inputs and options by their places on the page."""
    question = view.question
    try:
        answer: Answer = question.parse(placed_answers.by_id(raw, question, view.variant))
    except AnswerError as error:
        return Tried(asked=view, refused=error.code, limit=error.limit)
    with_answer = replace(view, answer=answer)
    if not is_answered(answer):
        return Tried(asked=with_answer, refused="empty")
    notice = question.notice(view.variant, answer)
    if notice is not None:
        return Tried(asked=with_answer, notice=notice)
    scored = _scored(of, view, answer)
    return Tried(asked=with_answer, scored=scored, proposed=question.judged_by_person)


def _scored(of: PreviewedBank, view: QuestionView, answer: Answer) -> QuestionView:
    score = judged(view.question, view.variant, answer)
    return replace(with_everything(of, view), answer=answer, score=score, marks=score.fraction)


def judged(question: Question, variant: Variant, answer: Answer) -> Score:
    """What an answer earns; of one that a person judges, what it would if they agree with the app."""
    score = question.judge(variant, answer)
    return confirmed(question, proposal_of(question, variant, answer)) if score.needs_confirmation else score


@dataclass(frozen=True, kw_only=True)
class Draw:
    """One draw of a question's variables: the lowest number that draws it, the values, the key as it is written."""

    number: int
    values: Mapping[str, str]
    key: tuple[str, ...]


def possible_draws(question: Question) -> int:
    """How many combinations of values there are, before ``where`` narrows them; 1 where nothing is drawn."""
    return possible(question) if question.has_values() else 1


def draws_of(of: PreviewedBank, number: int, language: str) -> tuple[Draw, ...]:
    """The different draws among the first two hundred numbers, at most fifty; none where no values are drawn."""
    question = of.question(number)
    if not question.has_values():
        return ()
    found: dict[tuple[Fraction, ...], Draw] = {}
    for draw in range(1, TRIED_NUMBERS + 1):
        variant = variant_at(of, number, draw)
        values = tuple(variant.values.values())
        if values not in found:
            found[values] = _draw(question, variant, draw, language)
        if len(found) == MOST_LISTED:
            break
    return tuple(found.values())


def _draw(question: Question, variant: Variant, number: int, language: str) -> Draw:
    values = {name: format_number(value, None, language) for name, value in variant.values.items()}
    typed = [one.name for one in question.inputs() if not one.options]
    solution = question.solution_in(variant, language)
    return Draw(number=number, values=values, key=tuple(text for name in typed for text in solution.get(name, ())))
