"""Tables for spreadsheets: no cell is run as a formula, and every text is still itself."""

from __future__ import annotations

import csv
import io

import pytest

from quiz.services.reporting.spreadsheets import csv_of, harmless


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM",
        '=HYPERLINK("http://evil.example","달")',
    ],
)
def test_what_begins_like_a_formula_is_shown_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "가람", "a=b", "1+1", "'quoted", "O'Brien", "2024-01", "100 %", "…=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("number", [0, -1, 1.5, -0.25, True, False])
def test_numbers_stay_numbers(number: float) -> None:
    assert harmless(number) is number


def test_a_table_begins_with_the_mark_that_keeps_hangul_readable() -> None:
    text = csv_of([["이름", "점수"], ["가람", 97.5]])
    assert text == "\ufeff이름,점수\r\n가람,97.5\r\n"


def test_every_cell_comes_back_from_a_reader() -> None:
    lines = [["a,b", 'say "moon"', "two\nlines", "=1", -2], ["", "🌕", "; DROP", "\u202eabc", 0]]
    read = list(csv.reader(io.StringIO(csv_of(lines).removeprefix("\ufeff"), newline="")))
    assert read == [["a,b", 'say "moon"', "two\nlines", "'=1", "-2"], ["", "🌕", "; DROP", "\u202eabc", "0"]]


def test_no_lines_are_an_empty_table() -> None:
    assert csv_of([]) == "\ufeff"
