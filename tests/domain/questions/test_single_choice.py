"""One right option among several."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.single_choice import SingleChoice
from tests.builders import CHOICES, definition, options_of, question
from tests.samples import OPTIONS, Sample, move_options


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    size = draw(st.integers(2, 8))
    key = draw(st.integers(0, size - 1))
    return question("single_choice", options=options_of(size, {key}), shuffle=str(draw(st.booleans())).lower())


SAMPLE = Sample(
    definition={"options": CHOICES},
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
)


def made(**changes: Any) -> SingleChoice:
    found = question("single_choice", **changes)
    assert isinstance(found, SingleChoice)
    return found


def marked(*right: str) -> list[dict[str, Any]]:
    return [{**one, "correct": str(one["id"] in right).lower()} for one in definition()["options"]]


@pytest.mark.parametrize(
    ("picked", "fraction", "word"), [("b", 1, "right"), ("a", 0, "wrong"), ("c", 0, "wrong"), ("d", 0, "wrong")]
)
def test_the_one_right_option_earns_all_and_each_pick_is_answered_with_its_reason(
    picked: str, fraction: int, word: str
) -> None:
    score = made().grade(Variant(), {"choice": (picked,)})
    assert score.fraction == fraction
    assert score.verdicts == {picked: word}
    assert score.feedback == (f"options.{picked}.why",)
    assert score.chosen == (picked,)


def test_nothing_picked_earns_nothing_and_says_nothing() -> None:
    score = made().grade(Variant(), {})
    assert (score.fraction, score.verdicts, score.feedback, score.chosen) == (0, {}, (), ())


def test_it_asks_for_one_of_its_options() -> None:
    (wanted,) = made().inputs()
    assert (wanted.name, wanted.kind, wanted.options) == ("choice", "one", ("a", "b", "c", "d"))


def test_options_are_shuffled_unless_their_order_means_something() -> None:
    orders = {made().draw(Random(seed)).order["choice"] for seed in range(200)}
    assert len(orders) == 24
    assert {made(shuffle="false").draw(Random(seed)).order["choice"] for seed in range(20)} == {("a", "b", "c", "d")}


@pytest.mark.parametrize(("right", "count"), [((), 0), (("a", "b"), 2), (("a", "b", "c", "d"), 4)])
def test_none_or_several_right_options_are_a_fault(right: tuple[str, ...], count: int) -> None:
    (fault,) = made(options=marked(*right)).all_checks()
    assert (fault.code, fault.path, fault.severity) == ("S3", ("options",), "error")
    assert str(fault.message) == f"{count} options are marked correct"
    assert str(fault.remedy) == "mark exactly one with correct: true"


def test_a_sound_question_has_no_fault_and_states_its_key() -> None:
    assert list(made().all_checks()) == []
    assert [text["ko"] for text in made().key_texts()] == ["기울기"]
    assert made().right_choices() == {"b"}
    assert str(made().choice_words("b", "en")) == "gradients"


def test_faults_of_the_options_are_its_own() -> None:
    options = marked("b")
    options[2]["id"] = "a"
    assert [(fault.code, fault.path) for fault in made(options=options).all_checks()] == [
        ("duplicate", ("options", 2, "id"))
    ]


def test_its_model_answers_are_the_key_and_the_first_other_option() -> None:
    assert made().solution(Variant()) == {"choice": ("b",)}
    assert made().wrong_answer(Variant()) == {"choice": ("a",)}
    assert made(options=marked("a")).wrong_answer(Variant()) == {"choice": ("b",)}


def test_a_draw_in_which_nothing_is_right_is_named() -> None:
    options = [{**entry, "correct": "n > 1"} for entry in definition("single_choice")["options"]]
    found = question("single_choice", options=options, variables={"n": ["1", "2"]})
    (fault,) = found.faults_of({"n": Fraction(1)})
    assert str(fault.message) == "0 options are marked correct in the draw n = 1"


def test_a_blind_guess_is_right_once_in_as_many_times_as_there_are_options() -> None:
    assert question("single_choice").guess() == Fraction(1, 4)
