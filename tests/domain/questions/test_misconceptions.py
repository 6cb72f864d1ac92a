"""Which misconceptions the choices of a wrong answer speak of, in every kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from quiz.domain.bank_format.bank import question_from
from quiz.domain.bank_format.fields import Model
from quiz.domain.questions import KINDS, Question
from tests.builders import definition, question
from tests.shipped import shipped_banks

LISTS = ("options", "reasons", "spots", "wrong", "left", "items", "rows")
"""The fields of a question, or of a gap, whose parts may name a misconception."""


def parts_of(value: Any) -> Iterator[Any]:
    """Every part of a question that may name a misconception."""
    if isinstance(value, Model):
        if "misconception" in type(value).model_fields:
            yield value
        for name in type(value).model_fields:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from parts_of(one)


def named(written: dict[str, Any]) -> dict[str, Any]:
    """The same question with a misconception of its own in each part that may have one and is not always right."""
    count = iter(range(100))

    def name(part: dict[str, Any]) -> dict[str, Any]:
        return part if part.get("correct") in (True, "true") else {**part, "misconception": f"taken-{next(count)}"}

    def inside(value: dict[str, Any]) -> dict[str, Any]:
        return {key: [name(one) for one in part] if key in LISTS else part for key, part in value.items()}

    gaps = {"gaps": {gap: inside(value) for gap, value in written["gaps"].items()}} if "gaps" in written else {}
    return {**inside(written), **gaps}


NAMING = [kind for kind in KINDS if list(parts_of(question(kind)))]


def with_names(kind: str) -> Question:
    return question_from(named(definition(kind)), ("ko", "en"))


@pytest.mark.parametrize("kind", NAMING)
def test_a_wrong_answer_speaks_of_its_misconception_and_a_right_one_of_none(kind: str) -> None:
    asked = with_names(kind)
    assert set(asked.misconceptions().values()) == {part.misconception for part in parts_of(asked)} - {None}
    for seed in range(20):
        variant = asked.draw(random.Random(seed))
        assert asked.misconceptions_in(asked.judge(variant, asked.solution(variant)).chosen) == []
        assert asked.misconceptions_in(asked.judge(variant, asked.wrong_answer(variant)).chosen) != []


def test_each_is_named_once_in_the_order_of_the_author() -> None:
    asked = with_names("single_choice")
    names = list(asked.misconceptions())
    assert asked.misconceptions_in([names[1], names[0], names[1]]) == ["taken-0", "taken-1"]
    assert asked.misconceptions_in([]) == []


def test_the_misconceptions_of_the_shipped_banks_are_all_reached_by_an_answer() -> None:
    for asked in (one for bank in shipped_banks() for one in bank.questions):
        written = {part.misconception for part in parts_of(asked)} - {None}
        assert set(asked.misconceptions().values()) == written, asked.id
