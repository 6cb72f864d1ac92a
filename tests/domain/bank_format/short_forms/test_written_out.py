"""Each short form is read as if it were written out, at the place where it stands."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.bank_format.bank import content_hash, read_bank
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import BankError
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml
from tests.builders import NAMES, WORDS, as_yaml, both, definition
from tests.domain.bank_format.short_forms.forms import (
    BUSY,
    FRAME,
    by_text,
    in_list,
    long_of,
    question_in,
    read,
    shortened,
)


def course(**changes: str) -> Series:
    fields = {"series": "stats", "title": "통계", "languages": "[ko]", "profile": "open", **changes}
    lines = [f"{key}: {value}" for key, value in fields.items()]
    return read_series("\n".join([*lines, "parts: [{id: a, title: 1부}]"]).encode())


def test_a_bank_as_a_busy_teacher_writes_it_has_no_error() -> None:
    bank = read_bank(BUSY, "2026-05.yaml", course())
    assert len(bank.questions) == 10
    assert {problem.severity for problem in bank.warnings} == {"hint"}
    assert [quiz.size() for quiz in bank.header.quizzes] == [10, 10]
    assert {(question.section, question.objective) for question in bank.questions} == {("1.1", "LO-1")}


OPTIONS = [{"id": "평균", "text": "평균"}, {"id": "중앙값", "text": "중앙값"}, {"id": "범위", "text": "범위"}]


def right(*numbers: int) -> list[dict[str, str]]:
    return [{**option, **({"correct": "true"} if place in numbers else {})} for place, option in enumerate(OPTIONS)]


@pytest.mark.parametrize(
    "answer",
    ["중앙값", "B", "b", "2", "②", "2번", "(2)", "B.", "[B]", "나", "ㄴ", " 중앙값 "],
)
def test_an_answer_names_an_option_by_its_text_its_letter_or_its_number(answer: str) -> None:
    found = question_in(f'kind: single_choice\noptions: [평균, 중앙값, 범위]\nanswer: "{answer}"')
    assert found["options"] == right(1)
    assert "answer" not in found


@pytest.mark.parametrize("answer", ["[평균, 범위]", "[A, C]", "A, C", '"1,3"', "평균, 범위", "\n  - ①\n  - 범위"])
def test_an_answer_names_several_options(answer: str) -> None:
    found = question_in(f"kind: multiple_choice\noptions: [평균, 중앙값, 범위]\nanswer: {answer}")
    assert found["options"] == right(0, 2)


def test_an_option_with_a_comma_is_named_whole() -> None:
    found = question_in('kind: single_choice\noptions: ["1, 2", "2, 3"]\nanswer: 1, 2')
    assert [option.get("correct") for option in found["options"]] == ["true", None]


def test_a_text_with_a_comma_that_may_be_two_entries_is_an_error() -> None:
    lines = 'kind: multiple_choice\noptions: ["1, 2", "2, 3", "3"]\nanswer: 1, 2'
    (problem,) = read(FRAME + in_list(lines)).problems
    assert (problem.code, problem.line, problem.column) == ("two-readings", 6, 13)
    found = question_in('kind: multiple_choice\noptions: ["1, 2", "2, 3", "3"]\nanswer: [A, C]')
    assert [option.get("correct") for option in found["options"]] == ["true", None, "true"]


def test_options_that_begin_with_their_letter_are_named_without_it() -> None:
    found = question_in('kind: single_choice\noptions: ["A. 평균", "B. 중앙값"]\nanswer: 중앙값')
    assert [option.get("correct") for option in found["options"]] == [None, "true"]


@pytest.mark.parametrize(
    ("options", "answer", "place"),
    [("[{text: 가, correct: yes}, 나]", "나", (5, 25)), ("[{text: 가, correct: no}, 나]", "가", (5, 25))],
)
def test_an_answer_that_says_otherwise_than_the_marks_is_an_error(
    options: str, answer: str, place: tuple[int, int]
) -> None:
    (problem,) = read(FRAME + in_list(f"kind: single_choice\noptions: {options}\nanswer: {answer}")).problems
    assert (problem.code, problem.line, problem.column) == ("two-readings", *place)
    assert "as what is marked, or as what answer: names" in str(problem)


def test_an_answer_that_says_the_same_as_the_marks_is_none() -> None:
    found = question_in("kind: single_choice\noptions: [{text: 가, correct: yes}, 나]\nanswer: 가")
    assert [option.get("correct") for option in found["options"]] == ["true", None]


def test_what_can_be_no_entry_is_left_to_the_reader() -> None:
    found = question_in("kind: ordering\nitems: [{text: [가]}, 나, [다]]")
    assert [item.get("id") for item in found["items"][:2]] == [found["items"][0]["id"], "나"]
    for lines in ("options: [가, 나]\nanswer: {a: b}", "options: []\nanswer: A", "options: 가\nanswer: A"):
        assert "answer" in question_in(f"kind: single_choice\n{lines}")


def test_a_list_that_is_far_too_long_is_left_to_the_reader() -> None:
    many = ", ".join(f"n{number}" for number in range(41))
    for lines in (
        f"kind: ordering\nitems: [{many}]",
        f"kind: single_choice\noptions: [{many}]\nanswer: A",
        f"kind: matrix\nrows: [{many}]\ncolumns: [가, 나]",
        f"kind: cloze\ntext: '{'[[가|나]] ' * 3_000}'",
    ):
        assert read(FRAME + in_list(lines)).problems == ()
    quiz = f"quizzes: [{{id: q, mode: practice, draw: [{'{questions: all}, ' * 101}]}}]\n"
    assert read(quiz + SOME).document.data["quizzes"][0]["draw"][0] == {"questions": "all"}


def test_of_far_too_many_pairs_and_bins_the_first_are_read() -> None:
    many = ", ".join(f"n{number}: m{number}" for number in range(45))
    assert len(question_in(f"kind: matching\npairs: {{{many}}}")["left"]) == 40
    bins = ", ".join(f"n{number}: [m{number}]" for number in range(45))
    assert len(question_in(f"kind: categorize\nbins: {{{bins}}}")["bins"]) == 40


def test_a_far_too_long_answer_is_compared_with_nothing() -> None:
    (problem,) = read(FRAME + in_list(f"kind: single_choice\noptions: [가, 나]\nanswer: {'긴' * 300}")).problems
    assert "or its letter, A to B" in str(problem)


def test_gaps_that_are_written_otherwise_than_read_are_found_at_their_text() -> None:
    document = read(FRAME + in_list('kind: cloze\ntext: "[[\\uAC00|나]]"')).document
    assert document.place(("questions", 0, "gaps", "1")) == (5, 11)
    lines = "kind: cloze\ntext: |\n" + "  줄\n" * 205 + "  [[가|나]]"
    assert read(FRAME + in_list(lines)).document.place(("questions", 0, "gaps", "1")) == (5, 11)


def test_options_have_texts_in_each_language_and_ids_of_their_own() -> None:
    lines = "kind: single_choice\noptions:\n  - {ko: 평균, en: Mean}\n  - {id: mid, text: 중앙값}\nanswer: mid"
    assert question_in(lines)["options"] == [
        {"id": "mean", "text": both("평균", "Mean")},
        {"id": "mid", "text": "중앙값", "correct": "true"},
    ]


TRUE = ["true", "yes", "Yes", "y", "T", "O", "○", "참", "예", "네", "맞음", "맞다", "옳다", "그렇다"]
FALSE = ["false", "no", "N", "f", "X", "×", "거짓", "아니요", "아니오", "틀리다", "틀림", "그르다"]


@pytest.mark.parametrize(("words", "truth"), [(TRUE, "true"), (FALSE, "false")])
def test_a_truth_has_many_words(words: list[str], truth: str) -> None:
    for word in words:
        assert question_in(f"kind: true_false\nanswer: {word}")["answer"] == truth
        found = question_in(f"kind: single_choice\noptions:\n  - {{text: a, correct: {word}}}\n  - b")
        assert found["options"][0]["correct"] == truth


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("kind: true_false\nvariables: {x: [1, 2]}\nanswer: x", (6, 13)),
        ("kind: single_choice\nsets: [{no: 1}]\noptions:\n  - {text: a, correct: no}\n  - b", (7, 28)),
    ],
)
def test_a_truth_that_is_a_variable_too_is_an_error_that_shows_both(lines: str, place: tuple[int, int]) -> None:
    (problem,) = read(FRAME + in_list(lines)).problems
    assert (problem.code, (problem.line, problem.column)) == ("two-readings", place)
    assert "as false, or as the variable" in str(problem)


def test_a_condition_on_variables_stays_one() -> None:
    assert question_in("kind: true_false\nvariables: {x: [1, 2]}\nanswer: x > 1")["answer"] == "x > 1"


@pytest.mark.parametrize(
    ("written", "tolerance"),
    [
        ("0.01", {"absolute": "0.01"}),
        ("±0.01", {"absolute": "0.01"}),
        ("+/-2", {"absolute": "2"}),
        ("5", {"absolute": "5"}),
        ("1e-3", {"absolute": "1e-3"}),
        ("5%", {"relative": "0.05"}),
        ("±12.5 %", {"relative": "0.125"}),
        ("100%", {"relative": "1"}),
        ("{significant: 2}", {"significant": "2"}),
        ("1/100", "1/100"),
        ("[5]", ["5"]),
    ],
)
def test_a_tolerance_is_a_number_or_a_share(written: str, tolerance: Any) -> None:
    assert question_in(f"kind: numeric\nanswer: 1.5\ntolerance: {written}")["tolerance"] == tolerance


def test_only_a_whole_number_is_exact_without_a_tolerance() -> None:
    assert question_in("kind: numeric\nanswer: -3")["tolerance"] == {"absolute": "0"}
    for lines in ("answer: 1.5", "answer: 2 * n", "prompt: x", "answer: 3\ndecimals: 1", "answer: [3]"):
        assert "tolerance" not in question_in(f"kind: numeric\n{lines}")


@pytest.mark.parametrize(
    ("written", "answers"),
    [
        ("answer: 중앙값", [{"text": ["중앙값"]}]),
        ("answer: [중앙값, median]", [{"text": ["중앙값", "median"]}]),
        ("answers: 중앙값", [{"text": ["중앙값"]}]),
        ("answers: [중앙값, median]", [{"text": ["중앙값", "median"]}]),
        ("answers: [{text: 중앙값}]", [{"text": "중앙값"}]),
        ("answers: []", []),
    ],
)
def test_an_answer_is_a_text_or_a_list_of_spellings(written: str, answers: Any) -> None:
    found = question_in(f"kind: short_text\n{written}")
    assert (found["answers"], "answer" in found) == (answers, False)


def test_a_text_that_is_no_answer_is_left_to_the_reader() -> None:
    assert question_in("kind: short_text\nanswer: {text: a}") == {"kind": "short_text", "answer": {"text": "a"}}


def test_pairs_have_their_partners_and_spare_ones() -> None:
    found = question_in("kind: matching\npairs: {가: 하나, 나: 둘, 다: 하나}\nright: [셋]")
    assert found["left"] == [
        {"id": "가", "text": "가", "right": "하나"},
        {"id": "나", "text": "나", "right": "둘"},
        {"id": "다", "text": "다", "right": "하나"},
    ]
    assert sorted(entry["text"] for entry in found["right"]) == ["둘", "셋", "하나"]
    assert [entry["text"] for entry in found["right"] if entry["text"] != "셋"] == ["둘", "하나"]
    assert "pairs" not in found


@pytest.mark.parametrize("pairs", ["[가, 나]", "{가: [나]}", "가"])
def test_what_holds_no_pairs_is_the_one_thing_that_is_said(pairs: str) -> None:
    (problem,) = read(FRAME + in_list(f"kind: matching\npairs: {pairs}")).problems
    assert (problem.code, problem.line, problem.column) == ("structure", 5, 12)


def test_pairs_beside_a_left_side_are_left_to_the_reader() -> None:
    assert "pairs" in question_in("kind: matching\npairs: {가: 나}\nleft: []")


@pytest.mark.parametrize("key", ["bins", "items"])
def test_bins_hold_their_items(key: str) -> None:
    found = question_in(
        f"kind: categorize\n{key}:\n  양적: [키, 몸무게, {{text: 나이, why: 세요}}]\n"
        "  질적:\n    - 혈액형\n    - {ko: 성별, en: Sex}"
    )
    assert found["bins"] == [{"id": "양적", "text": "양적"}, {"id": "질적", "text": "질적"}]
    assert sorted(found["items"], key=str) == sorted(
        [
            {"id": "키", "text": "키", "bin": "양적"},
            {"id": "몸무게", "text": "몸무게", "bin": "양적"},
            {"id": "나이", "text": "나이", "why": "세요", "bin": "양적"},
            {"id": "혈액형", "text": "혈액형", "bin": "질적"},
            {"id": "sex", "text": both("성별", "Sex"), "bin": "질적"},
        ],
        key=str,
    )
    order = [item["bin"] for item in found["items"]]
    assert order not in (sorted(order), sorted(order, reverse=True))


def test_bins_of_another_form_are_left_to_the_reader() -> None:
    for lines in ("bins: {양적: 키}", "bins: {}", "bins: {양적: [키]}\nitems: [나이]", "bins: {양적: [[키]]}"):
        assert question_in(f"kind: categorize\n{lines}")
    found = question_in("kind: categorize\nitems: [{text: 키, bin: 양적}, [x]]\nbins: [양적, 질적]")
    assert found["items"] == [{"id": "키", "text": "키", "bin": "양적"}, ["x"]]


def test_an_order_is_plain_lines_and_its_reasons_name_them() -> None:
    lines = (
        "kind: ordering\nitems:\n  - 모은다\n  - 놓는다\n  - 읽는다\nreasons: [{before: 모은다, after: 읽는다, why: x}]"
    )
    found = question_in(lines)
    assert found["items"] == [{"id": word, "text": word} for word in ("모은다", "놓는다", "읽는다")]
    assert found["reasons"] == [{"before": "모은다", "after": "읽는다", "why": "x"}]


def test_rows_name_their_columns_by_text() -> None:
    rows = "[{text: 가, key: 둘 다}, {text: 나, key: [예 아니면]}, {text: 다}]"
    found = question_in(f"kind: matrix\ncolumns: [예 아니면, 둘 다]\nrows: {rows}")
    assert [column["id"] for column in found["columns"]] == ["예-아니면", "둘-다"]
    assert [row.get("key") for row in found["rows"]] == ["둘-다", ["예-아니면"], None]


def test_a_reason_is_named_beside_the_truth() -> None:
    found = question_in("kind: two_tier\nanswer: X\nreasons: [가, 나]\nreason: 나")
    assert (found["answer"], found["reasons"][1]) == ("false", {"id": "나", "text": "나", "correct": "true"})


def test_ideas_and_criteria_get_ids() -> None:
    found = question_in("kind: essay\nrubric: [이유를 든다]\nideas: [{meaning: 뜻, patterns: {ko: [a]}}]")
    assert found["rubric"] == [{"id": "이유를-든다", "text": "이유를 든다"}]
    assert found["ideas"][0]["id"] == "뜻"


# --- Gaps.


def test_gaps_stand_in_the_text() -> None:
    found = question_in('kind: cloze\ntext: "[[평균|분산]]은 [[12±0.5]], [[중앙값]]은 [[3]], [[n ± 5%]]."')
    assert found["text"] == "[[1]]은 [[2]], [[3]]은 [[4]], [[5]]."
    assert found["gaps"] == {
        "1": {
            "kind": "choice",
            "options": [{"id": "평균", "text": "평균", "correct": "true"}, {"id": "분산", "text": "분산"}],
        },
        "2": {"kind": "number", "answer": "12", "tolerance": {"absolute": "0.5"}},
        "3": {"kind": "text", "answers": [{"text": ["중앙값"]}]},
        "4": {"kind": "number", "answer": "3", "tolerance": {"absolute": "0"}},
        "5": {"kind": "number", "answer": "n", "tolerance": {"relative": "0.05"}},
    }


def test_gaps_of_two_languages_are_one() -> None:
    found = question_in(
        'kind: cloze\ntext:\n  ko: "[[평균|분산|LoRA]]과 [[12±0.5]], [[중앙값]]"\n'
        '  en: "[[Mean|Variance|LoRA]], [[12±0.5]], [[median]]"'
    )
    assert found["text"] == {"ko": "[[1]]과 [[2]], [[3]]", "en": "[[1]], [[2]], [[3]]"}
    assert found["gaps"]["1"]["options"] == [
        {"id": "mean", "text": both("평균", "Mean"), "correct": "true"},
        {"id": "variance", "text": both("분산", "Variance")},
        {"id": "lora", "text": "LoRA"},
    ]
    assert found["gaps"]["3"]["answers"] == [{"text": ["중앙값", "median"]}]


def test_gaps_with_an_entry_stand_beside_those_in_the_text() -> None:
    found = question_in(
        'kind: cloze\ntext: "[[1]]과 [[평균|분산]]과 [[b]]"\n'
        'gaps: {"1": {kind: text, answer: 하나}, b: {kind: number, answer: 4}}'
    )
    assert found["text"] == "[[1]]과 [[2]]과 [[b]]"
    assert found["gaps"]["1"] == {"kind": "text", "answers": [{"text": ["하나"]}]}
    assert found["gaps"]["b"]["tolerance"] == {"absolute": "0"}
    assert list(found["gaps"]) == ["1", "b", "2"]


def test_a_bar_in_a_formula_or_in_code_parts_nothing() -> None:
    found = question_in("kind: cloze\ntext: '[[$|x|$|`a|b`]] `x[[0|1]]` $[[a|b]]$ [[a[1]|c]]'")
    assert found["text"] == "[[1]] `x[[0|1]]` $[[a|b]]$ [[2]]"
    assert [option["text"] for option in found["gaps"]["1"]["options"]] == ["$|x|$", "`a|b`"]
    assert [option["text"] for option in found["gaps"]["2"]["options"]] == ["a[1]", "c"]


@pytest.mark.parametrize(
    ("lines", "code", "place", "words"),
    [
        ('text: "가 [[1]] 나 [[2]]"', "two-readings", (5, 14), "as the number 1, to be typed, or as the name of a gap"),
        ("text:\n  ko: '[[가|나]]'\n  en: '[[a|b]] [[c]]'", "gap", (7, 11), "en has others"),
        ("text:\n  ko: '[[3]] [[나]]'\n  en: '[[4]] [[b]]'", "gap", (7, 11), "en has others"),
    ],
)
def test_gaps_that_can_be_read_in_two_ways_are_an_error(
    lines: str, code: str, place: tuple[int, int], words: str
) -> None:
    (problem,) = read(FRAME + in_list(f"kind: cloze\n{lines}")).problems
    assert (problem.code, (problem.line, problem.column)) == (code, place)
    assert words in str(problem)


@pytest.mark.parametrize(
    "lines",
    ["text: [a]", "text: '[[a|b]]'\ngaps: [a]", "text: '[[]] [[ ]]'", "prompt: x", "text: '[[a]]'\ngaps: {b: [x]}"],
)
def test_a_cloze_of_another_form_is_left_to_the_reader(lines: str) -> None:
    written = read(FRAME + in_list(f"kind: cloze\n{lines}"))
    assert written.problems == ()
    assert written.document.data["questions"][0].get("text") in (["a"], "[[a|b]]", "[[]] [[ ]]", None, "[[a]]")


def test_a_gap_is_found_where_it_stands_in_a_text_of_several_lines() -> None:
    text = FRAME + in_list("kind: cloze\nprompt: x\ntext: |\n  첫째 줄 [[가]]\n  [[가]] 둘째 [[나|다]]")
    document = read(text).document
    places = [document.place(("questions", 0, "gaps", name)) for name in ("1", "2", "3")]
    assert places == [(7, 12), (8, 7), (8, 16)]


# --- The frame.


def test_one_section_and_one_objective_are_filled_in() -> None:
    text = (
        "sections: {a: 자료}\nobjectives: {LO-1: {level: apply, text: x}}\n"
        "questions:\n  - {kind: essay}\n  - {section: b}\n  - no\n"
    )
    found = read(text).document.data
    assert found["sections"] == {"a": {"title": "자료"}}
    assert found["questions"] == [
        {"kind": "essay", "section": "a", "objective": "LO-1"},
        {"section": "b", "objective": "LO-1"},
        "no",
    ]


def test_of_two_sections_none_is_filled_in_and_one_is_named_by_its_title() -> None:
    text = (
        "sections: [자료, {ko: 추정, en: Estimates}, {title: 검정, notes: n}, {id: z, title: 끝}]\n"
        "questions:\n  - {kind: essay}\n  - {section: Estimates}\n  - {section: 끝}\n"
    )
    found = read(text).document.data
    assert found["sections"] == {
        "1": {"title": "자료"},
        "2": {"title": both("추정", "Estimates")},
        "3": {"title": "검정", "notes": "n"},
        "z": {"title": "끝"},
    }
    assert found["questions"] == [{"kind": "essay"}, {"section": "2"}, {"section": "z"}]


def test_objectives_are_numbered() -> None:
    found = read("objectives: [{level: apply, text: x}, {level: apply, text: y}]\nquestions: [{objective: y}]").document
    assert list(found.data["objectives"]) == ["LO-1", "LO-2"]
    assert found.data["questions"] == [{"objective": "LO-2"}]


@pytest.mark.parametrize(
    "text", ["sections: []", "sections: [[a]]", "sections: x", "objectives: {a: x}", "questions: x"]
)
def test_a_frame_of_another_form_is_left_to_the_reader(text: str) -> None:
    assert read(text).document.data == read_yaml(text.encode(), "").data


def test_what_is_no_bank_is_left_to_the_reader() -> None:
    assert read("[a]").document.data == ["a"]


# --- Quizzes.

SOME = (
    "sections: {a: {title: 가}, b: {title: 나}}\nquestions:\n"
    + "  - {kind: numeric, section: a, idea: one}\n" * 2
    + "  - {kind: numeric, section: b}\n  - {kind: essay, section: b}\n"
)


@pytest.mark.parametrize(
    ("quiz", "draw"),
    [
        ("mode: practice, questions: all", [{"count": "3"}]),
        ("mode: exam, questions: 모두", [{"count": "2"}, {"kind": "essay", "count": "1"}]),
        (
            "mode: exam, draw: [{section: 나, questions: all}]",
            [{"section": "b", "count": "1"}, {"section": "b", "kind": "essay", "count": "1"}],
        ),
        ("mode: exam, draw: [{kind: essay, questions: all}]", [{"kind": "essay", "count": "1"}]),
        ("mode: practice, questions: [x, y]", [{"questions": ["x", "y"]}]),
        ("mode: practice, draw: [{section: b, count: 1}]", [{"section": "b", "count": "1"}]),
        ("mode: practice, draw: [{difficulty: 3, questions: all}]", [{"difficulty": "3", "questions": "all"}]),
        ("mode: practice, draw: [{count: 2, questions: all}]", [{"count": "2", "questions": "all"}]),
        ("mode: practice, draw: [x]", ["x"]),
    ],
)
def test_a_quiz_over_all_questions_counts_them(quiz: str, draw: Any) -> None:
    found = read(f"quizzes: [{{id: q, {quiz}}}]\n{SOME}").document.data["quizzes"]
    assert found[0]["draw"] == draw


def test_more_than_a_hundred_questions_take_several_lines() -> None:
    text = "quizzes: [{id: q, mode: practice, questions: all}]\nquestions:\n" + "  - {kind: numeric}\n" * 205
    assert [line["count"] for line in read(text).document.data["quizzes"][0]["draw"]] == ["100", "100", "5"]


def test_quizzes_get_ids_that_stay() -> None:
    text = """
