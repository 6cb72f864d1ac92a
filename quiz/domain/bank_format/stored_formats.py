"""The formats of stored definitions: each carries the number of its own, and older ones are read as today's.

What was published is never rewritten, so a store holds definitions of every release that it has seen. To change a
format, append a function to the list of its kind: it takes a definition of the last format and returns one of the next.
The number is no part of the content: a version's hash is taken without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from quiz.domain.errors import Message, say

Kind = Literal["question", "quiz", "series", "header"]
Definition = Mapping[str, Any]
Upcaster = Callable[[Definition], Definition]

KEY = "format"
"""The key of the number; a definition without one is of format 1."""

UPCASTERS: Mapping[Kind, tuple[Upcaster, ...]] = {"question": (), "quiz": (), "series": (), "header": ()}
"""Of each kind what brings format 1 to 2, 2 to 3 and so on: pure, and never changed once released."""


class NewerFormat(ValueError):
    """A definition of a format that this release does not know."""

    def __init__(self, kind: Kind, number: object) -> None:
        self.notice: Message = say(
            "The store holds a %(kind)s in format %(number)s; this release reads up to %(known)d. Install the newer "
            "release that wrote it.",
            kind=kind,
            number=repr(number),
            known=latest(kind),
        )
        super().__init__(str(self.notice))


def latest(kind: Kind) -> int:
    """The format in which this release stores a definition of ``kind``."""
    return len(UPCASTERS[kind]) + 1


def numbered(kind: Kind, definition: Definition) -> dict[str, Any]:
    """``definition`` as it is stored."""
    return {KEY: latest(kind), **definition}


def content_of(stored: Definition) -> dict[str, Any]:
    """A stored definition without its number: what its hash names."""
    return {name: value for name, value in stored.items() if name != KEY}


def read(kind: Kind, stored: Definition) -> Definition:
    """A stored definition of any format as one of today's, without its number. Raises ``NewerFormat``."""
    number = stored.get(KEY, 1)
    if type(number) is not int or not 1 <= number <= latest(kind):
        raise NewerFormat(kind, number)
    definition: Definition = content_of(stored)
    for upcast in UPCASTERS[kind][number - 1 :]:
        definition = upcast(definition)
    return definition
