"""Tests that are overdue are handed in by the server itself."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from quiz import closing
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, attempt_of, let_time_run_out

PATIENCE = 20


def test_a_test_is_closed_though_nobody_visits(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    ended = let_time_run_out(app, token)
    stop = closing.begin(app, every=0.01)
    until = time.monotonic() + PATIENCE
    while attempt_of(app, token).state != "finished" and time.monotonic() < until:
        time.sleep(0.02)
    stop.set()
    assert (attempt_of(app, token).state, attempt_of(app, token).finished_at) == ("finished", ended)


def test_what_runs_is_left_alone(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    assert closing.close_overdue(app) == 0
    assert attempt_of(app, token).state == "running"


def test_a_database_that_does_not_answer_is_asked_again_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> str:
        raise OperationalError("", None, Exception("gone"))

    monkeypatch.setattr(closing, "close_next_overdue", fail)
    with capture_logs() as logs:
        assert closing.close_overdue(app) == 0
    assert [entry["event"] for entry in logs] == ["closing"]


def test_a_look_that_fails_for_whatever_reason_is_not_the_last(
    app: Flask, alice: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(alice.begin(CHECK))
    let_time_run_out(app, token)
    close, looks = closing.close_overdue, []

    def look(app: Flask) -> int:
        looks.append(app)
        if len(looks) == 1:
            raise ZeroDivisionError
        return close(app)

    monkeypatch.setattr(closing, "close_overdue", look)
    stop = closing.begin(app, every=0.01)
    until = time.monotonic() + PATIENCE
    while attempt_of(app, token).state != "finished" and time.monotonic() < until:
        time.sleep(0.02)
    stop.set()
    assert attempt_of(app, token).state == "finished"
