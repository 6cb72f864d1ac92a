"""Variants, scores and answers as they are stored, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from quiz.domain.questions.base import Answer as Given
from quiz.domain.questions.base import Score, Variant
from quiz.storage.models.attempts import AttemptQuestion


def plain_variant(variant: Variant) -> dict[str, Any]:
    """A variant as it is stored."""
    return {
        "values": {name: str(value) for name, value in variant.values.items()},
        "order": {name: list(ids) for name, ids in variant.order.items()},
    }


def variant_from(stored: Mapping[str, Any]) -> Variant:
    """The variant that was stored."""
    return Variant(
        values={name: Fraction(value) for name, value in stored["values"].items()},
        order={name: tuple(ids) for name, ids in stored["order"].items()},
    )


def plain_score(score: Score) -> dict[str, Any]:
    """A score as it is stored beside its exact fraction."""
    return {
        "verdicts": dict(score.verdicts),
        "feedback": list(score.feedback),
        "chosen": list(score.chosen),
        "understood": score.understood,
        **({"needs_confirmation": True} if score.needs_confirmation else {}),
        **({"adjusted": str(score.fraction)} if score.adjusted else {}),
    }


def plain_answer(answer: Given) -> dict[str, list[str]]:
    """An answer as it is stored."""
    return {name: list(values) for name, values in answer.items()}


def answer_from(stored: Mapping[str, Any] | None) -> Given:
    """The answer that was stored; empty where there is none."""
    return {name: tuple(values) for name, values in (stored or {}).items()}


def judgement_from(row: AttemptQuestion) -> Score:
    """The judgement of the latest try of a question that is still open, or that waits to be confirmed."""
    stored = row.score or {}
    return replace(score_from(row), fraction=Fraction(stored.get("fraction", 0)))


def score_from(row: AttemptQuestion) -> Score:
    """The score that was fixed."""
    stored = row.score or {}
    return Score(
        fraction=row.fraction or Fraction(0),
        verdicts=stored.get("verdicts", {}),
        feedback=tuple(stored.get("feedback", ())),
        chosen=tuple(stored.get("chosen", ())),
        understood=stored.get("understood", ""),
        adjusted="adjusted" in stored,
    )
