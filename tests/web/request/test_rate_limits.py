"""Too many tries: failures are slowed down by name and address, so that nobody locks out a class or a classmate."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.limits import Counter, limit
from quiz.platform.settings import Settings
from quiz.web.request import rate_limits
from tests.conftest import NOW, PASSWORD
from tests.web.pages import Page

pytestmark = pytest.mark.any_database

SCHOOL, HOME = "192.0.2.7", "198.51.100.9"


def _app(settings: Settings, **more: str) -> Flask:
    environment = {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url, **more}
    return create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": True}, Settings.from_environment(environment))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app with its limits on, and Alice and Bob in it."""
    from quiz.services.identity.accounts import sign_up

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
    answers = [try_to_sign_in(app.test_client(), "Alice") for _ in range(9)]
    assert [page.status for page in answers] == [422] * 8 + [429]
    assert answers[-1].response.headers["Retry-After"] == "30"
    assert "/" in answers[-1].links()
    assert try_to_sign_in(app.test_client(), "alice", PASSWORD).status == 429
    assert try_to_sign_in(app.test_client(), "ＡＬＩＣＥ", PASSWORD).status == 429


def test_who_guesses_locks_out_neither_the_owner_elsewhere_nor_a_classmate(app: Flask) -> None:
    for _ in range(9):
        try_to_sign_in(app.test_client(), "Alice")
    assert try_to_sign_in(app.test_client(), "Alice", PASSWORD, address=HOME).status == 303
    assert try_to_sign_in(app.test_client(), "Bob", PASSWORD).status == 303


def test_guessing_many_names_from_one_address_is_slowed_down(app: Flask) -> None:
    answers = [try_to_sign_in(app.test_client(), f"Name {number}") for number in range(121)]
    assert [page.status for page in answers] == [422] * 120 + [429]
    assert try_to_sign_in(app.test_client(), "Alice", PASSWORD, address=HOME).status == 303


def test_a_class_behind_one_address_signs_up_begins_and_signs_in_at_once(app: Flask) -> None:
    there = {"environ_overrides": {"REMOTE_ADDR": SCHOOL}}
    for number in range(30):
        client, data = app.test_client(), {"name": f"Pupil {number}", "password": PASSWORD, "old_enough": "1"}
        for path, sent in (
            ("/quizzes/start", {"quiz": "2024-02/practice-2-2"}),
            ("/signup", data),
            ("/quizzes/start", {"quiz": "2024-02/check"}),
            ("/signin", data),
        ):
            assert client.post(path, data=sent, **there).status_code == 303, (number, path)


def test_a_right_password_is_never_counted(app: Flask) -> None:
    assert {try_to_sign_in(app.test_client(), "Alice", PASSWORD).status for _ in range(50)} == {303}


@pytest.mark.parametrize("many", [30, 300])
def test_a_school_makes_its_accounts_and_guests_from_one_address(app: Flask, many: int) -> None:
    with app.test_request_context("/signup", environ_overrides={"REMOTE_ADDR": SCHOOL}):
        for _ in range(2 * many):
            rate_limits.at_making().spend()


def test_whoever_makes_guests_without_end_is_stopped(app: Flask) -> None:
    with app.test_request_context("/quizzes/start", environ_overrides={"REMOTE_ADDR": SCHOOL}):
        for _ in range(600):
            rate_limits.at_making().spend()
    for quiz in ("2024-02/practice-2-2", "none"):
        client = app.test_client()
        answer = client.post("/quizzes/start", data={"quiz": quiz}, environ_overrides={"REMOTE_ADDR": SCHOOL})
        assert answer.status_code == 429
    alice = app.test_client()
    try_to_sign_in(alice, "Alice", PASSWORD)
    answer = alice.post("/quizzes/start", data={"quiz": "2024-02/check"}, environ_overrides={"REMOTE_ADDR": SCHOOL})
    assert answer.status_code == 303


def test_a_sign_in_that_ended_makes_no_guests_past_the_limit(app: Flask) -> None:
    client = app.test_client()
    try_to_sign_in(client, "Alice", PASSWORD)
    ended = client.get_cookie("dalmada")
    assert ended is not None
    client.post("/signout")
    with app.test_request_context("/quizzes/start", environ_overrides={"REMOTE_ADDR": SCHOOL}):
        for _ in range(600):
            rate_limits.at_making().spend()
    copied = app.test_client()
    copied.set_cookie("dalmada", ended.value)
    answer = copied.post(
        "/quizzes/start", data={"quiz": "2024-02/practice-2-2"}, environ_overrides={"REMOTE_ADDR": SCHOOL}
    )
    assert answer.status_code == 429


def test_a_classmate_who_guesses_locks_nobody_out_of_the_browser_they_used_before(app: Flask) -> None:
    browser = app.test_client()
    assert try_to_sign_in(browser, "Alice", PASSWORD).status == 303
    browser.post("/signout")
    for number in range(130):
        try_to_sign_in(app.test_client(), "Alice" if number < 10 else f"Name {number}")
    assert try_to_sign_in(app.test_client(), "Alice", PASSWORD).status == 429
    assert try_to_sign_in(browser, "Alice", PASSWORD).status == 303
    assert try_to_sign_in(browser, "Bob", PASSWORD).status == 429


def test_a_browser_that_was_used_before_guesses_no_faster(app: Flask) -> None:
    browser = app.test_client()
    assert try_to_sign_in(browser, "Alice", PASSWORD).status == 303
    browser.post("/signout")
    assert [try_to_sign_in(browser, "Alice").status for _ in range(9)] == [422] * 8 + [429]
    assert try_to_sign_in(app.test_client(), "Alice", PASSWORD).status == 303


