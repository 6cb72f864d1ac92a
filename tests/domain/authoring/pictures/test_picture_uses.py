"""Where a bank shows its pictures."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.authoring.pictures.uses import Use, uses_of


def test_pictures_are_found_below_questions_in_texts_and_in_notes() -> None:
    data: dict[str, Any] = {
        "sections": {"2.1": {"notes": {"ko": "![그림](a.png) ![그림](<점 그래프.png>)", "en": "![x](a.png)"}}},
        "questions": [
            {"image": {"file": "a.png", "alt": {"ko": "가", "en": "A", "bad": ["x"]}}, "prompt": "![x](b(1).png)"},
            {"options": [{"text": "![x](%EC%A0%90.png)"}, {"text": "plain ! [x](c.png)"}], "image": {"file": ["x"]}},
            {"image": {"file": "a.png", "alt": "one for all"}},
            {"image": {"file": "d.png"}},
            "no question",
        ],
    }
    assert uses_of(data) == {
        "a.png": [
            Use(question=1, alt={"ko": "가", "en": "A"}),
            Use(question=3, alt={"": "one for all"}),
            Use(question=None, alt={}),
        ],
        "b(1).png": [Use(question=1, alt={})],
        "점.png": [Use(question=2, alt={})],
        "d.png": [Use(question=4, alt={})],
        "점 그래프.png": [Use(question=None, alt={})],
    }


@pytest.mark.parametrize("data", [{}, {"questions": "none"}, {"questions": [None, 3]}])
def test_what_is_no_bank_shows_nothing(data: dict[str, Any]) -> None:
    assert uses_of(data) == {}
