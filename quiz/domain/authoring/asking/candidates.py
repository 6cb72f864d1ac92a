"""Questions that were pasted, checked in the bank that they are to be added to, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.domain.authoring.asking.pasted import MARK, Pasted
from quiz.domain.authoring.starting.adding import with_questions
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.source_edit import remove_key
from quiz.domain.checks.pictures import MediaSize
from quiz.domain.errors import BankError, Problem
from quiz.domain.yaml.document import Document, Marks, Place
from quiz.domain.yaml.reader import read_yaml


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A pasted question: its number from 1, the line of the answer that it begins at, and what the check finds."""

    number: int
    line: int
    question: Mapping[str, Any]
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it can be added as it is."""
        return not any(problem.severity == "error" for problem in self.problems)


def check_pasted(
    pasted: Pasted,
    raw: bytes,
    file: str,
    series: Series,
    media_size: MediaSize = lambda name: None,
    glossary: Glossary | None = None,
) -> list[Candidate]:
    """Each question of ``pasted`` with what is found wrong with it in the bank ``raw``; hints are left out.

    That a draft is not published yet is no fault of it here. Raises ``BankError`` where ``raw`` can't be read as YAML,
    and ``SourceEditError`` where it takes no questions.
    """
    together = with_questions(raw, pasted.questions)
    try:
        problems = read_bank(together, file, series, media_size, glossary).warnings
    except BankError as error:
        problems = error.problems
    document = read_yaml(together, file)
    places = _places(document, len(pasted.questions))
    return [
        Candidate(
            number=number,
            line=line,
            question=question,
            problems=tuple(one for one in problems if _is_of(one, begin, end)),
        )
        for number, (line, question, (begin, end)) in enumerate(
            zip(pasted.lines, pasted.questions, places, strict=True), 1
        )
    ]


def _places(document: Document, count: int) -> list[tuple[Place, Place]]:
    """Where each of the last ``count`` questions begins, and where what follows it does."""
    total = len(document.data["questions"])
    begins = [document.place(("questions", number)) for number in range(total - count, total)]
    keys = document.marks.keys.values() if isinstance(document.marks, Marks) else ()
    after = min((place for place in keys if place > begins[-1]), default=(len(document.text) + 1, 1))
    return list(zip(begins, [*begins[1:], after], strict=True))


def _is_of(problem: Problem, begin: Place, end: Place) -> bool:
    return problem.code != MARK and problem.severity != "hint" and begin <= (problem.line, problem.column) < end


def sound(candidates: Sequence[Candidate]) -> list[Mapping[str, Any]]:
    """The questions that can be added as they are."""
    return [one.question for one in candidates if one.is_sound]


def without_mark(raw: bytes, number: int) -> bytes:
    """The bank in ``raw`` whose question ``number``, from 0, somebody has looked at: its mark is taken away.

    Raises ``BankError`` for a file that can't be read, and ``SourceEditError`` where that question has no mark.
    """
    return remove_key(raw, ("questions", number), MARK)


def looked_at(raw: bytes, numbers: Iterable[int]) -> bytes:
    """The same for several questions; those that have no mark stay as they are."""
    listed = read_yaml(raw, "").data["questions"]
    for number in numbers:
        if MARK in listed[number]:
            raw = without_mark(raw, number)
    return raw
