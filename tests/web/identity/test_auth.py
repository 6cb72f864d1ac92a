"""Signing up, in and out; guests and what they keep."""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask

from quiz.storage.models.identity import Account, SignIn
from quiz.web.identity.forms import ACCOUNT_ERRORS, NAME
from tests.conftest import PASSWORD
from tests.web.pages import Browser, words
from tests.web.people import cookie, copied, sign_in, sign_up
from tests.web.store import PRACTICE, account_of, count, session_of, set_account

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def test_signing_up_in_and_out_shows_who_is_there(visit: Visit, app: Flask, language: str) -> None:
    alice = visit(language)
    assert "/signin" in alice.get("/").links()
    page = sign_up(alice, "Alice")
    assert page.path == "/"
    assert [words(name) for name in page.all("bdi", class_="name")] == ["Alice"]
    page = alice.send(alice.get("/account").form("/signout"))
    assert "/signin" in page.links()
    assert not page.all("bdi", class_="name")
    assert sign_in(alice).all("bdi", class_="name")
    account = account_of(app, "Alice")
    assert (account.role, account.language, account.time_zone) == ("learner", language, "Asia/Seoul")
    assert PASSWORD not in (account.password_hash or "")


OTHER = "달 밝은 밤의 산책 9"
REFUSED = (
    ("", PASSWORD, "name", "Fill in this field."),
    ("A", PASSWORD, "name", NAME.template),
    ("A" * 31, PASSWORD, "name", NAME.template),
    ("A" * 65, PASSWORD, "name", NAME.template),
    ("=1+1", PASSWORD, "name", NAME.template),
    ("<b>Bob</b>", PASSWORD, "name", NAME.template),
    ("Bob\u202e", PASSWORD, "name", NAME.template),
    ("alice", OTHER, "name", "taken"),
    ("ＡＬＩＣＥ", OTHER, "name", "taken"),
    ("teаcher1", PASSWORD, "name", "letters of one script"),
    ("Admin", PASSWORD, "name", "reserved for staff"),
    ("Bob", "qwer1234", "password", "less common"),
    ("Bob", "", "password", "Fill in this field."),
    ("Bob", "short", "password", "at least 8"),
    ("Bob", "x" * 129, "password", "at most 128"),
    ("Bob", "y" * 600, "password", "at most 128"),
    ("Bob", "password1", "password", "less common"),
    ("Bob", "bob builds 1", "password", ACCOUNT_ERRORS["in_password"][1].template),
)


def test_a_refused_sign_up_keeps_the_name_and_says_the_remedy(app: Flask, alice: Browser, visit: Visit) -> None:
    for name, password, field, remedy in REFUSED:
        page = sign_up(visit("en"), name, password, "/signup?next=/m/2024-02")
        assert (page.status, page.path) == (422, "/signup"), (name, password)
        form = page.form("/signup")
        assert (form.value("name"), form.value("password"), form.value("next")) == (name, "", "/m/2024-02")
        (told,) = [one for one in page.all("input") if one.get("aria-invalid")]
        assert told.get("name") == field
        assert remedy in words(page.by_id(str(told.get("aria-describedby"))))
    assert count(app, Account) == 1


def test_everything_that_is_wrong_is_said_at_once(alice: Browser, visit: Visit) -> None:
    for name, password, remedies in (
        ("Alice", "short", ("taken", "at least 8")),
        ("A", "short", (NAME.template, "at least 8")),
        ("", "", ("Fill in this field.", "Fill in this field.")),
        ("Admin", "password1", ("reserved for staff", "less common")),
    ):
        form = visit("en")
        asked = form.get("/signup").form("/signup")
        asked.set("name", name)
        asked.set("password", password)
        page = form.send(asked)
        told = [one for one in page.all("input") if one.get("aria-invalid")]
        said = [words(page.by_id(str(one.get("aria-describedby")))) for one in told]
        assert [one.get("name") for one in told] == ["name", "password", "old_enough"]
        assert all(remedy in one for remedy, one in zip((*remedies, "Confirm your age"), said, strict=True)), said