quizzes:
  - {mode: practice, questions: all}
  - {mode: practice, title: 다시, questions: all}
  - {mode: practice, title: 다시, questions: all}
  - {mode: practice, draw: [{section: b, count: 1}]}
  - {mode: exam, questions: all}
  - {id: check-2, mode: exam, questions: all}
  - {mode: review}
  - x
"""
    names = [quiz.get("id") for quiz in read(text + SOME).document.data["quizzes"] if isinstance(quiz, dict)]
    assert names[:2] + names[3:] == ["practice", "practice-920b0d", "practice-b", "check", "check-2", None]
    assert len(set(names)) == 7


@pytest.mark.parametrize("text", ["quizzes: x", "quizzes: [{id: q, mode: exam, draw: x}]"])
def test_quizzes_of_another_form_are_left_to_the_reader(text: str) -> None:
    assert read(text).document.data == read_yaml(text.encode(), "").data


# --- Links.


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[책](www.example.org)", "[책](https://www.example.org)"),
        (
            "[책](example.org/a?b=c#d)과 [글](한국.한국:80)",
            "[책](https://example.org/a?b=c#d)과 [글](https://한국.한국:80)",
        ),
        ("`[책](www.example.org)` [책](www.example.org)", "`[책](www.example.org)` [책](https://www.example.org)"),
        ("[책](https://example.org)", "[책](https://example.org)"),
        ("![그림](example.org)", "![그림](example.org)"),
        ("[책](notes.pdf)", "[책](notes.pdf)"),
        ("[책](/m/2024-01)", "[책](/m/2024-01)"),
    ],
)
def test_a_link_to_a_bare_address_gets_its_scheme(written: str, shown: str) -> None:
    lines = f"kind: essay\nprompt: '{written}'\nhints: [{{ko: '{written}'}}, x]\nanswers: [{{text: ['{written}']}}]"
    found = question_in(lines)
    assert (found["prompt"], found["hints"]) == (shown, [{"ko": shown}, "x"])
    assert found["answers"] == [{"text": [written]}]


# --- Places.


def test_a_finding_points_at_what_was_written() -> None:
    text = """\
