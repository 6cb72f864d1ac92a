"""A test on paper: the questions of a quiz as a seed draws them, or all of a bank, and the sheet of its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from string import ascii_uppercase

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.delivery import Available, TooFewQuestions, deliver
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.authoring import previews
from quiz.services.authoring.previews import PreviewedBank

LETTERS = ascii_uppercase


@dataclass(frozen=True, kw_only=True)
class KeyPart:
    """The right entry of one input: its letters on paper where it is picked, and its words.

    ``place`` is the input's number among those of the question; 0 where there is only one.
    """

    place: int
    letters: tuple[str, ...]
    part: AnswerPart


@dataclass(frozen=True, kw_only=True)
class PaperQuestion:
    """A question on paper in each language that is printed, and what its key is, in words of each."""

    number: int
    asked: Mapping[str, QuestionView]
    keys: Mapping[str, tuple[KeyPart, ...]]
    solved: Mapping[str, QuestionView]
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
        found.append(KeyPart(place=places[name] if len(places) > 1 else 0, letters=letters, part=part))
    return tuple(found)


def letter(place: int) -> str:
    """What stands before the option at a place, counted from 0: A to Z."""
    return LETTERS[place % len(LETTERS)]
