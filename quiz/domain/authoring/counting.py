"""The figures of a bank: its questions by kind, section, objective and so on, and what its quizzes draw from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from quiz.domain.bank_format.header import Header, Level
from quiz.domain.bank_format.quizzes import Draw, Quiz
from quiz.domain.checks.references import shortages
from quiz.domain.errors import Message, say
from quiz.domain.questions import KINDS, Question
from quiz.domain.questions.base import idea_of

GROUPS: Mapping[str, Message] = {
    "kinds": say("kind"),
    "sections": say("section"),
    "objectives": say("objective"),
    "levels": say("level"),
    "difficulties": say("difficulty"),
    "languages": say("language"),
}
"""What questions are counted by."""


@dataclass(frozen=True, kw_only=True)
class DrawFigures:
    """A line of a quiz: which questions it draws from, how many it takes, and how many of these may be missing.

    ``ideas`` counts what it can take at most: of the questions of one idea an attempt gets one.
    """

    draw: Draw
    questions: int
    ideas: int
    takes: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class QuizFigures:
    """A quiz: how many questions an attempt at it has, line by line, and how many of its bank it can ask at all."""

    id: str
    mode: str
    takes: int
    questions: int
    lines: tuple[DrawFigures, ...]

    @property
    def missing(self) -> int:
        """How many questions may be missing in an attempt."""
        return sum(line.missing for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts of a bank; ``counts`` has, by each of ``GROUPS``, every value with its questions: "" where it has none.

    What the header names and no question has counts 0. A question counts for each language that it is written in;
    ``unasked`` are the ids of those that no quiz can ask.
    """

    bank: str
    questions: int
    points: Fraction
    ideas: int
    counts: Mapping[str, Mapping[str, int]]
    quizzes: tuple[QuizFigures, ...]
    unasked: tuple[str, ...]


def figures_of(header: Header, questions: Sequence[Question], languages: Sequence[str]) -> Figures:
    """The figures of a bank in a series of these ``languages``."""
    quizzes = tuple(_quiz(quiz, questions) for quiz in header.quizzes)
    asked = {
        question.id
        for quiz in header.quizzes
        for question in questions
        if any(quiz.admits(line, question) for line in quiz.draw)
    }
    return Figures(
        bank=header.bank,
        questions=len(questions),
        points=sum((question.points for question in questions), Fraction(0)),
        ideas=len({idea_of(question) for question in questions}),
        counts=_counts(header, questions, languages),
        quizzes=quizzes,
        unasked=tuple(question.id for question in questions if question.id not in asked),
    )


def _counts(header: Header, questions: Sequence[Question], languages: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    levels = {name: objective.level for name, objective in header.objectives.items()}
    return {
        "kinds": _counted((question.kind_name for question in questions), [], order=list(KINDS)),
        "sections": _counted((question.section or "" for question in questions), header.sections),
        "objectives": _counted((question.objective or "" for question in questions), header.objectives),
        "levels": _counted((levels.get(question.objective or "", "") for question in questions), get_args(Level)),
        "difficulties": _counted((str(question.difficulty or "") for question in questions), ("1", "2", "3")),
        "languages": _counted((name for question in questions for name in _written(question, languages)), languages),
    }


def _counted(found: Iterable[str], known: Iterable[str], order: Sequence[str] = ()) -> dict[str, int]:
    """How often each value occurs: the ``known`` ones first, then others as they come, last those without one."""
    counts = Counter(found)
    names = dict.fromkeys([*known, *(name for name in order if name in counts), *(name for name in counts if name)])
    return {name: counts[name] for name in [*names, *([""] if counts[""] else [])]}


def _written(question: Question, languages: Sequence[str]) -> list[str]:
    """The languages in which every text of ``question`` is written."""
    filled = {language for passage in question.passages() for language in passage.text.filled}
    return [language for language in languages if language not in filled]


def _quiz(quiz: Quiz, questions: Sequence[Question]) -> QuizFigures:
    missing = {line: wanted - found for line, found, wanted in shortages(quiz, questions)}
    lines, every = [], set()
    for number, draw in enumerate(quiz.draw):
        admitted = [question for question in questions if quiz.admits(draw, question)]
        every |= {question.id for question in admitted}
        lines.append(
            DrawFigures(
                draw=draw,
                questions=len(admitted),
                ideas=len({idea_of(question) for question in admitted}),
                takes=draw.wanted(),
                missing=missing.get(number, 0),
            )
        )
    return QuizFigures(id=quiz.id, mode=quiz.mode, takes=quiz.size(), questions=len(every), lines=tuple(lines))
