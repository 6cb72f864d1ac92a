"""A practice is ended early with its result; one in which nothing was answered is discarded and leaves nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.pages import Browser, token_of
from tests.web.people import sign_in
from tests.web.store import CHECK, PRACTICE, asked, attempt_of

pytestmark = pytest.mark.any_database


def test_what_was_answered_is_shown_and_the_rest_goes(app: Flask, alice: Browser) -> None:
    one, two, *_ = asked(app, token_of(alice.begin(PRACTICE)))
    alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    alice.client.put(two.path, json={"answer": two.right, "device": "d", "sequence": 1, "base": 0})
    page = alice.get(two.path)
    assert "여기서 마치고 결과 보기" in page.main
    result = alice.send(page.form(f"/a/{one.token}/end"))
    assert result.path == f"/a/{one.token}/result"
    assert result.heading == "모두 맞았어요"
    assert len(result.all("details", class_="question")) == 2


def test_one_without_an_answer_is_discarded_from_its_page_and_from_the_first(app: Flask, alice: Browser) -> None:
    for path in ("", "/"):
        token = token_of(alice.begin(PRACTICE))
        page = alice.get(path or f"/a/{token}/3")
        home = alice.send(page.form(f"/a/{token}/end"))
        assert (home.path, attempt_of(app, token).state) == ("/m/2024-02", "set_aside")
        assert token not in home.html
        assert token not in alice.get("/me").html
        assert token not in alice.get("/me/history").html
    assert len(alice.get("/me/history").all("td")) == 0


def test_what_another_page_has_saved_is_not_discarded(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    alice.client.put(one.path, json={"answer": one.right, "device": "d", "sequence": 1, "base": 0})
    assert alice.send(page.form(f"/a/{one.token}/end")).path == one.path
    assert attempt_of(app, one.token).state == "running"


def test_what_was_answered_and_set_aside_stays_in_the_history(app: Flask, alice: Browser, guest: Browser) -> None:
    mine, theirs = token_of(alice.begin(PRACTICE)), token_of(guest.begin(PRACTICE))
    one = asked(app, theirs)[0]
    guest.send(guest.get(one.path).answer_form.answer(one.right), "check")
    sign_in(guest)
    assert attempt_of(app, theirs).state == "set_aside"
    # Her own, the two of the guest, and the row above them.
    assert len([row for row in guest.get("/me/history").all("tr") if row.get("role") == "row"]) == 4
    assert attempt_of(app, mine).state == "running"


def test_a_test_is_not_discarded(alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    assert f"/a/{token}/end" not in [form.action for form in alice.get("/").forms()]
    assert f"/a/{token}/end" not in [form.action for form in alice.get(f"/a/{token}/1").forms()]
