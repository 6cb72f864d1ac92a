"""Recovery codes: shown once at sign-up, good for one new password, and nobody learns a name by trying."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.services.identity import recovery
from quiz.storage.models.identity import RecoveryCode
from quiz.storage.models.integrity import AuditEvent
from tests.conftest import PASSWORD
from tests.web.pages import Browser, Page, words
from tests.web.people import ask_to_sign_up, cookie, copied, sign_in, write_down
from tests.web.store import count, session_of, set_account

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
NEW = "달 밝은 밤의 산책 9"


def code_on(page: Page) -> str:
    return words(page.by_id("code"))


def recover(browser: Browser, name: str, code: str, new: str = NEW, start: str = "/recover") -> Page:
    form = browser.get(start).form("/recover")
    form.set("name", name)
    form.set("code", code)
    form.set("password", new)
    return browser.send(form)


def acts(app: Flask, action: str) -> int:
    with session_of(app) as session:
        return len(session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all())


@pytest.mark.any_database
def test_at_sign_up_a_code_is_shown_until_it_is_written_down(app: Flask, visit: Visit) -> None:
    bob = visit()
    page = ask_to_sign_up(bob, "Bob", start="/signup?next=/m/2024-02")
    code = code_on(page)
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", code)
    assert code_on(bob.get(page.path)) == code
    page = write_down(bob, page)
    assert page.path == "/m/2024-02"
    assert bob.get("/account/recovery").path == "/account"
    with session_of(app) as session:
        kept = session.scalars(select(RecoveryCode)).one()
        assert code not in (kept.code_hash, kept.salt)


@pytest.mark.any_database
def test_another_browser_does_not_see_the_code(visit: Visit) -> None:
    bob, phone = visit(), visit()
    ask_to_sign_up(bob, "Bob")
    sign_in(phone, "Bob")
    assert phone.get("/account/recovery").path == "/account"


def test_a_code_sets_a_new_password_once_and_ends_every_sign_in(app: Flask, visit: Visit) -> None:
    bob, thief = visit(), visit()
    code = code_on(ask_to_sign_up(bob, "Bob"))
    kept = cookie(bob)
    page = recover(thief, " ｂｏｂ ", code.lower().replace("-", " "), start="/recover?next=/me")
    assert page.path == "/account/recovery"
    following = code_on(page)
    assert following != code
    assert write_down(thief, page).path == "/me"
    assert copied(app, kept).get("/me").path == "/signin"
    assert sign_in(visit(), "Bob").status == 422
    assert sign_in(visit(), "Bob", NEW).path == "/"
    assert recover(visit(), "Bob", code).status == 422
    assert recover(visit(), "Bob", following, PASSWORD).path == "/account/recovery"
    assert acts(app, "recovered") == 2


@pytest.mark.any_database
def test_what_is_wrong_says_the_same_of_names_that_are_there_and_not(visit: Visit) -> None:
    ask_to_sign_up(visit(), "Bob")
    wrong = recovery.grouped("A" * 20)
    said = []
    for name in ("Bob", "Nobody"):
        page = recover(visit("en"), name, wrong)
        assert (page.status, page.form("/recover").value("name")) == (422, name)
        said.append(re.sub(r'name="csrf_token" value="[^"]*"', "", page.html).replace(name, "…"))
    assert said[0] == said[1]


REFUSED = (("short", "password"), ("bob builds 1", "password"), ("x" * 600, "password"))


@pytest.mark.any_database
def test_a_weak_password_is_named_before_the_code_is_used(visit: Visit) -> None:
    code = code_on(ask_to_sign_up(visit(), "Bob"))
    for new, field in REFUSED:
        for given in (code, "A" * 20):
            page = recover(visit(), "Bob", given, new)
            assert page.status == 422
            assert [one.get("name") for one in page.all("input") if one.get("aria-invalid")] == [field]
    assert recover(visit(), "Bob", code).path == "/account/recovery"


@pytest.mark.any_database
def test_a_closed_account_is_not_opened_by_its_code(app: Flask, visit: Visit) -> None:
    code = code_on(ask_to_sign_up(visit(), "Bob"))
    set_account(app, "Bob", disabled=True)
    assert recover(visit(), "Bob", code).status == 422


@pytest.mark.any_database
def test_a_guest_brings_along_what_was_done(app: Flask, visit: Visit) -> None:
    code = code_on(ask_to_sign_up(visit(), "Bob"))
    guest = visit()
    path = guest.begin("2024-02/practice-2-1").path
    write_down(guest, recover(guest, "Bob", code))
    assert guest.get(path).status == 200
    assert "Bob" in guest.get("/account").heading


def test_the_account_makes_a_new_code_for_its_password_and_the_old_one_dies(app: Flask, visit: Visit) -> None:
    bob = visit("en")
    old = code_on(ask_to_sign_up(bob, "Bob"))
    assert "you have not confirmed" in bob.get("/account").main
    for password, status in (("not the password", 422), (PASSWORD, 200)):
        form = bob.get("/account").form("/account/recovery")
        form.set("proof", password)
        page = bob.send(form)
        assert page.status == status
    new = code_on(page)
    assert write_down(bob, page).path == "/account"
    assert "You have a recovery code." in bob.get("/account").main
    assert recover(visit(), "Bob", old).status == 422
    assert recover(visit(), "Bob", new).path == "/account/recovery"
    assert acts(app, "recovery_code_made") == 2


@pytest.mark.any_database
def test_an_account_of_before_is_offered_a_code(app: Flask, visit: Visit) -> None:
    bob = visit("en")
    ask_to_sign_up(bob, "Bob")
    with session_of(app) as session:
        session.delete(session.scalars(select(RecoveryCode)).one())
    assert "You have no recovery code." in bob.get("/account").main
    assert recover(visit(), "Bob", "A" * 20).status == 422


@pytest.mark.any_database
def test_the_page_to_sign_in_leads_to_it(visit: Visit) -> None:
    bob = visit()
    assert "/forgot?next=/me" in bob.get("/signin?next=/me").links()
    assert "/recover?next=/me" in bob.get("/forgot?next=/me").links()


def test_a_form_that_is_sent_twice_makes_one_account_and_one_code_that_counts(app: Flask, visit: Visit) -> None:
    bob = visit()
    form = bob.get("/signup?next=/m/2024-02").form("/signup")
    for name, value in (("name", "Bob"), ("password", PASSWORD), ("old_enough", "1")):
        form.set(name, value)
    before = copied(app, cookie(bob)) if bob.client.get_cookie("dalmada") else visit()
    first = code_on(bob.send(form))
    # From another tab of the same browser, and by a double click: with the cookie of before.
    assert code_on(bob.send(form)) == first
    second = code_on(before.send(form))
    assert recover(visit(), "Bob", first).status == 422
    page = write_down(before, before.get("/account/recovery"))
    assert before.send(form).path == "/m/2024-02"
    assert recover(visit(), "Bob", second).path == "/account/recovery"
    assert page.path == "/"
    assert count(app, RecoveryCode) == 1


@pytest.mark.any_database
def test_somebody_else_still_finds_the_name_taken(visit: Visit) -> None:
    ask_to_sign_up(visit(), "Bob")
    page = ask_to_sign_up(visit("en"), "Bob", NEW)
    assert page.status == 422
    assert "This name is taken." in page.main