def test_limits_of_an_account_follow_it_and_not_its_address(app: Flask) -> None:
    alice, bob = app.test_client(), app.test_client()
    try_to_sign_in(alice, "Alice", PASSWORD)
    try_to_sign_in(bob, "Bob", PASSWORD)
    for path in ("/quizzes/start", "/account/password"):
        for _ in range(61):
            alice.post(path, data={})
        assert (alice.post(path).status_code, bob.post(path).status_code != 429) == (429, True), path


def test_the_page_itself_can_always_be_opened(app: Flask) -> None:
    for _ in range(9):
        try_to_sign_in(app.test_client(), "Alice")
    client = app.test_client()
    assert all(client.get("/signin", environ_overrides={"REMOTE_ADDR": SCHOOL}).status_code == 200 for _ in range(70))


def test_a_made_up_forwarded_address_helps_nobody(app: Flask) -> None:
    answers = [try_to_sign_in(app.test_client(), "Alice", forwarded=f"203.0.113.{number}") for number in range(9)]
    assert answers[-1].status == 429


def test_behind_a_trusted_proxy_the_forwarded_address_counts(settings: Settings, app: Flask) -> None:
    behind = _app(settings, QUIZ_TRUSTED_PROXIES="1")
    answers = [try_to_sign_in(behind.test_client(), "Alice", forwarded=f"203.0.113.{number}") for number in range(9)]
    assert {page.status for page in answers} == {422}
    answers = [
        try_to_sign_in(behind.test_client(), "Alice", forwarded=f"{number}, 203.0.113.99") for number in range(9)
    ]
    assert answers[-1].status == 429
    with behind.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("path", "most"), [("/signup", 120), ("/quizzes/start", 60), ("/account/password", 10), ("/account/delete", 10)]
)
def test_every_costly_request_has_its_limit(path: str, most: int, app: Flask) -> None:
    client = app.test_client()
    try_to_sign_in(client, "Bob", PASSWORD)
    found = [client.post(path, data={}).status_code for _ in range(most + 1)]
    assert 429 not in found[:most]
    assert found[most] == 429


def test_a_script_is_told_to_wait_in_its_own_words(app: Flask) -> None:
    client = app.test_client()
    try_to_sign_in(client, "Bob", PASSWORD)
    found = [client.post("/quizzes/start", headers={"X-Requested-With": "fetch"}) for _ in range(61)]
    assert found[-1].status_code == 429
    assert found[-1].get_json()["error"] == "Too Many Requests"


def test_tries_at_once_pass_no_limit(app: Flask) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: try_to_sign_in(app.test_client(), "Alice").status, range(24)))
    assert sorted(found) == [422] * 8 + [429] * 16


def test_of_several_limits_none_is_spent_where_one_is_used_up() -> None:
    counter = Counter("memory://")
    strict, wide = limit("strict", "1/minute"), limit("wide", "1/minute;2/hour")
    assert [counter.take(strict, "x") for _ in range(2)] == [True, False]
    assert [counter.take(wide, "x") for _ in range(2)] == [True, False]
    counter.give_back(wide, "x")
    assert [counter.take(wide, "x") for _ in range(2)] == [True, False]


def test_guessing_a_recovery_code_is_slowed_down(app: Flask) -> None:
    data = {"name": "Alice", "code": "A" * 20, "password": "달 밝은 밤의 산책 9"}
    there = {"environ_overrides": {"REMOTE_ADDR": SCHOOL}}
    found = [app.test_client().post("/recover", data=data, **there).status_code for _ in range(9)]
    assert found == [422] * 8 + [429]
    assert app.test_client().post("/recover", data={**data, "name": "Bob"}, **there).status_code == 422
    assert try_to_sign_in(app.test_client(), "Alice", PASSWORD).status == 303


def test_signing_up_again_in_a_name_is_no_other_way_to_guess_its_password(app: Flask) -> None:
    client = app.test_client()
    data = {"name": "Carol", "password": PASSWORD, "old_enough": "1"}
    there = {"environ_overrides": {"REMOTE_ADDR": SCHOOL}}
    assert client.post("/signup", data=data, **there).status_code == 303
    guesses = [
        app.test_client().post("/signup", data={**data, "password": f"a wrong one {n}"}, **there) for n in range(9)
    ]
    assert [one.status_code for one in guesses] == [422] * 8 + [429]
    assert try_to_sign_in(app.test_client(), "Carol").status == 429


def test_searches_without_an_account_are_slowed_down_and_those_of_a_member_are_not(app: Flask) -> None:
    def statuses(client: FlaskClient, count: int) -> list[int]:
        return [client.get("/search?q=LoRA").status_code for _ in range(count)]

    guest, member = app.test_client(), app.test_client()
    guest.post("/quizzes/start", data={"quiz": "2024-02/practice-2-2"})
    assert statuses(guest, 41) == [200] * 40 + [429]
    try_to_sign_in(member, "Bob", PASSWORD)
    assert statuses(member, 41) == [200] * 41
    assert statuses(app.test_client(), 241) == [200] * 240 + [429]
    assert app.test_client().get("/search").status_code == 200


def test_one_sign_in_reports_so_much_in_a_minute(app: Flask) -> None:
    alice = app.test_client()
    assert try_to_sign_in(alice, "Alice", PASSWORD).status == 303
    start = alice.post("/quizzes/start", data={"quiz": "2024-01/practice-1-1"}, follow_redirects=True)
    path = f"{start.request.path}/report"
    said = [alice.post(path, data={"kind": "key", "text": str(number)}).status_code for number in range(13)]
    assert said == [*[303] * 12, 429]
