"""A text of a YAML file written in another's place, in its style where that can hold it."""

from __future__ import annotations

import re

import yaml

from quiz.domain.yaml import writer
from quiz.domain.yaml.spans import Splice, break_at, end_of, is_block_text, line_end, start_of

_HEADER = re.compile("[|>][-+0-9]*")
_INDENT = re.compile("( *)[^ \r\n]")


def replace_scalar(text: str, node: yaml.ScalarNode, value: str, indent: int | None) -> list[Splice]:
    """What writes ``value`` where ``node`` stands; ``indent`` is that of a block, None inside brackets."""
    start, end = start_of(node), end_of(text, node)
    as_block = indent is not None and writer.may_be_block(value) and ("\n" in value or is_block_text(node))
    if not as_block:
        new = writer.scalar(value, flow=indent is None, like=None if is_block_text(node) else node.style)
        return _with_old_body(text, node, new, "") if is_block_text(node) else [_inline(text, start, end, new)]
    old_indent = _indent_of(text, node) if is_block_text(node) else None
    lines = writer.block_text(value, old_indent or indent or 0, break_at(text, start))
    if is_block_text(node):
        return _with_old_body(text, node, lines.header, lines.body)
    # What follows in the line is a comment: the block begins below it.
    below = line_end(text, end)
    return [_inline(text, start, end, lines.header), Splice(below, below, lines.body)]


def _with_old_body(text: str, node: yaml.ScalarNode, header: str, body: str) -> list[Splice]:
    """A block's header and body replaced; a comment behind the header stays."""
    start, end = start_of(node), end_of(text, node)
    found = _HEADER.match(text, start)
    assert found is not None
    below = line_end(text, start)
    return [Splice(start, found.end(), header), Splice(below, max(below, end), body)]


def _inline(text: str, start: int, end: int, new: str) -> Splice:
    if start < end:
        return Splice(start, end, new)
    # Nothing stood there: a space is missing after the colon or hyphen, or the colon itself.
    before = text[:start].rstrip(" ")[-1:]
    return Splice(start, end, " " + new if before in (":", "-") else ": " + new)


def _indent_of(text: str, node: yaml.ScalarNode) -> int | None:
    """The indentation of a block's lines; None where its header says it, or where it is empty."""
    start, end = start_of(node), end_of(text, node)
    header = _HEADER.match(text, start)
    if header is None or any(sign.isdigit() for sign in header[0]):
        return None
    first = next((line for line in text[line_end(text, start) : end].splitlines() if line.strip()), "")
    found = _INDENT.match(first)
    return len(found[1]) if found else None
