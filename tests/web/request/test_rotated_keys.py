"""A new secret key in front of the old one: what the old one signed is still good, what comes is signed by the new."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.keys import key_id, secret_key, write_keys
from quiz.platform.settings import Settings
from quiz.services.integrity.receipts import signing_key, verify
from tests.web.pages import Browser, token_of
from tests.web.people import cookie, copied, sign_up
from tests.web.request.test_csrf import BODY
from tests.web.store import CHECK, answers_of, asked, session_of

pytestmark = pytest.mark.any_database

NEW = "n" * 40

Restart = Callable[..., Flask]


@pytest.fixture
def restart(settings: Settings) -> Iterator[Restart]:
    """Start the app, with other keys if some are given."""
    with ExitStack() as stack:

        def start(*keys: str) -> Flask:
            if keys:
                write_keys(settings.secret_key_file, keys)
            app = create_app({"RATELIMIT_ENABLED": False}, settings)
            stack.callback(dispose, app)
            return app

        yield start


def dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def moved(browser: Browser, app: Flask) -> Browser:
    """The same browser, with the same cookie, at another start of the app."""
    return copied(app, cookie(browser))


def is_signed_by(value: str, key: str) -> bool:
    app = Flask("one key")
    app.secret_key = key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    try:
        signer.loads(value)
    except BadSignature:
        return False
    return True


def test_somebody_in_a_test_goes_on_as_if_nothing_had_happened(restart: Restart, settings: Settings) -> None:
    first = restart()
    old = secret_key(settings.secret_key_file)
    browser = Browser(first.test_client())
    sign_up(browser, "Alice")
    page = browser.begin(CHECK)
    one = asked(first, token_of(page))[0]
    app = restart(NEW, old)
    later = moved(browser, app)
    # What the open page holds: its token, and whose it is.
    headers = {"X-CSRFToken": page.answer_form.value("csrf_token"), "X-Account": str(page.root.get("data-account"))}
    assert later.client.put(one.path, json={**BODY, "answer": one.right}, headers=headers).status_code == 200
    assert len(answers_of(app, one.token, 1)) == 1
    again = later.get(one.path)
    assert again.root.get("data-account") == page.root.get("data-account")
    assert later.send(again.answer_form.answer(one.wrong)).path == f"/a/{one.token}/2"


def test_what_comes_is_signed_by_the_new_key(restart: Restart, settings: Settings) -> None:
    restart()
    old = secret_key(settings.secret_key_file)
    app = restart(NEW, old)
    browser = Browser(app.test_client())
    sign_up(browser, "Bob")
    assert is_signed_by(cookie(browser), NEW)
    assert not is_signed_by(cookie(browser), old)
    assert moved(browser, restart(NEW)).get("/account").path == "/account"


def test_a_key_on_standby_verifies_and_signs_nothing(restart: Restart, settings: Settings) -> None:
    """So every machine knows it before one of them signs by it."""
    restart()
    old = secret_key(settings.secret_key_file)
    behind, ahead = restart(old, NEW), restart(NEW, old)
    for here, there, signer in ((ahead, behind, NEW), (behind, ahead, old)):
        browser = Browser(here.test_client())
        sign_up(browser, f"Learner of {signer[:6]}")
        assert is_signed_by(cookie(browser), signer)
        assert moved(browser, there).get("/account").path == "/account"


def test_without_the_old_key_what_it_signed_is_nobodys(restart: Restart, settings: Settings) -> None:
    first = restart()
    browser = Browser(first.test_client())
    sign_up(browser, "Alice")
    assert moved(browser, restart(NEW)).get("/account").path == "/signin"


def receipt_of(browser: Browser, token: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(browser.client.get(f"/a/{token}/receipt.json").data)
    return made


def test_receipts_name_their_key_and_old_ones_stay_genuine(restart: Restart, settings: Settings) -> None:
    first = restart()
    old = secret_key(settings.secret_key_file)
    browser = Browser(first.test_client())
    sign_up(browser, "Alice")
    token = token_of(browser.begin(CHECK))
    browser.send(browser.get(f"/a/{token}/hand-in").form(f"/a/{token}/hand-in"))
    before = receipt_of(browser, token)
    app = restart(NEW, old)
    after = receipt_of(moved(browser, app), token)
    assert (before["key"], after["key"]) == (key_id(old), key_id(NEW))
    with session_of(app) as session:
        for receipt in (before, after):
            raw = json.dumps(receipt).encode()
            assert verify(session, raw, *map(signing_key, app.extensions["keys"])).holds
        lost = verify(session, json.dumps(before).encode(), signing_key(NEW)).fault
        assert lost is not None
        assert key_id(old) in str(lost)
