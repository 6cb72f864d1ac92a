"""Which pages a browser may keep: those in which nothing stands that a score, a hint or a try reveals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from quiz.web.attempts.views import MAY_KEEP
from tests.builders import both, definition
from tests.web.attempts.test_tries import publish
from tests.web.pages import Browser, Page, token_of
from tests.web.store import asked

HINTS = [both("첫 힌트예요", "This is the first hint")]
Steps = Callable[[Browser, Page, Any], Page]


def untouched(browser: Browser, page: Page, question: Any) -> Page:
    return browser.get(question.path)


def saved(browser: Browser, page: Page, question: Any) -> Page:
    body = {"answer": question.wrong, "device": "d", "sequence": 1, "base": 0}
    assert browser.client.put(question.path, json=body).status_code == 200
    return browser.get(question.path)


def hinted(browser: Browser, page: Page, question: Any) -> Page:
    return browser.send(page.answer_form.answer(question.wrong), "hint")


def tried(browser: Browser, page: Page, question: Any) -> Page:
    return browser.send(page.answer_form.answer(question.wrong), "check")


def scored(browser: Browser, page: Page, question: Any) -> Page:
    return browser.send(page.answer_form.answer(question.right), "check")


def written(browser: Browser, page: Page, question: Any) -> Page:
    browser.client.post(
        question.path, data={**page.answer_form.data("check"), "answer-text": list(question.right["text"])}
    )
    return browser.get(question.path)


def unanswered(browser: Browser, page: Page, question: Any) -> Page:
    return browser.send(page.answer_form, "check")


STATES: list[tuple[Steps, str, str, bool]] = [
    (untouched, "single_choice", "practice", True),
    (saved, "single_choice", "practice", True),
    (untouched, "single_choice", "exam", True),
    (saved, "single_choice", "exam", True),
    (unanswered, "single_choice", "practice", False),
    (hinted, "single_choice", "practice", False),
    (tried, "single_choice", "practice", False),
    (scored, "single_choice", "practice", False),
    (written, "essay", "practice", False),
]
"""What was done, to a question of which kind, in which mode; and whether its page may be kept then."""


@pytest.mark.parametrize(("steps", "kind", "mode", "may"), STATES, ids=lambda value: getattr(value, "__name__", None))
def test_a_page_may_be_kept_as_long_as_it_reveals_nothing(
    steps: Steps, kind: str, mode: str, may: bool, app: Flask, alice: Browser
) -> None:
    hints = {"hints": HINTS} if kind == "single_choice" else {}
    tries = {"tries": "3"} if mode == "practice" and kind == "single_choice" else {}
    page = alice.begin(publish(app, definition(kind, **hints), mode=mode, **tries))
    (question,) = asked(app, token_of(page))
    page = steps(alice, page, question)
    assert page.path == question.path
    assert page.response.headers.get(MAY_KEEP) == ("yes" if may else None)


def test_the_hand_in_may_be_kept_and_the_result_may_not(app: Flask, alice: Browser) -> None:
    page = alice.begin(publish(app, definition("single_choice"), mode="exam"))
    address = f"/a/{token_of(page)}/hand-in"
    page = alice.get(address)
    assert page.response.headers[MAY_KEEP] == "yes"
    page = alice.send(page.form(address))
    assert page.path.endswith("/result")
    assert MAY_KEEP not in page.response.headers


def test_a_page_that_the_store_could_not_be_asked_for_says_nothing_about_who_is_there(
    app: Flask, alice: Browser
) -> None:
    from quiz.platform.extensions import db
    from quiz.storage.models.identity import SignIn

    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {SignIn.__tablename__} RENAME TO hidden_sign_in")
        db.engine.dispose()
    answer = alice.client.get("/")
    page = Page(answer)
    assert answer.status_code == 503
    assert page.root.get("data-account") is None
    assert "X-Account" not in answer.headers
