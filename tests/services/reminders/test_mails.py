"""What a reminder by mail says: how much waits, where it begins, and how it is the last one."""

from __future__ import annotations

import pytest

from quiz.services.reminders import mails, words

PAGE, STOP = "https://quiz.example.org/review", "https://quiz.example.org/unsubscribe/token"

SAID = {
    "ko": [
        *("복습할 문항 12개 · 약 8분", "", f"시작하기: {PAGE}", "", "-- "),
        *("복습 알림 메일을 받기로 하셔서 보내 드려요.", f"그만 받기: {STOP}", ""),
    ],
    "en": [
        *("12 questions to review · about 8 min", "", f"Begin: {PAGE}", "", "-- "),
        *("You get this mail because you chose reminders of reviews by mail.", f"No more of these mails: {STOP}", ""),
    ],
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_mail_in_each_language(language: str) -> None:
    assert mails.text(words.body(12, 8, language), PAGE, STOP, language).split("\n") == SAID[language]


@pytest.mark.parametrize(
    ("count", "minutes", "said"),
    [(1, 1, "1 question to review · about 1 min"), (0, 1, words.nothing_due("en"))],
)
def test_one_question_and_none(count: int, minutes: int, said: str) -> None:
    assert words.body(count, minutes, "en") == said
