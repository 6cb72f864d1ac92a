"""Named changes of drafts."""

from __future__ import annotations

from functools import cache
from typing import Any

from quiz.storage.models.authoring import BankDraft
from quiz.storage.writes.base import _insert


@cache
def begin_draft(dialect: str) -> Any:
    """Keep the first draft of a file; where the account has one already, nothing is done."""
    return _insert(dialect, BankDraft.__table__).on_conflict_do_nothing()
