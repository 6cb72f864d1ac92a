"""Texts that YAML cuts off at a #, which begins a comment after a space."""

from __future__ import annotations

import re
from collections.abc import Mapping

from quiz.domain.errors import Message, say, shortened

CLIPPED = 40
"""Characters of a line that a message repeats."""

# What YAML counts as the end of a line.
LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_UNUSUAL_ENDS = "\r\x85\u2028\u2029"


ALLOWANCE = re.compile(r"#\s*quiz:\s*allow\b[:]?\s*(?P<rest>.*)")
"""A comment by which an author lets a finding stand; it never was a part of a text."""


class Cut(str):
    """A plain text that YAML ended before a #; ``rest`` is what it took for a comment."""

    rest: str


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` as YAML counts them."""
    unusual = any(end in text for end in _UNUSUAL_ENDS)
    return LINE_END.split(text) if unusual else text.split("\n")


def commented_lines(text: str) -> Mapping[int, str]:
    """The lines, counted from 0, that hold a # after a space and something before it."""
    if " #" not in text:
        return {}
    return {
        number: line for number, line in enumerate(lines_of(text)) if " #" in line and not line.lstrip().startswith("#")
    }


def cut(value: str, line: str, end: int) -> str:
    """``value`` as a ``Cut`` where a comment follows it: it ends in ``line`` at ``end``, counted from 0."""
    rest = line[end:].lstrip(" ")
    if not rest.startswith("#") or ALLOWANCE.match(rest):
        return value
    text = Cut(value)
    text.rest = rest
    return text


def cut_words(rest: str) -> tuple[Message, Message]:
    """That a text was cut off before ``rest``, and the remedy."""
    return (
        say("the text ends before %(rest)s: after a space, # begins a comment", rest=shortened(rest, CLIPPED)),
        say("put the whole text in quotes; a comment on a text takes a line of its own"),
    )
