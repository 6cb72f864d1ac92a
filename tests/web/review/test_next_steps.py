"""What comes next is said at home, in the progress and after a practice: the month one is in, and the next review."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask

from tests.conftest import QUESTION_COUNTS
from tests.web.pages import Browser, Page, token_of
from tests.web.store import PRACTICE, asked

pytestmark = pytest.mark.any_database

NEXT = "2024-02/practice-2-2"
LEFT = QUESTION_COUNTS["2024-02"] - 8


def answer_all(app: Flask, browser: Browser, token: str, wrong: Sequence[int] = ()) -> None:
    for place, one in enumerate(asked(app, token), 1):
        given = one.wrong if place in wrong else one.right
        browser.send(browser.get(one.path).answer_form.answer(given), "check")


def quizzes_in(page: Page, section: str) -> list[str]:
    (found,) = [one for one in page.all("section") if one.get("aria-labelledby") == section]
    return [field.get("value") for field in found.iter("input") if field.get("name") == "quiz"]


def test_the_month_that_one_is_in_comes_before_a_new_one(app: Flask, english: Browser) -> None:
    answer_all(app, english, token_of(english.begin(PRACTICE)))
    for path, section in (("/", "on"), ("/me", "now")):
        page = english.get(path)
        assert f"Go on with February · {LEFT} questions left" in page.main
        assert "about 8 minutes" in page.main
        assert quizzes_in(page, section) == [NEXT]
        assert "Not begun yet" not in page.main
    assert "Next review: " in english.get("/").main


def test_what_was_begun_is_not_offered_twice(app: Flask, english: Browser) -> None:
    answer_all(app, english, token_of(english.begin(PRACTICE)))
    english.begin(NEXT)
    assert "Go on with February" not in english.get("/").main


def test_somebody_new_is_asked_to_begin_alone(english: Browser) -> None:
    assert "What to do next" not in english.get("/").main


def test_a_review_that_runs_is_listed_once_with_what_is_left(app: Flask, english: Browser) -> None:
    answer_all(app, english, token_of(english.begin(PRACTICE)), wrong=range(1, 9))
    assert "due for review" in english.get("/").main
    page = english.send(english.get("/review").form("/review/start"))
    count = len(asked(app, token_of(page)))
    one = asked(app, token_of(page))[0]
    english.send(page.answer_form.answer(one.right), "check")
    for path in ("/", "/me"):
        shown = english.get(path).main
        assert f"{count - 1} questions left of {count}" in shown
        assert "due for review" not in shown
        assert "about to forget" not in shown


def test_after_a_retry_the_next_step_is_offered(app: Flask, english: Browser) -> None:
    token = token_of(english.begin(PRACTICE))
    answer_all(app, english, token, wrong=(1,))
    again = token_of(english.send(english.get(f"/a/{token}/result").form("/retry/start")))
    answer_all(app, english, again)
    assert quizzes_in(english.get(f"/a/{again}/result"), "next") == [NEXT]


def test_discarding_leads_back_to_the_month(english: Browser) -> None:
    page = english.begin(PRACTICE)
    assert english.send(page.form(f"/a/{token_of(page)}/end")).path == "/m/2024-02"
