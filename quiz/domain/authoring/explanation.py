"""What is said of the code of a finding: what it means, why it matters, what to do, and two examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quiz.domain.errors import Message

Within = Literal["", "file", "bank", "question", "series", "glossary"]
"""What an example is a part of: a whole file, or what stands in a bank, a question, and so on; "" for a sketch."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A code explained; ``wrong`` has such a finding, ``right`` says the same without it."""

    means: Message
    why: Message
    remedy: Message
    wrong: str
    right: str
    within: Within = ""
