"""What is said of a teacher's mistakes, where, in Korean and in English; in Korean without a parser's English."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.field_aliases import OTHER_WORDS
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.quizzes import Draw, Quiz
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import BankError, Problem
from quiz.domain.questions import KINDS
from quiz.language import catalogue, localizer
from tests.domain.spoilt import outcomes
from tests.findings import wording

TABLE = Path(__file__).with_name("mistakes_told.yaml")
TOLD: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
BANK: str = TOLD["bank"]
FILE = "2026-03.yaml"
SERIES = read_series(b"series: stats\ntitle: Stats\nlanguages: [ko]\nprofile: open\nparts: [{id: '1', title: Term}]\n")
KOREAN, ENGLISH = localizer("ko"), localizer("en")


def problems_in(raw: bytes) -> list[Problem]:
    """What is found in a bank, hints left out; its folder holds one picture."""
    try:
        found = read_bank(raw, FILE, SERIES, lambda name: 100 if name == "dots.png" else None).warnings
    except BankError as error:
        found = error.problems
    return [problem for problem in found if problem.severity != "hint"]


def said(raw: bytes) -> list[dict[str, str]]:
    """Each problem as the table has it."""
    return [
        {
            "at": f"{problem.line}:{problem.column} {problem.severity} {problem.code}",
            "ko": f"{problem.message.said(KOREAN)}; {problem.remedy.said(KOREAN)}",
            "en": f"{problem.message.said(ENGLISH)}; {problem.remedy.said(ENGLISH)}",
        }
        for problem in problems_in(raw)
    ]


def changed(row: dict[str, Any]) -> bytes:
    assert row["old"] in BANK
    return BANK.replace(row["old"], row["new"], 1).encode()


def test_the_bank_itself_is_without_a_mistake() -> None:
    assert said(BANK.encode()) == []


@pytest.mark.parametrize("row", TOLD["mistakes"], ids=lambda row: row["new"][:40])
def test_a_mistake_is_told_at_its_place(row: dict[str, Any]) -> None:
    assert said(changed(row)) == row["told"]


@pytest.mark.parametrize(
    ("raw", "at", "ko", "en"),
    [
        (
            BANK.encode("cp949"),
            "2:8 error encoding",
            "파일이 CP949(EUC-KR)로 저장되어 있어요",
            "the file is saved in the Korean code page CP949 (EUC-KR)",
        ),
        (
            BANK.encode("utf-16"),
            "1:1 error encoding",
            "파일이 UTF-16으로 저장되어 있어요",
            "the file is saved as UTF-16",
        ),
        (
            unicodedata.normalize("NFD", BANK).encode(),
            "2:8 error K1",
            "이 파일의 한글이 자모로 나뉘어 있어요(NFD, 61줄)",
            "the syllables of this file are taken apart (NFD)",
        ),
        (
            b"PK\x03\x04\x14\x00\x06\x00\x08\x00",
            "1:1 error encoding",
            "텍스트 파일이 아니라 워드, 엑셀, 한글 같은 프로그램의 파일이에요",
            "this is a file of Word, Excel or another program, no text",
        ),
        (b"%PDF-1.7\n", "1:1 error encoding", "텍스트 파일이 아니라 PDF 파일이에요", "this is a PDF, no text"),
        (b"\x89PNG\r\n", "1:1 error encoding", "텍스트 파일이 아니라 그림 파일이에요", "this is a picture, no text"),
        (b"", "1:1 error empty", "파일이 비어 있어요", "the file is empty"),
        (b"# 1\n", "1:1 error empty", "파일이 비어 있어요", "the file is empty"),
        (
            "문제,보기1,보기2,정답\n중앙값은?,3,5,1\n".encode(),
            "1:1 error structure",
            "파일에 필드가 없고 텍스트만 있어요",
            "the file holds no fields, only text",
        ),
        (
            "문제\t보기1\t정답\n".encode(),
            "1:3 error tab",
            "탭 문자가 있어요",
            "a tab character",
        ),
        (
            b"<!DOCTYPE html>\n",
            "1:1 error structure",
            "파일에 필드가 없고 텍스트만 있어요",
            "the file holds no fields, only text",
        ),
        (
            b"- kind: true_false\n  prompt: a\n  answer: true\n",
            "1:1 error structure",
            "파일에 목록만 있어요",
            "the file holds a list alone",
        ),
        (b'{\n\t"bank": "a",\n\t"title": "b"\n}\n', "2:1 error tab", "탭 문자가 있어요", "a tab character"),
        (
            BANK.encode() + b"---\n" + BANK.encode(),
            "152:1 error documents",
            "파일 하나에 문서가 둘 있어요",
            "a second document in one file",
        ),
        (
            b"```yaml\n" + BANK.encode() + b"```\n",
            "1:1 error yaml",
            "``` 기호는 마크다운에서 쓰는 것이에요",
            "``` belongs to Markdown",
        ),
        (
            BANK.replace("questions:\n", "questions:\n<<<<<<< HEAD\n").encode(),
            "19:1 error yaml",
            "깃(git)에서 충돌한 내용이 그대로 남아 있어요",
            "git left both sides of a conflict here",
        ),
    ],
    ids=range(16),
)
def test_a_file_that_is_no_bank_is_told_as_what_it_is(raw: bytes, at: str, ko: str, en: str) -> None:
    (found,) = said(raw)
    assert (found["at"], found["ko"].split(";")[0], found["en"].split(";")[0]) == (at, ko, en)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("kind: true_false\nprompt: a\nanswer: true\n", "it belongs to a question"),
        ("series: a\ntitle: b\nparts: []\n", "it belongs to series.yaml"),
        ("bank: a\nquestions:\n  - {type: true_false, prompt: a, answer: true}\n", "did you mean 'kind'?"),
        ("bank: a\nquestions:\n  - {prompt: a, answer: true}\n", "'kind' is missing"),
        ("bank: a\nquestions:\n  - {kind: , prompt: a}\n", "'kind' is empty"),
        ("bank: a\nquestions:\n  - {kind: [essay], prompt: a}\n", "'kind' is a list"),
        (
            "bank: a\nquestions:\n  - {kind: true_false, prompt: '[a](/naver.com \"b\")', answer: true}\n",
            "write the whole address",
        ),
    ],
)
def test_what_belongs_elsewhere_says_where(text: str, first: str) -> None:
    assert any(first in found["en"] for found in said(text.encode()))


def _names() -> set[str]:
    """The words of the format: its keys, kinds and values."""
    models: list[type[BaseModel]] = [Header, Quiz, Draw, Series, *KINDS.values()]
    fields = {info.alias or name for model in models for name, info in model.model_fields.items()}
    return {part for name in {*fields, *KINDS, *OTHER_WORDS} for part in name.split("_")}


_OTHERS = """
YAML UTF CP EUC KR NFC NFD PDF HTML git https http svg png jpg webp gif yaml media file true false id arXiv
anchor alias tag router top two sqrt not and or all book each many one rect width height circle case
patterns proportional pt BR yes
"""
KNOWN = {*_names(), *_OTHERS.split()}
"""Latin words that a message in Korean may hold."""


def test_what_is_said_in_korean_is_korean() -> None:
    """Every sentence of a finding: without its values, what is left in Latin letters are names of the format."""
    found = {
        template
        for _, problems in outcomes()
        for problem in problems
        for template in wording(problem.message, problem.remedy)
    }
    found |= {
        template
        for row in TOLD["mistakes"]
        for problem in problems_in(changed(row))
        for template in wording(problem.message, problem.remedy)
    }
    english: dict[str, set[str]] = {}
    for template in found:
        words = re.sub(r"%\(\w+\)\d*\w|\"[^\"]*\"|'[^']*'|`[^`]*`|\\\w+", " ", catalogue("ko").gettext(template))
        left = {word for word in re.findall(r"[A-Za-z]{2,}", words) if word not in KNOWN}
        if left:
            english[template] = left
    assert english == {}


def write_again() -> None:
    """Write what is said now into the table, to be read over as a difference."""
    head, _, _ = TABLE.read_text(encoding="utf-8").partition("\nmistakes:\n")
    rows = [{**row, "told": said(changed(row))} for row in TOLD["mistakes"]]
    written = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=10_000)
    TABLE.write_text(f"{head}\nmistakes:\n{written}", encoding="utf-8")


if __name__ == "__main__":
    write_again()
