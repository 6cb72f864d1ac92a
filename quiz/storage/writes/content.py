"""Named changes of what is published."""

from __future__ import annotations

from functools import cache
from typing import Any

from quiz.storage.models.content import MediaRow
from quiz.storage.writes.base import _insert


@cache
def keep_picture(dialect: str) -> Any:
    """Keep the picture ``name``; one that somebody else has kept meanwhile is the same, as its name is its hash."""
    return _insert(dialect, MediaRow.__table__).on_conflict_do_nothing()
