"""What the learners of a class are called on its teachers' pages: the one place where that is decided."""

from __future__ import annotations

from typing import Any

from quiz.domain.errors import Message
from quiz.services.classes.entering import Entered


def name_of(entered: Entered, row: Any) -> str | Message:
    """The name of a learner, from a row with ``member``, ``shown_name`` and ``name``."""
    return entered.names.of(row.member, row.name, row.shown_name)