bank: 2026-05
quizzes: [{title: 시험, mode: exam, minutes: 0, questions: all}]
questions:
  - kind: single_choice
    prompt: 고르세요
    options:
      - 위의 모든 것
      - 하나 #1
    answer: A
  - kind: categorize
    prompt: 나누세요
    bins:
      양적: [키, 키]
      질적: [성별]
  - kind: matching
    prompt: 이으세요
    pairs:
      가: 하나
      나: "하나."
"""
    with pytest.raises(BankError) as refused:
        read_bank(text.encode(), "2026-05.yaml", course())
    found = {(problem.code, problem.line, problem.column) for problem in refused.value.problems}
    assert {("greater-than-equal", 2, 44), ("text-cut", 8, 9)} <= found
    mended = text.replace(" #1", "").replace("minutes: 0", "minutes: 9")
    warned = read_bank(mended.encode(), "2026-05.yaml", course()).warnings
    assert [(one.line, one.column) for one in warned if one.code == "O1"] == [(7, 9)]
    assert [(one.line, one.column) for one in warned if one.code == "O4"] in (
        [(13, 12), (18, 10)],
        [(13, 15), (18, 10)],
    )


def test_a_cut_text_stays_cut_in_its_long_form() -> None:
    lines = (
        "  - {kind: essay, prompt: a}\n  - kind: cloze\n    text: 가 [[나|다]] #1\n    prompt: 책 [글](www.b.org) #2\n"
    )
    with pytest.raises(BankError) as refused:
        read_bank((FRAME + lines).encode(), "2026-05.yaml", course())
    places = [(one.line, one.column) for one in refused.value.problems if one.code == "text-cut"]
    assert places == [(6, 11), (7, 13)]


# --- Every kind.


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_question_stays_as_it_is(kind: str) -> None:
    long = definition(kind)
    assert long_of(long) == long


@pytest.mark.parametrize("kind", KINDS)
def test_a_short_question_is_read_as_the_long_one(kind: str) -> None:
    long = definition(kind)
    short = shortened(long)
    assert by_text(long_of(short)) == by_text(long)


def plain(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Questions in plain words, each entry with an id."""
    words = st.lists(
        st.sampled_from([*WORDS, "3", "0.5", "x > 3", "그 밖의 것", "$\\mu$"]), min_size=4, max_size=6, unique=True
    )
    return words.flatmap(
        lambda texts: st.builds(lambda number, odd: _plain(kind, texts, number, odd), st.integers(0, 3), st.booleans())
    )


