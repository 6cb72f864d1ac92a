"""A test on paper: the questions of a quiz as a seed draws them, or all of a bank, and the sheet of its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from string import ascii_uppercase

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.delivery import Available, TooFewQuestions, deliver
from quiz.domain.errors import Message, say
from quiz.domain.matching.numbers import format_number
from quiz.domain.questions.cloze import Cloze
from quiz.domain.questions.parts.quantities import Allowance, Quantity
from quiz.domain.questions.parts.spellings import Terms
from quiz.services.attempts.pages.answer_texts import AnswerPart, Localizable, parts_of
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.authoring import previews
from quiz.services.authoring.previews import PreviewedBank

LETTERS = ascii_uppercase


@dataclass(frozen=True, kw_only=True)
class KeyPart:
    """The right entry of one input: its letters on paper where it is picked, and its words.

    ``place`` is the input's number among those of the question; 0 where there is only one. ``also`` are other spellings
    that count, each with the fraction that it earns, and ``tolerance`` how far from a number still does.
    """

    place: int
    letters: tuple[str, ...]
    part: AnswerPart
    also: tuple[tuple[str, Fraction], ...] = ()
    tolerance: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What is said to one of the answers that can be given: its words, and the name of the passage that says it."""

    answer: Localizable
    passage: str


@dataclass(frozen=True, kw_only=True)
class PaperQuestion:
    """A question on paper in each language that is printed, and what its key is, in words of each."""

    number: int
    asked: Mapping[str, QuestionView]
    keys: Mapping[str, tuple[KeyPart, ...]]
    solved: Mapping[str, QuestionView]
    reasons: Mapping[str, tuple[Reason, ...]]
    points: Fraction


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is printed: ``quiz`` is None for all questions of a bank. ``too_few`` says that the quiz can't be drawn."""

    quiz: Quiz | None
    questions: tuple[PaperQuestion, ...]
    too_few: bool = False

    @property
    def possible(self) -> Fraction:
        """The points of all questions together."""
        return sum((one.points for one in self.questions), Fraction(0))


def paper(of: PreviewedBank, quiz: Quiz | None, seed: int, languages: tuple[str, ...]) -> Paper:
    """The paper that a seed draws, numbered from 1."""
    try:
        numbers = _drawn(of, quiz, seed)
    except TooFewQuestions:
        return Paper(quiz=quiz, questions=(), too_few=True)
    found = (_question(of, number, place, seed, languages) for place, number in enumerate(numbers, 1))
    return Paper(quiz=quiz, questions=tuple(found))


def _drawn(of: PreviewedBank, quiz: Quiz | None, seed: int) -> list[int]:
    """The numbers of the questions in the order in which they are printed."""
    every = list(of.numbered.items())
    if quiz is None:
        return [number for number, _ in every]
    slug = of.bank.header.bank
    available = [Available(key=number, bank=slug, question=question) for number, question in every]
    return [one.key for one in deliver(quiz, available, str(seed))]


def _question(of: PreviewedBank, number: int, place: int, seed: int, languages: tuple[str, ...]) -> PaperQuestion:
    asked = {name: previews.asked(of, number, seed, name, f"p{place}-{name}-") for name in languages}
    solved = {name: previews.with_key(of, view) for name, view in asked.items()}
    return PaperQuestion(
        number=place,
        asked={name: replace(view, position=place) for name, view in asked.items()},
        solved={name: replace(view, position=place) for name, view in solved.items()},
        keys={name: _key(view) for name, view in solved.items()},
        reasons={name: tuple(_reasons(view)) for name, view in solved.items()},
        points=of.question(number).points,
    )


def _key(view: QuestionView) -> tuple[KeyPart, ...]:
    solution = view.solution
    inputs = {wanted.name: wanted for wanted in view.question.inputs()}
    names = [name for name in view.names_on_page if solution.get(name)]
    places = {name: place for place, name in enumerate(view.names_on_page, 1)}
    found = []
    for name, part in zip(names, parts_of(view, solution), strict=True):
        shown = view.variant.shown(inputs[name])
        letters = tuple(letter(shown.index(option)) for option in solution[name]) if shown else ()
        place = places[name] if len(places) > 1 else 0
        typed = view.question.gaps[name.removeprefix("gap-")] if isinstance(view.question, Cloze) else view.question
        also = _also(typed, part) if isinstance(typed, Terms) else ()
        tolerance = _tolerance(typed.tolerance, view.language) if isinstance(typed, Quantity) else None
        found.append(KeyPart(place=place, letters=letters, part=part, also=tuple(also), tolerance=tolerance))
    return tuple(found)


def _also(typed: Terms, shown: AnswerPart) -> Iterator[tuple[str, Fraction]]:
    for accepted in typed.answers:
        yield from ((text, accepted.score) for text in accepted.text if text not in shown.said)


def _tolerance(allowance: Allowance, language: str) -> Message | None:
    if allowance.significant is not None:
        return say("right to %(count)s figures", count=allowance.significant)
    if allowance.relative:
        return say("± %(share)s %%", share=format_number(allowance.relative * 100, language=language))
    if allowance.absolute:
        return say("± %(number)s", number=format_number(allowance.absolute, language=language))
    return None


def _reasons(view: QuestionView) -> Iterator[Reason]:
    """What is said to each answer that learners choose from; of typed wrong ones nothing."""
    choices = {option for wanted in view.question.inputs() if wanted.name == "choice" for option in wanted.options}
    for passage in view.question.passages():
        stem = passage.name.removesuffix(".why")
        if stem == passage.name or "wrong." in stem or not view.html(passage.name):
            continue
        option = stem.rpartition(".")[2]
        words = view.question.words_for_option("choice", option) if option in choices else None
        yield Reason(answer=view.html(f"{stem}.text") or words or "", passage=passage.name)


def letter(place: int) -> str:
    """What stands before the option at a place, counted from 0: A to Z."""
    return LETTERS[place % len(LETTERS)]
