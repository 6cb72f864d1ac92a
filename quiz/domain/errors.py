"""What is wrong with a bank: the place, the value and the remedy, in words that can be translated."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "hint"]
Weight = Literal["error", "warning", "asked"]
"""What a check calls its finding; the profile of the series says how that is reported."""
Profile = Literal["open", "standard", "strict"]
"""What is asked of a bank: an ordinary quiz, a careful one, one that is published as a work."""
_BEHIND_CONTEXT = "\4"
"""Stands between a context and its text, as in every catalogue of gettext."""
Localizer = Callable[[str, Mapping[str, object]], str]
"""Says a template with its values in some language."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A sentence with named values, kept apart so that it can be said in the reader's language.

    ``context`` tells apart what English says in the same words and another language does not: gettext's ``msgctxt``.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    context: str = ""

    def said(self, speak: Localizer) -> str:
        """The sentence in the language of ``speak``."""
        values = {
            name: value.said(speak) if isinstance(value, Message) else value for name, value in self.values.items()
        }
        before = f"{self.context}{_BEHIND_CONTEXT}" if self.context else ""
        # What a catalogue does not have comes back as it was asked for.
        return speak(before + self.template, values).removeprefix(before)

    def __str__(self) -> str:
        return self.said(in_english)


def in_english(template: str, values: Mapping[str, object]) -> str:
    """The template as it was written, the values put in."""
    return template % values


def say(template: str, **values: object) -> Message:
    """Short for a ``Message`` with its values; Babel collects the first argument."""
    return Message(template=template, values=values)


def say_in(context: str, template: str) -> Message:
    """The same for a text that means something else in other places; Babel collects both arguments."""
    return Message(template=template, context=context)


SEVERITIES = {"error": say("error"), "warning": say("warning"), "hint": say("hint")}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding in one file; ``line`` and ``column`` count from 1."""

    code: str
    severity: Severity = "error"
    file: str = ""
    line: int = 1
    column: int = 1
    message: Message
    remedy: Message

    def said(self, speak: Localizer) -> str:
        """The problem on one line in the language of ``speak``: place, severity, message, remedy, code."""
        place = f"{self.file}:{self.line}:{self.column}"
        words = f"{self.message.said(speak)}; {self.remedy.said(speak)}"
        return f"{place}: {SEVERITIES[self.severity].said(speak)}: {words} [{self.code}]"

    def __str__(self) -> str:
        return self.said(in_english)


class BankError(Exception):
    """A bank that can't be used, with every problem that was found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a slip of the finger most likely meant, or None."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def is_slip(typed: str, meant: str) -> bool:
    """Whether one slip of the finger makes ``typed`` of ``meant``: a letter too many, too few, wrong, or two swapped.

    Of a short word that says little: it has at least four letters.
    """
    if len(meant) < 4 or typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    first = next((place for place, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]), None)
    if first is None:
        return True
    one, other = typed[first:], meant[first:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other or one == other[1:] or one[1:] == other[1:]


def one_of(known: Sequence[str]) -> Message:
    """The remedy for a name that is not among those ``known``."""
    if len(known) == 1:
        return say("write %(known)s", known=known[0])
    return say("use one of %(known)s", known=", ".join(known) or "-")


def shortened(value: object, limit: int = 60) -> str:
    """``value`` quoted for a message, cut where it would drown the sentence."""
    text = str(value).replace("\n", "⏎")
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
