"""Every code is explained in both languages, and its examples are what they are said to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import indent

import pytest

from quiz.domain.authoring.explaining import EXPLANATIONS, explanation_of
from quiz.domain.authoring.explanation import Explanation
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.glossary import read_glossary
from quiz.domain.bank_format.series import read_series
from quiz.domain.checks.policy import POLICY
from quiz.domain.errors import BankError, Problem
from tests.builders import FILE, series
from tests.findings import assert_can_be_said

OPEN = series(profile="open")
OF_SHELL = {"layout"}
"""Codes of what commands report besides the checks."""
TRIED = {code: one for code, one in EXPLANATIONS.items() if one.within}
HEAD = "bank: 2024-02\ntitle: T\nsources: {book: {title: 통계학}}\n"
FRAME = "objectives: {LO-2.1: {level: apply, text: x}}\nsections: {'2.1': {title: x, notes: x}}\nquestions:\n"
ONE = "questions:\n  - {kind: true_false, prompt: 1 < 2, answer: true}\n"


def test_every_code_that_a_finding_can_carry_is_explained() -> None:
    assert EXPLANATIONS.keys() == POLICY.keys() | OF_SHELL
    assert explanation_of("tab") == EXPLANATIONS["tab"]
    assert explanation_of("riddle") is None


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_an_explanation_can_be_said(code: str) -> None:
    one = EXPLANATIONS[code]
    for words in (one.means, one.why, one.remedy):
        for language in ("ko", "en"):
            assert_can_be_said(words, language)
    assert one.wrong != one.right


@pytest.mark.parametrize("code", TRIED)
def test_the_wrong_example_has_the_finding_and_the_right_one_has_not(code: str) -> None:
    one = TRIED[code]
    assert code in {problem.code for problem in problems_in(one, one.wrong)}
    found = {problem.code: str(problem) for problem in problems_in(one, one.right)}
    assert found.get(code) is None


@pytest.mark.parametrize("code", TRIED)
def test_the_right_example_is_right_in_all_else_that_is_needed(code: str) -> None:
    one = TRIED[code]
    left = [str(problem) for problem in problems_in(one, one.right) if problem.severity == "error"]
    assert one.within == "file" or left == []


def problems_in(one: Explanation, example: str) -> Sequence[Problem]:
    read: Callable[[bytes], object] = lambda raw: read_bank(raw, FILE, OPEN, lambda name: 100)  # noqa: E731
    text = example
    if one.within == "series":
        read = read_series
    elif one.within == "glossary":
        read = lambda raw: read_glossary(raw, "glossary.yaml", ("ko", "en"))  # noqa: E731
    elif one.within == "bank":
        own = [line for line in HEAD.splitlines() if f"\n{line.partition(':')[0]}:" not in f"\n{example}"]
        text = "\n".join([*own, example, *([] if "questions:" in example else [ONE])])
    elif one.within == "question":
        text = HEAD + FRAME + "  - " + indent(example, "    ").lstrip() + "\n"
    try:
        found = read(text.encode())
    except BankError as error:
        return error.problems
    return getattr(found, "warnings", ())
