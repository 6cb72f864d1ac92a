"""Every text of a bank with its place and the language it is in: what checks of words go through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quiz.domain.bank_format.fields import Model, Text
from quiz.domain.bank_format.header import Header
from quiz.domain.questions import Question
from quiz.domain.yaml.document import Path

Numbered = Sequence[tuple[int, Question]]


def written_texts(header: Header | None, questions: Numbered) -> Iterator[tuple[Path, str, str]]:
    """Each text as it was written: its place, its language, its words.

    A plain string is in the only language of a series that has one; where there are several it is in none.
    """
    if header is not None:
        yield from _inside(header, ())
    for number, question in questions:
        yield from _inside(question, ("questions", number))


def _inside(value: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(value, Text):
        if not value.plain or len(value) == 1:
            yield from (((*path, *value.place(language)), language, text) for language, text in value.written())
        return
    for step, inner in _parts(value):
        if not isinstance(inner, str):
            yield from _inside(inner, (*path, step))


def _parts(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Model):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, tuple):
        yield from enumerate(value)
