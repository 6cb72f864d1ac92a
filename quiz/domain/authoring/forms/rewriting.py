"""From data as they are to data as they shall be, by edits of the file that touch no more than what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quiz.domain.authoring.forms.fields.base import Entries, plain
from quiz.domain.bank_format.source_edit import (
    Path,
    insert_entry,
    insert_key,
    move_entry,
    remove_entry,
    remove_key,
    set_scalar,
)


def rewritten(raw: bytes, path: Path, old: Any, new: Any) -> bytes:
    """``raw`` with ``new`` at ``path``, where ``old`` stands; both are maps, lists or texts alike.

    Raises ``SourceEditError`` for what can't be written.
    """
    if plain(new) == old:
        return raw
    if isinstance(old, Mapping):
        return _rewritten_map(raw, path, old, new)
    if isinstance(old, list):
        return _rewritten_list(raw, path, old, new)
    return set_scalar(raw, path, new)


def _is_alike(old: Any, new: Any) -> bool:
    """Whether ``new`` can be made of ``old`` from inside: something of it stays."""
    if isinstance(old, list):
        return isinstance(new, Entries) and any(number is not None for number, _ in new)
    if isinstance(old, dict):
        return isinstance(new, dict) and bool(old.keys() & new.keys())
    return isinstance(new, str)


def _rewritten_map(raw: bytes, path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> bytes:
    before: str | None = None
    for key, value in new.items():
        if key in old and _is_alike(old[key], value):
            raw = rewritten(raw, (*path, key), old[key], value)
        elif key not in old or plain(value) != old[key]:
            raw = remove_key(raw, path, key) if key in old else raw
            raw = insert_key(raw, path, key, plain(value), after=before)
        before = key
    for key in old:
        raw = raw if key in new else remove_key(raw, path, key)
    return raw


def _rewritten_list(raw: bytes, path: Path, old: list[Any], new: Entries) -> bytes:
    kept = {number for number, _ in new}
    for number in reversed(range(len(old))):
        raw = raw if number in kept else remove_entry(raw, path, number)
    order: list[int | None] = [number for number in range(len(old)) if number in kept]
    for place, (number_before, entry) in enumerate(new):
        if number_before is None:
            raw = insert_entry(raw, path, place, plain(entry))
            order.insert(place, None)
            continue
        at = order.index(number_before)
        raw = move_entry(raw, path, at, place) if at != place else raw
        order.insert(place, order.pop(at))
        raw = _rewritten_entry(raw, path, place, old[number_before], entry)
    return raw


def _rewritten_entry(raw: bytes, path: Path, place: int, old: Any, new: Any) -> bytes:
    if _is_alike(old, new):
        return rewritten(raw, (*path, place), old, new)
    # Put in first, as a list without entries would be written in brackets from then on.
    return remove_entry(insert_entry(raw, path, place, plain(new)), path, place + 1)
