"""What authors are told of a spoilt file, word for word: line, column, severity, code, fault and remedy."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from quiz.domain.bank_format.series import read_series
from quiz.domain.errors import BankError, Problem
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml
from tests.builders import FILE, bank_text, problems_of

TOLD = Path(__file__).with_name("problems_told.yaml").read_text(encoding="utf-8")
CASES = yaml.safe_load(TOLD.replace("KNOWN_KINDS", ", ".join(KINDS)))


def told(problem: Problem) -> str:
    place = f"{problem.line}:{problem.column}"
    return f"{place} {problem.severity} {problem.code}: {problem.message}; {problem.remedy}"


@pytest.mark.parametrize("case", CASES["banks"])
def test_a_problem_of_a_bank_is_told_in_these_words(case: Any) -> None:
    text = bank_text()
    assert text.count(case.get("old", text)) == 1
    changed = text.replace(case.get("old", text), case["new"])
    assert [told(problem) for problem in problems_of(changed)] == case["problems"]


@pytest.mark.parametrize("case", CASES["series"])
def test_a_problem_of_a_series_is_told_in_these_words(case: Any) -> None:
    with pytest.raises(BankError) as caught:
        read_series(case["text"].encode())
    assert [told(problem) for problem in caught.value.problems] == case["problems"]
    assert {problem.file for problem in caught.value.problems} == {"series.yaml"}


@pytest.mark.parametrize("case", CASES["files"])
def test_a_problem_of_a_file_is_told_in_these_words(case: Any) -> None:
    assert refused(case["text"].encode()) == case["problems"]


def refused(raw: bytes) -> list[str]:
    with pytest.raises(BankError) as caught:
        read_yaml(raw, FILE)
    assert {problem.file for problem in caught.value.problems} == {FILE}
    return [told(problem) for problem in caught.value.problems]


def test_bytes_that_are_no_text_are_told_in_these_words() -> None:
    assert refused("a: 1\n가나: ".encode() + b"\xff") == [
        "2:5 error encoding: byte 0xff is not UTF-8; save the file as UTF-8"
    ]


def test_a_file_that_is_too_large_is_told_in_these_words() -> None:
    assert refused(b"#" * 4_000_001) == [
        "1:1 error size: the file has 4000001 bytes, the limit is 4000000; split the bank into several files"
    ]
