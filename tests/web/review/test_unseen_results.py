"""A test that was handed in and not looked at says nothing of its answers by what other pages show."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.pages import Browser, Page, token_of
from tests.web.store import CHECK, asked

pytestmark = pytest.mark.any_database


def test_a_running_practice_leaves_out_how_much_is_known(app: Flask, alice: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    scope = {"series": "ai-2024", "scope": "bank:2024-02"}
    practice = Page(alice.client.post("/practice/start", data=scope, follow_redirects=True)).path
    assert "So far you know" in alice.get(practice).main
    token = token_of(alice.begin(CHECK))
    for one in asked(app, token):
        alice.send(alice.get(one.path).answer_form.answer(one.wrong))
    alice.client.post(f"/a/{token}/hand-in")
    assert "So far you know" not in alice.get(practice).main
    alice.get(f"/a/{token}/result")
    assert "So far you know" in alice.get(practice).main


def test_a_question_of_a_running_test_is_kept_and_not_judged_in_practice(app: Flask, alice: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    practice = alice.begin("2024-02/practice-2-1")
    token = token_of(alice.begin(CHECK))
    held = {one.question.id for one in asked(app, token)}
    for one in asked(app, token_of(practice)):
        sent = alice.get(one.path).answer_form.answer(one.right)
        page = alice.send(sent, "check")
        if one.question.id not in held:
            continue
        assert page.status == 422
        assert "Your running test asks this question too" in page.main
        assert "verdict" not in [node.get("id") for node in page.root.iter()]
        assert alice.get(one.path).answer_form.answered()
    alice.client.post(f"/a/{token}/hand-in")
    alice.get(f"/a/{token}/result")
