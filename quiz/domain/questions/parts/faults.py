"""What a question finds wrong with itself."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.domain.errors import Message, Weight

OF_WORDING = frozenset({"O1", "O4", "O22", "D8", "K3", "K13"})
"""Errors of the strictest profile that leave a question to be asked and scored: its draws are tried all the same."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One finding at a path inside the question."""

    code: str
    path: tuple[str | int, ...]
    message: Message
    remedy: Message
    severity: Weight = "error"