@pytest.mark.parametrize(
    ("reported", "kept"), [("America/New_York", "America/New_York"), ("Mars/Olympus", "Asia/Seoul"), ("", "Asia/Seoul")]
)
def test_an_account_has_the_time_zone_of_the_browser(app: Flask, visit: Visit, reported: str, kept: str) -> None:
    browser = visit("en")
    form = browser.get("/signup").form("/signup")
    for name, value in (("name", "Alice"), ("password", PASSWORD), ("old_enough", "1"), ("time_zone", reported)):
        form.set(name, value)
    browser.send(form)
    assert account_of(app, "Alice").time_zone == kept


def test_a_zone_that_was_chosen_stays(app: Flask, visit: Visit) -> None:
    browser = visit("en")
    browser.client.post("/preferences", data={"time_zone": "Europe/Berlin"})
    form = browser.get("/signup").form("/signup")
    assert "time_zone" not in form.data()
    data = {"name": "Alice", "password": PASSWORD, "old_enough": "1", "time_zone": "America/New_York"}
    browser.client.post("/signup", data=data)
    assert account_of(app, "Alice").time_zone == "Europe/Berlin"


def test_a_guest_has_the_time_zone_of_the_browser_and_takes_it_along(app: Flask, visit: Visit) -> None:
    browser = visit("en")
    form = browser.get("/m/2024-02").form("/quizzes/start", quiz=PRACTICE)
    form.set("time_zone", "America/New_York")
    browser.send(form)
    with session_of(app) as session:
        assert [one.time_zone for one in session.query(Account)] == ["America/New_York"]
    sign_up(browser, "Alice")
    assert account_of(app, "Alice").time_zone == "America/New_York"


def test_a_wrong_sign_in_keeps_the_name_and_does_not_say_what_was_wrong(alice: Browser, visit: Visit) -> None:
    bob = visit("en")
    pages = [sign_in(bob, "Alice", "not her password"), sign_in(bob, "Nobody", "not her password")]
    for page, name in zip(pages, ("Alice", "Nobody"), strict=True):
        assert (page.status, page.form("/signin").value("name")) == (422, name)
        assert page.form("/signin").value("password") == ""
        assert "Name or password is wrong." in page.main
    first, second = (
        _without_chance(page.html).replace(name, "…") for page, name in zip(pages, ("Alice", "Nobody"), strict=True)
    )
    assert first == second


def _without_chance(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html)


def test_a_sign_in_that_lacks_something_says_so(alice: Browser, visit: Visit) -> None:
    lacking = (("", ""), ("Alice", ""), ("", PASSWORD), ("A" * 65, PASSWORD), ("Alice", "x" * 600))
    for name, password in lacking:
        page = sign_in(visit(), name, password)
        assert page.status == 422
        assert any(one.get("aria-invalid") for one in page.all("input"))


def test_a_name_is_found_however_it_is_written(alice: Browser, visit: Visit) -> None:
    for name in ("alice", "ALICE", " Alice ", "Ａｌｉｃｅ", "A lice"):
        assert sign_in(visit(), name).path == "/", name


def test_signing_out_without_being_signed_in_leads_home(app: Flask, visit: Visit) -> None:
    response = visit().client.post("/signout")
    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_the_session_is_renewed_at_sign_in_and_the_old_one_is_dead(app: Flask, alice: Browser) -> None:
    first = cookie(alice)
    sign_in(alice)
    assert cookie(alice) != first
    assert copied(app, first).get("/me").path == "/signin"
    assert alice.get("/me").path == "/me"
    assert count(app, SignIn) == 1


def test_signing_up_from_another_account_ends_the_sign_in_before(app: Flask, alice: Browser) -> None:
    first = cookie(alice)
    sign_up(alice, "Bob")
    assert [words(name) for name in alice.get("/").all("bdi", class_="name")] == ["Bob"]
    assert copied(app, first).get("/me").path == "/signin"


def test_a_session_that_was_planted_is_not_taken_over(app: Flask, visit: Visit, alice: Browser) -> None:
    bob = visit()
    bob.get("/signin")
    planted = cookie(bob)
    sign_in(bob)
    assert cookie(bob) != planted
    assert copied(app, planted).get("/me").path == "/signin"


def test_the_cookie_is_dead_after_signing_out(app: Flask, alice: Browser) -> None:
    kept = cookie(alice)
    alice.client.post("/signout")
    for browser in (alice, copied(app, kept)):
        assert browser.get("/me").path == "/signin"
    assert count(app, SignIn) == 0


