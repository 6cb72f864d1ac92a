"""The mark of an account: stable, opaque, on every page; and what comes from a page of another account is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.storage.models.identity import Account
from tests.web.pages import Browser, token_of
from tests.web.people import cookie, sign_in, sign_up
from tests.web.store import CHECK, PRACTICE, answers_of, asked, attempt_of, session_of

pytestmark = pytest.mark.any_database

HEADER = "X-Account"


def mark_of(browser: Browser, path: str = "/") -> str | None:
    """The mark that a page bears."""
    return browser.get(path).root.get("data-account")


def test_every_page_of_an_account_bears_its_mark_and_nobody_has_none(
    alice: Browser, charlie: Browser, visit: Callable[..., Browser]
) -> None:
    marks = {mark_of(alice, path) for path in ("/", "/me", "/account", "/m/2024-02", "/m/1999-01")}
    assert len(marks) == 1
    assert marks.isdisjoint({None, "", mark_of(charlie)})
    assert mark_of(visit()) == ""


def test_a_mark_is_the_same_in_every_browser_and_does_not_tell_the_account(app: Flask, alice: Browser) -> None:
    other = Browser(app.test_client())
    sign_in(other)
    with session_of(app) as session:
        number = session.scalars(select(Account.id).where(Account.name == "Alice")).one()
    mark = mark_of(alice)
    assert mark == mark_of(other)
    assert len(str(mark)) == 16
    assert mark not in (str(number), cookie(alice))


def test_a_guest_keeps_the_mark_when_signing_up(guest: Browser) -> None:
    before = mark_of(guest)
    assert before
    sign_up(guest, "Bob")
    page = guest.get("/")
    assert (page.root.get("data-account"), page.root.get("data-person")) == (before, "Bob")


def test_an_answer_says_whose_it_is(alice: Browser, guest: Browser, visit: Callable[..., Browser]) -> None:
    for browser in (alice, guest):
        answer = browser.client.get("/csrf")
        assert answer.get_json()["account"] == answer.headers[HEADER] == mark_of(browser)
    answer = visit().client.get("/csrf")
    assert (answer.get_json()["account"], answer.headers[HEADER]) == ("", "none")


def test_the_page_without_a_network_is_nobodys(alice: Browser) -> None:
    assert mark_of(alice, "/offline") is None


@pytest.mark.parametrize("mark", ["of another", "of nobody there is"])
def test_what_comes_from_a_page_of_another_account_is_refused(
    mark: str, app: Flask, alice: Browser, charlie: Browser
) -> None:
    token = token_of(alice.begin(CHECK))
    one = asked(app, token)[0]
    headers = {HEADER: str(mark_of(charlie)) if mark == "of another" else "AAAAAAAAAAAAAAAA"}
    body = {"answer": one.right, "device": "d", "sequence": 1, "base": 0}
    refused = [
        alice.client.put(one.path, json=body, headers=headers),
        alice.client.post(f"/a/{token}/hand-in", json={}, headers=headers),
    ]
    assert [(one.status_code, one.get_json()["reason"]) for one in refused] == [(401, "other_account")] * 2
    assert answers_of(app, token, one.position) == []
    assert attempt_of(app, token).state == "running"
    own: dict[str, Any] = {"json": body, "headers": {HEADER: str(mark_of(alice))}}
    assert alice.client.put(one.path, **own).status_code == 200


def test_an_account_learns_which_kept_attempts_are_its_own(
    alice: Browser, charlie: Browser, visit: Callable[..., Browser]
) -> None:
    own, others = token_of(alice.begin(PRACTICE)), token_of(charlie.begin(PRACTICE))
    path = f"/offline/mine?token={others}&token={own}&token=nothing&token={'x' * 5_000}"
    assert alice.client.get(path).get_json() == {"account": mark_of(alice), "mine": [own]}
    assert visit().client.get(path).get_json() == {"account": "", "mine": []}
    assert alice.client.get("/offline/mine").get_json()["mine"] == []


def test_a_guests_attempts_are_the_accounts_after_signing_in(alice: Browser, guest: Browser) -> None:
    token = token_of(guest.begin(PRACTICE))
    before = mark_of(guest)
    sign_in(guest)
    assert mark_of(guest) == mark_of(alice) != before
    assert guest.client.get(f"/offline/mine?token={token}").get_json()["mine"] == [token]
