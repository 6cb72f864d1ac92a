"""Tables for spreadsheets: readable in Korean, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: object) -> object:
    """A cell that is shown and never run: a text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) or text.startswith(_RUNS) else text


def csv_of(lines: Iterable[Sequence[object]]) -> str:
    """The lines as CSV with a byte order mark, without which spreadsheets misread Hangul."""
    buffer = io.StringIO(newline="")
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    for line in lines:
        writer.writerow([harmless(value) for value in line])
    return buffer.getvalue()
