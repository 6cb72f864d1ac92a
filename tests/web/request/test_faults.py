"""A database that is locked, full, read-only, of another version or gone: a clear page, and nothing lost or doubled."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from tests.conftest import PASSWORD, Stores
from tests.web.pages import Browser, Page, token_of
from tests.web.people import cookie, sign_up
from tests.web.store import PRACTICE, answers_of, asked

BODY = {"answer": {}, "device": "d", "sequence": 1, "base": 0}
Change = Callable[..., Flask]


def _cut() -> str:
    db.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    return "not reached"


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[Change]:
    """An app on a database, each of whose connections first says something: ``changed(url, "PRAGMA …")``."""
    apps: list[Flask] = []

    def make(url: str, *statements: str) -> Flask:
        settings = Settings.from_environment({"QUIZ_INSTANCE": str(tmp_path / "instance"), "QUIZ_DATABASE_URL": url})
        app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, settings)
        apps.append(app)

        def on_connect(connection: sqlite3.Connection, record: object) -> None:
            for statement in statements:
                connection.execute(statement)

        app.add_url_rule("/cut", view_func=_cut, methods=["GET", "POST"])
        with app.app_context():
            event.listen(db.engine, "connect", on_connect)
        return app

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def sqlite(stores: Stores) -> Iterator[str]:
    with stores.lent("sqlite") as url:
        yield url


def moved(app: Flask, before: Browser) -> Browser:
    """The same person at another app on the same database."""
    browser = Browser(app.test_client(), "en")
    browser.client.set_cookie("dalmada", cookie(before))
    return browser


def begun(app: Flask) -> tuple[Browser, str]:
    """Alice, and the token of the practice that she has begun."""
    alice = Browser(app.test_client(), "en")
    sign_up(alice, "Alice")
    return alice, token_of(alice.begin(PRACTICE))


def assert_told(browser: Browser, token: str, word: str) -> None:
    """Whatever writes is answered by a page that says what is wrong, whoever asks."""
    stranger = Browser(browser.client.application.test_client(), "en")
    for one, path, data in (
        (browser, "/quizzes/start", {"quiz": "2024-03/practice-3-1"}),
        (browser, f"/a/{token}/1", {"device": "page-1", "sequence": "0", "base": "0", "go": "check"}),
        (browser, "/signout", {}),
        (browser, "/preferences", {"language": "ko"}),
        (stranger, "/signup", {"name": "Bob", "password": PASSWORD, "old_enough": "1"}),
        (stranger, "/quizzes/start", {"quiz": PRACTICE}),
    ):
        page = Page(one.client.post(path, data=data, headers=one.headers))
        assert page.status == 503, path
        assert word in page.main, path
        assert page.response.headers["Retry-After"] == "30"
        assert page.response.headers["X-Request-Id"] in page.main
        assert "/" in page.links()
    response = browser.client.put(f"/a/{token}/1", json=BODY)
    assert response.status_code == 503
    assert response.get_json()["reason"]


def assert_still_readable(browser: Browser, token: str) -> None:
    """Pages that only read are there as ever."""
    for path in ("/", "/m/2024-02", "/me", f"/a/{token}/1", "/account"):
        assert browser.get(path).status == 200, path


def test_a_lock_that_lasts_is_told_and_the_same_answer_can_be_sent_again(changed: Change, sqlite: str) -> None:
    app = changed(sqlite, "PRAGMA busy_timeout = 40")
    alice, token = begun(app)
    other = sqlite3.connect(str(make_url(sqlite).database), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert_told(alice, token, "Others are writing")
        assert_still_readable(alice, token)
        page = Page(alice.client.post("/none", headers=alice.headers))
        assert page.status == 404
        assert page.all("bdi", class_="name")
        other.execute("ROLLBACK")
    finally:
        other.close()
    one = asked(app, token)[0]
    assert alice.client.put(one.path, json={**BODY, "answer": one.right}).status_code == 200
    assert len(answers_of(app, token, 1)) == 1


@pytest.mark.parametrize(
    ("statement", "word"),
    [("PRAGMA query_only = ON", "rights of its file"), ("PRAGMA max_page_count = 1", "disk of the server is full")],
)
def test_a_database_that_takes_no_more_says_so(statement: str, word: str, changed: Change, sqlite: str) -> None:
    alice, token = begun(changed(sqlite))
    with_fault = changed(sqlite, statement)
    browser = moved(with_fault, alice)
    assert_still_readable(browser, token)
    if "query_only" in statement:
        assert_told(browser, token, word)
        return
    # A full disk refuses only what needs a new page: many answers do.
    one = asked(with_fault, token)[0]
    for sequence in range(400):
        sent = {"answer": one.right if sequence % 2 else {}, "device": "d", "sequence": sequence, "base": 0}
        response = browser.client.put(one.path, json=sent)
        if response.status_code != 200:
            break
    assert (response.status_code, response.get_json()["reason"]) == (503, "full")
    assert len(answers_of(with_fault, token, one.position)) == sequence


def test_a_file_that_may_not_be_written_says_so(changed: Change, sqlite: str) -> None:
    alice, token = begun(changed(sqlite))
    read_only = changed(f"sqlite:///file:{make_url(sqlite).database}?mode=ro&uri=true")
    browser = moved(read_only, alice)
    assert_still_readable(browser, token)
    assert_told(browser, token, "rights of its file")


@pytest.mark.parametrize("table", ["sign_in", "account", "attempt", "answer", "series"])
def test_a_database_of_another_version_names_the_command(
    table: str, changed: Change, stores: Stores, database_url: str
) -> None:
    app = changed(database_url)
    alice, token = begun(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            # Inside a transaction the switch does nothing: it is set on the driver, before the first statement.
            db.session.rollback()
            driver = db.session.connection().connection.dbapi_connection
            assert driver is not None
            driver.rollback()
            driver.cursor().execute("PRAGMA foreign_keys = OFF")
        cascade = "" if db.engine.dialect.name == "sqlite" else " CASCADE"
        db.session.execute(text(f"DROP TABLE {table}{cascade}"))
        db.session.commit()
    stranger = Browser(app.test_client(), "en")
    pages = [alice.get(path) for path in ("/", "/me", f"/a/{token}/1", "/account")]
    pages += [
        stranger.get("/"),
        Page(stranger.client.post("/quizzes/start", data={"quiz": PRACTICE}, headers=stranger.headers)),
    ]
    pages += [
        Page(
            alice.client.post(
                f"/a/{token}/1", data={"device": "d", "sequence": "0", "base": "0"}, headers=alice.headers
            )
        )
    ]
    told = [page for page in pages if page.status == 503]
    assert told
    assert all("quiz db upgrade" in page.main for page in told)
    assert {page.status for page in pages} <= {200, 303, 404, 503}


def test_a_column_that_is_missing_names_the_command(changed: Change, database_url: str) -> None:
    app = changed(database_url)
    alice, _ = begun(app)
    with app.app_context():
        db.session.execute(text("ALTER TABLE account RENAME COLUMN time_zone TO zone"))
        db.session.commit()
    page = alice.get("/me")
    assert page.status == 503
    assert "quiz db upgrade" in page.main


def test_a_database_that_is_not_there_says_so(changed: Change, sqlite: str, tmp_path: Path) -> None:
    alice, _ = begun(changed(sqlite))
    for url in (f"sqlite:///{tmp_path}/none/quiz.sqlite3", "postgresql://quiz@127.0.0.1:9/none?connect_timeout=2"):
        gone = changed(url)
        for browser in (moved(gone, alice), Browser(gone.test_client(), "en")):
            for page in (
                browser.get("/"),
                Page(
                    browser.client.post(
                        "/signup",
                        data={"name": "Bob", "password": PASSWORD, "old_enough": "1"},
                        headers=browser.headers,
                    )
                ),
            ):
                assert page.status == 503
                assert "does not answer" in page.main
                assert "/signin" in page.links()


@pytest.fixture
def postgres(stores: Stores) -> Iterator[str]:
    with stores.lent("postgresql") as url:
        yield url


def admin(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection of whoever runs the database."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def test_connections_that_were_cut_come_back_by_themselves(changed: Change, postgres: str) -> None:
    app = changed(postgres)
    alice, token = begun(app)
    with admin(postgres) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    one = asked(app, token)[0]
    assert alice.client.put(one.path, json={**BODY, "answer": one.right}).status_code == 200
    assert alice.get("/me").status == 200


def test_a_connection_that_is_cut_half_way_is_told(changed: Change, postgres: str) -> None:
    app = changed(postgres)
    alice, token = begun(app)

    for page in (alice.get("/cut"), Page(alice.client.post("/cut", headers=alice.headers))):
        assert page.status == 503
        assert "does not answer" in page.main
    assert alice.get(f"/a/{token}/1").status == 200


def test_a_row_that_another_holds_too_long_is_told(changed: Change, postgres: str) -> None:
    app = changed(f"{postgres}?options=-c%20lock_timeout%3D60")
    alice, token = begun(app)
    with admin(postgres) as connection, connection.transaction():
        connection.execute("SELECT * FROM attempt_question FOR UPDATE")
        response = alice.client.put(f"/a/{token}/1", json=BODY)
        assert (response.status_code, response.get_json()["reason"]) == (503, "locked")
        assert alice.get(f"/a/{token}/1").status == 200
    assert alice.client.put(f"/a/{token}/1", json=BODY).status_code == 200


def test_a_statement_that_takes_too_long_is_told(changed: Change, postgres: str) -> None:
    alice, token = begun(changed(postgres))
    browser = moved(changed(f"{postgres}?options=-c%20lock_timeout%3D0%20-c%20statement_timeout%3D300"), alice)
    form = {"device": "page-1", "sequence": "0", "base": "0", "go": "check"}
    with admin(postgres) as connection, connection.transaction():
        connection.execute("SELECT * FROM attempt_question FOR UPDATE")
        response = browser.client.put(f"/a/{token}/1", json=BODY)
        assert (response.status_code, response.get_json()["reason"]) == (503, "busy")
        page = Page(browser.client.post(f"/a/{token}/1", data=form, headers=browser.headers))
        assert (page.status, "too much to do" in page.main) == (503, True)
    assert alice.client.put(f"/a/{token}/1", json=BODY).status_code == 200


def test_a_server_that_only_lets_read_is_told(changed: Change, postgres: str) -> None:
    alice, token = begun(changed(postgres))
    browser = moved(changed(f"{postgres}?options=-c%20default_transaction_read_only%3Don"), alice)
    assert_still_readable(browser, token)
    response = browser.client.put(f"/a/{token}/1", json=BODY)
    assert (response.status_code, response.get_json()["reason"]) == (503, "read_only")
    page = Page(browser.client.post("/quizzes/start", data={"quiz": "2024-03/practice-3-1"}, headers=browser.headers))
    assert (page.status, "rights of its file" in page.main) == (503, True)
