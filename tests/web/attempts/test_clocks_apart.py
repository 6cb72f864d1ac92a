"""Two machines on one store, one of them 25 minutes ahead or behind: tests end by the store's clock on both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.storage.store_clock import system
from tests.conftest import Stores
from tests.web.pages import Browser, token_of
from tests.web.people import cookie, copied, sign_up
from tests.web.store import CHECK, asked, attempt_of, let_time_run_out

LIMIT = timedelta(minutes=20)
NEAR = timedelta(seconds=30)
BODY = {"device": "d", "sequence": 1, "base": 0}

Machine = Callable[[int], Flask]


@pytest.fixture
def machine(stores: Stores, settings: Settings) -> Iterator[Machine]:
    """Another machine on the same store and with the same key, its clock some minutes ahead."""
    with ExitStack() as stack:

        def start(minutes: int) -> Flask:
            app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, settings)
            app.extensions["clock"].local = lambda: system() + timedelta(minutes=minutes)
            stack.callback(dispose, app)
            return app

        yield start


@pytest.fixture(params=["postgresql"])
def database_url(request: pytest.FixtureRequest, stores: Stores) -> Iterator[str]:
    """SQLite has no other machines."""
    with stores.lent(request.param) as url:
        yield url


def dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("minutes", [25, -25])
def test_a_test_that_such_a_machine_begins_has_its_whole_time(minutes: int, machine: Machine) -> None:
    wrong, right = machine(minutes), machine(0)
    alice = Browser(wrong.test_client())
    sign_up(alice, "Alice")
    token = token_of(alice.begin(CHECK))
    attempt = attempt_of(right, token)
    assert attempt.deadline_at is not None
    assert abs(attempt.started_at - datetime.now(UTC)) < NEAR
    assert attempt.deadline_at - attempt.started_at == LIMIT
    for app in (wrong, right):
        moment = copied(app, cookie(alice)).client.get(f"/a/{token}/time").get_json()["now"]
        assert abs(datetime.fromisoformat(moment) - datetime.now(UTC)) < NEAR


def test_a_machine_that_is_ahead_ends_no_test_and_calls_no_answer_late(machine: Machine) -> None:
    right = machine(0)
    alice = Browser(right.test_client())
    sign_up(alice, "Alice")
    token = token_of(alice.begin(CHECK))
    one = asked(right, token)[0]
    # Its first connection has to show it the time already.
    there = copied(machine(25), cookie(alice))
    saved = there.client.put(one.path, json={**BODY, "answer": one.right})
    assert saved.status_code == 200
    assert not saved.get_json()["late"]
    assert there.get(one.path).path == one.path
    assert attempt_of(right, token).state == "running"


def test_a_machine_that_is_behind_hands_in_what_is_over(machine: Machine) -> None:
    right = machine(0)
    alice = Browser(right.test_client())
    sign_up(alice, "Alice")
    token = token_of(alice.begin(CHECK))
    ended = let_time_run_out(right, token)
    copied(machine(-25), cookie(alice)).get(f"/a/{token}/1")
    assert (attempt_of(right, token).state, attempt_of(right, token).finished_at) == ("finished", ended)
