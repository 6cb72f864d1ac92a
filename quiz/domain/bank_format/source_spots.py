"""What stands at a path of a YAML file: its node, its data, and the refusal of an edit that finds nothing there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from quiz.domain.errors import Message, one_of, say, shortened
from quiz.domain.text_limits import MAX_MARKS, has_too_many_marks
from quiz.domain.yaml.composer import CONTROL
from quiz.domain.yaml.document import Document, Place
from quiz.domain.yaml.reader import read_yaml
from quiz.domain.yaml.spans import Node, block_step, column_of, compose

Path = Sequence[str | int]


class SourceEditError(Exception):
    """An edit that can't be made; ``place`` is a line and column, from 1, of the file as it was."""

    def __init__(self, place: Place, message: Message, remedy: Message) -> None:
        self.place = place
        self.message = message
        self.remedy = remedy
        super().__init__(f"{place[0]}:{place[1]}: {message}; {remedy}")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file as text, nodes and data; an edit changes ``data`` to what its splices shall make of it.

    ``blocks`` says whether what is written may take several lines.
    """

    document: Document
    root: Node
    blocks: bool = True

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def data(self) -> Any:
        return self.document.data

    def refusal(self, path: Path, message: Message, remedy: Message) -> SourceEditError:
        return SourceEditError(self.document.place(path), message, remedy)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A node, its data, and by how much a block is indented that stands in its place: None inside brackets."""

    node: Any
    data: Any
    indent: int | None


def read(raw: bytes, *, blocks: bool = True) -> Source:
    """The file in ``raw``; raises ``BankError`` where it can't be read as YAML."""
    document = read_yaml(raw, "")
    return Source(document=document, root=compose(document.text), blocks=blocks)


def spot_at(source: Source, path: Path) -> Spot:
    """What stands at ``path``; raises ``SourceEditError`` where nothing does."""
    node, data, indent = source.root, source.data, None if _is_in_brackets(source.root) else 0
    for depth, step in enumerate(path):
        if not _has(data, step):
            raise _nothing_at(source, path[: depth + 1], data)
        if indent is not None:
            indent = column_of(node) + (2 if isinstance(data, list) else block_step(source.root))
        place = list(data).index(step) if isinstance(data, dict) else int(step)
        inside = node.value[place]
        node, data = inside[1] if isinstance(inside, tuple) else inside, data[step]
        indent = None if _is_in_brackets(node) else indent
    return Spot(node=node, data=data, indent=indent)


def _is_in_brackets(node: Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and 0 <= step < len(data)
    return isinstance(data, dict) and step in data


def _nothing_at(source: Source, path: Path, data: Any) -> SourceEditError:
    message = say("%(step)s is not there", step=shortened(path[-1]))
    if isinstance(data, dict):
        return source.refusal(path, message, one_of(list(data)))
    if isinstance(data, list):
        return source.refusal(path, message, say("the list has %(count)d entries, counted from 0", count=len(data)))
    return source.refusal(path, message, say("a text has nothing inside"))


def map_at(source: Source, path: Path) -> Spot:
    """The map at ``path``; raises ``SourceEditError`` where none is."""
    spot = spot_at(source, path)
    if not isinstance(spot.data, dict):
        raise source.refusal(path, say("no fields stand here"), say("name a part that has fields"))
    return spot


def list_at(source: Source, path: Path) -> Spot:
    """The list at ``path``; raises ``SourceEditError`` where none is."""
    spot = spot_at(source, path)
    if not isinstance(spot.data, list):
        raise source.refusal(path, say("no list stands here"), say("name a part that is a list"))
    return spot


def place_of_key(source: Source, path: Path, spot: Spot, key: str) -> int:
    """The number of ``key`` among the fields of the map at ``path``."""
    if key not in spot.data:
        raise _nothing_at(source, (*path, key), spot.data)
    return list(spot.data).index(key)


def require_place(source: Source, path: Path, index: int, count: int) -> None:
    """Raises ``SourceEditError`` where ``index`` is not below ``count``."""
    if not 0 <= index < count:
        raise _nothing_at(source, (*path, index), spot_at(source, path).data)


def require_writable(source: Source, path: Path, value: Any) -> None:
    """Raises ``SourceEditError`` where the reader would refuse a part of ``value``, however it is written."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            require_writable(source, path, name)
            require_writable(source, path, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            require_writable(source, path, inner)
    elif not isinstance(value, str):
        message = say("%(value)s is no text", value=shortened(value))
        raise source.refusal(path, message, say("write numbers and truth values as texts"))
    elif found := CONTROL.search(value):
        message = say("the control character U+%(code)04X", code=ord(found[0]))
        raise source.refusal(path, message, say("remove it"))
    elif has_too_many_marks(value):
        message = say("more than %(limit)d combining marks in a row", limit=MAX_MARKS)
        raise source.refusal(path, message, say("leave on each letter the accents that its spelling has"))