def _plain(kind: str, texts: list[str], number: int, odd: bool) -> dict[str, Any]:
    entries = [{"id": name, "text": text} for name, text in zip(NAMES, texts, strict=False)]
    marked = [{**entry, **({"correct": "true"} if place == number else {})} for place, entry in enumerate(entries)]
    groups = [{"id": "g", "text": "첫째 무리"}, {"id": "h", "text": "둘째 무리"}]
    sides = [{"id": f"r{place}", "text": f"짝 {text}"} for place, text in enumerate(texts)]
    fields: dict[str, dict[str, Any]] = {
        "single_choice": {"options": marked},
        "multiple_choice": {"options": marked},
        "two_tier": {"answer": "true" if odd else "false", "reasons": marked},
        "true_false": {"answer": "true" if odd else "false"},
        "numeric": {"answer": f"{number}.5", "tolerance": {"absolute": f"0.{number}"}},
        "short_text": {"answers": [{"text": texts}]},
        "matching": {"left": [{**entry, "right": f"r{place}"} for place, entry in enumerate(entries)], "right": sides},
        "categorize": {
            "bins": groups,
            "items": [{**entry, "bin": "gh"[place % 2]} for place, entry in enumerate(entries)],
        },
        "matrix": {"columns": groups, "rows": [{**entry, "key": "g" if odd else ["h"]} for entry in entries]},
        "ordering": {"items": entries, "reasons": [{"before": "a", "after": "b", "why": "x"}] if odd else []},
        "essay": {"rubric": entries},
        "cloze": {
            "text": "[[1]] [[2]]",
            "gaps": {"1": {"kind": "choice", "options": marked}, "2": {"kind": "text", "answers": [{"text": texts}]}},
        },
    }
    return {"kind": kind, **fields[kind]}


