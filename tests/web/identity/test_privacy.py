"""The privacy page, in both languages and for anyone; and the age from which one may sign up alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.services.identity.privacy.columns import COOKIE
from quiz.services.identity.privacy.lines import BROWSER_LINES, lines
from quiz.storage.models.base import Base
from tests.conftest import PASSWORD
from tests.shared import QUIET
from tests.web.pages import Browser, Page, words
from tests.web.people import ask_to_sign_up
from tests.web.store import PRACTICE, account_of

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def test_every_page_and_the_page_to_sign_up_lead_to_it(visit: Visit, alice: Browser, guest: Browser) -> None:
    for browser, path in ((visit(), "/"), (visit(), "/signin"), (alice, "/me"), (alice, "/account"), (guest, "/me")):
        assert "/privacy" in browser.get(path).links(), path
    (form,) = [one for one in visit().get("/signup").all("form") if one.get("action") == "/signup"]
    assert "/privacy" in [link.get("href") for link in form.iter("a")]


def test_it_says_every_line_in_english_and_in_korean(visit: Visit) -> None:
    english, korean = visit("en").get("/privacy"), visit("ko").get("/privacy")
    for line in lines(Base.metadata.tables):
        assert str(line.what) in english.main
        assert str(line.until) in english.main
    for line in BROWSER_LINES.values():
        assert str(line.what) in english.main
    assert len(korean.all("li")) == len(english.all("li"))
    assert "90일" in korean.main
    assert "90 days" in english.main


@pytest.mark.parametrize(
    ("contact", "link"),
    [("privacy@school.kr", "mailto:privacy@school.kr"), ("https://school.kr/ask?a=1", "https://school.kr/ask?a=1")],
)
def test_it_names_whom_to_ask(settings: Settings, contact: str, link: str) -> None:
    given = {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url}
    app = create_app(QUIET, Settings.from_environment({**given, "QUIZ_CONTACT": contact}))
    assert link in Browser(app.test_client()).get("/privacy").links()
    with app.app_context():
        db.engine.dispose()


def test_the_cookie_holds_nothing_that_the_page_does_not_name(visit: Visit) -> None:
    bob = visit()
    bob.begin(PRACTICE)
    ask_to_sign_up(bob, "Bob")
    bob.client.post("/preferences", data={"language": "en", "time_zone": "Asia/Tokyo"})
    with bob.client.session_transaction() as session:
        assert session.keys() <= COOKIE.keys()


def test_who_signs_up_confirms_their_age_and_that_alone_is_kept(app: Flask, visit: Visit) -> None:
    bob = visit("en")
    form = bob.get("/signup").form("/signup")
    form.set("name", "Bob")
    form.set("password", PASSWORD)
    page = bob.send(form)
    assert page.status == 422
    assert page.form("/signup").value("name") == "Bob"
    assert "Confirm your age" in words(page.by_id("old_enough-help"))
    assert "an administrator of this site can make one for you" in page.main
    assert ask_to_sign_up(bob, "Bob").path == "/account/recovery"
    confirmed = account_of(app, "Bob").age_confirmed_at
    assert confirmed is not None
    assert abs(confirmed - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.any_database
@pytest.mark.parametrize("sent", ["", "0", "false", "no", "on", "2", "11"])
def test_an_age_is_confirmed_by_what_the_form_sends_alone(app: Flask, visit: Visit, sent: str) -> None:
    bob = visit("en")
    page = Page(
        bob.client.post("/signup", data={"name": "Bob", "password": PASSWORD, "old_enough": sent}, headers=bob.headers)
    )
    assert page.status == 422
    assert "Confirm your age" in words(page.by_id("old_enough-help"))
    assert "checked" not in page.by_id("old_enough").attrib


def test_without_an_age_nobody_is_asked(settings: Settings) -> None:
    given = {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url}
    app = create_app(QUIET, Settings.from_environment({**given, "QUIZ_SIGN_UP_AGE": "0"}))
    bob = Browser(app.test_client())
    assert not bob.get("/signup").has_id("old_enough")
    data = {"name": "Bob", "password": PASSWORD, "old_enough": "1"}
    assert bob.client.post("/signup", data=data).status_code == 303
    assert account_of(app, "Bob").age_confirmed_at is None
    with app.app_context():
        db.engine.dispose()
