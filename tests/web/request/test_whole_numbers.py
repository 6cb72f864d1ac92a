"""Whole numbers from outside: what the store can't hold is refused, wherever it comes in."""

from __future__ import annotations

import pytest
from flask import Flask

from quiz.web.request.whole_numbers import MAX_INTEGER, whole
from tests.web.pages import Browser
from tests.web.saves import body, put
from tests.web.store import asked, attempt_of, whole_bank

TOO_LARGE = [str(2**31), str(2**32), str(2**63), str(2**63 - 1), str(2**64), "9" * 400, "9" * 5_000]
NO_NUMBER = ["", "-1", "+1", "1.0", "1e3", "0x10", " 1", "1_0", "one", "\u0661", "\uff11", "\u00b2"]


@pytest.mark.parametrize(
    ("given", "most", "number"),
    [
        ("0", MAX_INTEGER, 0),
        ("17", MAX_INTEGER, 17),
        (17, MAX_INTEGER, 17),
        ("007", MAX_INTEGER, 7),
        (str(MAX_INTEGER), MAX_INTEGER, MAX_INTEGER),
        ("600", 600, 600),
        ("601", 600, None),
        ("0600", 600, None),
        (True, MAX_INTEGER, None),
        (None, MAX_INTEGER, None),
        (1.0, MAX_INTEGER, None),
        *((text, MAX_INTEGER, None) for text in (*TOO_LARGE, *NO_NUMBER)),
    ],
)
def test_a_number_is_plain_digits_that_the_store_can_hold(given: object, most: int, number: int | None) -> None:
    assert whole(given, most) == number


@pytest.mark.any_database
@pytest.mark.parametrize("text", [*TOO_LARGE, *NO_NUMBER])
def test_a_number_of_a_form_that_nobody_can_mean_is_the_clients_fault(app: Flask, alice: Browser, text: str) -> None:
    one = asked(app, whole_bank(app, "Alice", "2024-02"))[0]
    for sent in ({"go": "keep", "take": text}, {"sequence": text}, {"base": text}, {"certainty": text or "x"}):
        answer = {"device": "d", "answer-x": "1", **sent}
        assert alice.client.post(one.path, data=answer).status_code == 400, sent
    assert alice.client.post(one.path, data={"device": "d", "go": text}).status_code == 303
    assert alice.client.get("/me", query_string={"before": text}).status_code == 200


@pytest.mark.any_database
@pytest.mark.parametrize("number", [2**31, 2**63, 2**64, 10**400, -1, 1.5, True, None, "1e3"])
def test_a_number_of_a_script_that_nobody_can_mean_is_the_clients_fault(
    app: Flask, alice: Browser, number: object
) -> None:
    one = asked(app, whole_bank(app, "Alice", "2024-02"))[0]
    for name in ("sequence", "base", "certainty"):
        if name == "certainty" and number is None:
            continue
        assert put(alice, one, {**body(), name: number}).status_code == 400, name
    assert put(alice, one, {**body(), "at": number}).status_code == 200


@pytest.mark.parametrize("text", [*TOO_LARGE, "\u0661", "-1", "1.0"])
def test_no_address_leads_to_a_number_that_the_store_can_not_hold(
    app: Flask, alice: Browser, tae_ri: Browser, text: str
) -> None:
    token = whole_bank(app, "Alice", "2024-02")
    for browser, method, path in (
        (alice, "GET", f"/a/{token}/{text}"),
        (alice, "POST", f"/a/{token}/{text}"),
        (alice, "PUT", f"/a/{token}/{text}"),
        (tae_ri, "GET", f"/teach/grading/{text}"),
        (tae_ri, "POST", f"/teach/grading/{text}"),
        (tae_ri, "POST", f"/teach/tests/late/{text}"),
    ):
        sent = {"json": body()} if method == "PUT" else {}
        assert browser.client.open(path, method=method, **sent).status_code == 404, (method, path[:40])


@pytest.mark.any_database
@pytest.mark.parametrize("text", [*TOO_LARGE, *NO_NUMBER[:5], "601", "0"])
def test_more_time_by_a_number_that_nobody_can_mean_is_refused(
    app: Flask, alice: Browser, tae_ri: Browser, text: str
) -> None:
    token = whole_bank(app, "Alice", "2024-02", "exam")
    before = attempt_of(app, token).deadline_at
    response = tae_ri.client.post(f"/teach/tests/{token}/extend", data={"minutes": text})
    assert response.status_code == 422
    assert attempt_of(app, token).deadline_at == before