PLAIN = [kind for kind in KINDS if kind not in ("code_output", "hotspot")]


@pytest.mark.parametrize("kind", PLAIN)
def test_plain_questions_of_a_kind_are_read_as_the_long_ones(kind: str) -> None:
    @given(plain(kind))
    def check(long: dict[str, Any]) -> None:
        found = long_of(shortened(long))
        assert by_text(found) == by_text(long)
        # What is written out is the long form of itself, and has the same content.
        assert content_hash(long_of(found)) == content_hash(found)

    check()


def test_made_ids_stay_where_entries_come_and_go() -> None:
    def ids(*texts: str) -> dict[str, str]:
        found = question_in(as_yaml({"kind": "ordering", "items": list(texts)}), LANGUAGES)
        return {item["text"]: item["id"] for item in found["items"]}

    before = ids("평균", "x < 3", "x > 3", "아주 " * 20, "true", "?")
    after = ids("분산", "?", "아주 " * 20, "x > 3", "true", "x < 3", "평균")
    assert before == {text: name for text, name in after.items() if text != "분산"}
    assert before["평균"] == "평균"
    assert before["x < 3"].startswith("x-3-")
    assert all(before[text].startswith("o-") for text in ("아주 " * 20, "true", "?"))


def test_entries_of_one_text_have_ids_of_their_own() -> None:
    found = question_in("kind: ordering\nitems: [가, 가, 가, {id: 나, text: 다}, 나]")
    names = [item["id"] for item in found["items"]]
    assert len(set(names)) == 5


