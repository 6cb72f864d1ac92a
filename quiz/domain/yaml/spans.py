"""Where each value stands in a text of YAML, so that one can be replaced and the rest left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

from quiz.domain.yaml.commented.comments import LINE_END

Node = yaml.nodes.Node
Pairs = list[tuple[Node, Node]]
_BLANK = " \r\n\x85\u2028\u2029"


class Splice(NamedTuple):
    """What stands in place of the characters from ``start`` to before ``end``."""

    start: int
    end: int
    text: str


def compose(text: str) -> Node:
    """The root of ``text``, which ``read_yaml`` has read without a problem. Marks count characters from 0."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert root is not None
    return root


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """``text`` with every splice applied; they don't overlap. At one place, the first listed comes first."""
    parts, done = [], 0
    for start, end, new in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


def pairs_of(node: yaml.MappingNode) -> Pairs:
    """The keys of a map with their values, as they stand."""
    return list(node.value)


def start_of(node: Node) -> int:
    """Where a value begins; a list in block form at its first hyphen."""
    return int(node.start_mark.index)


def column_of(node: Node) -> int:
    """The column, counted from 0, in which a value begins."""
    return int(node.start_mark.column)


def end_of(text: str, node: Node) -> int:
    """Where the last character of a value ends: before the line break, trailing comment or blank lines after it."""
    if is_block_text(node):
        return _end_of_block_text(text, node)
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        return end_of(text, last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def is_block_text(node: Node) -> bool:
    """Whether a text is written as a block after | or >."""
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _end_of_block_text(text: str, node: Node) -> int:
    whole = text[start_of(node) : node.end_mark.index]
    if "+" in whole[:3]:
        # Blank lines after it are a part of the text.
        return start_of(node) + len(whole) - len(_last_break(whole))
    return line_end(text, start_of(node) + len(whole.rstrip(_BLANK)))


def _last_break(text: str) -> str:
    return next((sign for sign in ("\r\n", "\n", "\r") if text.endswith(sign)), "")


def line_end(text: str, at: int) -> int:
    """Where the line that holds ``at`` ends, before its break."""
    found = LINE_END.search(text, at)
    return found.start() if found else len(text)


def after_line(text: str, at: int) -> int:
    """Where the line after the one that holds ``at`` begins."""
    found = LINE_END.search(text, at)
    return found.end() if found else len(text)


def line_start(text: str, at: int) -> int:
    """Where the line that holds ``at`` begins."""
    return max(text.rfind(sign, 0, at) for sign in "\n\r\x85\u2028\u2029") + 1


def break_at(text: str, at: int) -> str:
    """How the line that holds ``at`` ends; at the end of a text, as the first line ends."""
    found = LINE_END.search(text, at) or LINE_END.search(text)
    return found[0] if found and found[0] in ("\n", "\r\n") else "\n"


def block_step(node: Node) -> int:
    """By how many columns the blocks inside ``node`` are indented; 2 where there are none."""
    return next(_steps(node), 2)


def _steps(node: Node) -> Iterator[int]:
    for child in node.value if isinstance(node, yaml.MappingNode) and not node.flow_style else ():
        key, value = child
        if isinstance(value, yaml.MappingNode) and not value.flow_style:
            yield column_of(value) - column_of(key)


def with_closed_end(text: str, root: Node) -> str:
    """``text`` with a block that ends it without a line break marked as such, so that lines can follow."""
    node = root
    while isinstance(node, yaml.CollectionNode) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    if not is_block_text(node) or end_of(text, node) != len(text):
        return text
    header = start_of(node) + 1
    rest = text[header:].lstrip("+-123456789")
    # Its indentation may stand before the sign or after it.
    indentation = text[header : len(text) - len(rest)].strip("+-")
    return text[:header] + indentation + "-" + rest
