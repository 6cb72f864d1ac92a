"""What happens around every request: what may not enter, who is there, what is noted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from quiz.services.identity.accounts import SEEN_EVERY
from quiz.storage.models.identity import Account
from tests.conftest import NOW, PASSWORD
from tests.web.pages import Browser, Page, token_of
from tests.web.people import sign_in
from tests.web.store import (
    PRACTICE,
    account_of,
    answers_of,
    asked,
    count,
    let_sign_ins_expire,
    of_kind,
    set_account,
    whole_bank,
)

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]

UNSTORABLE = ("/?a=%00", "/?%00=a", "/m/%00", "/m/2024-02%00", "/a/%00/1", "/?a=%EF%BF%BD")


def test_an_address_with_a_character_that_nobody_can_store_is_refused(visit: Visit, alice: Browser) -> None:
    for browser in (visit(), alice):
        for path in UNSTORABLE:
            page = browser.get(path)
            assert page.status == 400, path
            assert "NUL" in page.main
            assert "/" in page.links()


def test_an_address_that_is_no_text_makes_no_fault(visit: Visit) -> None:
    for path in (
        "/?a=%ED%A0%80",
        "/?a=%FF",
        "/m/%FF%FE",
        "/a/%ED%A0%80/1",
        "/?%",
        "/%",
        "/?a=%zz",
        "//",
        "/..",
        "/?" + "a" * 9_000,
    ):
        assert visit().client.get(path).status_code in (200, 308, 400, 404), path


def test_a_form_with_a_character_that_nobody_can_store_is_refused(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    paths = ["/signin", "/signup", "/quizzes/start", "/preferences", page.path, "/account/password", "/account/delete"]
    for path in paths:
        for raw in (b"name=a%00b&password=x", b"na%00me=a", b"answer-text=%00", b"csrf_token=%00"):
            response = alice.client.post(path, data=raw, content_type="application/x-www-form-urlencoded")
            assert response.status_code == 400, (path, raw)
        for sign in (b"\x00", b"\xed\xa0\x80", b"\xff"):
            parts = b'--b\r\nContent-Disposition: form-data; name="answer-text"\r\n\r\na' + sign + b"\r\n--b--\r\n"
            response = alice.client.post(path, data=parts, content_type="multipart/form-data; boundary=b")
            assert response.status_code == 400, (path, sign)
    assert count(app, Account) == 1
    assert answers_of(app, token_of(page), 1) == []


def test_a_form_that_is_no_text_makes_no_fault(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "short_text")
    for number, raw in enumerate((b"%ED%A0%80", b"%FF", b"\xff\xfe", b"%", b"%zz")):
        data = b"device=d&sequence=%d&base=0&answer-text=" % number + raw
        response = alice.client.post(one.path, data=data, content_type="application/x-www-form-urlencoded")
        assert response.status_code in (303, 400), raw
        assert alice.get(one.path).status == 200


def test_a_request_that_is_no_form_makes_no_fault(alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    for kind in ("multipart/form-data", "multipart/form-data; boundary=", "application/json", "text/xml", "x", ""):
        for raw in (b"", b"--b\r\n", b"{", b"\xff" * 100):
            for path in ("/signin", "/quizzes/start", page.path, "/preferences"):
                assert alice.client.post(path, data=raw, content_type=kind).status_code < 500, (kind, raw, path)


def test_too_many_parts_are_refused(alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    part = b'--b\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nx\r\n'
    raw = b"".join(part % number for number in range(500)) + b"--b--\r\n"
    assert alice.client.post(page.path, data=raw, content_type="multipart/form-data; boundary=b").status_code == 413


def test_every_answer_has_a_number_of_its_own(visit: Visit) -> None:
    numbers = [visit().client.get(path).headers["X-Request-Id"] for path in ("/", "/none", "/?a=%00", "/me")]
    assert len(set(numbers)) == 4
    assert all(len(number) == 8 for number in numbers)
    response = visit().client.get("/none", headers={"X-Request-Id": "mine"})
    assert response.headers["X-Request-Id"] != "mine"
    assert response.headers["X-Request-Id"] in response.get_data(as_text=True)


def test_every_request_is_noted_without_anything_secret(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    with capture_logs() as logs:
        sign_in(alice)
        alice.client.post(page.path, data={"answer-text": "what Alice typed", "go": "check"})
        alice.client.get("/m/2024-02?secret=1")
    assert {entry["event"] for entry in logs} == {"request"}
    assert all({"method", "route", "status", "ms"} <= set(entry) for entry in logs)
    noted = str(logs)
    assert PASSWORD not in noted
    assert "what Alice typed" not in noted
    assert "secret" not in noted


def test_a_sign_in_ends_when_it_is_too_old(app: Flask, alice: Browser) -> None:
    let_sign_ins_expire(app)
    page = alice.get("/me")
    assert page.path == "/signin"
    assert page.form("/signin").value("next") == "/me"


def test_a_visit_is_noted_now_and_then(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    for seen_at in (NOW - SEEN_EVERY, NOW):
        set_account(app, "Alice", seen_at=seen_at)
        alice.client.put(one.path, json={"answer": {}, "device": "d", "sequence": seen_at.minute, "base": 0})
        assert account_of(app, "Alice").seen_at > NOW
    noted = account_of(app, "Alice").seen_at
    alice.client.put(one.path, json={"answer": {}, "device": "e", "sequence": 9, "base": 0})
    assert account_of(app, "Alice").seen_at == noted


@pytest.mark.parametrize(("accepted", "taken"), [("gzip", "gzip"), ("gzip, deflate, br", "br")])
def test_pages_are_compressed_for_whoever_can_read_that(accepted: str, taken: str, visit: Visit) -> None:
    client = visit().client
    packed = client.get("/m/2024-02", headers={"Accept-Encoding": accepted})
    assert packed.headers["Content-Encoding"] == taken
    assert len(packed.data) * 2 < len(client.get("/m/2024-02").data)
    assert "Content-Encoding" not in client.get("/m/2024-02", headers={"Accept-Encoding": "identity"}).headers


def test_people_of_a_class_do_not_mix(app: Flask, sign_up: Callable[[str], FlaskClient]) -> None:
    names = ("Alice", "Bob", "Charlie")
    clients = [sign_up(name) for name in names]
    for _ in range(3):
        for client, name in zip(clients, names, strict=True):
            page = Page(client.get("/account"))
            assert page.heading == name
    clients[1].post("/signout")
    assert [client.get("/account").status_code for client in clients] == [200, 303, 200]
