"""The session's cookie: genuine ones are known again, old and forged ones are not, and nobody shares what they say."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, SignatureExpired

from quiz.web.request.sessions import Sessions


@pytest.fixture
def app() -> Flask:
    app = Flask("cookies")
    app.secret_key = "a key of the test"
    return app


def test_it_reads_and_writes_what_flask_does(app: Flask) -> None:
    ours, flasks = (kind().get_signing_serializer(app) for kind in (Sessions, SecureCookieSessionInterface))
    assert ours is not None
    assert flasks is not None
    said = {"_user_id": "token", "_flashes": [("message", "stays")], "_permanent": True}
    assert flasks.loads(ours.dumps(said)) == said
    assert ours.loads(flasks.dumps(said)) == said


def test_what_one_request_changes_no_other_sees(app: Flask) -> None:
    cookies = Sessions().get_signing_serializer(app)
    assert cookies is not None
    cookie = cookies.dumps({"_flashes": ["one"]})
    cookies.loads(cookie)["_flashes"].append("two")
    assert cookies.loads(cookie) == {"_flashes": ["one"]}


def test_a_cookie_that_was_read_before_still_grows_too_old(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    cookies = Sessions().get_signing_serializer(app)
    assert cookies is not None
    cookie = cookies.dumps({"a": 1})
    assert cookies.loads(cookie, max_age=60) == {"a": 1}
    later = time.time() + 62
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(SignatureExpired):
        cookies.loads(cookie, max_age=60)
    assert cookies.loads(cookie, max_age=600) == {"a": 1}


def test_a_cookie_from_the_future_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    cookies = Sessions().get_signing_serializer(app)
    assert cookies is not None
    cookie = cookies.dumps({"a": 1})
    earlier = time.time() - 60
    monkeypatch.setattr(time, "time", lambda: earlier)
    with pytest.raises(SignatureExpired):
        cookies.loads(cookie, max_age=3600)


def test_a_forged_cookie_is_refused_however_often_it_comes(app: Flask) -> None:
    cookies = Sessions().get_signing_serializer(app)
    assert cookies is not None
    cookie = cookies.dumps({"a": 1})
    cookies.loads(cookie)
    for forged in (str(cookie)[:-2] + "AA", "x" + str(cookie), "", "."):
        for _ in range(2):
            with pytest.raises(BadSignature):
                cookies.loads(forged)


def test_without_a_key_there_is_no_signer() -> None:
    assert Sessions().get_signing_serializer(Flask("keyless")) is None
