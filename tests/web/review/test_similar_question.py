"""After a wrong answer one tap leads to a question like it, but for a placement test, which nothing leads away from."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.pages import Browser, Page, token_of
from tests.web.store import PRACTICE, asked

SERIES = {"series": "ai-2024"}


@pytest.mark.parametrize(
    ("address", "data", "offered"),
    [
        ("/quizzes/start", {"quiz": PRACTICE}, True),
        ("/practice/start", {**SERIES, "scope": "bank:2024-02"}, True),
        ("/placement/start", SERIES, False),
    ],
)
def test_a_similar_question_is_offered_after_a_wrong_answer(
    address: str, data: dict[str, str], offered: bool, app: Flask, alice: Browser
) -> None:
    page = Page(alice.client.post(address, data=data, follow_redirects=True))
    one = asked(app, token_of(page))[0]
    checked = alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
    assert ("/practice/start" in [form.action for form in checked.forms()]) is offered
