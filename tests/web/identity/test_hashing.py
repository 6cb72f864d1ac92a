"""A password's hash takes as long as it is meant to, and nobody waits for it: no view and no command holds a lock."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import argon2
import pytest
from flask import Flask, has_app_context
from sqlalchemy import event, make_url

from quiz.app import create_app
from quiz.cli.identity import user_add, user_password
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from tests.conftest import PASSWORD
from tests.web.pages import Browser
from tests.web.people import sign_in
from tests.web.store import account_of, set_account

Visit = Callable[..., Browser]
NEW = "달 밝은 밤의 산책 9"

Form = tuple[str, str, dict[str, str], int]
FORMS: tuple[Form, ...] = (
    ("nobody", "/signin", {"name": "Alice", "password": PASSWORD}, 303),
    ("nobody", "/signin", {"name": "Alice", "password": "a wrong one"}, 422),
    ("nobody", "/signin", {"name": "Nobody", "password": "a wrong one"}, 422),
    ("guest", "/signin", {"name": "Alice", "password": PASSWORD}, 303),
    ("guest", "/signin", {"name": "Alice", "password": "a wrong one"}, 422),
    ("alice", "/signin", {"name": "Alice", "password": PASSWORD}, 303),
    ("nobody", "/signup", {"name": "Bob", "password": PASSWORD, "old_enough": "1"}, 303),
    ("nobody", "/signup", {"name": "Alice", "password": "a wrong one", "old_enough": "1"}, 422),
    ("guest", "/signup", {"name": "Bob", "password": PASSWORD, "old_enough": "1"}, 303),
    ("guest", "/signup", {"name": "Alice", "password": "a wrong one", "old_enough": "1"}, 422),
    ("alice", "/signup", {"name": "Bob", "password": PASSWORD, "old_enough": "1"}, 303),
    ("alice", "/account/password", {"old": PASSWORD, "new": NEW}, 303),
    ("alice", "/account/password", {"old": "a wrong one", "new": NEW}, 422),
    ("alice", "/account/delete", {"password": "a wrong one"}, 422),
    ("alice", "/account/delete", {"password": PASSWORD}, 303),
)


@pytest.fixture
def probe(database_url: str) -> Callable[[], None]:
    """Ends the test unless somebody else could write just now."""

    def writes() -> None:
        assert not db.session.in_transaction()
        if database_url.startswith("sqlite"):
            with closing(
                sqlite3.connect(str(make_url(database_url).database), timeout=0, isolation_level=None)
            ) as other:
                other.execute("BEGIN IMMEDIATE")

    return writes


@pytest.fixture
def hashes(probe: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each hash as it begins; while it runs, another writer goes first."""
    seen: list[str] = []

    def watch(name: str) -> None:
        real = getattr(argon2.PasswordHasher, name)

        def watched(hasher: argon2.PasswordHasher, *args: Any) -> Any:
            seen.append(name)
            probe()
            return real(hasher, *args)

        monkeypatch.setattr(argon2.PasswordHasher, name, watched)

    for name in ("hash", "verify"):
        watch(name)
    return seen


@pytest.mark.parametrize(("who", "path", "data", "status"), FORMS)
def test_nobody_waits_for_a_hash(
    who: str,
    path: str,
    data: dict[str, str],
    status: int,
    alice: Browser,
    visit: Visit,
    guest: Browser,
    hashes: list[str],
) -> None:
    browser = {"alice": alice, "guest": guest, "nobody": visit()}[who]
    assert browser.client.post(path, data=data).status_code == status
    assert hashes


