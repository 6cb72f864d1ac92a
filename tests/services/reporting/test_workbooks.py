"""A workbook is read back: texts stay texts, numbers numbers, and nothing of it is ever run."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from quiz.services.reporting.workbooks import Sheet, sheet_name, xlsx_of

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a.example")', "http://a.example", "{=1}", "\t=1", "7")


def cells_of(content: bytes) -> list[list[str | float]]:
    """The cells of the first sheet; a formula or a link fails."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    assert not sheet.findall(".//x:f", NS)
    assert not sheet.findall(".//x:hyperlink", NS)
    texts = ["".join(part.text or "" for part in one.iter(f"{{{NS['x']}}}t")) for one in shared.findall("x:si", NS)]

    def value(cell: ElementTree.Element) -> str | float:
        found = cell.findtext("x:v", "", NS)
        return texts[int(found)] if cell.get("t") == "s" else float(found)

    return [[value(cell) for cell in row.findall("x:c", NS)] for row in sheet.findall(".//x:row", NS)]


def test_no_text_is_a_formula_a_link_or_a_number() -> None:
    found = cells_of(xlsx_of([Sheet(name="반", head=["이름", "점수"], lines=[[one, 1] for one in HOSTILE])]))
    assert [row[0] for row in found[1:]] == list(HOSTILE)
    assert found[0] == ["이름", "점수"]


def test_numbers_are_numbers_and_nothing_is_empty() -> None:
    found = cells_of(xlsx_of([Sheet(name="반", head=["가"], lines=[[7, 7.25, Fraction(1, 4), "", None, "한글\x01"]])]))
    assert found[1] == [7.0, 7.25, 0.25, "한글"]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("인공지능 1반", "인공지능 1반"),
        ("a/b: [c]*?\\", "a b   c"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("", "Sheet"),
        ("History", "History 1"),
        ("taken", "taken 2"),
    ],
)
def test_the_name_of_a_sheet_is_one_that_excel_takes(wanted: str, name: str) -> None:
    assert sheet_name(wanted, {"taken"}) == name
