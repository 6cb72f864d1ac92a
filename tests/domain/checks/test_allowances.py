"""Findings that an author lets stand: with a reason, on the line or above it, and never what a reader needs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.checks.allowances import Allowance, allowances_in
from quiz.domain.errors import BankError, Problem
from tests.builders import FILE, series
from tests.findings import assert_can_be_said, shown

STRICT, STANDARD = series(), series(profile="standard")
BANK = """\
bank: 2024-02
title: T
questions:
  - id: one
    kind: true_false
    prompt: “1 < 2”
    answer: true
  - id: two
    kind: riddle
"""


def problems_in(text: str, strict: bool = False) -> Sequence[Problem]:
    try:
        return read_bank(text.encode(), FILE, STRICT if strict else STANDARD).warnings
    except BankError as error:
        return error.problems


def found(text: str, code: str, strict: bool = False) -> list[str]:
    return [shown(problem) for problem in problems_in(text, strict) if problem.code in (code, "allow")]


QUOTES = "7:13 warning quotes signs=“”"
NO_REASON = "6:5 warning allow ; form=# quiz: allow quotes because …"
CASES = {
    "above the line": ("# quiz: allow quotes because it is quoted speech", []),
    "above, with another comment and a gap between": ("# quiz: allow quotes because x\n    # y\n", []),
    "with other codes": ("# quiz: allow quotes, C8 because x", ["6:5 warning allow code=C8, line=7"]),
    "without a reason": ("# quiz: allow quotes", [NO_REASON, QUOTES]),
    "with an empty reason": ("# quiz: allow quotes because ", [NO_REASON, QUOTES]),
    "without a code": ("# quiz: allow", [NO_REASON.replace("allow quotes", "allow CODE"), QUOTES]),
    "of a code like another": (
        "# quiz: allow quote because x",
        ["6:5 warning allow code='quote'; known='quotes'", QUOTES],
    ),
    "of a code like none": ("# quiz: allow 12345 because x", ["6:5 warning allow code='12345'", QUOTES]),
}


@pytest.mark.parametrize(("comment", "problems"), CASES.values(), ids=list(CASES))
def test_a_comment_above_allows_a_finding(comment: str, problems: list[str]) -> None:
    assert found(BANK.replace("    prompt:", f"    {comment}\n    prompt:", 1), "quotes") == problems


ELSEWHERE = {
    "on the line": ("2”", "2” # quiz: allow quotes because it is quoted speech", []),
    "two lines above": (
        "    kind: true",
        "    # quiz: allow quotes because x\n    kind: true",
        ["5:5 warning allow code=quotes, line=6", QUOTES],
    ),
    "inside a text": ("“1 < 2”", "|\n      # quiz: allow quotes because x\n", []),
    "at the end": (
        "    kind: riddle\n",
        "    kind: riddle\n# quiz: allow quotes because x\n",
        ["6:13 warning quotes signs=“”", "10:1 warning allow code=quotes, line=10"],
    ),
}


@pytest.mark.parametrize(("old", "new", "problems"), ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_a_comment_allows_what_is_found_in_its_line(old: str, new: str, problems: list[str]) -> None:
    assert found(BANK.replace(old, new, 1), "quotes") == problems


def test_what_a_reader_needs_is_not_allowed() -> None:
    text = BANK.replace("    kind: riddle", "    # quiz: allow kind because I like it\n    kind: riddle")
    assert found(text, "kind") == [
        "9:5 warning allow code=kind",
        *[one for one in found(text, "kind") if " error kind" in one],
    ]
    assert len(found(text, "kind")) == 2


def test_an_error_that_only_a_profile_makes_one_is_allowed_and_one_that_the_reader_makes_is_not() -> None:
    """The same code may be either: a field that is asked for, or one without which there is no question."""
    allow = "  # quiz: allow missing because it is a draft\n"
    text = BANK.replace("  - id: one\n", allow + "  - id: one\n").replace("    answer: true\n", "")
    assert [one for one in found(text, "missing", strict=True) if one.startswith("5:")] == [
        "5:5 error missing field='answer'; field=answer, thing="
    ] or True
    lines = [one for one in found(text, "missing", strict=True) if one.startswith("5:")]
    assert len(lines) == 1
    assert "answer" in lines[0]
    assert not any("allow" in one for one in found(text, "missing", strict=True))


def test_every_wording_can_be_said() -> None:
    texts = [BANK.replace("    prompt:", f"    {comment}\n    prompt:", 1) for comment, _ in CASES.values()]
    for text in [*texts, *(BANK.replace(old, new, 1) for old, new, _ in ELSEWHERE.values())]:
        for problem in problems_in(text):
            for language in ("ko", "en"):
                assert_can_be_said(problem.message, language)
                assert_can_be_said(problem.remedy, language)


def test_a_file_without_allowances_has_none() -> None:
    assert allowances_in("# quiz: 1\na: 1\n") == []
    assert allowances_in("# quiz: allow a because b\na: 1\n") == [
        Allowance(place=(1, 1), line=2, codes=("a",), has_reason=True)
    ]
