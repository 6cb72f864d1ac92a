"""Too many tries: slowed down by name and address, so that nobody locks out a classmate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.app import create_app
from quiz.config import Settings
from quiz.extensions import db
from tests.conftest import NOW, PASSWORD
from tests.web.pages import Page

SCHOOL, HOME = "192.0.2.7", "198.51.100.9"


def _app(settings: Settings, **more: str) -> Flask:
    environment = {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url, **more}
    return create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": True}, Settings.from_environment(environment))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app with its limits on, and Alice and Bob in it."""
    from quiz.services.accounts import sign_up

    app = _app(settings)
    with app.app_context():
        for name in ("Alice", "Bob"):
            sign_up(db.session, name, PASSWORD, now=NOW)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def try_to_sign_in(
    client: FlaskClient, name: str, password: str = "wrong password", address: str = SCHOOL, forwarded: str = ""
) -> Page:
    """One try from an address."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    data = {"name": name, "password": password}
    return Page(client.post("/signin", data=data, headers=headers, environ_overrides={"REMOTE_ADDR": address}))


def test_guessing_a_password_is_slowed_down(app: Flask) -> None:
    tries = [try_to_sign_in(app.test_client(), "Alice") for _ in range(9)]
    assert [page.status for page in tries] == [422] * 8 + [429]
    assert tries[-1].response.headers["Retry-After"] == "30"
    assert "/" in tries[-1].links()
    assert try_to_sign_in(app.test_client(), "alice", PASSWORD).status == 429
    assert try_to_sign_in(app.test_client(), "ＡＬＩＣＥ", PASSWORD).status == 429


def test_who_guesses_locks_out_neither_the_owner_elsewhere_nor_a_classmate(app: Flask) -> None:
    for _ in range(9):
        try_to_sign_in(app.test_client(), "Alice")
    assert try_to_sign_in(app.test_client(), "Alice", PASSWORD, address=HOME).status == 303
    assert try_to_sign_in(app.test_client(), "Bob", PASSWORD).status == 303


def test_guessing_many_names_from_one_address_is_slowed_down(app: Flask) -> None:
    tries = [try_to_sign_in(app.test_client(), f"Name {number}") for number in range(61)]
    assert [page.status for page in tries] == [422] * 60 + [429]
    assert try_to_sign_in(app.test_client(), "Alice", PASSWORD, address=HOME).status == 303


def test_the_page_itself_can_always_be_opened(app: Flask) -> None:
    for _ in range(9):
        try_to_sign_in(app.test_client(), "Alice")
    client = app.test_client()
    assert all(client.get("/signin", environ_overrides={"REMOTE_ADDR": SCHOOL}).status_code == 200 for _ in range(70))


def test_a_made_up_forwarded_address_helps_nobody(app: Flask) -> None:
    tries = [try_to_sign_in(app.test_client(), "Alice", forwarded=f"203.0.113.{number}") for number in range(9)]
    assert tries[-1].status == 429


def test_behind_a_trusted_proxy_the_forwarded_address_counts(settings: Settings, app: Flask) -> None:
    behind = _app(settings, QUIZ_TRUSTED_PROXIES="1")
    tries = [try_to_sign_in(behind.test_client(), "Alice", forwarded=f"203.0.113.{number}") for number in range(9)]
    assert {page.status for page in tries} == {422}
    tries = [try_to_sign_in(behind.test_client(), "Alice", forwarded=f"{number}, 203.0.113.99") for number in range(9)]
    assert tries[-1].status == 429
    with behind.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("path", "most"), [("/signup", 10), ("/quizzes/start", 60), ("/account/password", 10), ("/account/delete", 10)]
)
def test_every_costly_request_has_its_limit(path: str, most: int, app: Flask) -> None:
    client = app.test_client()
    try_to_sign_in(client, "Bob", PASSWORD)
    found = [client.post(path, data={}).status_code for _ in range(most + 1)]
    assert 429 not in found[:most]
    assert found[most] == 429


def test_a_script_is_told_to_wait_in_its_own_words(app: Flask) -> None:
    client = app.test_client()
    found = [client.post("/quizzes/start", headers={"X-Requested-With": "fetch"}) for _ in range(61)]
    assert found[-1].status_code == 429
    assert found[-1].get_json()["error"] == "Too Many Requests"
