"""The tables, by area. All of them are imported here, so that one metadata knows every one."""

from quiz.storage.models import (
    assignments,
    attempts,
    authoring,
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
)

__all__ = [
    "assignments",
    "attempts",
    "authoring",
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
]
