"""What puts in, takes out or moves a field of a map or an entry of a list, in block form or inside brackets."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from quiz.domain.yaml.spans import (
    Splice,
    after_line,
    break_at,
    column_of,
    end_of,
    line_end,
    line_start,
    pairs_of,
    start_of,
)

_BLANK = " \r\n\x85\u2028\u2029"


class Span(NamedTuple):
    """Where a field with its value, or an entry with its hyphen, begins and ends."""

    start: int
    end: int


def spans_of(text: str, node: yaml.CollectionNode) -> list[Span]:
    """The span of each field or entry of ``node``, as they stand."""
    if isinstance(node, yaml.MappingNode):
        return [Span(start_of(key), end_of(text, value)) for key, value in pairs_of(node)]
    if node.flow_style:
        return [Span(start_of(entry), end_of(text, entry)) for entry in node.value]
    spans: list[Span] = []
    for entry in node.value:
        hyphen = _next_hyphen(text, spans[-1].end, column_of(node)) if spans else start_of(node)
        spans.append(Span(hyphen, end_of(text, entry)))
    return spans


def _next_hyphen(text: str, after: int, column: int) -> int:
    """The next hyphen in ``column``; between entries stand only blank lines and comments."""
    at = after_line(text, after)
    while text[at : at + column].strip(" ") or text[at + column : at + column + 1] != "-":
        at = after_line(text, at)
    return at + column


def insert(text: str, node: yaml.CollectionNode, index: int, written: str) -> list[Splice]:
    """``written`` put in before the field or entry number ``index``, or at the end; a block's lines fit its column."""
    spans = spans_of(text, node)
    if node.flow_style:
        return [_insert_in_flow(node, spans, index, written)]
    line_break, indent = break_at(text, spans[0].start), " " * column_of(node)
    between = line_break * (2 if _are_apart(text, node, spans) else 1)
    if index == 0:
        return [Splice(spans[0].start, spans[0].start, written + between + indent)]
    below = line_end(text, spans[index - 1].end)
    return [Splice(below, below, between + indent + written)]


def _insert_in_flow(node: yaml.CollectionNode, spans: list[Span], index: int, written: str) -> Splice:
    if not spans:
        return Splice(start_of(node) + 1, start_of(node) + 1, written)
    if index == 0:
        return Splice(spans[0].start, spans[0].start, written + ", ")
    end = spans[index - 1].end
    return Splice(end, end, ", " + written)


def _are_apart(text: str, node: yaml.CollectionNode, spans: list[Span]) -> bool:
    """Whether blank lines stand between the first two entries of a list."""
    if isinstance(node, yaml.MappingNode) or len(spans) < 2:
        return False
    return text[after_line(text, spans[0].end) : spans[1].start].lstrip(" ")[:1] in ("\n", "\r")


def remove(text: str, node: yaml.CollectionNode, index: int) -> list[Splice]:
    """The field or entry number ``index`` taken out, in block form with the comment behind it."""
    return _remove(text, node, spans_of(text, node), index)


def _remove(text: str, node: yaml.CollectionNode, spans: list[Span], index: int) -> list[Splice]:
    if node.flow_style:
        return _remove_from_flow(text, spans, index)
    if len(spans) == 1:
        return [_emptied(text, node, spans[0])]
    start = spans[index].start
    if text[line_start(text, start) : start].strip(" "):
        return [_remove_beside_hyphen(text, spans)]
    return [_remove_lines(text, spans, index)]


def _emptied(text: str, node: yaml.CollectionNode, span: Span) -> Splice:
    if isinstance(node, yaml.MappingNode):
        return Splice(*span, "{}")
    # A list may begin in the column of its key, brackets may not.
    return Splice(*span, "  []" if not text[line_start(text, span.start) : span.start].strip(" ") else "[]")


def _remove_beside_hyphen(text: str, spans: list[Span]) -> Splice:
    """The first field of an entry: the next one takes its place, below the comments that stand between them."""
    (start, end), following = spans[0], spans[1].start
    rest = line_end(text, end)
    if not text[rest:following].strip(_BLANK):
        return Splice(start, following, "")
    return Splice(len(text[:start].rstrip(" ")), rest, "")


def _remove_lines(text: str, spans: list[Span], index: int) -> Splice:
    start, after = line_start(text, spans[index].start), after_line(text, spans[index].end)
    below = _skip_blank_lines(text, after)
    if index == 0:
        return Splice(start, below, "")
    above = after_line(text, spans[index - 1].end)
    if below > after or after == len(text):
        # One of the two gaps goes with what stood between them.
        gap = text[above:start]
        start = above + len(gap.rstrip(_BLANK))
        start = min(after_line(text, start), above + len(gap)) if start > above else above
    return Splice(start, after, "")


def _skip_blank_lines(text: str, at: int) -> int:
    while at < len(text) and not text[at : line_end(text, at)].strip(" "):
        at = after_line(text, at)
    return at


def _remove_from_flow(text: str, spans: list[Span], index: int) -> list[Splice]:
    start, end = spans[index]
    if index + 1 < len(spans) or len(spans) == 1:
        comma = _comma(text, end)
        return [Splice(start, end, ""), *([_with_spaces_after(text, comma)] if comma is not None else [])]
    comma = _comma(text, spans[index - 1].end)
    assert comma is not None
    bare = max(comma + 1, len(text[:start].rstrip(" ")))
    return [Splice(comma, comma + 1, ""), Splice(bare, end, "")]


def _with_spaces_after(text: str, comma: int) -> Splice:
    rest = text[comma + 1 :]
    return Splice(comma, comma + 1 + len(rest) - len(rest.lstrip(" ")), "")


def _comma(text: str, at: int) -> int | None:
    """The comma after what ends at ``at``, beyond blanks and comments; None before a closing bracket."""
    while text[at] in _BLANK or text[at] == "#":
        at = line_end(text, at) if text[at] == "#" else at + 1
    return at if text[at] == "," else None


def move(text: str, node: yaml.SequenceNode, index: int, to: int) -> list[Splice]:
    """Entry number ``index`` taken to where it is number ``to``, as it is written.

    In block form the comment behind it goes along, and the comment lines above it, which begin in its column; above the
    first entry they may be about all of them, and stay.
    """
    if index == to:
        return []
    spans = spans_of(text, node)
    if index > 0 and not node.flow_style:
        above = _comment_above(text, spans[index].start, after_line(text, spans[index - 1].end), column_of(node))
        spans[index] = Span(above, spans[index].end)
    start, end = spans[index]
    written = text[start : end if node.flow_style else line_end(text, end)]
    return [*_remove(text, node, spans, index), *insert(text, node, to if to < index else to + 1, written)]


def copy(text: str, node: yaml.SequenceNode, index: int, to: int) -> list[Splice]:
    """Entry number ``index`` once more where it is number ``to``, as it is written, with the comment behind it."""
    start, end = spans_of(text, node)[index]
    return insert(text, node, to, text[start : end if node.flow_style else line_end(text, end)])


def _comment_above(text: str, start: int, first: int, column: int) -> int:
    """Where the comment lines right above ``start`` begin, which stand in ``column`` and after the place ``first``."""
    while (line := line_start(text, start)) > first:
        above = line_start(text, line - 1)
        if above < first or text[above : above + column].strip(" ") or text[above + column : above + column + 1] != "#":
            break
        start = above + column
    return start
