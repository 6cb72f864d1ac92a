"""The factory: what the settings make of cookies, addresses, logs and limits."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from importlib.metadata import version
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask, request, url_for
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from quiz.app import MAX_REQUEST, create_app
from quiz.platform.extensions import db
from quiz.platform.settings import SettingError, Settings
from tests.conftest import PASSWORD, Stores

Make = Callable[..., Flask]
QUIET = {"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}
FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "quiz.example", "X-Forwarded-For": "192.0.2.7"}


@pytest.fixture
def make(tmp_path: Path, stores: Stores) -> Iterator[Make]:
    """Makes apps over one store: ``make(HTTPS="1")``."""
    made: list[Flask] = []
    url = stores.url("sqlite")

    def app_with(config: dict[str, Any] | None = None, **environment: str) -> Flask:
        given = {"QUIZ_INSTANCE": str(tmp_path / "instance"), "QUIZ_DATABASE_URL": url}
        settings = Settings.from_environment({**given, **{f"QUIZ_{key}": value for key, value in environment.items()}})
        app = create_app(QUIET if config is None else config, settings)
        made.append(app)
        return app

    yield app_with
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize(("https", "name"), [("0", "dalmada"), ("1", "__Host-dalmada")])
def test_the_cookie_is_marked_secure_where_pages_are_reached_by_https(https: str, name: str, make: Make) -> None:
    app = make(HTTPS=https)
    data = {"name": "Alice", "password": PASSWORD, "old_enough": "1"}
    response = app.test_client().post("/signup", data=data, base_url=f"http{'s' * int(https)}://localhost")
    assert response.status_code == 303
    (cookie,) = response.headers.getlist("Set-Cookie")
    parts = set(cookie.split("; "))
    assert cookie.startswith(f"{name}=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert ("Secure" in parts) == (https == "1")
    # A guest's cookie lasts as long as the guest; an account's sign-in ends in the store.
    assert app.config["PERMANENT_SESSION_LIFETIME"] == timedelta(days=90)


def test_with_https_plain_requests_are_led_there_and_browsers_told_to_stay(make: Make) -> None:
    client = make(HTTPS="1").test_client()
    response = client.get("/signin", base_url="http://quiz.example")
    assert response.status_code // 100 == 3
    assert response.headers["Location"] == "https://quiz.example/signin"
    response = client.get("/signin", base_url="https://quiz.example")
    assert response.status_code == 200
    assert response.headers["Strict-Transport-Security"] == "max-age=31556926; includeSubDomains"
    plain = make().test_client().get("/signin")
    assert plain.status_code == 200
    assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        ("0", FORWARDED, ("http://localhost/signin", "127.0.0.1")),
        ("1", FORWARDED, ("https://quiz.example/signin", "192.0.2.7")),
        ("1", {}, ("http://localhost/signin", "127.0.0.1")),
        ("1", {"X-Forwarded-For": "6.6.6.6, 192.0.2.7"}, ("http://localhost/signin", "192.0.2.7")),
        ("2", {"X-Forwarded-For": "6.6.6.6, 192.0.2.7, 10.0.0.1"}, ("http://localhost/signin", "192.0.2.7")),
        ("2", FORWARDED, ("http://localhost/signin", "127.0.0.1")),
        ("1", {"X-Forwarded-Prefix": "/evil", "Forwarded": "for=6.6.6.6"}, ("http://localhost/signin", "127.0.0.1")),
    ],
)
def test_what_proxies_say_is_believed_as_far_as_they_are_counted(
    proxies: str, forwarded: dict[str, str], believed: tuple[str, str], make: Make
) -> None:
    app = make(TRUSTED_PROXIES=proxies)
    seen = []

    @app.before_request
    def look() -> None:
        seen.append((url_for("identity.sign_in", _external=True), request.remote_addr))

    app.test_client().get("/signin", headers=forwarded)
    assert seen == [believed]


def test_https_behind_a_proxy_is_known_by_its_header_alone(make: Make) -> None:
    assert make(HTTPS="1", TRUSTED_PROXIES="1").test_client().get("/signin", headers=FORWARDED).status_code == 200
    assert make(HTTPS="1").test_client().get("/signin", headers=FORWARDED).status_code // 100 == 3


def test_the_log_can_be_one_json_object_a_line(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    response = make(LOG="json").test_client().get("/m/이천이십사?x=1")
    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert line["timestamp"].endswith("Z")
    assert line["ms"] >= 0
    assert {name: line[name] for name in line if name not in ("timestamp", "ms")} == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/m/<month>",
        "status": 404,
        "request": response.headers["X-Request-Id"],
    }


def test_the_log_is_for_reading_unless_told(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    app = make()
    app.test_client().get("/signin")
    structlog.get_logger().info("typed", value="\x1b[2J")
    line, typed = capsys.readouterr().err.splitlines()
    assert "[info] request" in line
    assert "route='/signin'" in line
    assert typed.endswith(r"value='\x1b[2J'")


def test_a_fault_is_logged_with_its_traceback_on_one_line_of_json(
    make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    app = make(LOG="json")

    @app.get("/fault")
    def fault() -> str:
        raise RuntimeError("the moon is gone")

    assert app.test_client().get("/fault").status_code == 500
    told, _request = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert told["level"] == "error"
    assert "RuntimeError: the moon is gone" in told["exception"]


def test_a_fault_is_logged_for_reading_with_its_traceback_below(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    app = make()

    @app.get("/fault")
    def fault() -> str:
        raise RuntimeError("the moon is gone")

    assert app.test_client().get("/fault").status_code == 500
    told, *traceback, _request = capsys.readouterr().err.splitlines()
    assert "[error] unexpected" in told
    assert traceback[0].startswith("Traceback")
    assert traceback[-1] == "RuntimeError: the moon is gone"


def test_a_log_that_takes_no_more_stops_no_request(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full").open("w", buffering=1, encoding="utf-8")  # noqa: SIM115 - closing it fails as writing does
    try:
        monkeypatch.setattr(sys, "stderr", full)
        client = make().test_client()
        assert [client.get(path).status_code for path in ("/", "/signin", "/none")] == [200, 200, 404]
    finally:
        structlog.reset_defaults()
        with suppress(OSError):
            full.close()


def test_where_redis_is_away_the_app_counts_for_itself(make: Make) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        app = make({**QUIET, "RATELIMIT_ENABLED": True}, LIMITS_URL=f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
        client = app.test_client()
        data = {"name": "Alice", "password": "not her password"}
        answers = [client.post("/signin", data=data).status_code for _ in range(9)]
    assert answers == [422] * 8 + [429]


def test_a_request_that_is_too_large_is_refused(make: Make) -> None:
    client = make().test_client()
    data = {"name": "Alice", "password": "x" * (MAX_REQUEST + 1)}
    assert client.post("/signin", data=data).status_code == 413


def test_two_apps_in_one_process_do_not_meet(make: Make, tmp_path: Path, stores: Stores) -> None:
    first = make()
    second = make(INSTANCE=str(tmp_path / "second"), DATABASE_URL=stores.url("sqlite"))
    assert first.secret_key != second.secret_key
    alice = first.test_client()
    assert alice.post("/signup", data={"name": "Alice", "password": PASSWORD, "old_enough": "1"}).status_code == 303
    assert alice.get("/account").status_code == 200
    data = {"name": "Alice", "password": PASSWORD}
    assert second.test_client().post("/signin", data=data).status_code == 422
    assert first.test_client().post("/signin", data=data).status_code == 303


def test_two_apps_of_one_instance_know_each_others_cookies(make: Make) -> None:
    alice, other = make().test_client(), make().test_client()
    alice.post("/signup", data={"name": "Alice", "password": PASSWORD, "old_enough": "1"})
    cookie = alice.get_cookie("dalmada")
    assert cookie is not None
    other.set_cookie("dalmada", cookie.value)
    assert other.get("/account").status_code == 200


def test_the_environment_is_asked_unless_settings_are_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIZ_INSTANCE", str(tmp_path / "mine"))
    monkeypatch.setenv("QUIZ_DATABASE_URL", "")
    app = create_app()
    assert app.extensions["settings"].instance == tmp_path / "mine"
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["secret-key"]
    monkeypatch.setenv("QUIZ_HTTPS", "yes")
    with pytest.raises(SettingError, match="QUIZ_HTTPS='yes'"):
        create_app()


def test_configuration_overrides_what_the_settings_say(make: Make) -> None:
    assert make({"SESSION_COOKIE_NAME": "mine"}).config["SESSION_COOKIE_NAME"] == "mine"
    assert make().config["SESSION_COOKIE_NAME"] == "dalmada"


def test_no_asynchronous_hook_is_called_at_the_end_of_a_request(make: Make) -> None:
    # Flask-SQLAlchemy-Lite 0.2.1 adds one, which costs a thread and an event loop in each request. Where another
    # version adds none, what takes it out can go.
    assert version("flask-sqlalchemy-lite") == "0.2.1"
    plain = Flask("plain")
    plain.config["SQLALCHEMY_ENGINES"] = {"default": "sqlite://"}
    SQLAlchemy(plain)
    added = [iscoroutinefunction(hook) for hook in plain.teardown_appcontext_funcs]
    assert added == [False, True]
    assert not any(iscoroutinefunction(hook) for hook in make().teardown_appcontext_funcs)


def test_a_session_that_cannot_be_closed_takes_no_answer_back(
    make: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = make()
    closed: list[Session] = []

    def close(session: Session) -> None:
        closed.append(session)
        if len(closed) == 1:
            raise OperationalError("ROLLBACK", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(Session, "close", close)
    assert app.test_client().get("/signin").status_code == 200
    assert "[warning] closing a session detail='the server closed the connection'" in capsys.readouterr().err
    assert len(set(map(id, closed))) == 1
