"""Files and pasted text from spreadsheets: read in whatever encoding they have, and parted into lines of cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from quiz.services.classes.faults import ClassError

LARGEST = 1_000_000
"""Bytes of a file that is read."""
_SEPARATORS = "\t;,"


class Unreadable(ClassError):
    """A file that is no text, or too large: ``code`` is ``too_large`` or ``encoding``."""


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
    for encoding in _encodings(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("encoding")


def _encodings(raw: bytes) -> tuple[str, ...]:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\x00" in raw[:200]:
        # UTF-16 without a mark: of each pair the higher byte is zero in commas, digits and ends of lines.
        return ("utf-16-be",) if raw[::2].count(0) > raw[1::2].count(0) else ("utf-16-le",)
    return ("utf-8-sig", "cp949")


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
