"""What is found in a spoilt file: line, column, severity and code of each problem, and the values that it names."""

import pytest

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.errors import BankError
from tests.builders import FILE, series
from tests.domain.spoilt import PROBLEMS, Case, in_bank, in_file, in_series
from tests.findings import shown, unnumbered


@pytest.mark.parametrize("case", PROBLEMS["banks"])
def test_the_problems_of_a_bank_are_found(case: Case) -> None:
    found = in_bank(case["new"], case.get("old"))
    assert [shown(problem) for problem in found] == [unnumbered(problem) for problem in case["problems"]]


@pytest.mark.parametrize("case", PROBLEMS["series"])
def test_the_problems_of_a_series_are_found(case: Case) -> None:
    found = in_series(case["text"])
    assert [shown(problem) for problem in found] == [unnumbered(problem) for problem in case["problems"]]
    assert {problem.file for problem in found} == {"series.yaml"}


@pytest.mark.parametrize("case", PROBLEMS["files"])
def test_the_problems_of_a_file_are_found(case: Case) -> None:
    assert refused(case["text"].encode()) == [unnumbered(problem) for problem in case["problems"]]


def refused(raw: bytes) -> list[str]:
    found = in_file(raw)
    assert {problem.file for problem in found} == {FILE}
    return [shown(problem) for problem in found]


def test_bytes_that_are_no_text_are_found() -> None:
    assert refused("a: 1\n가나: ".encode() + b"\xff") == ["2:5 error encoding byte=255"]


def test_a_file_that_is_too_large_is_found() -> None:
    assert refused(b"#" * 4_000_001) == ["1:1 error size size=4000001, limit=4000000"]


@pytest.mark.parametrize("raw", ["a: 1\n가나: ".encode() + b"\xff", b"#" * 4_000_001])
def test_a_bank_that_can_not_be_read_says_why_as_any_file_does(raw: bytes) -> None:
    with pytest.raises(BankError) as refusal:
        read_bank(raw, FILE, series())
    assert [shown(problem) for problem in refusal.value.problems] == refused(raw)
