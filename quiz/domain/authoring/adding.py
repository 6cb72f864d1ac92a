"""Questions that are added to a bank's file: at its end, with the section and the objective that it has alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quiz.domain.bank_format.source_edit import insert_entry, insert_key, remove_key
from quiz.domain.yaml.reader import read_yaml
from quiz.domain.yaml.writer import BlockMap

QUESTIONS = "questions"
_DEFINED = {"section": "sections", "objective": "objectives"}


def with_questions(raw: bytes, questions: Sequence[Mapping[str, Any]]) -> bytes:
    """The bank in ``raw`` with ``questions`` after its own, each on lines of its own; every other byte stays.

    Raises ``BankError`` where it can't be read as YAML, and ``SourceEditError`` where it has no list of questions.
    """
    data = read_yaml(raw, "").data
    questions = [BlockMap(question) for question in questions]
    known = data.get(QUESTIONS) if isinstance(data, dict) else None
    if not questions:
        return raw
    if known or not isinstance(data, dict) or (QUESTIONS in data and not _is_empty(known)):
        for place, question in enumerate(questions, len(known) if isinstance(known, list) else 0):
            raw = insert_entry(raw, (QUESTIONS,), place, question)
        return raw
    # A list that is empty is written in brackets, or not at all: the questions stand on lines of their own.
    keys = list(data)
    if QUESTIONS in data:
        raw = remove_key(raw, (), QUESTIONS)
        keys.remove(QUESTIONS)
    return insert_key(raw, (), QUESTIONS, questions, after=keys[-1] if keys else None)


def _is_empty(value: Any) -> bool:
    return value in ("", []) or value is None


def placed(question: Mapping[str, Any], bank: Mapping[str, Any]) -> dict[str, Any]:
    """``question`` with the section and the objective of ``bank`` where that has only one; ``bank`` is plain data."""
    alone = {
        field: next(iter(defined))
        for field, part in _DEFINED.items()
        if isinstance(defined := bank.get(part), dict) and len(defined) == 1
    }
    head = {key: question[key] for key in ("id", "kind") if key in question}
    return {**head, **alone, **question}
