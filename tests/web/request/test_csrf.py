"""Forged requests are refused, and whoever's own page had grown stale loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from flask import Flask
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.storage.models.attempts import AnswerRow, Attempt
from quiz.storage.models.identity import Account, SignIn
from tests.conftest import PASSWORD
from tests.web.pages import Browser, Page, token_of
from tests.web.people import sign_in, sign_up
from tests.web.request.test_access import addresses
from tests.web.store import CHECK, PRACTICE, answers_of, asked, count, row_of

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
BODY = {"answer": {}, "device": "d", "sequence": 1, "base": 0}


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app as it is served, forgery refused; only its limits are off."""
    app = create_app({"RATELIMIT_ENABLED": False}, settings)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def alice(visit: Visit) -> Browser:
    browser = visit()
    assert sign_up(browser, "Alice").path == "/"
    return browser


TOKENLESS = {"mail.unsubscribe"}
"""What a mail program sends by itself (RFC 8058): the secret in the address stands for the page's token."""


def test_every_request_that_changes_something_wants_the_pages_token(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    rows = [count(app, table) for table in (Account, Attempt, SignIn, AnswerRow)]
    changing = [
        (method, path) for name, method, path in addresses(app, token) if method != "GET" and name not in TOKENLESS
    ]
    assert len(changing) >= 11
    for method, path in changing:
        for forged in ("", "x", "IjEi.abc.def"):
            data = {"csrf_token": forged, "name": "Bob", "password": PASSWORD, "quiz": PRACTICE}
            body = {"json": BODY, "headers": {"X-CSRFToken": forged}} if method == "PUT" else {"data": data}
            response = alice.client.open(path, method=method, **body)
            assert response.status_code == 400, (method, path)
            assert len(response.headers["X-Request-Id"]) == 8
    assert [count(app, table) for table in (Account, Attempt, SignIn, AnswerRow)] == rows
    assert alice.get("/me").path == "/me"


def test_a_token_of_somebody_elses_session_is_refused(app: Flask, alice: Browser, visit: Visit) -> None:
    bob = visit()
    stolen = bob.get("/").form("/preferences", language="en").value("csrf_token")
    response = alice.client.post("/signout", data={"csrf_token": stolen})
    assert response.status_code == 400
    assert alice.get("/me").path == "/me"


def test_a_request_that_only_reads_changes_nothing(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    for _, method, path in addresses(app, token):
        if method == "GET":
            alice.get(path)
    assert alice.get("/me").path == "/me"
    assert answers_of(app, token, 1) == []
    assert row_of(app, token, 1).scored_at is None


def test_everything_works_with_the_tokens_that_the_pages_carry(app: Flask, visit: Visit, language: str) -> None:
    alice = visit(language)
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    page = alice.send(page.answer_form.answer(one.right), "check")
    assert page.has_id("verdict")
    sign_up(alice, "Alice")
    page = alice.begin(CHECK)
    for one in asked(app, token_of(page)):
        page = alice.get(one.path)
        headers = {"X-CSRFToken": page.answer_form.value("csrf_token")}
        sent = {**BODY, "answer": one.right, "sequence": one.position}
        assert alice.client.put(one.path, json=sent, headers=headers).status_code == 200
    page = alice.get(f"/a/{token_of(page)}/hand-in")
    assert alice.send(page.form(page.path)).path.endswith("/result")
    assert alice.send(alice.get("/account").form("/signout")).path == "/"


def test_a_page_that_was_open_for_hours_still_saves(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    one = asked(app, token_of(page))[0]
    with alice.client.session_transaction() as held:
        raw = held["csrf_token"]

    class HoursAgo(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - 3 * 3_600

    old = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token", signer=HoursAgo).dumps(raw)  # type: ignore[arg-type]  # a key is set
    sent = {**BODY, "answer": one.right}
    assert alice.client.put(one.path, json=sent, headers={"X-CSRFToken": str(old)}).status_code == 200
    form = page.answer_form.answer(one.wrong)
    form.set("csrf_token", str(old))
    assert alice.send(form).path == f"/a/{one.token}/2"
    assert len(answers_of(app, one.token, 1)) == 2


@pytest.mark.parametrize("quiz", [PRACTICE, CHECK])
def test_a_stale_page_offers_to_send_the_same_answer_once_more(
    quiz: str, app: Flask, alice: Browser, language: str
) -> None:
    alice.headers["Accept-Language"] = language
    page = alice.begin(quiz)
    one = asked(app, token_of(page))[0]
    form = page.answer_form.answer(one.wrong)
    sign_in(alice)
    stale = alice.send(form, "check" if quiz == PRACTICE else None)
    assert (stale.status, stale.path) == (400, one.path)
    again = stale.form(one.path)
    assert again.answered() == one.wrong
    assert {name: again.value(name) for name in ("device", "sequence", "base")} == {
        name: form.value(name) for name in ("device", "sequence", "base")
    }
    page = alice.send(again)
    assert page.status == 200
    assert page.has_id("verdict") == (quiz == PRACTICE)
    assert len(answers_of(app, one.token, 1)) == 1
    assert row_of(app, one.token, 1).answered


def test_a_stale_page_of_who_is_signed_out_offers_to_sign_in_first(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    form = page.answer_form.answer(one.right)
    alice.send(alice.get("/").form("/preferences", language="en"))
    alice.send(alice.get("/account").form("/signout"))
    stale = alice.send(form, "check")
    assert "/signin" in stale.links()
    assert stale.form(one.path).answered() == one.right


def test_a_stale_start_can_be_sent_once_more(app: Flask, alice: Browser) -> None:
    form = alice.get("/m/2024-02").form("/quizzes/start", quiz=PRACTICE)
    sign_in(alice)
    stale = alice.send(form)
    assert stale.form("/quizzes/start").value("quiz") == PRACTICE
    assert alice.send(stale.form("/quizzes/start")).has_id("answer")


def test_any_stale_form_is_sent_once_more_with_all_that_was_typed(alice: Browser) -> None:
    typed = '첫 줄\r\n둘째 <줄> "&'
    data = {"csrf_token": "stale", "f.prompt.ko": typed, "tick": ["", "yes"], "go": "save", "x": "\n줄"}
    for encoding in ("multipart/form-data", "application/x-www-form-urlencoded"):
        page = Page(alice.client.post("/quizzes/start?after=3", data=data, content_type=encoding))
        assert (page.status, page.faults) == (400, [])
        (again,) = [form for form in page.forms() if form.action == "/quizzes/start?after=3"]
        sent = {name: values for name, values in again.data().items() if name != "csrf_token"}
        assert sent == {
            "f.prompt.ko": [typed],
            "tick": ["", "yes"],
            "go": ["save"],
            "x": ["\n줄"],
        }
        assert page.by_id("again").get("enctype") == encoding


def test_a_file_is_named_as_what_has_to_be_chosen_again(alice: Browser) -> None:
    sent = {"csrf_token": "stale", "words": "typed", "file": (BytesIO(b"x"), "x.png")}
    page = Page(alice.client.post("/quizzes/start", data=sent))
    assert page.form("/quizzes/start").value("words") == "typed"
    assert "다시 골라 주세요" in page.main


def test_the_words_of_another_site_stand_under_no_button_of_ours(alice: Browser) -> None:
    data = {"csrf_token": "stale", "words": "theirs"}
    for headers in ({"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        page = Page(alice.client.post("/quizzes/start", data=data, headers=headers))
        assert page.status == 400
        assert "theirs" not in page.html
        assert not page.has_id("again")


@pytest.mark.parametrize("path", ["/signin", "/signup", "/account/password", "/account/delete", "/quizzes/start"])
def test_a_stale_form_never_sends_a_password_again(path: str, alice: Browser) -> None:
    data = {"csrf_token": "stale", "name": "Alice", "password": PASSWORD, "old": PASSWORD, "new": PASSWORD}
    page = Page(alice.client.post(path, data=data))
    assert page.status == 400
    assert PASSWORD not in page.html
    assert path not in [form.action for form in page.forms()]
    assert "저장하지 못했어요" in page.main


def test_a_script_is_told_that_its_page_is_stale(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    response = alice.client.put(one.path, json={**BODY, "answer": one.right}, headers={"X-CSRFToken": "stale"})
    assert (response.status_code, response.get_json()["reason"]) == (400, "csrf")


def test_with_tls_a_request_from_another_site_is_refused(settings: Settings) -> None:
    tls = Settings.from_environment(
        {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url, "QUIZ_HTTPS": "1"}
    )
    app = create_app({"RATELIMIT_ENABLED": False}, tls)
    client = app.test_client()
    page = Page(client.get("/signup", base_url="https://localhost"))
    data = {"csrf_token": page.form("/signup").value("csrf_token"), "name": "Bob", "password": PASSWORD}
    data["old_enough"] = "1"
    for referrer in ("https://evil.example/", "http://localhost/", ""):
        response = client.post("/signup", data=data, base_url="https://localhost", headers={"Referer": referrer})
        assert response.status_code == 400
    # From a page whose address holds a secret comes the host alone.
    alone = {"Referer": "https://localhost/"}
    nameless = {**data, "name": ""}
    assert client.post("/signup", data=nameless, base_url="https://localhost", headers=alone).status_code == 422
    response = client.post(
        "/signup", data=data, base_url="https://localhost", headers={"Referer": "https://localhost/signup"}
    )
    assert response.status_code == 303
    with app.app_context():
        db.engine.dispose()


def test_a_foreign_page_that_sends_a_form_takes_nobodys_session(app: Flask, visit: Visit) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for method, path in (("POST", "/signout"), ("POST", "/signin"), ("PUT", "/a/x/1"), ("POST", "/none")):
        # The browser keeps a Lax cookie out of such a request.
        for headers in ({}, foreign, {"Origin": "null"}):
            response = app.test_client().open(path, method=method, headers=headers)
            assert response.status_code in (400, 404)
            assert "Set-Cookie" not in response.headers, (method, path, headers)


def test_pages_that_tell_of_an_error_open_no_session(app: Flask) -> None:
    static = app.extensions["static_prefix"]
    for path, status in (
        ("/none", 404),
        (f"{static}none.css", 404),
        ("/media/none.png", 404),
        ("/offline", 200),
        ("/sw.js", 200),
        ("/?x=%00", 400),
        ("/signout", 405),
    ):
        response = app.test_client().get(path)
        assert response.status_code == status
        assert "Set-Cookie" not in response.headers, path
        assert 'name="csrf_token"' not in response.get_data(as_text=True), path


def test_a_page_of_ours_whose_cookie_is_gone_can_send_its_answer_once_more(app: Flask, visit: Visit) -> None:
    for ours in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}):
        browser = visit()
        response = browser.client.post("/a/x/1", data={"answer-choice": "1"}, headers=ours)
        page = Page(response)
        assert page.status == 400
        assert page.form("/a/x/1").value("answer-choice") == "1"
        again = browser.client.post("/a/x/1", data={"csrf_token": page.form("/a/x/1").value("csrf_token")})
        assert again.headers["Location"].startswith("/signin")


def test_an_error_page_of_somebody_who_has_a_session_offers_its_forms(alice: Browser) -> None:
    page = alice.get("/none")
    assert page.status == 404
    assert "/preferences" in [form.action for form in page.forms()]


def test_a_stale_button_of_an_attempt_can_be_pressed_once_more(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    alice.send(page.answer_form.answer(one.right), "check")
    for path, quiz in ((f"/a/{one.token}/end", PRACTICE), ("hand-in", CHECK)):
        token = one.token if quiz == PRACTICE else token_of(alice.begin(quiz))
        path = path if quiz == PRACTICE else f"/a/{token}/hand-in"
        stale = Page(alice.client.post(path, data={"csrf_token": "stale"}))
        assert stale.status == 400
        assert alice.send(stale.form(path)).path == f"/a/{token}/result"
