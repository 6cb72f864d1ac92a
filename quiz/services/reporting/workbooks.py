"""Tables as a workbook that spreadsheets open as it is: numbers are numbers, and no text is ever a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_NAME = 31
"""Characters of a sheet's name that Excel takes."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet: its name, its head, which stays in view like its first column, and its lines."""

    name: str
    head: Sequence[str]
    lines: Sequence[Sequence[object]]


def xlsx_of(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as a workbook."""
    # It costs a worker some megabytes, and is wanted rarely.
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(sheet_name(sheet.name, taken))
            page.freeze_panes(1, 1)
            page.set_column(0, 0, 20)
            for column, word in enumerate(sheet.head):
                page.write_string(0, column, _writable(word), bold)
            for row, line in enumerate(sheet.lines, 1):
                for column, value in enumerate(line):
                    _write(page, row, column, value)
    return buffer.getvalue()


def _write(page: Any, row: int, column: int, value: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | float | Fraction) and not isinstance(value, bool):
        page.write_number(row, column, float(value))
    else:
        page.write_string(row, column, _writable(str(value)))


def _writable(text: str) -> str:
    """A text without what XML can't hold, cut where a cell ends."""
    return _UNWRITABLE.sub("", text)[:32_000]


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet, and that none of ``taken`` has; it is added to these."""
    plain = _FORBIDDEN.sub(" ", wanted).strip().strip("'").strip()[:LONGEST_NAME] or "Sheet"
    # Excel keeps this one for itself.
    plain = f"{plain} 1" if plain.casefold() == "history" else plain
    name, number = plain, 2
    while name.casefold() in taken:
        ending = f" {number}"
        name, number = plain[: LONGEST_NAME - len(ending)] + ending, number + 1
    taken.add(name.casefold())
    return name
