"""What reminders say: how many questions wait and how long they take, and nothing else about their reader."""

from __future__ import annotations

from quiz.domain.errors import say
from quiz.language import catalogue, localizer

_NOTHING_DUE = say("No question is due for review today. It is a good day for a new section.")


def line(count: int, minutes: int, language: str) -> str:
    """How many questions there are and how long they take, on one line."""
    texts = catalogue(language)
    questions = texts.ngettext("%(n)s question to review", "%(n)s questions to review", count) % {"n": count}
    time = texts.ngettext("about %(n)s min", "about %(n)s min", minutes) % {"n": minutes}
    return f"{questions} · {time}"


def title(language: str) -> str:
    """What a reminder is called."""
    return say("Today’s review").said(localizer(language))


def nothing_due(language: str) -> str:
    """What is said on a day on which nothing is due, to those who want to hear of it."""
    return _NOTHING_DUE.said(localizer(language))


def body(count: int, minutes: int, language: str) -> str:
    """What a reminder says below its title."""
    return line(count, minutes, language) if count else nothing_due(language)
