"""Find and replace over the texts of a bank: what people read, never keys, ids, answers or formulas of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.domain.authoring.forms.banks import HEADER
from quiz.domain.authoring.forms.fields.base import Path
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.quizzes import QUIZ
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.short_forms.long_form import LISTS, long_data, long_parts
from quiz.domain.bank_format.source_edit import set_scalars
from quiz.domain.matching.endings import is_ending_in_text
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
        """What finds it, and of a whole word what is written to it behind it."""
        found = f"({re.escape(self.text)})"
        return re.compile(rf"(?<!\w){found}(\w*)" if self.whole else found, 0 if self.exact else re.IGNORECASE)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where it begins and ends in ``text``; behind a whole word Korean particles may stand, and nothing else."""
        found = self.pattern().finditer(text)
        return [one.span(1) for one in found if not self.whole or is_ending_in_text(one[1], one[2])]


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


def hits(raw: bytes, wanted: Wanted, replacement: str, languages: Sequence[str] = LANGUAGES) -> list[Hit]:
    """Where ``wanted`` is found in the file ``raw`` with everything written out, and what each text becomes."""
    found = []
    for path, text in texts_of(long_data(raw, languages)):
        places = wanted.places(text)
        if places:
            around = tuple(_around(text, *place) for place in places)
            found.append(Hit(path=path, places=around, text=text, replaced=_with(text, places, replacement)))
    return found


def _with(text: str, places: Sequence[tuple[int, int]], replacement: str) -> str:
    for start, end in reversed(places):
        text = text[:start] + replacement + text[end:]
    return text


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    return text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]


def replaced(raw: bytes, found: Collection[Hit], languages: Sequence[str] = LANGUAGES) -> bytes:
    """The file with each text of ``found`` as it becomes; raises ``SourceEditError``.

    What is written short stays short where it can: where the change would reach an id, a key or what another part names
    by its words, that part is written out.
    """
    wanted = _with_texts(long_data(raw, languages), found)
    written = read_yaml(raw, "").data
    parts = {_part(hit.path): None for hit in found if _at(written, hit.path) != hit.text}
    while True:
        changed = set_scalars(long_parts(raw, list(parts), languages), [(hit.path, hit.replaced) for hit in found])
        more = _differing(long_data(changed, languages), wanted) - parts.keys()
        if not more:
            return changed
        parts |= dict.fromkeys(more)


def _part(path: Path) -> Path:
    """What is written out for the sake of a text: its question or its quiz, else a field of the bank."""
    return path[:2] if path[0] in LISTS else path[:1]


def _at(data: Any, path: Path) -> Any:
    """What stands at ``path``; None where nothing does."""
    for step in path:
        inside = (isinstance(data, dict) and step in data) or (isinstance(data, list) and step in range(len(data)))
        data = data[step] if inside else None
    return data


def _with_texts(data: Any, found: Collection[Hit]) -> Any:
    for hit in found:
        _at(data, hit.path[:-1])[hit.path[-1]] = hit.replaced
    return data


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[Path]:
    """The parts of two banks that are not the same."""
    fields: set[Path] = {(key,) for key in other if key not in LISTS and one.get(key) != other[key]}
    for key in LISTS:
        lists = [data[key] if isinstance(data.get(key), list) else [] for data in (one, other)]
        fields |= {(key, number) for number, (a, b) in enumerate(zip(*lists, strict=False)) if a != b}
    return fields
