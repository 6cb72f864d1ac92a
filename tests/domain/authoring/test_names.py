"""What a new bank may be called, and what one is called that is not published yet."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.names import is_bank_slug, text_of, title_near_top


@pytest.mark.parametrize(
    ("name", "may"), [("2024-02", True), ("week-1", True), ("2024-13", False), ("Week 1", False), ("", False)]
)
def test_a_bank_is_called_by_a_slug(name: str, may: bool) -> None:
    assert is_bank_slug(name) is may


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("bank: x\ntitle: 평균\n", "평균"),
        ("title: |-\n  두\n  줄\nbank: x\nquestions: [", "두\n줄"),
        ("title:\r\n  ko: 평균\r\n  en: Mean\r\nbank: x", "평균"),
        ("bank: x\n", None),
        ("title: [\n", None),
        ("title:\n", None),
        ("title: {ko: [1]}\n", None),
        ("title: []\n", None),
        ("# " + "x" * 5_000 + "\ntitle: 평균\n", None),
    ],
)
def test_a_title_is_found_near_the_top_whatever_comes_after_it(source: str, title: str | None) -> None:
    found = title_near_top(source.encode())
    assert (found["ko"] if found is not None else None) == title


def test_a_title_that_is_no_text_is_none() -> None:
    assert text_of(None) is None
    assert text_of("") is None
