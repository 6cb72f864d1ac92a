"""Pages for what goes wrong: what happened, what is safe, a way on, a number to report; never a bare fault."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import psycopg
import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from psycopg import errors as postgres
from sqlalchemy.exc import IntegrityError, OperationalError
from structlog.testing import capture_logs

from quiz.platform.extensions import db
from quiz.storage.models.identity import Account
from quiz.storage.silence import Silent
from quiz.web.errors import PAGES, database_reason
from tests.web.pages import Browser, Page, token_of
from tests.web.store import PRACTICE

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def app(new_app: Flask) -> Flask:
    """The app with ``/fail/STATUS``, which ends with that status, and ``/half``, which fails half-way."""

    def fail(status: int) -> str:
        if not status:
            raise ZeroDivisionError("the secret word is 달빛")
        abort(status, "a word for nobody")

    def half() -> str:
        db.session.query(Account).update({"language": "en"})
        raise ZeroDivisionError

    new_app.add_url_rule("/fail/<int:status>", view_func=fail, methods=["GET", "POST"])
    new_app.add_url_rule("/half", view_func=half, methods=["POST"])
    return new_app


def test_every_error_has_a_page_with_a_way_on_and_a_number(visit: Visit, alice: Browser, language: str) -> None:
    alice.client.post("/preferences", data={"language": language})
    for browser in (visit(language), alice):
        for status in PAGES:
            page = browser.get(f"/fail/{status}")
            assert page.status == status
            assert page.root.get("lang") == language
            assert len(page.heading) > 5
            assert "/" in page.links()
            assert page.response.headers["X-Request-Id"] in page.main
            assert "a word for nobody" not in page.html
            assert ("Retry-After" in page.response.headers) == (status in (429, 503))


SAFE = {"ko": "풀던 답은 그대로 저장되어 있어요", "en": "Your answers are safe"}


def test_a_missing_page_speaks_of_answers_only_to_those_who_come_from_an_attempt(alice: Browser, language: str) -> None:
    browser = alice
    browser.client.post("/preferences", data={"language": language})
    assert SAFE[language] not in browser.get("/teach/no-such-page").main
    assert SAFE[language] in browser.get("/a/no-such-attempt").main
    for referrer, said in (("http://localhost/a/token", True), ("http://elsewhere.example/a/token", False)):
        browser.headers["Referer"] = referrer
        assert (SAFE[language] in browser.get("/no-such-page").main) is said


def test_the_two_languages_say_it_in_their_own_words(visit: Visit) -> None:
    headings = {
        (status, language): visit(language).get(f"/fail/{status}").heading
        for status in PAGES
        for language in ("ko", "en")
    }
    assert len(set(headings.values())) == 2 * len(PAGES)
    assert all(bool(re.search("[가-힣]", heading)) == (language == "ko") for (_, language), heading in headings.items())


def test_an_error_without_words_of_its_own_keeps_its_status_and_takes_the_nearest_words(visit: Visit) -> None:
    for status, like in ((401, 400), (410, 400), (414, 400), (416, 400), (418, 400), (501, 500), (504, 500)):
        page = visit().get(f"/fail/{status}")
        assert page.status == status
        assert page.heading == visit().get(f"/fail/{like}").heading
        assert str(status) in page.main


def test_a_script_is_told_in_json(visit: Visit) -> None:
    client = visit().client
    for status in PAGES:
        for response in (client.post(f"/fail/{status}", headers=FETCH), client.post(f"/fail/{status}", json={})):
            assert response.status_code == status
            assert response.get_json()["request"] == response.headers["X-Request-Id"]
            assert set(response.get_json()) == {"error", "reason", "request"}


def test_a_script_whose_request_broke_off_is_told_to_send_it_again(visit: Visit) -> None:
    promised = {"CONTENT_LENGTH": "100"}
    begun = visit().client.put("/a/none/1", data=b'{"answer":', headers=FETCH, environ_overrides=promised)
    assert (begun.status_code, begun.get_json()["reason"]) == (503, "cut")
    assert begun.headers["Retry-After"]


def test_an_unexpected_fault_is_noted_and_not_shown(visit: Visit, alice: Browser) -> None:
    for browser in (visit("en"), alice):
        with capture_logs() as logs:
            page = browser.get("/fail/0")
        assert page.status == 500
        assert not re.search("Traceback|ZeroDivision|달빛|werkzeug|line [0-9]+", page.html)
        (fault,) = [entry for entry in logs if entry["event"] == "unexpected"]
        assert isinstance(fault["exc_info"], ZeroDivisionError)
        assert fault["log_level"] == "error"
    response = visit().client.get("/fail/0", headers=FETCH)
    assert (response.status_code, response.get_json()["error"]) == (500, "Internal Server Error")


def test_a_fault_half_way_leaves_nothing_half_done(alice: Browser) -> None:
    assert alice.client.post("/half").status_code == 500
    assert alice.get("/").root.get("lang") == "ko"


def test_an_address_that_nobody_knows_is_told_kindly(visit: Visit, alice: Browser) -> None:
    for browser in (visit("en"), alice):
        for path in (
            "/none",
            "/a",
            "/a/",
            "/teach",
            "/m",
            "/admin",
            "/.env",
            "/wp-login.php",
            "/static",
            "/a/x/y/z",
            "/%2e%2e",
        ):
            page = browser.get(path)
            assert page.status == 404, path
            assert page.heading


def test_a_wrong_method_says_which_are_right(visit: Visit) -> None:
    response = visit("en").client.delete("/m/2024-02")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert Page(response).heading


def test_a_long_address_is_cut_on_its_page(visit: Visit) -> None:
    page = visit().get("/" + "a" * 3_000)
    assert page.status == 404
    assert "a" * 300 not in page.main


def test_an_error_on_a_posted_page_does_not_lead_back_into_it(alice: Browser) -> None:
    token = token_of(alice.begin(PRACTICE))
    page = Page(alice.client.post(f"/a/{token}/99"))
    assert page.status == 404
    assert page.form("/preferences").value("next") == "/"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (sqlite3.OperationalError("database is locked"), "locked"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "read_only"),
        (sqlite3.OperationalError("database or disk is full"), "full"),
        (sqlite3.OperationalError("disk I/O error"), "full"),
        (sqlite3.OperationalError("no such table: account"), "schema"),
        (sqlite3.OperationalError("no such column: account.mood"), "schema"),
        (sqlite3.OperationalError("table answer has no column named mood"), "schema"),
        (postgres.LockNotAvailable("잠금 대기 시간 초과로 작업을 취소합니다."), "locked"),
        (postgres.DeadlockDetected("deadlock 발생했음"), "locked"),
        (postgres.SerializationFailure("동시 업데이트 때문에 순차적 액세스가 불가능합니다"), "locked"),
        (postgres.QueryCanceled("실행 시간 초과로 작업을 취소합니다."), "busy"),
        (Silent("the database did not answer within 5 seconds"), "gone"),
        (postgres.ReadOnlySqlTransaction("읽기 전용 트랜잭션에서는 INSERT 명령을 실행할 수 없습니다."), "read_only"),
        (postgres.DiskFull("파일을 확장할 수 없음: 장치에 남은 공간이 없음"), "full"),
        (postgres.UndefinedTable('"account" 이름의 릴레이션이 없습니다'), "schema"),
        (postgres.UndefinedColumn('"mood" 이름의 칼럼은 없습니다'), "schema"),
        (psycopg.OperationalError('FATAL:  database "quiz" does not exist'), "schema"),
        (psycopg.OperationalError("server closed the connection unexpectedly"), "gone"),
    ],
)
def test_what_a_database_says_is_understood_in_whatever_language(said: Exception, reason: str) -> None:
    assert database_reason(OperationalError("SELECT 1", {}, said)) == reason


def test_a_fault_of_ours_is_not_put_on_the_database() -> None:
    fault = IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed: account.name_key"))
    assert database_reason(fault) == ""


@pytest.mark.parametrize("referrer", ["http://[", "http://]", "//", "/a/", "http://localhost/a/x"])
def test_whatever_page_is_said_to_have_led_here_an_error_has_its_page(client: FlaskClient, referrer: str) -> None:
    response = client.get("/nowhere", headers={"Referer": referrer})
    assert response.status_code == 404
    assert "<h1>" in response.get_data(as_text=True)


def test_a_body_in_chunks_is_asked_for_its_length(client: FlaskClient) -> None:
    response = client.post("/signin", headers={"Transfer-Encoding": "chunked"})
    assert response.status_code == 411
