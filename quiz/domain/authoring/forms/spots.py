"""In which form, and at which of its inputs, each problem of a bank is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from quiz.domain.authoring.forms.banks import HEADER
from quiz.domain.authoring.forms.fields.base import Path
from quiz.domain.authoring.forms.fields.groups import Group
from quiz.domain.authoring.forms.findings import by_place, path_of
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.quizzes import QUIZ
from quiz.domain.errors import Message, Problem
from quiz.domain.questions import kind_in
from quiz.domain.yaml.reader import read_yaml

_QUIZZES = "quizzes"


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A form: of a question or a quiz by its number from 1, of the head, or the list; ``name`` is of its input."""

    form: Literal["question", "quiz", "bank_head", "question_list"]
    number: int = 0
    name: str = ""
    label: Message | None = field(default=None, compare=False)
    """What the form calls the field; None where it is about the whole."""


def spots_of(raw: bytes, problems: Iterable[Problem]) -> list[Spot | None]:
    """The spot of each problem of the bank in ``raw``; None for what no form shows. Raises ``BankError``."""
    document = read_yaml(raw, "")
    known = by_place(document.marks)
    return [_spot(document.data, path_of(problem, known)) for problem in problems]


def _spot(data: Any, path: Path) -> Spot | None:
    match path:
        case (str(key), int(number), *inner) if key in (QUESTIONS, _QUIZZES):
            entry = data[key][number]
            return _of_entry(key, number, entry if isinstance(entry, dict) else {}, tuple(inner))
        case (str(key), *_):
            if key == QUESTIONS:
                return Spot(form="question_list")
            return _at(HEADER, path, data, "bank_head")
        case _:
            return None


def _of_entry(key: str, number: int, entry: Mapping[str, Any], inner: Path) -> Spot | None:
    if key == _QUIZZES:
        return _at(QUIZ, inner, entry, "quiz", number + 1)
    kind = kind_in(entry)
    if kind is None:
        return None
    return _at(form_of(kind), inner, entry, "question", number + 1)


def _at(group: Group, path: Path, data: Any, form: Literal["question", "quiz", "bank_head"], number: int = 0) -> Spot:
    name = group.locate(path, data, "") if path else ""
    found = next((one for one in group.fields if path and path[0] in one.own_keys()), None)
    return Spot(form=form, number=number, name=name, label=found.label if found is not None else None)
