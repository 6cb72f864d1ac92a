"""Accounts that are deleted, or whose password changes, while another request of theirs is at work."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from quiz.platform.settings import Settings
from quiz.services.identity import passwords
from quiz.services.integrity.own_data import bringing, building
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import DataFile
from quiz.storage.models.notices import EmailAddress, OutgoingMail
from tests import mail_server
from tests.conftest import PASSWORD
from tests.web.integrity.test_own_data import send_history
from tests.web.pages import Browser
from tests.web.people import sign_in
from tests.web.store import session_of

Visit = Callable[..., Browser]
Overtake = Callable[[Any, str, Callable[[], object]], None]
NEW = "달 밝은 밤의 산책 9"
SENT: dict[str, tuple[str, Any, str, dict[str, str]]] = {
    "an address": ("/account/mail", passwords, "matches", {"address": "a@school.example", "mail_password": PASSWORD}),
    "no address": ("/account/mail/remove", passwords, "matches", {"removal_password": PASSWORD}),
    "a password": ("/account/password", passwords, "matches", {"old": PASSWORD, "new": NEW}),
    "a recovery code": ("/account/recovery", passwords, "as_stored", {"proof": PASSWORD}),
    "its deletion": ("/account/delete", passwords, "matches", {"password": PASSWORD}),
    "an archive": ("/account/data/archive", building, "content_of", {}),
}
"""What is sent while the account is deleted: where, what takes long there, and the form."""
TABLES = (Account, DataFile, EmailAddress, OutgoingMail)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With mail, which nothing sends."""
    return replace(settings, mail=mail_server.Mailbox().mail_at(9))


@pytest.fixture
def overtake(monkeypatch: pytest.MonkeyPatch) -> Overtake:
    """Let another request come and go behind the first call of what takes long in one."""

    def arrange(module: Any, name: str, other: Callable[[], object]) -> None:
        real, calls = getattr(module, name), []

        def slow(*args: Any, **more: Any) -> Any:
            calls.append(name)
            found = real(*args, **more)
            if len(calls) == 1:
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(other).result()
            return found

        monkeypatch.setattr(module, name, slow)

    return arrange


def deleting(browser: Browser) -> Callable[[], object]:
    def delete() -> None:
        assert browser.client.post("/account/delete", data={"password": PASSWORD}).status_code == 303

    return delete


def left(app: Flask) -> list[int]:
    with session_of(app) as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


@pytest.mark.parametrize("name", SENT)
def test_what_comes_beside_the_deletion_is_led_to_sign_in(
    name: str, app: Flask, alice: Browser, visit: Visit, overtake: Overtake
) -> None:
    other = visit()
    sign_in(other)
    path, module, slow, data = SENT[name]
    overtake(module, slow, deleting(other))
    response = alice.client.post(path, data=data)
    assert (response.status_code, response.headers["Location"]) == (303, "/signin")
    page = alice.get("/signin")
    assert "그사이에 로그아웃되었거나 계정이 삭제되었어요" in page.main
    assert left(app) == [0, 0, 0, 0]


def test_a_history_beside_the_deletion_is_led_to_sign_in(
    app: Flask, alice: Browser, visit: Visit, overtake: Overtake
) -> None:
    other = visit()
    sign_in(other)
    overtake(bringing, "look_at", deleting(other))
    content = json.dumps({"format": "dalmada-reviews", "version": 1, "reviews": []})
    page = send_history(alice, content.encode())
    assert (page.status, page.path) == (200, "/signin")
    assert left(app) == [0, 0, 0, 0]


def test_a_script_is_answered_with_401(app: Flask, alice: Browser, visit: Visit, overtake: Overtake) -> None:
    other = visit()
    sign_in(other)
    overtake(building, "content_of", deleting(other))
    response = alice.client.post("/account/data/archive", headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response.json) == (401, {"error": "signed out", "reason": "signed_out"})


def test_an_address_is_not_set_with_a_password_that_was_changed_meanwhile(
    app: Flask, alice: Browser, visit: Visit, overtake: Overtake
) -> None:
    other = visit()
    sign_in(other)

    def change() -> None:
        assert other.client.post("/account/password", data={"old": PASSWORD, "new": NEW}).status_code == 303

    path, module, slow, data = SENT["an address"]
    overtake(module, slow, change)
    assert alice.client.post(path, data=data).status_code == 303
    assert left(app) == [1, 0, 0, 0]
