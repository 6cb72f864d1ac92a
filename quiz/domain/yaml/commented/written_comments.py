"""The comments of a text of YAML, each with its place: what stands between the tokens, and never in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from quiz.domain.yaml.commented.comments import LINE_END
from quiz.domain.yaml.spans import line_start

_COMMENT = re.compile("#[^\r\n\x85\u2028\u2029]*")
_HEADER = re.compile("[|>][-+0-9]* *(#[^\r\n\x85\u2028\u2029]*)")


class Comment(NamedTuple):
    """A comment with its #, without blanks at its end; ``start``, ``line`` and ``column`` count from 0.

    ``is_alone``: nothing else stands in its line. ``is_apart``: a blank line stands before it.
    """

    start: int
    line: int
    column: int
    text: str
    is_alone: bool
    is_apart: bool


def comments_of(text: str) -> list[Comment]:
    """Every comment of ``text``, which can be read as YAML, from its top to its end."""
    found, line, counted = [], 0, 0
    for index, words in _found_in(text):
        line += len(LINE_END.findall(text, counted, index))
        start, counted = line_start(text, index), index
        is_alone = not text[start:index].strip(" ")
        is_apart = is_alone and is_after_blank_line(text, index)
        found.append(Comment(index, line, index - start, words.rstrip(" "), is_alone, is_apart))
    return found


def _found_in(text: str) -> Iterator[tuple[int, str]]:
    end = 0
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        yield from _between(text, end, token.start_mark.index)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            header = _HEADER.match(text, token.start_mark.index)
            if header is not None:
                yield header.start(1), header[1]
        end = max(end, token.end_mark.index)
    yield from _between(text, end, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for found in _COMMENT.finditer(text, start, max(start, end)):
        yield found.start(), found[0]


def is_after_blank_line(text: str, at: int) -> bool:
    """Whether the line before the one that holds ``at`` is blank."""
    start = line_start(text, at)
    return start > 0 and not text[line_start(text, start - 1) : start].strip()
