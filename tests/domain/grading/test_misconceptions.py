"""Which misconceptions the choices of an answer speak of."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.bank_format.bank import question_from
from quiz.domain.grading.misconceptions import spoken_of
from quiz.domain.questions import Question
from tests.builders import definition


def with_misconceptions() -> Question:
    """A single choice whose two first options each name the misconception behind them."""
    written: dict[str, Any] = {**definition("single_choice"), "id": "one"}
    options = [dict(option) for option in written["options"]]
    for place, option in enumerate(options[:2]):
        option["misconception"] = f"taken-{place}"
    return question_from({**written, "options": options}, ("ko", "en"))


@pytest.fixture
def ids() -> list[str]:
    return [option["id"] for option in definition("single_choice")["options"]]


def test_a_choice_speaks_of_its_misconception(ids: list[str]) -> None:
    question = with_misconceptions()
    assert spoken_of(question, [ids[1]]) == ["taken-1"]
    assert spoken_of(question, ids) == ["taken-0", "taken-1"]


def test_a_choice_without_one_speaks_of_none(ids: list[str]) -> None:
    assert spoken_of(with_misconceptions(), ids[2:]) == []
    assert spoken_of(with_misconceptions(), []) == []
