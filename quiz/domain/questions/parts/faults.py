"""What a question finds wrong with itself."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.domain.errors import Message, Severity


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One finding at a path inside the question."""

    code: str
    path: tuple[str | int, ...]
    message: Message
    remedy: Message
    severity: Severity = "error"