def test_the_cookie_is_dead_while_an_account_is_disabled(app: Flask, alice: Browser, visit: Visit) -> None:
    set_account(app, "Alice", disabled=True)
    assert alice.get("/me").path == "/signin"
    page = sign_in(visit("en"))
    assert (page.status, "Name or password is wrong." in page.main) == (422, True)
    set_account(app, "Alice", disabled=False)
    assert alice.get("/me").path == "/me"


def test_a_cookie_that_was_changed_is_worth_nothing(app: Flask, alice: Browser) -> None:
    value = cookie(alice)
    for changed in (value[:-2] + "xx", "x" + value, value.replace(".", "..", 1), "", "😀"):
        assert copied(app, changed).get("/me").path == "/signin"


def test_the_cookie_holds_no_name_no_role_and_no_password(alice: Browser) -> None:
    value = cookie(alice)
    raw = value.lstrip(".").split(".")[0]
    data = urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
    # A point in front says that it is compressed, as a long one is.
    held = json.loads(zlib.decompress(data) if value.startswith(".") else data)
    told = {"_user_id", "_permanent", "csrf_token", "language", "time_zone", "_flashes", "browser", "known"}
    assert set(held) <= told
    assert all(re.fullmatch("[0-9a-f]+", mark) for mark in (held["browser"], *held["known"]))


EVIL = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "HTTP://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\nSet-Cookie: a=b",
    "/%0d%0aSet-Cookie:a=b\r\n",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "//[evil",
    "http://[::1",
    "/\u2028evil",
    " //evil.example",
    "",
    "/signin",
    "/signup?next=/",
]


@pytest.mark.parametrize("path", ["/signin", "/signup"])
def test_after_signing_in_nobody_is_led_out_of_the_house(path: str, app: Flask, alice: Browser) -> None:
    # After signing up comes the recovery code, which leads home then.
    first = "/" if path == "/signin" else "/account/recovery?next=/"
    for number, target in enumerate(EVIL):
        name = "Alice" if path == "/signin" else f"Bob {number}"
        form = {"name": name, "password": PASSWORD, "next": target, "old_enough": "1"}
        response = app.test_client().post(path, data=form)
        assert (response.status_code, response.headers["Location"]) == (303, first), ascii(target)
        form.pop("next")
        response = app.test_client().post(
            f"{path}?next={quote(target)}", data={**form, "name": f"{name}x" if path == "/signup" else name}
        )
        assert (response.status_code, response.headers["Location"]) == (303, first), ascii(target)
        assert app.test_client().get(f"{path}?next={quote(target)}").status_code == 200


def test_after_signing_in_one_comes_back_to_the_page_one_wanted(alice: Browser, visit: Visit) -> None:
    for target in ("/m/2024-02", "/me?before=3", "/a/token/2", "/m/2024-02#s-2-1"):
        response = visit().client.post("/signin", data={"name": "Alice", "password": PASSWORD, "next": target})
        assert response.headers["Location"] == target


def test_the_page_one_wanted_is_kept_over_a_wrong_password_and_from_sign_in_to_sign_up(
    alice: Browser, visit: Visit
) -> None:
    bob = visit()
    page = bob.get("/me")
    assert page.form("/signin").value("next") == "/me"
    assert "/signup?next=/me" in page.links()
    page = sign_in(bob, "Alice", "wrong password", "/signin?next=/me")
    assert page.form("/signin").value("next") == "/me"


def test_a_form_accepts_only_its_fields(app: Flask, visit: Visit, alice: Browser) -> None:
    more = {
        "role": "admin",
        "id": "1",
        "user_id": "1",
        "account_id": "1",
        "disabled": "1",
        "score": "1",
        "is_teacher": "1",
    }
    bob = visit()
    assert (
        bob.client.post("/signup", data={"name": "Bob", "password": PASSWORD, "old_enough": "1", **more}).status_code
        == 303
    )
    alice.client.post("/signin", data={"name": "Alice", "password": PASSWORD, **more})
    alice.client.post("/preferences", data={"language": "en", **more})
    for name in ("Alice", "Bob"):
        assert (account_of(app, name).role, account_of(app, name).disabled) == ("learner", False)
    assert bob.get("/teach/learners").status == 404
