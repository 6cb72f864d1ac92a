"""What is found of the slips that happen to a teacher in a first bank."""

import unicodedata

import pytest

from quiz.domain.errors import Problem
from tests.domain.spoilt import SLIPS, Case, in_first_bank
from tests.domain.spoilt import problems_of_first as problems
from tests.findings import shown, unnumbered

BANK = SLIPS["bank"]


def without_numbers(text: str) -> list[Problem]:
    """As ``problems``, but the two languages need not state the same numbers."""
    return [problem for problem in problems(text) if problem.code != "C7"]


def test_the_bank_itself_is_without_a_slip() -> None:
    assert problems(BANK) == []


@pytest.mark.parametrize("slip", SLIPS["slips"], ids=map(str, range(len(SLIPS["slips"]))))
def test_a_slip_is_found(slip: Case) -> None:
    found = in_first_bank(slip["new"], slip["old"])
    assert [shown(problem) for problem in found] == [unnumbered(problem) for problem in slip["problems"]]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_ends_of_lines_of_other_systems_are_no_slip(end: str) -> None:
    assert problems(BANK.replace("\n", end)) == []


def test_a_cut_text_is_found_whatever_ends_the_lines() -> None:
    text = BANK.replace("자료 2, 4, 6의", "문제 #1 자료", 1)
    places = {(problem.code, problem.line, problem.column) for problem in problems(text.replace("\n", "\r\n"))}
    assert places == {("text-cut", 33, 11)}


def test_syllables_that_an_editor_took_apart_are_one_problem() -> None:
    (problem,) = problems(unicodedata.normalize("NFD", BANK))
    assert (problem.code, problem.line, problem.column) == ("K1", 2, 14)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("difficulty: 1", "difficulty: 1 # easy"),
        ("kind: true_false", "kind: true_false # O/X"),
        ("answer: (a + 10) / 3", "answer: (a + 10) / 3 # the mean"),
        ("id: median-of-five", "id: median-of-five # the first"),
        ("    section: \"1.1\"\n", "    section: \"1.1\" # averages\n"),
        ("year: 2019}", "year: 2019} # second edition"),
        ("[2, 5, 8]}", "[2, 5, 8]} # three draws"),
        ("        text: \"2\"", "        text: \"2\" # the smallest"),
        ("    options:\n", "    options: # three\n"),
        ("questions:\n", "# now the questions\nquestions:\n"),
        ("      ko: |\n", "      ko: | # a block\n"),
        ("자료 2, 4, 6의", "C#과 자료#의"),
        ("자료 2, 4, 6의", "😀 자료의"),
    ],
)  # fmt: skip
def test_a_comment_that_cuts_no_text_stays_possible(old: str, new: str) -> None:
    assert old in BANK
    assert without_numbers(BANK.replace(old, new, 1)) == []


@pytest.mark.parametrize(
    "text",
    [
        "\"문제 #1의 중앙값은?\"",
        "'문제 #1의 중앙값은?'",
        "|\n        문제 #1의 중앙값은?",
        "'“2, 4, 6”'",
        "“가” 그룹과 “나” 그룹의 차이는?",
        "$5와 $6의 차이는?",
        "값 a < b이고 b > c이면?",
        "\"[여기](https://www.naver.com)를 보세요\"",
        "'`<b>`와 `$ x $`는 무엇인가요?'",
    ],
)  # fmt: skip
def test_what_is_meant_as_it_is_written_is_not_told(text: str) -> None:
    assert without_numbers(BANK.replace("자료 2, 4, 6의 중앙값은 무엇인가요?", text, 1)) == []
