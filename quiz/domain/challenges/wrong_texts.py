"""Texts and numbers that learners typed and that are not right: which are equal, and what the bank can say of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quiz.domain.bank_format.short_forms.long_form import long_question
from quiz.domain.bank_format.source_edit import Data, insert_entry, insert_key
from quiz.domain.challenges.key_edits import Way, earned, was_rejected, ways
from quiz.domain.challenges.sources import data_at, place_of
from quiz.domain.challenges.term_edits import tidied
from quiz.domain.challenges.typed_parts import Part, parts_of
from quiz.domain.challenges.value_edits import written
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant, typed
from quiz.domain.questions.code_output import CodeOutput, lines_of

_OUTPUT = "output"
_BEHIND_TERMS = ("reject", "accept", "matching", "answers")


@dataclass(frozen=True, kw_only=True)
class WrongText:
    """What was typed into an input of a question. ``key`` is the same for all that count as the same text."""

    input: str
    text: str
    key: str

    @property
    def answer(self) -> Answer:
        """The answer that has this alone."""
        return {self.input: (self.text,)}


def can_have(question: Question) -> bool:
    """Whether terms, numbers or an output are typed, which the bank can say something of.

    Where values are drawn each draw has answers of its own.
    """
    typed_in = any(part.terms is not None or part.quantity is not None for part in parts_of(question))
    return not question.has_values() and (typed_in or isinstance(question, CodeOutput))


def wrong_texts(question: Question, answer: Answer) -> Iterator[WrongText]:
    """What is not fully right of that which was typed; numbers that can't be read as such are left out."""
    if isinstance(question, CodeOutput):
        text = typed(answer, _OUTPUT)
        lines = lines_of(text)
        if lines and question.judge(Variant(), {_OUTPUT: (text,)}).fraction < 1:
            yield _wrong(_OUTPUT, text, lines)
    for part in parts_of(question):
        text = typed(answer, part.input)
        read = _read(part, text) if text.strip() else None
        if read is not None and earned(part, text) < 1:
            yield _wrong(part.input, text, read)


def _read(part: Part, text: str) -> str | None:
    if part.terms is not None:
        return part.terms.as_compared(text)
    value = part.quantity.number.value_of(text) if part.quantity is not None else None
    return None if value is None else str(value)


def _wrong(name: str, text: str, read: object) -> WrongText:
    key = hashlib.sha256(json.dumps([name, read], ensure_ascii=False).encode()).hexdigest()
    return WrongText(input=name, text=text, key=key)


def is_known(question: Question, wrong: WrongText) -> bool:
    """Whether the author foresaw the text: as a known wrong answer, or as one that never counts."""
    chosen = question.judge(Variant(), wrong.answer).chosen
    return was_rejected(question, wrong.answer) or any(
        choice.rpartition(":")[2].startswith("wrong.") for choice in chosen
    )


def ways_for(question: Question, wrong: WrongText) -> tuple[Way, ...]:
    """What can be done to the bank for the sake of a text, as a known wrong answer too."""
    found = ways(question, wrong.answer)
    return (*found, Way(kind="known", input=wrong.input)) if _can_be_known(question, wrong) else found


def _can_be_known(question: Question, wrong: WrongText) -> bool:
    if question.has_values() or is_known(question, wrong):
        return False
    part = next((one for one in parts_of(question) if one.input == wrong.input), None)
    return isinstance(question, CodeOutput) or (part is not None and earned(part, wrong.text) == 0)


def with_known(raw: bytes, question: Question, wrong: WrongText, why: str | Mapping[str, str]) -> bytes:
    """The file ``raw`` of a bank with the text as a known wrong answer, and its reason.

    A question in a short form is written out first. Raises ``NotEditable``, ``SourceEditError`` and ``BankError``.
    """
    place = place_of(raw, question.id)
    raw = long_question(raw, int(place[-1]), tuple(question.prompt))
    if isinstance(question, CodeOutput):
        output = "\n".join(lines_of(wrong.text))
        return _with_entry(raw, place, {_OUTPUT: output, "why": why}, after=("output",))
    part = next(one for one in parts_of(question) if one.input == wrong.input)
    if part.terms is not None:
        return _with_entry(raw, (*place, *part.path), {"text": tidied(wrong.text), "why": why}, after=_BEHIND_TERMS)
    value = part.quantity.number.value_of(wrong.text) if part.quantity is not None else None
    entry = {"value": tidied(wrong.text) if value is None else written(value), "why": why}
    return _with_entry(raw, (*place, *part.path), entry, after=("unit", "tolerance", "answer"))


def _with_entry(raw: bytes, path: tuple[str | int, ...], entry: Data, after: tuple[str, ...]) -> bytes:
    fields = data_at(raw, path)
    if "wrong" in fields:
        return insert_entry(raw, (*path, "wrong"), len(fields["wrong"]), entry)
    return insert_key(raw, path, "wrong", [entry], after=next(one for one in after if one in fields))
