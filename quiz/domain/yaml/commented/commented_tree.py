"""A text of YAML as a tree of its fields and entries, each with the comments that belong to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from quiz.domain.yaml.commented.written_comments import Comment, comments_of, is_after_blank_line
from quiz.domain.yaml.spans import (
    Node,
    after_line,
    column_of,
    compose,
    end_of,
    is_block_text,
    line_end,
    line_start,
    pairs_of,
    start_of,
)
from quiz.domain.yaml.splices import spans_of


@dataclass(frozen=True, kw_only=True)
class Written:
    """A text as it stands: ``source`` with its quotes, or with every line of a block; ``style`` as the parser names it.

    ``is_cut``: it is plain, and a comment follows it in its line.
    """

    value: str
    source: str
    style: str | None
    in_flow: bool
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """A list or a map. ``end`` are the comments after what it holds, with "" for a blank line."""

    parts: tuple[Part, ...]
    is_list: bool
    in_flow: bool
    end: tuple[str, ...] = ()

    @property
    def has_comments(self) -> bool:
        """Whether any comment stands inside."""
        return bool(self.end) or any(part.has_comments for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A field or an entry: ``name`` and its ``key`` as written are empty for an entry.

    ``above`` are the comments before it, ``head`` the one behind its colon or hyphen where its value begins below,
    ``behind`` the one behind its value. ``is_apart``: a blank line stands before all of it.
    """

    value: Written | Group
    name: str = ""
    key: str = ""
    above: tuple[str, ...] = ()
    head: str = ""
    behind: str = ""
    is_apart: bool = False

    @property
    def has_comments(self) -> bool:
        """Whether a comment belongs to it or to anything inside it."""
        own = any(self.above) or bool(self.head or self.behind)
        return own or (isinstance(self.value, Group) and self.value.has_comments)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A whole text: what it holds, and the comments above all of it, behind it in its line, and below it."""

    top: tuple[str, ...]
    root: Written | Group
    behind: str = ""
    bottom: tuple[str, ...] = ()


def tree_of(text: str) -> Tree:
    """The tree of ``text``, which ``read_yaml`` has read without a problem, and whose lines end with \\n."""
    root = compose(text)
    growing = _Growing(text)
    top = growing.until(start_of(root))
    gap = ("",) if top and is_after_blank_line(text, start_of(root)) else ()
    value = growing.value(root, in_flow=False)
    behind = growing.behind(root, len(text))
    return Tree(
        top=(*_lines(top), *gap), root=value, behind=behind, bottom=_lines(growing.until(len(text)), first=True)
    )


def _lines(comments: Iterable[Comment], *, first: bool = False) -> tuple[str, ...]:
    """The comments as lines, "" for the blank line before one; before the ``first`` as well where that is wanted."""
    lines: list[str] = []
    for comment in comments:
        lines += [""] if comment.is_apart and (lines or first) else []
        lines.append(comment.text)
    return tuple(lines)


class _Line(NamedTuple):
    """Where a line begins, and in which column what it holds does; -1 at the end of the text."""

    start: int
    column: int


class _Growing:
    """Goes through the nodes from the top of a text to its end, and gives each comment to what it belongs to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = deque(comments_of(text))
        self.kept = 0
        """Where the last block ended that keeps the blank lines after it."""

    def next(self) -> Comment:
        comment = self.left.popleft()
        return comment._replace(is_apart=comment.is_apart and self.is_apart(comment.start))

    def is_apart(self, at: int) -> bool:
        """Whether a blank line that is no part of a text stands before the line that holds ``at``."""
        return is_after_blank_line(self.text, at) and line_start(self.text, at) > self.kept

    def until(self, index: int) -> list[Comment]:
        """The comments before ``index`` that nothing has taken yet."""
        found = []
        while self.left and self.left[0].start < index:
            found.append(self.next())
        return found

    def value(self, node: Node, *, in_flow: bool, around: int = -1) -> Written | Group:
        """A text, list or map with what is inside; ``around`` is the column of the key that it follows."""
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, in_flow)
        assert isinstance(node, yaml.CollectionNode)
        flow = bool(node.flow_style)
        closing = node.end_mark.index - 1 if flow else len(self.text)
        starts = [*(span.start for span in spans_of(self.text, node)), closing]
        is_list = not isinstance(node, yaml.MappingNode)
        pairs = pairs_of(node) if isinstance(node, yaml.MappingNode) else [(None, entry) for entry in node.value]
        parts = tuple(
            self.part(pair, start, following, flow=flow, is_first=start == starts[0])
            for pair, start, following in zip(pairs, starts, starts[1:], strict=False)
        )
        end = _lines(self.until(closing)) if flow else _lines(self.at_end(node, around), first=True)
        return Group(parts=parts, is_list=is_list, in_flow=flow, end=end)

    def scalar(self, node: yaml.ScalarNode, in_flow: bool) -> Written:
        source = self.text[start_of(node) : end_of(self.text, node)]
        end = node.end_mark.index
        if is_block_text(node) and "+" in source[:3]:
            self.kept = end
        rest = self.text[end : line_end(self.text, end)]
        is_cut = not node.style and rest.lstrip(" ").startswith("#")
        return Written(value=node.value, source=source, style=node.style, in_flow=in_flow, is_cut=is_cut)

    def part(self, pair: tuple[Node | None, Node], start: int, following: int, *, flow: bool, is_first: bool) -> Part:
        key, node = pair
        above = self.until(start)
        apart = above[0].is_apart if above else self.is_apart(start)
        lines = [*_lines(above), *([""] if above and self.is_apart(start) else [])]
        head, more = self.between(node)
        value = self.value(node, in_flow=flow, around=column_of(key) if key is not None else -1)
        return Part(
            value=value,
            name=key.value if key is not None else "",
            key=self.text[start_of(key) : key.end_mark.index] if key is not None else "",
            above=(*lines, *more),
            head=head,
            behind=self.behind(node, following),
            is_apart=apart and not is_first,
        )

    def between(self, node: Node) -> tuple[str, list[str]]:
        """The comment behind the key or hyphen of a value, and those on lines of their own before it.

        Before a list or map in block form these are about its first part.
        """
        is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
        found = []
        while self.left and self.left[0].start < start_of(node) and not (is_block and self.left[0].is_alone):
            found.append(self.next())
        head = found.pop(0).text if found and not found[0].is_alone else ""
        return head, [comment.text for comment in found]

    def behind(self, node: Node, following: int) -> str:
        """The comment in the line where the value ends, before what follows it; of a block, in its first line."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            return ""
        comment = self.left[0] if self.left else None
        if comment is None or comment.is_alone or comment.start >= following:
            return ""
        line = node.start_mark.line if is_block_text(node) else node.end_mark.line
        if comment.line != line:
            return ""
        return self.next().text

    def at_end(self, node: yaml.CollectionNode, around: int) -> Sequence[Comment]:
        """The comments below a block that are indented as far as it, and further than what comes next.

        Below a list that begins in the column of its key they are about what follows, unless they are indented.
        """
        column, found = max(column_of(node), around + 1), []
        below = self.line_below(end_of(self.text, node))
        while self.left and self.left[0].start < below.start and self.left[0].column >= column > below.column:
            found.append(self.next())
        return found

    def line_below(self, at: int) -> _Line:
        """The next line that has more than a comment."""
        while (at := after_line(self.text, at)) < len(self.text):
            line = self.text[at : line_end(self.text, at)]
            if line.strip(" ") and not line.lstrip(" ").startswith("#"):
                return _Line(at, len(line) - len(line.lstrip(" ")))
        return _Line(at, -1)
