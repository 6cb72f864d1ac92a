"""Other data in place of what a text of YAML holds: only what differs is written, and every comment stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from quiz.domain.yaml import splices, writer
from quiz.domain.yaml.scalar_splices import replace_scalar
from quiz.domain.yaml.spans import (
    Node,
    Splice,
    break_at,
    column_of,
    end_of,
    line_end,
    line_start,
    start_of,
)

_COMMENT = re.compile(r"(?:(?<=[ \r\n])|^)#[^\r\n\x85\u2028\u2029]*")


@dataclass(frozen=True, kw_only=True)
class Rewriting:
    """How other data are written into ``text``.

    ``instead`` says of new fields in the place of which old one they stand, ``after`` behind which they are put where
    that is there. ``step`` is by how much blocks are indented; without ``blocks`` all that is written takes one line.
    """

    text: str
    step: int
    blocks: bool = True
    instead: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, node: Node, old: Any, new: Any, *, flow: bool = False, indent: int = 0) -> tuple[list[Splice], Any]:
        """What writes ``new`` where ``node`` holds ``old``, and ``new`` with its fields in the order written.

        ``flow`` says whether it stands inside brackets, ``indent`` by how much a block in its place is indented.
        """
        if old == new:
            return [], old
        if isinstance(node, yaml.ScalarNode) and isinstance(new, str):
            one_line = flow or not self.blocks
            return replace_scalar(self.text, node, new, None if one_line else indent), new
        if isinstance(node, yaml.MappingNode) and isinstance(new, dict) and old:
            return self._of_map(node, old, new, flow=flow or bool(node.flow_style))
        if isinstance(node, yaml.SequenceNode) and isinstance(new, list) and len(old) == len(new):
            return self._of_list(node, old, new, flow=flow or bool(node.flow_style))
        return [Splice(start_of(node), end_of(self.text, node), self._entry(node, new, flow=flow))], new

    def _of_list(
        self, node: yaml.SequenceNode, old: list[Any], new: list[Any], *, flow: bool
    ) -> tuple[list[Splice], list[Any]]:
        found: list[Splice] = []
        whole = []
        indent = column_of(node) + 2
        for child, before, after in zip(node.value, old, new, strict=True):
            made, data = self.of(child, before, after, flow=flow, indent=indent)
            found += made
            whole.append(data)
        return found, whole

    def _entry(self, node: Node, value: Any, *, flow: bool) -> str:
        """A value in place of an entry of a list, which begins behind its hyphen."""
        rest = self.text[end_of(self.text, node) : line_end(self.text, end_of(self.text, node))]
        if flow or not self.blocks or "#" in rest:
            # A comment behind it would cut off the text in the last line of a block.
            return writer.inline(value)
        line_break = break_at(self.text, start_of(node))
        return writer.entry(value, column_of(node) - 2, self.step, line_break)[2:]

    def _of_map(
        self, node: yaml.MappingNode, old: dict[str, Any], new: dict[str, Any], *, flow: bool
    ) -> tuple[list[Splice], dict[str, Any]]:
        plan = self._plan(node, old, new)
        found: list[Splice] = []
        whole: dict[str, Any] = {}
        for number, (key, (name, value)) in enumerate(zip(old, node.value, strict=True)):
            here = plan.instead.get(key)
            if here is None:
                made, data = self.of(value, old[key], new[key], flow=flow, indent=column_of(name) + self.step)
                found += made
                whole[key] = data
            elif not here:
                found += self._removed(node, number)
            else:
                found += self._in_place(node, number, {one: new[one] for one in here}, flow=flow)
                whole |= {one: new[one] for one in here}
            for added in plan.behind.get(key, ()):
                found += splices.insert(self.text, node, number + 1, self._field(node, added, new[added], flow=flow))
                whole[added] = new[added]
        first = [self._field(node, one, new[one], flow=flow) for one in plan.first]
        found += [splice for one in first for splice in splices.insert(self.text, node, 0, one)]
        return found, {**{one: new[one] for one in plan.first}, **whole}

    def _removed(self, node: yaml.MappingNode, number: int) -> list[Splice]:
        """A field taken out; the comments inside and behind it stay in its place."""
        span = splices.spans_of(self.text, node)[number]
        end = line_end(self.text, span.end)
        behind = self.text[span.end : end].strip()
        comments = [*comments_between(self.text, node.value[number]), *([behind] if behind.startswith("#") else [])]
        if node.flow_style or not comments:
            return splices.remove(self.text, node, number)
        between = break_at(self.text, span.start) + " " * column_of(node)
        return [Splice(span.start, end, between.join(comments))]

    def _in_place(
        self, node: yaml.MappingNode, number: int, fields: Mapping[str, Any], *, flow: bool
    ) -> Iterator[Splice]:
        span = splices.spans_of(self.text, node)[number]
        line_break, indent = break_at(self.text, span.start), " " * column_of(node)
        between = ", " if node.flow_style else line_break + indent
        above = line_start(self.text, span.start)
        lines = "".join(f"{indent}{comment}{line_break}" for comment in comments_between(self.text, node.value[number]))
        if lines:
            yield Splice(above, above, lines)
        written = between.join(self._field(node, key, one, flow=flow) for key, one in fields.items())
        yield Splice(span.start, span.end, written)

    def _field(self, node: yaml.MappingNode, key: str, value: Any, *, flow: bool) -> str:
        if flow or not self.blocks:
            return f"{writer.key(key, flow=True)}: {writer.inline(value)}"
        line_break = break_at(self.text, start_of(node))
        return f"{writer.key(key)}:" + writer.block(value, column_of(node), self.step, line_break)

    def _plan(self, node: yaml.MappingNode, old: dict[str, Any], new: dict[str, Any]) -> _Plan:
        added = [key for key in new if key not in old]
        values = dict(zip(old, (value for _, value in node.value), strict=True))
        instead: dict[str, list[str]] = {}
        for key in old:
            here = [one for one in added if self.instead.get(one) == key]
            whole = key in new and not here and _is_like(values[key], old[key], new[key])
            if not whole:
                instead[key] = [one for one in new if one in here or one == key]
        if old and all(here == [] for here in (instead.get(key) for key in old)):
            instead[next(iter(old))] = added
        placed = {one for here in instead.values() for one in here}
        kept = [key for key in old if instead.get(key) != []]
        unplaced = [one for one in added if one not in placed]
        behind: dict[str, list[str]] = {}
        for one in unplaced:
            if one != "id":
                anchor = next((key for key in self.after.get(one, ()) if key in kept), kept[-1])
                behind.setdefault(anchor, []).append(one)
        return _Plan(instead=instead, behind=behind, first=[one for one in unplaced if one == "id"])


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Which fields stand in place of an old one, behind one, and before all."""

    instead: Mapping[str, Sequence[str]]
    behind: Mapping[str, Sequence[str]]
    first: Sequence[str]


def _is_like(node: Node, old: Any, new: Any) -> bool:
    """Whether ``new`` can be written into ``node`` part by part."""
    if old == new:
        return True
    if isinstance(node, yaml.SequenceNode):
        return isinstance(new, list) and len(old) == len(new)
    if isinstance(node, yaml.MappingNode):
        return isinstance(new, dict) and bool(old)
    return isinstance(new, str)


def comments_between(text: str, pair: tuple[Node, Node]) -> list[str]:
    """The comments behind a field's name, up to the last character of its value."""
    name, value = pair
    scalars = list(_scalars(text, value))
    return [
        found[0].rstrip()
        for found in _COMMENT.finditer(text, end_of(text, name), end_of(text, value))
        if not any(first <= found.start() < last for first, last in scalars)
    ]


def _scalars(text: str, node: Node) -> Iterator[tuple[int, int]]:
    if isinstance(node, yaml.ScalarNode):
        yield start_of(node), end_of(text, node)
        return
    for child in node.value:
        for one in child if isinstance(child, tuple) else (child,):
            yield from _scalars(text, one)