WORDS_OF_BANKS = (
    *("id", "kind", "text", "options", "answer", "answers", "correct", "reason", "reasons", "pairs", "left", "right"),
    *("bins", "items", "bin", "rows", "columns", "key", "gaps", "tolerance", "variables", "sets", "spots", "rubric"),
    *("ideas", "meaning", "mode", "draw", "section", "objective", "title", "count", "idea", "ko", "en", "before"),
)
VALUES = (
    *KINDS,
    "all",
    "practice",
    "exam",
    "A",
    "가",
    "1",
    "yes",
    "5%",
    "[[가|나]] [[1]]",
    "a, b",
    "x",
    "",
    "[a](b.org)",
)


def made_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS_OF_BANKS), inner, max_size=6)


ANYTHING = st.recursive(st.sampled_from(VALUES), made_of, max_leaves=12)
QUESTION = st.builds(
    lambda kind, fields: {**fields, "kind": kind},
    st.sampled_from(list(KINDS)),
    st.dictionaries(st.sampled_from(WORDS_OF_BANKS), ANYTHING, max_size=6),
)


@given(
    st.lists(QUESTION | ANYTHING, max_size=3),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("sections", "objectives", "quizzes", "questions"), ANYTHING)),
    st.lists(st.fixed_dictionaries({"mode": ANYTHING, "draw": ANYTHING, "questions": ANYTHING}), max_size=2),
)
def test_whatever_is_written_is_read_or_refused_with_its_problems(
    questions: list[Any], frame: dict[str, Any], quizzes: list[Any]
) -> None:
    text = as_yaml({"bank": "2026-05", "quizzes": quizzes, "questions": questions, **frame})
    written = read(text)
    assert written.document.data.keys() == {"bank", "quizzes", "questions", *frame}
    # Every part that was written out has a place in the file.
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines for line, _ in places_of(written.document.marks))
    with contextlib.suppress(BankError):
        read_bank(text.encode(), "2026-05.yaml", course(languages="[ko, en]"))


def places_of(marks: Any) -> list[tuple[int, int]]:
    if not hasattr(marks, "inside"):
        return [marks]
    return [
        marks.place,
        *marks.keys.values(),
        *(place for inner in marks.inside.values() for place in places_of(inner)),
    ]
