"""What learners typed wrong: which texts are equal, and what the bank can say of them."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.bank_format.bank import question_from
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.challenges.key_edits import edited
from quiz.domain.challenges.sources import data_at, place_of
from quiz.domain.challenges.wrong_texts import WrongText, can_have, is_known, ways_for, with_known, wrong_texts
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from tests.builders import both, question
from tests.domain.challenges.test_key_edits import (
    ABSOLUTE,
    GAP,
    NUMBER,
    TERM,
    TOLERANCE,
    made,
    read_short,
    short_question,
)

PLAIN = {**NUMBER, **ABSOLUTE, "wrong": None}
WHY = both("단위를 바꾸지 않았어요.", "The unit was not changed.")
NUMBER_GAP: dict[str, Any] = {
    "text": both("[[1]]예요.", "It is [[1]]."),
    "gaps": {"1": {"kind": "number", "answer": "10", "tolerance": {"absolute": "0"}}},
}


def found(asked: Question, answer: Answer) -> WrongText:
    """The one wrong text of an answer."""
    (one,) = wrong_texts(asked, answer)
    return one


@pytest.mark.parametrize(
    ("kind", "one", "other", "equal"),
    [
        ("short_text", {"text": ("transducer ",)}, {"text": (" Transducer",)}, True),
        ("short_text", {"text": ("transducer",)}, {"text": ("converter",)}, False),
        ("numeric", {"number": ("12",)}, {"number": (" 12.0",)}, True),
        ("numeric", {"number": ("12",)}, {"number": ("13",)}, False),
        ("code_output", {"output": ("7 \n8\n",)}, {"output": ("7\n8",)}, True),
    ],
)
def test_texts_that_count_as_the_same_are_equal(kind: str, one: Answer, other: Answer, equal: bool) -> None:
    changes = {"short_text": TERM, "numeric": PLAIN}.get(kind, {})
    asked, _ = made(kind, **changes)
    assert (found(asked, one).key == found(asked, other).key) is equal


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("short_text", {"text": ("어댑터",)}),
        ("short_text", {"text": ("  ",)}),
        ("numeric", {"number": ("10",)}),
        ("numeric", {"number": ("many",)}),
        ("code_output", {"output": ("",)}),
    ],
)
def test_what_is_right_empty_or_not_readable_is_not_listed(kind: str, answer: Answer) -> None:
    asked, _ = made(kind, **{"short_text": TERM, "numeric": PLAIN}.get(kind, {}))
    assert list(wrong_texts(asked, answer)) == []


def test_a_right_output_is_not_listed() -> None:
    asked, _ = made("code_output")
    assert list(wrong_texts(asked, asked.solution(Variant()))) == []


@pytest.mark.parametrize(
    ("kind", "can"), [("short_text", True), ("code_output", True), ("single_choice", False), ("essay", False)]
)
def test_only_what_is_typed_is_asked_for(kind: str, can: bool) -> None:
    assert can_have(made(kind)[0]) is can


def test_where_each_draw_has_its_key_nothing_is_asked_for() -> None:
    drawn = question("numeric")
    assert drawn.has_values()
    assert not can_have(drawn)
    assert ways_for(drawn, WrongText(input="number", text="9", key="")) == ()


@pytest.mark.parametrize(
    ("kind", "answer", "changes", "codes"),
    [
        ("short_text", {"text": ("transducer",)}, TERM, ["spelling:text", "reject:text", "known:text"]),
        ("short_text", {"text": ("adaptor",)}, {**TERM, "reject": ["adaptor"]}, ["spelling:text"]),
        ("cloze", {"gap-1": ("lora",)}, GAP, ["spelling:gap-1", "reject:gap-1", "known:gap-1"]),
        ("cloze", {"gap-1": ("12",)}, NUMBER_GAP, ["tolerance:gap-1", "key:gap-1", "known:gap-1"]),
        ("numeric", {"number": ("15",)}, {**NUMBER, **TOLERANCE}, ["tolerance:number", "key:number", "known:number"]),
        ("numeric", {"number": ("12",)}, {**NUMBER, **TOLERANCE}, ["tolerance:number", "key:number"]),
        ("code_output", {"output": ("9",)}, {}, ["key:output", "known:output"]),
    ],
)
def test_what_can_be_done_for_a_text(kind: str, answer: Answer, changes: dict[str, Any], codes: list[str]) -> None:
    asked, _ = made(kind, **changes)
    wrong = found(asked, answer)
    assert wrong.answer == answer
    assert [way.code for way in ways_for(asked, wrong)] == codes
    foreseen = codes in (["spelling:text"], ["tolerance:number", "key:number"])
    assert is_known(asked, wrong) is foreseen


@pytest.mark.parametrize(
    ("kind", "answer", "changes", "entry"),
    [
        ("numeric", {"number": ("1,500",)}, {**NUMBER, **TOLERANCE}, {"value": "1500", "why": WHY}),
        ("numeric", {"number": ("1/3",)}, PLAIN, {"value": "1/3", "why": WHY}),
        ("cloze", {"gap-1": ("12",)}, NUMBER_GAP, {"value": "12", "why": WHY}),
        ("short_text", {"text": (" transducer  one",)}, TERM, {"text": "transducer one", "why": WHY}),
        ("cloze", {"gap-1": ("lora",)}, GAP, {"text": "lora", "why": WHY}),
        ("code_output", {"output": ("9 \n8\n",)}, {"wrong": None}, {"output": "9\n8", "why": WHY}),
    ],
)
def test_a_known_wrong_answer_is_told_its_reason(
    kind: str, answer: Answer, changes: dict[str, Any], entry: dict[str, Any]
) -> None:
    asked, raw = made(kind, **changes)
    wrong = found(asked, answer)
    after = with_known(raw, asked, wrong, WHY)
    assert after.startswith(b"# Kept.\n")
    data = data_at(after, place_of(after, asked.id))
    listed = data["gaps"]["1"] if kind == "cloze" else data
    assert listed["wrong"][-1] == entry
    told = question_from(data, LANGUAGES)
    assert is_known(told, wrong)
    assert told.judge(Variant(), answer).feedback


SHORT = [
    ("kind: short_text\nanswer: 중앙값", {"text": ("평균",)}, "- {text: 평균, why: 다른 값}"),
    ("kind: numeric\nanswer: 3", {"number": ("4",)}, "- {value: 4, why: 다른 값}"),
    ("kind: cloze\ntext: 값은 [[12±1]], [[중앙값]]이다.", {"gap-1": ("14",)}, "value: 14"),
    ("kind: cloze\ntext: 값은 [[12±1]], [[중앙값]]이다.", {"gap-2": ("평균",)}, "text: 평균"),
    ("kind: code_output\ncode: {language: python, text: print(1)}\noutput: 1", {"output": ("2",)}, "output: 2"),
]


@pytest.mark.parametrize(("lines", "answer", "written"), SHORT)
def test_a_question_in_a_short_form_gets_its_known_wrong_answer(lines: str, answer: Answer, written: str) -> None:
    asked, raw = short_question(lines)
    (wrong,) = (one for one in wrong_texts(asked, answer) if one.input in answer)
    assert "known" in {way.kind for way in ways_for(asked, wrong)}
    after = with_known(raw, asked, wrong, "다른 값")
    assert written in after.decode()
    told, _ = read_short(after)
    assert is_known(told, wrong)


def test_a_spelling_that_counts_is_no_known_wrong_answer_any_more() -> None:
    slips = [{"text": ["transducer", "one"], "why": WHY}, {"text": ["Transducer"], "why": WHY}]
    asked, raw = made("short_text", **TERM, wrong=slips)
    answer = {"text": ("transducer",)}
    (way,) = (one for one in ways_for(asked, found(asked, answer)) if one.kind == "spelling")
    data = data_at(after := edited(raw, asked, answer, way), place_of(after, asked.id))
    assert data["wrong"] == [{"text": ["one"], "why": WHY}]
    assert question_from(data, LANGUAGES).judge(Variant(), answer).fraction == 1
