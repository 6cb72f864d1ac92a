"""Several right options among several, with partial credit that guessing can't farm."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.multiple_choice import MultipleChoice
from tests.builders import CHOICES, definition, option, options_of, question
from tests.samples import OPTIONS, Sample, move_options


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    size = draw(st.integers(3, 8))
    keys = draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=size - 1))
    credit = draw(st.sampled_from(["proportional", "exact", "symmetric"]))
    return question("multiple_choice", options=options_of(size, keys), credit=credit)


SAMPLE = Sample(
    definition={"options": [{**entry, "correct": str(entry["id"] in "bd").lower()} for entry in CHOICES]},
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        options.a.text at options.0.text, seen, inline
        options.a.why at options.0.why, inline
        options.b.text at options.1.text, seen, inline
        options.b.why at options.1.why, inline
        options.c.text at options.2.text, seen, inline
        options.c.why at options.2.why, inline
        options.d.text at options.3.text, seen, inline
        options.d.why at options.3.why, inline
    """,
    other_key=move_options,
    lists=OPTIONS,
    partial_credit=True,
)


def made(right: str = "bd", size: int = 4, **changes: Any) -> MultipleChoice:
    options = [
        option(name, f"보기 {name}", f"choice {name}", correct=str(name in right).lower()) for name in "abcdefgh"[:size]
    ]
    found = question("multiple_choice", options=options, **changes)
    assert isinstance(found, MultipleChoice)
    return found


@pytest.mark.parametrize(
    ("credit", "picked", "fraction"),
    [
        ("proportional", "bd", "1"),
        ("proportional", "b", "1/2"),
        ("proportional", "abd", "1/2"),
        ("proportional", "abcd", "0"),
        ("exact", "bd", "1"),
        ("exact", "b", "0"),
        ("symmetric", "b", "3/4"),
        ("symmetric", "a", "1/4"),
        ("symmetric", "", "0"),
    ],
)
def test_credit_follows_the_policy(credit: str, picked: str, fraction: str) -> None:
    assert made(credit=credit).grade(Variant(), {"choice": tuple(picked)}).fraction == Fraction(fraction)


def test_proportional_is_the_default() -> None:
    assert made().credit == "proportional"


def test_each_pick_is_judged_and_answered_with_its_reason() -> None:
    score = made().grade(Variant(), {"choice": ("a", "b")})
    assert score.verdicts == {"a": "wrong", "b": "right"}
    assert score.feedback == ("options.a.why", "options.b.why")
    assert score.chosen == ("a", "b")


def test_it_asks_for_any_of_its_options_and_shuffles_them() -> None:
    (wanted,) = made().inputs()
    assert (wanted.name, wanted.kind, wanted.options) == ("choice", "many", ("a", "b", "c", "d"))
    assert len({made().draw(Random(seed)).order["choice"] for seed in range(200)}) == 24
    assert made(shuffle="false").draw(Random(7)).order == {"choice": ("a", "b", "c", "d")}


@pytest.mark.parametrize(("right", "count"), [("", 0), ("abcd", 4)])
def test_all_or_none_right_is_a_fault(right: str, count: int) -> None:
    (fault,) = made(right).all_checks()
    assert (fault.code, fault.path, fault.severity) == ("S3", ("options",), "error")
    assert str(fault.message) == f"{count} of 4 options are correct"
    assert str(fault.remedy) == "mark at least one correct and leave at least one unmarked"


@pytest.mark.parametrize(
    ("right", "size", "credit", "share"),
    [
        ("bd", 4, "proportional", None),
        ("b", 4, "proportional", None),
        ("abcdefg", 8, "proportional", None),
        ("bd", 4, "exact", None),
        ("bd", 4, "symmetric", 50),
        ("bde", 5, "symmetric", 60),
        ("abcdefg", 8, "symmetric", 88),
    ],
)
def test_credit_that_guessing_can_farm_is_a_warning(right: str, size: int, credit: str, share: int | None) -> None:
    faults = [
        (fault.code, fault.severity, fault.path, str(fault.message))
        for fault in made(right, size, credit=credit).all_checks()
    ]
    wanted = [("D6", "warning", ("credit",), f"guessing earns {share} % on average")]
    assert faults == (wanted if share else [])


def test_its_model_answers_are_the_whole_key_and_one_wrong_pick() -> None:
    assert made().solution(Variant()) == {"choice": ("b", "d")}
    assert made().wrong_answer(Variant()) == {"choice": ("a",)}
    assert made().right_choices() == {"b", "d"}
    assert [text["en"] for text in made().key_texts()] == ["choice b", "choice d"]
    assert str(made().choice_words("d", "ko")) == "보기 d"
    assert [passage.name for passage in made(size=3).own_passages()][:2] == ["options.a.text", "options.a.why"]


def test_a_draw_in_which_nothing_is_right_is_named() -> None:
    options = [{**entry, "correct": "n > 1"} for entry in definition("multiple_choice")["options"]]
    found = question("multiple_choice", options=options, variables={"n": ["1", "2"]})
    (fault,) = found.faults_of({"n": Fraction(1)})
    assert str(fault.message) == "0 of 4 options are correct in the draw n = 1"
