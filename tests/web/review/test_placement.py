"""The placement test in the browser: saying that one does not know, ending early, and taking it again."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.pages import Browser, Page, token_of
from tests.web.store import MONTHS, PRACTICE, answers_of, asked, attempt_of, row_of, whole_bank

pytestmark = pytest.mark.any_database


def begin(browser: Browser) -> Page:
    return browser.send(browser.get("/").form("/placement/start"))


def test_not_knowing_is_an_answer_of_its_own(app: Flask, english: Browser) -> None:
    page = begin(english)
    one = asked(app, token_of(page))[0]
    checked = english.send(page.answer_form.answer(one.right), "unknown")
    assert checked.has_id("verdict")
    assert "You said you don’t know" in checked.main
    assert (row_of(app, one.token, 1).share, row_of(app, one.token, 1).answered) == (0.0, False)
    assert answers_of(app, one.token, 1)[-1]["value"] == {}
    assert len(asked(app, one.token)) == 2
    # Sent twice it is said once.
    assert english.client.post(one.path, data={"go": "unknown"}).status_code == 303
    assert len(asked(app, one.token)) == 2


def test_not_knowing_what_a_running_test_asks_waits_for_that_test(app: Flask, english: Browser) -> None:
    page = begin(english)
    one = asked(app, token_of(page))[0]
    tests = [whole_bank(app, "Alice", month, "exam") for month in MONTHS]
    refused = english.send(page.answer_form.answer(one.right), "unknown")
    assert refused.status == 422
    assert "Your running test asks this question too" in refused.main
    assert row_of(app, one.token, 1).share is None
    assert answers_of(app, one.token, 1)[-1]["value"] != {}
    for test in tests:
        english.client.post(f"/a/{test}/hand-in")
    assert english.send(english.get(one.path).answer_form, "unknown").has_id("verdict")


def test_elsewhere_nobody_is_asked_that(app: Flask, english: Browser) -> None:
    page = english.begin(PRACTICE)
    assert ("go", "unknown") not in page.answer_form.buttons
    assert english.client.post(page.path, data={"go": "unknown"}).status_code == 400
    assert row_of(app, token_of(page), 1).share is None


def test_one_that_was_ended_early_says_so_and_is_offered_again(app: Flask, english: Browser) -> None:
    page = begin(english)
    one = asked(app, token_of(page))[0]
    assert "/placement/start" not in [form.action for form in english.get("/").forms()]
    checked = english.send(page.answer_form.answer(one.right), "check")
    result = english.send(checked.form(f"/a/{one.token}/end"))
    assert result.heading.startswith("Ended early")
    assert attempt_of(app, one.token).ended_early
    for place in (result, english.get("/")):
        assert "/placement/start" in [form.action for form in place.forms()]
    assert token_of(begin(english)) != one.token


def test_one_without_an_answer_is_offered_again(english: Browser) -> None:
    page = begin(english)
    home = english.send(page.form(f"/a/{token_of(page)}/end"))
    assert "/placement/start" in [form.action for form in home.forms()]


def test_the_result_names_the_month_to_begin_with(app: Flask, english: Browser) -> None:
    token = token_of(begin(english))
    while attempt_of(app, token).state == "running":
        one = asked(app, token)[-1]
        english.send(english.get(one.path).answer_form, "unknown")
    assert english.get(f"/a/{token}/result").heading == "Begin with January"
    assert "Begin with January" in english.get("/").main
