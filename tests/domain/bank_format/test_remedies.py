"""What to write instead of a key or a value: the likely word, number, id or month."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.bank_format.field_messages import form_of
from quiz.domain.bank_format.remedies.keys import alias_of, unknown
from quiz.domain.bank_format.remedies.numbers import for_number, for_too_large, for_values
from quiz.domain.bank_format.remedies.values import better, said_instead
from quiz.domain.errors import say

QUESTION = ("options", "shuffle", "prompt", "section", "points")


@pytest.mark.parametrize(
    ("key", "value", "known", "in_flow", "alone", "remedy"),
    [
        ("points 2", "", QUESTION, False, False, "write a colon and a space after points"),
        ("more", "", QUESTION, False, False, "known here: options"),
        ("000", "", ("absolute",), True, False, "write 1000 for 1,000"),
        ("01", "", ("absolute", "relative"), True, False, "write a decimal with a point, as in 0.01"),
        ("01", "", ("at", "ref"), True, False, "put a text that holds one in quotes, or write the key of this one"),
        ("0.01", "", ("absolute", "relative"), True, True, "write {absolute: 0.01}"),
        ("word", "", ("least", "most"), True, True, "put a text that holds one in quotes"),
        ("정답", "", ("text", "correct"), True, False, "write correct: true"),
        ("id=a", "", ("id", "text"), True, False, "write a colon and a space after id"),
        ("text:a", "", ("id", "text"), True, False, "write a space after the colon: text: a"),
        ("ｘ：1", "", ("id",), True, False, "write : instead"),
        ("id\u200b", "a", ("id",), False, False, "delete it and type the word again"),
        ("answer", "5", ("id", "text", "correct"), False, False, "did you mean 'text'?"),
        ("answer", "true", ("id", "text", "correct"), False, False, "did you mean 'correct'?"),
        ("key", "a", QUESTION, False, False, "mark the right option with correct: true"),
        ("kind", "a", ("bank", "questions"), False, False, "it belongs to a question"),
        ("due", "a", ("draw", "mode"), False, False, "are set in the assignment of a class"),
        ("due", "a", ("ref", "at"), False, False, "known here: ref, at"),
        ("Option2", "a", QUESTION, False, False, "did you mean 'options'?"),
        ("riddle", "a", ("left", "right"), False, False, "known here: left, right"),
    ],
)
def test_a_key_that_nobody_knows_gets_a_remedy(
    key: str, value: str, known: tuple[str, ...], in_flow: bool, alone: bool, remedy: str
) -> None:
    assert remedy in str(unknown(key, value, known, in_flow=in_flow, alone=alone)[1])


@pytest.mark.parametrize(
    ("key", "known", "meant"),
    [
        ("correct-answer", ("answer",), "answer"),
        ("Time Limit", ("mode", "minutes"), "minutes"),
        ("answer", ("text", "right"), "right"),
        ("보기2", ("options",), "options"),
        ("riddle", ("options",), None),
    ],
)
def test_a_word_has_other_names(key: str, known: tuple[str, ...], meant: str | None) -> None:
    assert alias_of(key, known) == meant


@pytest.mark.parametrize(
    ("written", "place", "whole", "remedy"),
    [
        ("쉬움", ("difficulty",), True, "write 1"),
        ("unknown", ("difficulty",), True, None),
        ("60점", ("pass",), False, "write the share of 1: 0.6"),
        ("6점", ("pass",), False, "write the number alone, without unit or comma: 6"),
        ("1시간 30분", ("minutes",), True, "write the minutes alone: 90"),
        ("0:20", ("minutes",), True, "write the minutes alone: 20"),
        ("모두", ("draw", 0, "count"), True, "questions: all"),
        ("some", ("draw", 0, "count"), True, None),
        ("1/4", ("points",), False, "write it as a decimal: 0.25"),
        ("1/0", ("points",), False, None),
        ("1/4", ("points",), True, None),
        ("5 %", ("points",), False, "write the share of 1: 0.05"),
        ("5%", ("spots", 0, "shape", "circle", 0), False, "write the number alone, without unit or comma: 5"),
        ("2~4", ("variables", "a", 0), False, "write the values one by one: [2, 3, 4]"),
        ("2~90", ("variables", "a", 0), False, "set the numbers apart by commas, in square brackets"),
        ("2 5 8", ("variables", "a", 0), False, "set the numbers apart by commas, in square brackets"),
        ("2,5", ("points",), False, "write a decimal with a point: 2.5"),
        ("2,500", ("points",), False, "write the number alone, without unit or comma: 2500"),
        ("Ⅳ", ("points",), False, "write it in ordinary digits: 4"),
        ("x", ("points",), False, None),
        ("4", ("points",), False, None),
        ("１２", ("points",), False, "write it in ordinary digits: 12"),
        ("2.5번", ("tries",), True, None),
        ("many", ("points",), False, None),
    ],
)
def test_a_number_that_is_not_written_as_one_gets_the_number(
    written: str, place: tuple[str | int, ...], whole: bool, remedy: str | None
) -> None:
    found = for_number(written, place, whole=whole)
    assert remedy in str(found) if remedy else found is None


def test_values_and_shares() -> None:
    assert str(for_values("range(2, 4)")) == "write the values one by one: [2, 3, 4]"
    assert "in square brackets" in str(for_values("x"))
    assert str(for_too_large("60", 1)) == "write the share of 1: 0.6"
    assert for_too_large("2", 1) is None
    assert for_too_large("60", 5) is None
    assert for_too_large("sixty", 1) is None


@pytest.mark.parametrize(
    ("kind", "place", "written", "context", "remedy"),
    [
        ("truth", ("answer",), "flase", {}, "write false"),
        ("truth", ("answer",), "maybe", {}, None),
        ("truth", ("answer",), "maybe", {"condition": True}, "a condition on variables such as n < 3"),
        ("truth", ("answer",), "“true”", {}, "leave “ out"),
        ("slug", ("bank",), "a" * 80, {}, "write at most 79 characters"),
        ("slug", ("bank",), "March", {}, "write year and month"),
        ("slug", ("bank",), "통계", {}, "for example stats"),
        ("slug", ("quizzes", 0, "id"), "시험", {}, "for example test"),
        ("slug", ("quizzes", 0, "id"), "시험 1", {}, "for example q-1"),
        ("slug", ("misconceptions",), "오개념", {}, "for example a"),
        ("slug", (), "오개념", {}, "for example a"),
        ("slug", ("id",), "★", {}, None),
        ("slug", ("id",), "Stats 1", {}, "for example stats-1"),
        ("slug", ("questions", 0, "id"), "평균 문제", {"hangul": True}, "single hyphens: 평균-문제"),
        ("name", ("left", 0, "right"), "값", {}, "write the id of that entry of 'right', not its words"),
        ("name", ("sources", 0, "ref"), "교과서", {}, "for example book-1"),
        ("name", ("objectives", "목표"), "목표", {}, "for example LO-1"),
        ("name", ("section",), "대푯값", {}, "for example 1"),
        ("name", ("options", 0, "id"), "가", {}, "for example a"),
        ("name", ("section",), "2장", {}, "for example 2"),
        ("name", ("section",), "LO 1", {}, "without spaces: LO-1"),
        ("name", ("section",), "★", {}, None),
        ("month", ("bank",), "2026년 3월", {}, "write it as 2026-03"),
        ("month", ("bank",), "3월", {}, None),
        ("number", ("points",), "2점", {}, "without unit or comma: 2"),
        ("less_than", ("relative",), "50", {"lt": 1}, "write the share of 1: 0.5"),
        ("string_pattern_mismatch", ("variables",), "8)", {}, "in square brackets"),
        ("string_pattern_mismatch", ("variables",), "가", {}, None),
    ],
)
def test_a_value_suggests_what_was_meant(
    kind: str, place: tuple[str | int, ...], written: str, context: dict[str, Any], remedy: str | None
) -> None:
    found = better(kind, place, written, context)
    assert remedy in str(found) if remedy else found is None


@pytest.mark.parametrize(
    ("written", "message", "remedy"),
    [
        (["2"], "f is a list", "write 2"),
        (["a", "b"], "f is a list", 'write one text: "a, b"'),
        ([["a"]], "f is a list", "write one value"),
        ({"a": "b"}, "f has fields of its own", "write one value"),
        ("", "f is empty", "None"),
        ("2\u200b", "'2' holds the invisible character U+200B", "delete it and type the word again"),
    ],
)
def test_a_value_that_is_none_is_called_what_it_is(written: Any, message: str, remedy: str) -> None:
    found = said_instead("number", written, say("f"))
    assert found is not None
    assert (str(found[0]), str(found[1])) == (message, remedy)
    assert said_instead("text", written, say("f")) is None


def test_a_value_like_any_other_has_no_message_of_its_own() -> None:
    assert said_instead("number", "2", say("f")) is None


@pytest.mark.parametrize(
    ("fields", "written", "form"),
    [
        ({"file": True, "alt": True}, "![점](dots.png)", "{file: dots.png, alt: 점}"),
        ({"file": True, "alt": True}, "![](dots.png)", "{file: dots.png, alt: …}"),
        ({"least": False, "most": False}, "50자", "{most: 50}"),
        ({"least": False, "most": False}, "3-50", "{least: 3, most: 50}"),
        ({"least": False, "most": False}, "many", "{least: …, most: …}"),
        ({"kind": True, "text": True}, "3", "{kind: …, …}"),
        ({"text": True}, ["3"], "{text: …}"),
    ],
)
def test_a_form_shows_what_is_needed(fields: dict[str, bool], written: Any, form: str) -> None:
    assert form_of(fields, written) == form
