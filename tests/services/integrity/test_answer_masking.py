"""Answers as they leave the app: options by their place, in an order that tells nothing."""

from __future__ import annotations

from quiz.domain.questions.base import Variant
from quiz.services.integrity.answer_masking import by_place
from tests.builders import question


def test_picked_options_are_named_by_their_places_which_ascend() -> None:
    variant = Variant(order={"choice": ("d", "c", "b", "a")})
    asked = question("multiple_choice")
    assert by_place(asked, variant, {"choice": ["a", "c", "d"]}) == {"choice": ["1", "2", "4"]}


def test_where_the_order_is_the_answer_it_stays() -> None:
    asked = question("ordering")
    (wanted,) = asked.inputs()
    shown = tuple(reversed(wanted.options))
    given = {wanted.name: list(wanted.options)}
    places = [str(place) for place in range(len(shown), 0, -1)]
    assert by_place(asked, Variant(order={wanted.name: shown}), given) == {wanted.name: places}


def test_what_was_typed_and_what_is_no_option_stay_as_they_are() -> None:
    assert by_place(question("short_text"), Variant(), {"text": ["b"]}) == {"text": ["b"]}
    assert by_place(question("single_choice"), Variant(), {"choice": ["z"], "more": ["1"]}) == {
        "choice": ["z"],
        "more": ["1"],
    }
