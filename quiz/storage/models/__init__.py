"""The tables, by area. All of them are imported here, so that one metadata knows every one."""

from quiz.storage.models import (
    assignments,
    attempts,
    base,
    classes,
    content,
    gradebook,
    grading,
    identity,
    integrity,
    notices,
    reminders,
    reporting,
    review,
    search,
)

__all__ = [
    "assignments",
    "attempts",
    "base",
    "classes",
    "content",
    "gradebook",
    "grading",
    "identity",
    "integrity",
    "notices",
    "reminders",
    "reporting",
    "review",
    "search",
]
