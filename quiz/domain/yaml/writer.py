"""Plain data written as YAML, so that the reader reads exactly that data back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

WIDTH = 120
"""Lists and maps of short texts stand in one line of at most so many characters."""

# What is read as itself only from an escape in double quotes.
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_IN_BLOCK = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_PLAIN = re.compile(r"(?:[^\W_]|-(?=\w))[\w .()/+*=<>~;%'-]*(?<! )")
_PLAIN_WITH_COMMAS = re.compile(r"(?:[^\W_]|-(?=\w))[\w .,()/+*=<>~;%'-]*(?<! )")
# Other programs read these as something else than the text that stands there.
_WORD = re.compile("y|n|yes|no|on|off|null|true|false", re.IGNORECASE)
_NUMERIC = re.compile(r"[-+]?[0-9][0-9A-Fa-fxXoO_.+-]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_SHORT_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Lines(NamedTuple):
    """A text as a block: ``header`` follows the key, ``body`` is every line with its break before it."""

    header: str
    body: str


class BlockMap(dict[str, Any]):
    """A map that stands on lines of its own wherever blocks may, however short it is."""


class BlockList(list[Any]):
    """The same of a list."""


def scalar(value: str, *, flow: bool = False, like: str | None = None) -> str:
    """``value`` on one line; ``flow`` inside brackets. ``like`` is the style to keep: ``"``, ``'`` or, plain, None."""
    if like in (None, "") and _may_be_plain(value, flow=flow):
        return value
    single = like == "'" or (like != '"' and ('"' in value or "\\" in value))
    if single and not _ESCAPED.search(value):
        return "'" + value.replace("'", "''") + "'"
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _ESCAPED.sub(lambda sign: _escape(sign[0]), quoted) + '"'


def _may_be_plain(value: str, *, flow: bool) -> bool:
    if not (_PLAIN if flow else _PLAIN_WITH_COMMAS).fullmatch(value) or _ESCAPED.search(value):
        return False
    if _NUMERIC.fullmatch(value):
        return _NUMBER.fullmatch(value) is not None
    return value in ("true", "false") or not _WORD.fullmatch(value)


def _escape(sign: str) -> str:
    return _SHORT_ESCAPES.get(sign) or f"\\u{ord(sign):04X}"


def may_be_block(value: str) -> bool:
    """Whether ``value`` can be written as a block after |, which keeps every character as it is."""
    first, last = value.split("\n", 1)[0], value.removesuffix("\n").rsplit("\n", 1)[-1]
    begins = first.strip(" ") != "" and not first.startswith(" ")
    return begins and last.strip(" ") != "" and not _IN_BLOCK.search(value)


def block_text(value: str, indent: int, line_break: str) -> Lines:
    """``value``, for which ``may_be_block`` holds, as a block that is indented by ``indent`` columns."""
    lines = value.removesuffix("\n").split("\n")
    body = "".join(line_break + (" " * indent + line if line else "") for line in lines)
    return Lines("|" if value.endswith("\n") else "|-", body)


def key(name: str, *, flow: bool = False) -> str:
    """The name of a field, quoted where another program would read a number or a truth value."""
    return scalar(name, flow=flow) if not _NUMERIC.fullmatch(name) and name not in ("true", "false") else f'"{name}"'


def inline(value: Any) -> str:
    """Any data on one line, as it stands inside brackets."""
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key(name, flow=True)}: {inline(inner)}" for name, inner in value.items()) + "}"
    return "[" + ", ".join(inline(inner) for inner in value) + "]"


def block(value: Any, column: int, step: int, line_break: str) -> str:
    """Any data as it follows ``key:`` or ``-``, which begins in ``column``: a space or a line break comes first."""
    if isinstance(value, str):
        if "\n" in value and may_be_block(value):
            return " " + "".join(block_text(value, column + step, line_break))
        return " " + scalar(value)
    if _fits_one_line(value, column):
        return " " + inline(value)
    indent = line_break + " " * (column + step)
    return "".join(indent + line for line in _lines(value, column + step, step, line_break))


def entry(value: Any, column: int, step: int, line_break: str) -> str:
    """An entry of a list with its hyphen in ``column``; the first field of a map stands behind the hyphen."""
    if isinstance(value, str) or _fits_one_line(value, column):
        return "-" + block(value, column, 2, line_break)
    indent = line_break + " " * (column + 2)
    return "- " + indent.join(_lines(value, column + 2, step, line_break))


def _lines(value: Any, column: int, step: int, line_break: str) -> Iterator[str]:
    """Each field or entry of ``value`` as it stands in ``column``."""
    if isinstance(value, Mapping):
        yield from (key(name) + ":" + block(inner, column, step, line_break) for name, inner in value.items())
    else:
        yield from (entry(inner, column, step, line_break) for inner in value)


def _fits_one_line(value: Mapping[str, Any] | Sequence[Any], column: int) -> bool:
    inside = value.values() if isinstance(value, Mapping) else value
    if value and isinstance(value, BlockMap | BlockList):
        return False
    if not all(isinstance(inner, str) and "\n" not in inner for inner in inside):
        return not value
    return column + len(inline(value)) <= WIDTH
