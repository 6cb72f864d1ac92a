"""Files and pasted text from spreadsheets: read in whatever encoding they have, and parted into lines of cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 1_000_000
"""Bytes of a file that is read."""
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = "\t;,"


class Unreadable(ValueError):
    """A file that is no text, or too large: ``code`` is ``too_large`` or ``encoding``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line with its number in the text, from 1 on, and its cells without spaces around them."""

    number: int
    cells: tuple[str, ...]


def decode(raw: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 by its mark or its zero bytes, else CP949, which includes EUC-KR.

    Raises ``Unreadable``.
    """
    if len(raw) > LARGEST:
        raise Unreadable("too_large")
    for mark, encoding in _MARKED:
        if raw.startswith(mark):
            return _decoded(raw, encoding)
    for encoding in ("utf-8", "cp949"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _plain(text)
    raise Unreadable("encoding")


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return _plain(raw.decode(encoding))
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error


def _plain(text: str) -> str:
    if "\x00" in text:
        raise Unreadable("encoding")
    return text


def lines_of(text: str) -> list[Line]:
    """The lines that hold anything. Cells are parted by tabs, else semicolons, else commas, as most lines have them."""
    separator = _separator(text)
    return [line for line in _lines(text, separator) if any(line.cells)]


def _separator(text: str) -> str:
    """A decimal comma is no separator where tabs or semicolons part the cells."""
    filled = [line for line in text.splitlines() if line.strip()]
    for one in _SEPARATORS:
        if sum(one in line for line in filled) * 2 > len(filled):
            return one
    return ","


def _lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            yield Line(number=before + 1, cells=tuple(cell.strip() for cell in cells))
            before = reader.line_num
    except csv.Error:
        # A quotation that swallowed the rest of a long file.
        return
