"""Answers that differ in nothing that counts fall together, and no others."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quiz.domain.challenges.equal_answers import group_key
from quiz.domain.questions.base import Variant
from tests.builders import question

DRAWN = Variant(values={"n": Fraction(2)})


@pytest.mark.parametrize(
    ("kind", "input_name", "one", "other", "equal"),
    [
        ("short_text", "text", "LoRA ", " lora", True),
        ("short_text", "text", "“LoRA”.", "ＬｏＲＡ", True),
        ("short_text", "text", "LoRA", "QLoRA", False),
        ("numeric", "number", "1,024", " 1024.0", True),
        ("numeric", "number", "1024", "1025", False),
        ("numeric", "number", "many", " Many ", True),
        ("code_output", "output", "1 \n2\n", "1\n2", True),
        ("code_output", "output", "1\n2", "2\n1", False),
    ],
)
def test_what_is_typed_is_read_as_it_is_judged(kind: str, input_name: str, one: str, other: str, equal: bool) -> None:
    asked = question(kind)
    keys = {group_key(asked, Variant(), {input_name: (text,)}) for text in (one, other)}
    assert (len(keys) == 1) is equal
    assert all(len(key) == 64 for key in keys)


def test_the_order_of_picks_says_nothing_unless_it_is_the_answer() -> None:
    picks = question("multiple_choice")
    a, b = (option.id for option in picks.options[:2])  # type: ignore[attr-defined]  # the kind has options
    assert group_key(picks, Variant(), {"choice": (a, b)}) == group_key(picks, Variant(), {"choice": (b, a)})
    order = question("ordering")
    (wanted,) = order.inputs()
    there, back = wanted.options, tuple(reversed(wanted.options))
    assert group_key(order, Variant(), {wanted.name: there}) != group_key(order, Variant(), {wanted.name: back})


def test_answers_to_two_draws_are_never_equal() -> None:
    asked = question("numeric")
    answer = {"number": ("5",)}
    assert group_key(asked, DRAWN, answer) != group_key(asked, Variant(), answer)
