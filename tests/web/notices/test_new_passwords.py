"""A new password locks out who knew the one before: nothing that they asked for with it works any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.services.identity import accounts
from quiz.storage.models.identity import Account, RecoveryCode
from quiz.storage.models.notices import EmailAddress, MailLink
from tests.conftest import NOW, PASSWORD
from tests.web.notices.test_mail import ADDRESS, NEW, ask_for, confirmed, forget, link_in
from tests.web.pages import Browser, Page, words
from tests.web.people import sign_in
from tests.web.store import account_of, count, session_of

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
Post = Callable[[], list[str]]
STRANGER = "stranger@other.example"


def make_code(browser: Browser) -> str:
    """A recovery code, made with the password that counts so far."""
    form = browser.get("/account").form("/account/recovery")
    form.set("proof", PASSWORD)
    return words(browser.send(form).by_id("code"))


def recover(browser: Browser, code: str, new: str) -> Page:
    form = browser.get("/recover").form("/recover")
    for name, value in (("name", "Alice"), ("code", code), ("password", new)):
        form.set(name, value)
    return browser.send(form)


def on_the_account_page(app: Flask, owner: Browser, code: str, reset: str) -> None:
    form = owner.get("/account").form("/account/password")
    form.set("old", PASSWORD)
    form.set("new", NEW)
    page = owner.send(form)
    assert page.path == "/account/recovery"
    assert words(page.by_id("code")) != code


def by_a_link(app: Flask, owner: Browser, code: str, reset: str) -> None:
    form = owner.get(reset).form(reset)
    form.set("new", NEW)
    assert "이전 복구 코드는 쓸 수 없으니" in owner.send(form).main


def by_the_code(app: Flask, owner: Browser, code: str, reset: str) -> None:
    assert recover(owner, code, NEW).path == "/account/recovery"


def by_a_command(app: Flask, owner: Browser, code: str, reset: str) -> None:
    with session_of(app) as session:
        account = session.get_one(Account, account_of(app, "Alice").id)
        accounts.set_password(session, account, NEW, now=NOW)


DOORS = (on_the_account_page, by_a_link, by_the_code, by_a_command)


@pytest.mark.parametrize("door", DOORS)
def test_what_was_asked_for_with_the_old_password_ends(
    door: Callable[..., None], app: Flask, alice: Browser, post: Post, visit: Visit
) -> None:
    confirmed(alice, post)
    intruder = visit()
    sign_in(intruder)
    code = make_code(intruder)
    ask_for(intruder, STRANGER)
    confirm = link_in(post()[-1])
    forget(visit(), "Alice")
    reset = link_in(post()[-1])
    door(app, alice, code, reset)
    for path in (confirm, reset):
        assert visit().get(path).status == 404
        assert visit().client.post(path, data={"new": f"{NEW} 8"}).status_code == 404
    assert recover(visit(), code, f"{NEW} 8").status == 422
    assert sign_in(visit(), "Alice", NEW).path == "/"
    assert count(app, MailLink) == 0
    with session_of(app) as session:
        kept = session.get_one(EmailAddress, account_of(app, "Alice").id)
        assert (kept.address, kept.pending, kept.pending_at) == (ADDRESS, None, None)


def test_an_address_that_was_only_asked_for_goes(app: Flask, alice: Browser, post: Post) -> None:
    ask_for(alice, STRANGER)
    on_the_account_page(app, alice, "", "")
    assert count(app, EmailAddress) == 0
    assert STRANGER not in alice.get("/account").main
    assert post() == []
    assert count(app, RecoveryCode) == 1


def test_a_new_way_in_is_no_secret(app: Flask, alice: Browser, post: Post, visit: Visit) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    confirmed(alice, post)
    intruder = visit()
    sign_in(intruder)
    make_code(intruder)
    (told,) = post()
    assert "made a new recovery code for the account Alice" in told
    ask_for(intruder, STRANGER)
    told, link = post()
    assert "entered a new e-mail address for the account Alice" in told
    assert STRANGER not in told
    assert link_in(link)
    page = alice.get("/inbox").main
    assert "A recovery code was made for your account." in page
    assert "A new e-mail address was entered for your account." in page
