"""What a reminder says: how much waits, and how long it takes."""

from __future__ import annotations

import pytest

from quiz.services.reminders import words


@pytest.mark.parametrize(
    ("count", "minutes", "said"),
    [(1, 1, "1 question to review · about 1 min"), (0, 1, words.nothing_due("en"))],
)
def test_one_question_and_none(count: int, minutes: int, said: str) -> None:
    assert words.body(count, minutes, "en") == said
