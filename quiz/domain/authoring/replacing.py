"""Find and replace over the texts of a bank: what people read, never keys, ids, answers or formulas of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from quiz.domain.authoring.forms.banks import HEADER
from quiz.domain.authoring.forms.fields.base import Path
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.quizzes import QUIZ
from quiz.domain.bank_format.source_edit import set_scalars
from quiz.domain.yaml.reader import read_yaml

AROUND = 40
"""Characters of a text that a preview shows on either side of a hit."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to find: the text itself, as a ``whole`` word or anywhere; ``exact`` about capital letters."""

    text: str
    whole: bool = False
    exact: bool = False

    def pattern(self) -> re.Pattern[str]:
        """What finds it; a word ends where no letter or digit follows, which Korean particles are."""
        found = re.escape(self.text)
        return re.compile(rf"(?<!\w){found}(?!\w)" if self.whole else found, 0 if self.exact else re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A text in which something is found: its path, each place with what is around it, and what it becomes."""

    path: Path
    places: tuple[tuple[str, str, str], ...]
    text: str
    replaced: str

    @property
    def number(self) -> int | None:
        """The question that it is in; None for another part of the bank."""
        return int(self.path[1]) if self.path[0] == QUESTIONS else None


def texts_of(data: Any) -> Iterator[tuple[Path, str]]:
    """Every text of a bank that people read, with its path."""
    if not isinstance(data, dict):
        return
    yield from HEADER.texts(data, ())
    quizzes = data.get("quizzes")
    for number, quiz in enumerate(quizzes if isinstance(quizzes, list) else ()):
        yield from QUIZ.texts(quiz, ("quizzes", number))
    questions = data.get(QUESTIONS)
    for number, question in enumerate(questions if isinstance(questions, list) else ()):
        if isinstance(question, dict):
            yield from form_of(str(question.get("kind"))).texts(question, (QUESTIONS, number))


def hits(raw: bytes, wanted: Wanted, replacement: str) -> list[Hit]:
    """Where ``wanted`` is found in the file ``raw``, and what each text becomes."""
    pattern = wanted.pattern()
    found = []
    for path, text in texts_of(read_yaml(raw, "").data):
        places = tuple(_around(text, match.start(), match.end()) for match in pattern.finditer(text))
        if places:
            replaced = pattern.sub(lambda match: replacement, text)
            found.append(Hit(path=path, places=places, text=text, replaced=replaced))
    return found


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    return text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]


def replaced(raw: bytes, found: Collection[Hit]) -> bytes:
    """The file with each text of ``found`` as it becomes; raises ``SourceEditError``."""
    return set_scalars(raw, [(hit.path, hit.replaced) for hit in found])
