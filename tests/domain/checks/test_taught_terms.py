"""Terms of the glossary that a question uses or asks for, held against the study notes of its bank."""

from __future__ import annotations

import pytest

from tests.builders import bank_text, both, definition
from tests.domain.spoilt import in_bank_with
from tests.findings import assert_can_be_said

GLOSSARY = """\
terms:
  rank:
    term: {ko: 랭크, en: rank}
    meaning: {ko: 행렬이 가진 방향의 수예요., en: How many directions a matrix has.}
    also: [계수]
"""
CLOZE = {"1": {"kind": "text", "answers": [{"text": ["계수", "rank"]}]}}


def section(ko: str, en: str) -> dict[str, object]:
    return {"2.1": {"title": both("가벼운 모델", "Light models"), "notes": both(ko, en)}}


def found(question: dict[str, object], ko: str = "행렬을 봐요.", en: str = "About matrices.") -> list[str]:
    """What is found of one question in a bank with these notes: the place, and the term that is not taught."""
    text = bank_text(questions=[question], quizzes=None, sections=section(ko, en))
    problems = [problem for problem in in_bank_with(GLOSSARY, text) if problem.code == "untaught"]
    for problem in problems:
        assert_can_be_said(problem.message, "ko")
        assert_can_be_said(problem.remedy, "ko")
    lines = text.split("\n")
    return [
        f"{lines[problem.line - 1].strip().split(':')[0]}: {problem.message.values['term']}" for problem in problems
    ]


@pytest.mark.parametrize(
    ("ko", "en", "told"),
    [
        ("행렬의 랭크는?", "Which one?", ["ko: '랭크'"]),
        ("어느 것인가요?", "Two ranks or one?", ["en: 'rank'"]),
        # Each term is told once a question.
        ("랭크와 계수는?", "Which rank?", ["ko: '랭크'"]),
        ("프랭크는?", "Which crank, ranked?", []),
    ],
)
def test_a_term_in_a_prompt_is_told_where_no_note_holds_it(ko: str, en: str, told: list[str]) -> None:
    assert found(definition("single_choice", prompt=both(ko, en))) == told


@pytest.mark.parametrize(("ko", "en"), [("랭크예요.", "Its rank."), ("계수를 봐요.", "Ranks differ.")])
def test_a_note_teaches_a_term_by_any_of_its_forms(ko: str, en: str) -> None:
    assert found(definition("single_choice", prompt=both("랭크는?", "Which rank?")), ko, en) == []


def test_a_term_that_is_to_be_typed_is_one_that_was_taught() -> None:
    typed = definition("short_text", answers=[{"text": ["랭크", "rank"]}], accept=None, reject=None)
    assert found(typed) == ["- text: '랭크'"]
    assert found(typed, "랭크예요.", "Its rank.") == []


def test_the_gaps_of_a_text_are_held_against_the_notes_too() -> None:
    gaps = definition("cloze", text=both("여기 [[1]]예요.", "Here: [[1]]."), gaps=CLOZE)
    assert found(gaps) == ["- text: '랭크'"]


def test_a_bank_without_notes_is_not_asked_for_them() -> None:
    text = bank_text(
        questions=[definition("single_choice", prompt=both("랭크는?", "Which rank?"))],
        quizzes=None,
        sections={"2.1": {"title": both("가벼운 모델", "Light models")}},
    )
    assert [problem.code for problem in in_bank_with(GLOSSARY, text) if problem.code == "untaught"] == []
