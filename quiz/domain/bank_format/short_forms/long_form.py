"""The file of a bank with its short forms written out: only they are changed, and comments stay."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.short_forms.parts import Part, list_of
from quiz.domain.bank_format.short_forms.writing_out import WrittenOut, written_out
from quiz.domain.bank_format.source_edit import Path, rewrite
from quiz.domain.errors import BankError, Problem
from quiz.domain.yaml.document import Document, Marks, Place
from quiz.domain.yaml.reader import read_yaml

_INSTEAD: Mapping[str, str] = {
    "answers": "answer",
    "left": "pairs",
    "right": "pairs",
    "items": "bins",
    "bins": "items",
    "draw": "questions",
    "count": "questions",
}
"""In place of which field of the short form a new one stands."""
_AFTER: Mapping[str, Sequence[str]] = {
    "section": ("kind",),
    "objective": ("section", "kind"),
    "tolerance": ("answer",),
    "gaps": ("text",),
    "correct": ("text",),
}
LISTS = ("questions", "quizzes")
"""The lists of a bank, each entry of which is a part by itself."""


def long_data(raw: bytes, languages: Sequence[str] = LANGUAGES) -> Any:
    """The plain data of the file with everything written out that can be; raises ``BankError`` for what is no YAML.

    A question that can be read in two ways or in none is as it stands.
    """
    return long_document(read_yaml(raw, ""), languages).data


def long_document(document: Document, languages: Sequence[str] = LANGUAGES) -> Document:
    """The same with the places of what it holds."""
    written = written_out(document, languages)
    if not written.problems:
        return written.document
    before, bank = Part(document.data, document.marks), Part(written.document.data, written.document.marks)
    kept = [
        old if _problems_at(written, [("questions", number)]) else new
        for number, (old, new) in enumerate(
            zip(before.at("questions").entries(), bank.at("questions").entries(), strict=True)
        )
    ]
    bank = bank.changed({"questions": list_of(kept, bank.at("questions").place)})
    return replace(document, data=bank.data, marks=bank.marks)


def long_form(raw: bytes, languages: Sequence[str] = LANGUAGES) -> bytes:
    """``raw`` with everything written out, such that it reads as before; as it is where nothing is short.

    Ids of questions are not written: publishing does that, once it knows them. Raises ``BankError`` where a short form
    can be read in two ways or in none, or the file not as YAML, and ``SourceEditError``.
    """
    return _rewritten(raw, languages, None)


def long_question(raw: bytes, number: int, languages: Sequence[str] = LANGUAGES) -> bytes:
    """``raw`` with one question written out, by its number from 0; raises as ``long_form`` does, of it alone."""
    return long_parts(raw, [("questions", number)], languages)


def long_parts(raw: bytes, paths: Collection[Path], languages: Sequence[str] = LANGUAGES) -> bytes:
    """``raw`` with some parts written out: a question, a quiz or another field of the bank by its path."""
    return _rewritten(raw, languages, paths) if paths else raw


def _rewritten(raw: bytes, languages: Sequence[str], paths: Collection[Path] | None) -> bytes:
    def wanted(document: Document) -> Mapping[str, Any]:
        written = written_out(document, languages)
        problems = written.problems if paths is None else _problems_at(written, paths)
        if problems:
            raise BankError(problems)
        found = written.document.data
        return found if paths is None else _with_parts(document.data, found, paths)

    return rewrite(raw, wanted, instead=_INSTEAD, after=_AFTER)


def _with_parts(data: Mapping[str, Any], found: Mapping[str, Any], paths: Collection[Path]) -> Mapping[str, Any]:
    changed = dict(data)
    for path in paths:
        key = str(path[0])
        if key in LISTS:
            place = int(path[1])
            changed[key] = [*changed[key][:place], found[key][place], *changed[key][place + 1 :]]
        else:
            changed[key] = found[key]
    return changed


def _problems_at(written: WrittenOut, paths: Collection[Path]) -> list[Problem]:
    """The problems inside the questions of ``paths``: elsewhere short forms have none."""
    numbers = [int(path[1]) for path in paths if path[0] == "questions"]
    spans = [_span(written.document, number) for number in numbers] if written.problems else []
    return [one for one in written.problems if any(begin <= (one.line, one.column) < end for begin, end in spans)]


def _span(document: Document, number: int) -> tuple[Place, Place]:
    """Where a question begins, and where the next one or what follows does."""
    begin = document.place(("questions", number))
    count = len(document.data["questions"])
    ends = [document.place(("questions", number + 1))] if number + 1 < count else []
    keys = document.marks.keys.values() if isinstance(document.marks, Marks) else ()
    return begin, min([*ends, *(key for key in keys if key > begin)], default=(len(document.text) + 2, 1))
