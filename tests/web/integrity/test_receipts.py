"""Receipts by the browser: offered where an attempt was handed in, to its owner, without a word of a key."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from quiz.services.integrity import receipts
from tests.builders import definition
from tests.web.attempts.test_tries import publish
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, OTHER_PRACTICE, asked, let_time_run_out, session_of, set_account, set_attempt


def receipt_of(browser: Browser, token: str) -> dict[str, Any]:
    """The receipt as it is downloaded."""
    response = browser.client.get(f"/a/{token}/receipt.json")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.headers["Content-Disposition"] == f'attachment; filename="receipt-{token}.json"'
    made: dict[str, Any] = json.loads(response.data)
    return made


def verified(app: Flask, receipt: dict[str, Any]) -> receipts.Report:
    """What its verification says."""
    raw = json.dumps(receipt).encode()
    with session_of(app) as session:
        return receipts.verify(session, raw, receipts.signing_key(app.config["SECRET_KEY"]))


def handed_in(app: Flask, browser: Browser, quiz: str = CHECK) -> str:
    """The token of an exam that was answered and handed in."""
    token = token_of(browser.begin(quiz))
    for one in asked(app, token):
        browser.client.put(
            one.path, json={"answer": one.right, "device": "d", "sequence": one.position, "base": 0, "at": 1e12}
        )
    browser.client.post(f"/a/{token}/hand-in")
    return token


def test_the_result_offers_a_receipt_that_is_genuine(app: Flask, alice: Browser) -> None:
    token = handed_in(app, alice)
    assert f"/a/{token}/receipt.json" in alice.get(f"/a/{token}/result").links()
    receipt = receipt_of(alice, token)
    assert verified(app, receipt).holds
    assert receipt["questions"][0]["answers"][0]["claimed_at"] == "2001-09-09T01:46:40+00:00"


def test_options_are_named_as_the_page_named_them(app: Flask, alice: Browser) -> None:
    token = handed_in(app, alice)
    for one, question in zip(asked(app, token), receipt_of(alice, token)["questions"], strict=True):
        called = one.question.names_on_page(one.variant)
        value = question["answers"][0]["value"]
        assert {called[name]: tuple(values) for name, values in value.items()} == one.right


def test_a_practice_has_one_once_it_is_finished(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(OTHER_PRACTICE))
    response = alice.client.get(f"/a/{token}/receipt.json")
    assert (response.status_code, response.headers["Location"]) == (303, f"/a/{token}")
    for one in asked(app, token):
        alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    assert receipt_of(alice, token)["state"] == "finished"


def test_a_guest_gets_one_too(app: Flask, visit: Callable[..., Browser]) -> None:
    guest = visit()
    token = token_of(guest.begin(OTHER_PRACTICE))
    for one in asked(app, token):
        guest.send(guest.get(one.path).answer_form.answer(one.right), "check")
    receipt = receipt_of(guest, token)
    assert receipt["learner"] is None
    assert verified(app, receipt).holds


def test_an_exam_whose_time_is_over_is_handed_in_on_the_way(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    ended = let_time_run_out(app, token)
    assert alice.get(f"/a/{token}/receipt.json").path == f"/a/{token}/result"
    assert receipt_of(alice, token)["handed_in_at"] == ended.isoformat()


def test_nobody_else_finds_it(
    app: Flask, alice: Browser, charlie: Browser, guest: Browser, tae_ri: Browser, visit: Callable[..., Browser]
) -> None:
    token = handed_in(app, alice)
    for browser in (charlie, guest, tae_ri):
        assert browser.get(f"/a/{token}/receipt.json").status == 404
    response = visit().client.get(f"/a/{token}/receipt.json")
    assert response.headers["Location"] == f"/signin?next=/a/{token}/receipt.json"
    set_attempt(app, token, state="set_aside", finished_at=None, points=None)
    assert alice.get(f"/a/{token}/receipt.json").status == 404


def test_a_receipt_of_an_exam_that_waits_tells_neither_key_nor_score(app: Flask, alice: Browser) -> None:
    quiz = publish(app, definition("essay"), definition("single_choice"), definition("matching"), mode="exam")
    token = handed_in(app, alice, quiz)
    page = alice.get(f"/a/{token}/result")
    assert f"/a/{token}/receipt.json" in page.links()
    receipt = receipt_of(alice, token)
    written = json.dumps(receipt, ensure_ascii=False)
    assert (receipt["state"], receipt["points"]) == ("waiting", None)
    assert {question["share"] for question in receipt["questions"]} == {None}
    for one, question in zip(asked(app, token), receipt["questions"], strict=True):
        for texts in one.texts.values():
            shown = one.right.get("text", ("",))[0]
            assert not [passage for passage in texts.revealed.values() if passage in written and passage not in shown]
        options = {option for wanted in one.question.inputs() for option in wanted.options}
        given = [value for wanted in one.question.inputs() for value in question["answers"][0]["value"][wanted.name]]
        if options:
            assert all(value.isdigit() for value in given)
    assert verified(app, receipt).holds


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", '"quoted" \\ {을/를} %(x)s', "달💫\u202e", "</script>"])
def test_a_name_of_any_kind_is_only_a_name(name: str, app: Flask, alice: Browser) -> None:
    token = handed_in(app, alice)
    set_account(app, "Alice", name=name)
    receipt = receipt_of(alice, token)
    assert receipt["learner"] == name
    report = verified(app, receipt)
    assert (report.holds, report.learner) == (True, name)
