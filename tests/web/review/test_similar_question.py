"""After a wrong answer one tap leads to a question like it, but for a placement test, which nothing leads away from."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.pages import Browser, Page, token_of
from tests.web.store import PRACTICE, asked

pytestmark = pytest.mark.any_database

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


def test_a_similar_question_out_of_a_review_leads_back_into_it(app: Flask, alice: Browser) -> None:
    for one in asked(app, token_of(alice.begin(PRACTICE))):
        alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
    page = alice.send(alice.get("/review").form("/review/start"))
    review = token_of(page)
    one = asked(app, review)[0]
    alike = alice.send(alice.send(page.answer_form.answer(one.wrong), "check").form("/practice/start"))
    other = asked(app, token_of(alike))[0]
    checked = alice.send(alike.answer_form.answer(other.right), "check")
    assert f"/a/{review}" in checked.links()
    assert alice.get(f"/a/{review}").path == f"/a/{review}/2"
