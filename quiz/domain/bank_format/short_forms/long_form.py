"""The file of a bank with its short forms written out: only they are changed, and comments stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.short_forms.writing_out import written_out
from quiz.domain.bank_format.source_edit import rewrite
from quiz.domain.errors import BankError
from quiz.domain.yaml.document import Document

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


def long_form(raw: bytes, languages: Sequence[str] = LANGUAGES) -> bytes:
    """``raw`` with everything written out, such that it reads as before; as it is where nothing is short.

    Ids of questions are not written: publishing does that, once it knows them. Raises ``BankError`` where a short form
    can be read in two ways or in none, or the file not as YAML, and ``SourceEditError``.
    """
    return _rewritten(raw, languages, None)


def long_question(raw: bytes, number: int, languages: Sequence[str] = LANGUAGES) -> bytes:
    """``raw`` with one question written out, by its number from 0; raises as ``long_form`` does."""
    return _rewritten(raw, languages, number)


def _rewritten(raw: bytes, languages: Sequence[str], number: int | None) -> bytes:
    def wanted(document: Document) -> Mapping[str, Any]:
        written = written_out(document, languages)
        if written.problems:
            raise BankError(written.problems)
        found = written.document.data
        return found if number is None else _with_question(document.data, found, number)

    return rewrite(raw, wanted, instead=_INSTEAD, after=_AFTER)


def _with_question(data: Any, found: Any, number: int) -> Mapping[str, Any]:
    questions = list(data["questions"])
    questions[number] = found["questions"][number]
    return {**data, "questions": questions}
