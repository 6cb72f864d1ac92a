"""What an author says to a whole answer rather than to one option."""

from typing import Any

import pytest

from quiz.domain.questions.base import Variant
from tests.builders import both, question

SAID = both("둘을 함께 고르면 서로 어긋나요.", "These two do not go together.")


def combinations(*whens: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [{"when": when, "feedback": SAID} for when in whens]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"choice": ("a", "b")}, ["combinations.0"]),
        ({"choice": ("b", "a")}, ["combinations.0"]),
        ({"choice": ("a",)}, ["combinations.1"]),
        ({"choice": ("a", "b", "c")}, []),
        ({}, []),
    ],
)
def test_a_combination_is_met_by_just_its_options(answer: dict[str, tuple[str, ...]], said: list[str]) -> None:
    asked = question("multiple_choice", combinations=combinations({"choice": ["b", "a"]}, {"choice": ["a"]}))
    score = asked.judge(Variant(), answer)
    plain = asked.grade(Variant(), answer)
    assert list(score.feedback[len(plain.feedback) :]) == said
    assert score.feedback[: len(plain.feedback)] == plain.feedback
    assert score.fraction == plain.fraction


def test_an_input_that_is_not_named_may_hold_anything() -> None:
    asked = question("two_tier", combinations=combinations({"choice": ["false"]}))
    for reason in ({}, {"reason": ("a",)}, {"reason": ("b",)}):
        assert "combinations.0" in asked.judge(Variant(), {"choice": ("false",), **reason}).feedback
    assert "combinations.0" not in asked.judge(Variant(), {"choice": ("true",)}).feedback


def test_it_is_seen_after_the_score_alone() -> None:
    asked = question("two_tier", combinations=combinations({"choice": ["false"], "reason": ["a"]}))
    (passage,) = [one for one in asked.passages() if one.name == "combinations.0"]
    assert (passage.shown, passage.inline, passage.path) == (False, False, ("combinations", 0, "feedback"))
    assert passage.text == SAID


@pytest.mark.parametrize(
    ("kind", "whens", "path", "message", "remedy"),
    [
        ("multiple_choice", [{"pick": ["a"]}], ("pick",), "'pick'", "choice"),
        ("multiple_choice", [{"choice": ["a", "z"]}], ("choice",), "'z'", "a, b, c"),
        ("multiple_choice", [{"choice": ["a", "b"]}, {"choice": ["b", "a"]}], (), "twice", "keep one"),
        ("short_text", [{"text": ["a"]}], ("text",), "'text'", "leave combinations out"),
    ],
)
def test_one_that_can_never_be_met_is_an_error(
    kind: str, whens: list[dict[str, list[str]]], path: tuple[str, ...], message: str, remedy: str
) -> None:
    asked = question(kind, combinations=combinations(*whens))
    (fault,) = [fault for fault in asked.all_checks() if fault.code == "combinations"]
    assert fault.severity == "error"
    assert fault.path == ("combinations", len(whens) - 1, "when", *path)
    assert message in fault.message.template % fault.message.values
    assert remedy in fault.remedy.template % fault.remedy.values
