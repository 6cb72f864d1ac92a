"""What a fix is made of: the line in which something was found, and the edit that mends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from quiz.domain.errors import Message, Problem, say, shortened
from quiz.domain.yaml import writer
from quiz.domain.yaml.commented.comments import LINE_END
from quiz.domain.yaml.spans import Splice

_FIELD = re.compile(r"^(?P<around> *(?:- +)*)(?:[\w.-]+|\"[^\"]*\"|'[^']*'): +(?P<value>\S.*?) *$")
_ENTRY = re.compile(r"^(?P<around> *)- +(?P<value>\S.*?) *$")
_CLIPPED = 40


class Spot(NamedTuple):
    """A line of a file: where it begins, what it holds, and how the next one that holds something is indented."""

    start: int
    text: str
    below: int


class Edit(NamedTuple):
    """What mends a finding, in words and as splices.

    ``changes``: in so many places the data are others then; None where all of the file is written otherwise.
    """

    words: Message
    splices: tuple[Splice, ...]
    changes: int | None = 1


Rule = Callable[[str, Spot, Problem], Edit | None]
"""The edit for a problem found in a line of a text; None where none is safe."""


def lines_in(text: str) -> list[Spot]:
    """The lines of ``text``."""
    lines, start = [], 0
    for found in LINE_END.finditer(text):
        lines.append((start, text[start : found.start()]))
        start = found.end()
    lines.append((start, text[start:]))
    below, spots = -1, []
    for start, line in reversed(lines):
        spots.append(Spot(start, line, below))
        if line.strip() and not line.lstrip().startswith("#"):
            below = len(line) - len(line.lstrip(" "))
    return spots[::-1]


def value_in(spot: Spot) -> tuple[int, str] | None:
    """The text behind a key or hyphen that is all of the rest of its line, with its place in it.

    None where it is in quotes, is a block, or goes on below.
    """
    found = _FIELD.match(spot.text) or _ENTRY.match(spot.text)
    if found is None or found["value"][0] in "\"'|>#" or spot.below > found.end("around"):
        return None
    return found.start("value"), found["value"]


def in_quotes(value: str) -> str:
    """``value`` in quotes of the sort that it holds none of, where there is one."""
    return writer.scalar(value, like='"' if "\\" not in value and '"' not in value else "'")


def quoted(spot: Spot, place: int, value: str) -> Edit:
    """``value``, which stands at ``place`` of a line, put in quotes."""
    words = say("put in quotes: %(text)s", text=shortened(value, _CLIPPED))
    return replaced(spot, place, value, in_quotes(value), words)


def replaced(spot: Spot, place: int, old: str, new: str, words: Message) -> Edit:
    """``old``, which stands at ``place`` of a line, replaced by ``new``."""
    start = spot.start + place
    return Edit(words, (Splice(start, start + len(old), new),))


def first(rules: Sequence[Rule]) -> Rule:
    """The edit of the first of ``rules`` that has one."""

    def rule(text: str, spot: Spot, problem: Problem) -> Edit | None:
        found = (one(text, spot, problem) for one in rules)
        return next((edit for edit in found if edit is not None), None)

    return rule