@pytest.fixture
def locks(app: Flask) -> Iterator[list[str]]:
    """How each transaction that may write begins, on SQLite."""
    seen: list[str] = []

    def watch(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith(("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE")) or "FOR UPDATE" in statement:
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", watch)
    yield seen
    event.remove(engine, "before_cursor_execute", watch)


@pytest.mark.parametrize(
    ("who", "path", "data", "status"), [form for form in FORMS if "wrong" in str(form) and form[1] != "/signup"]
)
def test_a_wrong_password_takes_no_lock(
    who: str,
    path: str,
    data: dict[str, str],
    status: int,
    alice: Browser,
    visit: Visit,
    guest: Browser,
    locks: list[str],
) -> None:
    browser = {"alice": alice, "guest": guest, "nobody": visit()}[who]
    # The first failure of an hour at an account is recorded.
    assert sign_in(visit(), password="a wrong one").status == 422
    locks.clear()
    assert browser.client.post(path, data=data).status_code == status
    assert locks == []


def test_the_first_failure_of_an_hour_takes_one_lock_after_its_hash(
    alice: Browser, visit: Visit, hashes: list[str], locks: list[str]
) -> None:
    locks.clear()
    assert sign_in(visit(), password="a wrong one").status == 422
    (written,) = [one for one in locks if not one.startswith("BEGIN")]
    assert written.startswith("INSERT INTO audit_event")
    assert hashes == ["verify"]


class Typing(io.StringIO):
    """A standard input at which somebody takes their time; while they type, another writer goes first."""

    def __init__(self, text: str, probe: Callable[[], None]) -> None:
        super().__init__(text)
        self.probe = probe
        self.asked = 0

    def readline(self, *size: Any) -> str:
        self.asked += 1
        self.probe()
        return super().readline(*size)


@pytest.fixture
def terminal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands find the store of the test; the apps that they make are closed after it."""
    apps: list[Flask] = []

    def kept(**more: Any) -> Flask:
        apps.append(create_app(settings=settings, **more))
        return apps[-1]

    monkeypatch.setattr("quiz.app.create_app", kept)
    yield
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("command", "name"), [(user_add, "Tae-ri"), (user_password, "Alice")])
def test_nobody_waits_while_a_password_is_typed_at_the_shell(
    command: Any, name: str, alice: Browser, hashes: list[str], probe: Callable[[], None], visit: Visit
) -> None:
    typing = Typing(NEW + "\n", lambda: probe() if has_app_context() else None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", typing)
        command.main([name, "--password-stdin"], standalone_mode=False)
    assert (typing.asked, bool(hashes)) == (1, True)
    hashes.clear()
    assert sign_in(visit(), name, NEW).path == "/"


OVERTAKEN = (
    ("nobody", "/signin", {"name": "Alice", "password": PASSWORD}),
    ("alice", "/account/password", {"old": PASSWORD, "new": "noch ein weiter Weg 5"}),
    ("alice", "/account/delete", {"password": PASSWORD}),
)


@pytest.mark.parametrize(("who", "path", "data"), OVERTAKEN)
def test_a_password_that_is_changed_while_it_is_proved_proves_nothing(
    who: str, path: str, data: dict[str, str], alice: Browser, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, browser = visit(), alice if who == "alice" else visit()
    sign_in(phone)
    real = argon2.PasswordHasher.verify
    changed: list[int] = []

    def changing() -> int:
        return phone.client.post("/account/password", data={"old": PASSWORD, "new": NEW}).status_code

    def overtaken(hasher: argon2.PasswordHasher, *args: Any) -> Any:
        right = real(hasher, *args)
        if not changed:
            changed.append(0)
            # On a thread of its own: two requests of one thread would share what they know of who is there.
            with ThreadPoolExecutor(1) as elsewhere:
                changed[0] = elsewhere.submit(changing).result()
        return right

    monkeypatch.setattr(argon2.PasswordHasher, "verify", overtaken)
    response = browser.client.post(path, data=data)
    # The change has ended the sign-in with which it was asked: it leads to sign in again.
    assert (response.status_code, changed) == (422 if who == "nobody" else 303, [303])
    assert who == "nobody" or response.headers["Location"].startswith("/signin")
    monkeypatch.undo()
    assert sign_in(visit(), password=NEW).path == "/"


@pytest.mark.usefixtures("strong_hashes")
def test_a_hash_of_older_parameters_is_renewed_at_the_next_sign_in(app: Flask, alice: Browser, visit: Visit) -> None:
    old = argon2.PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    set_account(app, "Alice", password_hash=old)
    assert sign_in(visit(), password="a wrong one").status == 422
    assert account_of(app, "Alice").password_hash == old
    assert sign_in(visit()).path == "/"
    renewed = str(account_of(app, "Alice").password_hash)
    assert renewed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert sign_in(visit()).path == "/"
    assert account_of(app, "Alice").password_hash == renewed
