"""Edits of a YAML file that leave every other byte alone: comments, line ends, blank lines, quotes, byte order mark.

Each edit splices the text at the places of what it changes, reads the result and compares it with the data that was
wanted. A path leads through maps by key and through lists by number, from 0: ``("questions", 3, "options", 1, "id")``.
Every edit raises ``BankError`` for a file that can't be read as YAML, and ``SourceEditError``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import product
from typing import Any

import yaml

from quiz.domain.bank_format.source_spots import (
    Path,
    Source,
    SourceEditError,
    list_at,
    map_at,
    place_of_key,
    read,
    require_place,
    require_writable,
    spot_at,
)
from quiz.domain.errors import BankError, say, shortened
from quiz.domain.yaml import splices, writer
from quiz.domain.yaml.document import Document
from quiz.domain.yaml.reader import read_yaml
from quiz.domain.yaml.rewriting import Rewriting
from quiz.domain.yaml.scalar_splices import replace_scalar
from quiz.domain.yaml.spans import Splice, block_step, break_at, column_of, spliced, start_of, with_closed_end

__all__ = [
    "Data",
    "Path",
    "SourceEditError",
    "copy_entry",
    "insert_entry",
    "insert_key",
    "move_entry",
    "remove_entry",
    "remove_key",
    "rewrite",
    "set_scalar",
    "set_scalars",
    "write_ids",
    "write_keys",
]

Data = str | Sequence[Any] | Mapping[str, Any]
"""A text, or a list or map of such data."""

_MARK = b"\xef\xbb\xbf"


_Edit = Callable[[Source], list[Splice]]


def set_scalar(raw: bytes, path: Path, value: str) -> bytes:
    """``raw`` with the text at ``path`` replaced by ``value``, in the same style where that can hold it."""

    return _edited(raw, lambda source: _set_scalar(source, path, value))


def insert_key(raw: bytes, path: Path, key: str, value: Data, *, after: str | None = None) -> bytes:
    """``raw`` with a new ``key`` in the map at ``path``: the first, or the one that follows ``after``."""
    return _edited(raw, lambda source: _insert_key(source, path, key, value, after))


def remove_key(raw: bytes, path: Path, key: str) -> bytes:
    """``raw`` without ``key`` in the map at ``path``; without its last key the map is written as {}."""

    def edit(source: Source) -> list[Splice]:
        spot = map_at(source, path)
        index = place_of_key(source, path, spot, key)
        del spot.data[key]
        return splices.remove(source.text, spot.node, index)

    return _edited(raw, edit)


def insert_entry(raw: bytes, path: Path, index: int, value: Data) -> bytes:
    """``raw`` with ``value`` as entry number ``index`` of the list at ``path``; its length puts it at the end."""

    def edit(source: Source) -> list[Splice]:
        spot = list_at(source, path)
        require_place(source, path, index, len(spot.data) + 1)
        require_writable(source, path, value)
        spot.data.insert(index, value)
        return splices.insert(source.text, spot.node, index, _written_entry(source, spot.node, value))

    return _edited(raw, edit)


def remove_entry(raw: bytes, path: Path, index: int) -> bytes:
    """``raw`` without entry number ``index`` of the list at ``path``; without its last entry the list is written []."""

    def edit(source: Source) -> list[Splice]:
        spot = list_at(source, path)
        require_place(source, path, index, len(spot.data))
        del spot.data[index]
        return splices.remove(source.text, spot.node, index)

    return _edited(raw, edit)


def move_entry(raw: bytes, path: Path, index: int, to: int) -> bytes:
    """``raw`` with entry number ``index`` of the list at ``path`` where it is number ``to``, as it was written."""

    def edit(source: Source) -> list[Splice]:
        spot = list_at(source, path)
        for number in (index, to):
            require_place(source, path, number, len(spot.data))
        spot.data.insert(to, spot.data.pop(index))
        return splices.move(source.text, spot.node, index, to)

    return _edited(raw, edit)


def copy_entry(raw: bytes, path: Path, index: int, to: int) -> bytes:
    """``raw`` with a copy of entry number ``index`` of the list at ``path``, as it is written, as number ``to``."""

    def edit(source: Source) -> list[Splice]:
        spot = list_at(source, path)
        require_place(source, path, index, len(spot.data))
        require_place(source, path, to, len(spot.data) + 1)
        spot.data.insert(to, deepcopy(spot.data[index]))
        return splices.copy(source.text, spot.node, index, to)

    return _edited(raw, edit)


def set_scalars(raw: bytes, values: Iterable[tuple[Path, str]]) -> bytes:
    """``raw`` with several texts replaced, as ``set_scalar`` does with one."""
    wanted = list(values)

    def edit(source: Source) -> list[Splice]:
        return [splice for path, value in wanted for splice in _set_scalar(source, path, value)]

    return _edited(raw, edit)


def write_keys(raw: bytes, values: Iterable[tuple[Path, str, str, str | None]]) -> bytes:
    """``raw`` with a text under a key of several maps: each map's path, the key, the text, the key that it follows.

    A key that is there gets the text; no map is named twice.
    """
    wanted = list(values)

    def edit(source: Source) -> list[Splice]:
        return [splice for path, key, value, after in wanted for splice in _write_key(source, path, key, value, after)]

    return _edited(raw, edit)


def write_ids(raw: bytes, ids: Iterable[tuple[int, str]]) -> bytes:
    """``raw`` with an id in each question that ``ids`` names by its number: as its first field, or in place of its id.

    A comment, a blank line or a quotation mark stays what it was.
    """
    wanted = dict(ids)

    def edit(source: Source) -> list[Splice]:
        paths = ((("questions", number), name) for number, name in wanted.items())
        return [splice for path, name in paths for splice in _write_key(source, path, "id", name, None)]

    return _edited(raw, edit)


def _write_key(source: Source, path: Path, key: str, value: str, after: str | None) -> list[Splice]:
    if key in map_at(source, path).data:
        return _set_scalar(source, (*path, key), value)
    return _insert_key(source, path, key, value, after)


def rewrite(
    raw: bytes,
    wanted: Callable[[Document], Mapping[str, Any]],
    *,
    instead: Mapping[str, str],
    after: Mapping[str, Sequence[str]],
) -> bytes:
    """``raw`` with the data that ``wanted`` gives for it; only what differs is written, and comments stay.

    ``instead`` says of new fields in the place of which old one they stand, ``after`` behind which others are put.
    """

    def edit(source: Source) -> list[Splice]:
        if not isinstance(source.data, dict):
            return []
        step = block_step(source.root)
        how = Rewriting(text=source.text, step=step, blocks=source.blocks, instead=instead, after=after)
        found, data = how.of(source.root, source.data, wanted(source.document))
        whole = dict(data)
        source.data.clear()
        source.data.update(whole)
        return found

    return _edited(raw, edit)


def _set_scalar(source: Source, path: Path, value: str) -> list[Splice]:
    spot = spot_at(source, path)
    if not path or not isinstance(spot.node, yaml.ScalarNode):
        message = say("a list or fields stand where a text is to be written")
        raise source.refusal(path, message, say("name a text inside it"))
    require_writable(source, path, value)
    spot_at(source, path[:-1]).data[path[-1]] = value
    return replace_scalar(source.text, spot.node, value, spot.indent if source.blocks else None)


def _insert_key(source: Source, path: Path, key: str, value: Data, after: str | None) -> list[Splice]:
    spot = map_at(source, path)
    if key in spot.data:
        raise source.refusal((*path, key), say("%(key)s is there already", key=shortened(key)), say("change its value"))
    require_writable(source, path, {key: value})
    index = 0 if after is None else place_of_key(source, path, spot, after) + 1
    fields = list(spot.data.items())
    spot.data.clear()
    spot.data.update([*fields[:index], (key, value), *fields[index:]])
    return splices.insert(source.text, spot.node, index, _written_field(source, spot.node, key, value))


def _written_field(source: Source, node: yaml.CollectionNode, key: str, value: Data) -> str:
    if node.flow_style or not source.blocks:
        return f"{writer.key(key, flow=True)}: {writer.inline(value)}"
    line_break = break_at(source.text, start_of(node))
    return f"{writer.key(key)}:" + writer.block(value, column_of(node), block_step(source.root), line_break)


def _written_entry(source: Source, node: yaml.CollectionNode, value: Data) -> str:
    if node.flow_style or not source.blocks:
        return writer.inline(value) if node.flow_style else f"- {writer.inline(value)}"
    line_break = break_at(source.text, start_of(node))
    return writer.entry(value, column_of(node), block_step(source.root), line_break)


def _edited(raw: bytes, edit: _Edit) -> bytes:
    mark = _MARK if raw.startswith(_MARK) else b""
    source = read(raw)
    # A comment that is indented as far as a block above it would become a part of that: then no block is written.
    for blocks, text in product((True, False), _beginnings(source)):
        changed = _applied(read(text.encode(), blocks=blocks), edit)
        if changed is not None:
            return mark + changed.encode()
    raise source.refusal((), say("the file reads otherwise after this edit"), say("edit this place by hand"))


def _beginnings(source: Source) -> Iterator[str]:
    """The text to edit: the file's own; where that fails, one that reads the same and has another end.

    A block of several lines that ends a file without a line break has none: what is put below would give it one, and a
    block that is written there would lack its own.
    """
    yield source.text
    if not source.text.endswith("\n"):
        closed = with_closed_end(source.text, source.root)
        yield closed
        yield closed + break_at(source.text, len(source.text))


def _applied(source: Source, edit: _Edit) -> str | None:
    """The text after ``edit``; None where it does not read as the data that was wanted."""
    changed = spliced(source.text, edit(source))
    try:
        found = read_yaml(changed.encode(), "").data
    except BankError:
        return None
    return changed if json.dumps(found) == json.dumps(source.data) else None
