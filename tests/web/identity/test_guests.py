"""Guests: whoever practises without an account, and what becomes of it when they get one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from quiz.language import localizer
from quiz.storage.models.identity import Account
from tests.web.pages import Browser, token_of
from tests.web.people import COOKIE, cookie, copied, sign_in, sign_up
from tests.web.store import OTHER_PRACTICE, PRACTICE, account_of, asked, attempt_of, count, session_of

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def test_what_a_guest_did_is_kept_when_they_sign_up(app: Flask, visit: Visit) -> None:
    bob = visit()
    page = bob.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    page = bob.send(page.answer_form.answer(one.right), "check")
    before = cookie(bob)
    page = sign_up(bob, "Bob", start=f"/signup?next={one.path}")
    assert page.path == one.path
    assert page.has_id("verdict")
    assert count(app, Account) == 1
    assert account_of(app, "Bob").role == "learner"
    assert copied(app, before).get("/me").path == "/signin"


def test_a_sign_up_that_is_refused_leaves_the_guest_a_guest(app: Flask, guest: Browser, alice: Browser) -> None:
    assert sign_up(guest, "Alice", "달 밝은 밤의 산책 9").status == 422
    page = guest.get("/me")
    assert "/signup?next=/me" in page.links()
    assert len([form for form in page.forms() if form.action == "/signout"]) == 0
    with session_of(app) as session:
        assert session.query(Account).filter_by(role="guest").count() == 1


def test_an_account_takes_over_what_its_owner_did_as_a_guest(app: Flask, alice: Browser, visit: Visit) -> None:
    alice.client.post("/signout")
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    alice.send(page.answer_form.answer(one.right), "check")
    assert sign_in(alice, start=f"/signin?next=/a/{one.token}").path == f"/a/{one.token}/2"
    assert alice.get(one.path).has_id("verdict")
    assert count(app, Account) == 1
    assert sign_in(visit()).path == "/"


def test_where_both_have_begun_the_same_the_accounts_attempt_goes_on(app: Flask, alice: Browser) -> None:
    hers = token_of(alice.begin(PRACTICE))
    alice.client.post("/signout")
    page = alice.begin(PRACTICE)
    guests = token_of(page)
    alice.send(page.answer_form.answer(asked(app, guests)[0].right), "check")
    others = token_of(alice.begin(OTHER_PRACTICE))
    sign_in(alice)
    assert [attempt_of(app, token).state for token in (hers, guests, others)] == ["running", "set_aside", "running"]
    assert localizer("ko")("ended early", {}) in alice.get("/me/history").main


@pytest.mark.any_database
def test_a_guest_is_told_until_when_their_progress_is_kept(app: Flask, visit: Visit) -> None:
    guest = visit()
    one = guest.begin(PRACTICE).path
    with session_of(app) as session:
        seen = datetime.now(UTC).replace(month=6, day=1, hour=12)
        session.execute(update(Account).values(seen_at=seen))
    ends = seen + timedelta(days=90)
    said = f"가입하지 않으면 기록이 {ends.month}월 {ends.day}일에 지워져요"
    for path in ("/", "/me", "/signup", one):
        assert said in guest.get(path).main, path
    assert "지워져요" not in visit().get("/").main


@pytest.mark.any_database
def test_the_cookie_of_a_guest_lasts_as_long_as_the_guest(app: Flask, visit: Visit, alice: Browser) -> None:
    guest = visit()
    guest.begin(PRACTICE)
    kept = guest.client.get_cookie(COOKIE)
    assert kept is not None
    assert kept.expires is not None
    assert kept.expires - datetime.now(UTC) > timedelta(days=89)
    with guest.client.session_transaction() as session:
        session["seen"] -= 1
    assert guest.client.get("/").headers.getlist("Set-Cookie")
    assert not guest.client.get("/").headers.getlist("Set-Cookie")
    alice.get("/")
    assert not alice.client.get("/").headers.getlist("Set-Cookie")
