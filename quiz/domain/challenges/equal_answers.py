"""Which answers to a question are equal: those that differ in nothing that counts when they are judged."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from quiz.domain.challenges.typed_parts import Part, parts_of
from quiz.domain.matching.text import MatchPolicy, normalise
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Input, Variant
from quiz.domain.questions.code_output import lines_of

_LOOSELY = MatchPolicy()


def group_key(question: Question, variant: Variant, answer: Answer) -> str:
    """The name of all answers that are equal to ``answer``: 64 hex digits.

    A term is read as the question compares it, a number by its value, options by what was picked. Answers to two draws
    are never equal: what is right differs.
    """
    parts = {part.input: part for part in parts_of(question)}
    read: dict[str, Any] = {
        wanted.name: _read(wanted, parts.get(wanted.name), answer.get(wanted.name, ())) for wanted in question.inputs()
    }
    drawn = {name: str(value) for name, value in variant.values.items()}
    canonical = json.dumps([read, drawn], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read(wanted: Input, part: Part | None, values: tuple[str, ...]) -> Any:
    if wanted.options:
        # The order of picks says nothing, unless it is the answer.
        return list(values) if wanted.kind == "order" else sorted(values)
    text = next(iter(values), "")
    if part is not None and part.quantity is not None:
        value = part.quantity.number.value_of(text)
        return normalise(text, _LOOSELY) if value is None else str(value)
    if part is not None and part.terms is not None:
        return part.terms.as_compared(text)
    return lines_of(text)
