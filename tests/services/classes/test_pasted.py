"""Lists from spreadsheets, as schools save them."""

from __future__ import annotations

import codecs

import pytest

from quiz.services.classes.pasted import LARGEST, Unreadable, decode, lines_of

NAMES = "이름,점수\r\n가람,7\r\n똠방각하,8.5\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        NAMES.encode(),
        NAMES.encode("utf-8-sig"),
        NAMES.encode("cp949"),
        NAMES.encode("utf-16"),
        codecs.BOM_UTF16_BE + NAMES.encode("utf-16-be"),
        NAMES.encode("utf-16-le"),
        NAMES.encode("utf-16-be"),
        # EUC-KR has no syllable 똠: a part of CP949.
        NAMES.replace("똠방각하", "한결").encode("euc-kr"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_has(raw: bytes) -> None:
    assert [line.cells[0] for line in lines_of(decode(raw))] in (["이름", "가람", "똠방각하"], ["이름", "가람", "한결"])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"PK\x03\x04\x00\x00\xff\xd8\x00\xd8", "encoding"),
        (b"\x80\x81\xff\xff", "encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "encoding"),
        (b"\xff\xfe\x00", "encoding"),
        (b"x" * (LARGEST + 1), "too_large"),
    ],
)
def test_what_is_no_list_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(raw)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("가람\t7,5\n\n나래\t8", [("가람", "7,5"), ("나래", "8")]),
        ("가람;7,5\n나래;8", [("가람", "7,5"), ("나래", "8")]),
        ("가람,7\n나래,8", [("가람", "7"), ("나래", "8")]),
        ('"가람","7,5"\n나래 , 8', [("가람", "7,5"), ("나래", "8")]),
        ("가람", [("가람",)]),
        ("", []),
        ("\ufeff가람\t7", [("가람", "7")]),
        ('가람\t"7\n8"\n나래\t9', [("가람", "7\n8"), ("나래", "9")]),
    ],
)
def test_cells_are_parted_as_most_lines_have_them(text: str, cells: list[tuple[str, ...]]) -> None:
    assert [line.cells for line in lines_of(text)] == cells


def test_a_line_has_its_number_in_the_text() -> None:
    assert [line.number for line in lines_of('a\t"1\n2"\n\nb\t3')] == [1, 4]
