"""The tables, by area. All of them are imported here, so that one metadata knows every one."""

from quiz.storage.models import (
    attempts,
    backups,
    base,
    content,
    grading,
    identity,
    integrity,
    item_analysis,
    notices,
    reminders,
    reporting,
    review,
    search,
)

__all__ = [
    "attempts",
    "backups",
    "base",
    "content",
    "grading",
    "identity",
    "integrity",
    "item_analysis",
    "notices",
    "reminders",
    "reporting",
    "review",
    "search",
]
