"""Tests that are overdue are handed in by the server itself."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from quiz.platform.extensions import db
from quiz.runtime import closing
from quiz.runtime.closing import Look
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from tests.threads import PATIENCE, end
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, attempt_of, let_time_run_out, session_of


def test_a_test_is_closed_though_nobody_visits(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    ended = let_time_run_out(app, token)
    stop = closing.begin(app, every=0.01)
    until = time.monotonic() + PATIENCE
    while attempt_of(app, token).state != "finished" and time.monotonic() < until:
        time.sleep(0.02)
    end("closing", stop)
    assert (attempt_of(app, token).state, attempt_of(app, token).finished_at) == ("finished", ended)


def test_what_runs_is_left_alone(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    assert closing.close_overdue(app) == Look(closed=0)
    assert attempt_of(app, token).state == "running"


def test_a_database_that_does_not_answer_is_asked_again_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> str:
        raise OperationalError("", None, Exception("gone"))

    monkeypatch.setattr(closing, "next_overdue", fail)
    with capture_logs() as logs:
        assert closing.close_overdue(app) == Look(closed=0)
    assert [entry["event"] for entry in logs] == ["closing"]


def test_a_look_that_fails_for_whatever_reason_is_not_the_last(
    app: Flask, alice: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(alice.begin(CHECK))
    let_time_run_out(app, token)
    close, looks = closing.close_overdue, []

    def look(app: Flask, known: set[str]) -> Look:
        looks.append(app)
        if len(looks) == 1:
            raise ZeroDivisionError
        return close(app, known)

    monkeypatch.setattr(closing, "close_overdue", look)
    stop = closing.begin(app, every=0.01)
    until = time.monotonic() + PATIENCE
    while attempt_of(app, token).state != "finished" and time.monotonic() < until:
        time.sleep(0.02)
    end("closing", stop)
    assert attempt_of(app, token).state == "finished"


def test_one_test_that_cannot_be_scored_holds_up_no_other(app: Flask, alice: Browser, charlie: Browser) -> None:
    """An answer that was changed outside the app; it is tried again at every look, and logged once."""
    stuck, other = token_of(alice.begin(CHECK)), token_of(charlie.begin(CHECK))
    let_time_run_out(app, stuck, grace=-timedelta(minutes=5))
    ended = let_time_run_out(app, other)
    spoil(app, stuck)
    known: set[str] = set()
    with capture_logs() as logs:
        assert closing.close_overdue(app, known) == Look(closed=1, failed=(stuck,))
        assert closing.close_overdue(app, known) == Look(closed=0, failed=(stuck,))
    assert [(entry["event"], entry["attempt"]) for entry in logs] == [
        ("closing failed", attempt_of(app, stuck).id),
        ("closed overdue", attempt_of(app, other).id),
    ]
    assert (attempt_of(app, other).state, attempt_of(app, other).finished_at) == ("finished", ended)
    assert attempt_of(app, stuck).state == "running"


def test_the_thread_goes_on_after_a_test_that_cannot_be_scored(app: Flask, alice: Browser, charlie: Browser) -> None:
    stuck, other = token_of(alice.begin(CHECK)), token_of(charlie.begin(CHECK))
    let_time_run_out(app, stuck)
    spoil(app, stuck)
    stop = closing.begin(app, every=0.01)
    until = time.monotonic() + PATIENCE
    let_time_run_out(app, other)
    while attempt_of(app, other).state != "finished" and time.monotonic() < until:
        time.sleep(0.02)
    end("closing", stop)
    assert attempt_of(app, other).state == "finished"


def spoil(app: Flask, token: str) -> None:
    """Let the stored drawing of an attempt's questions be no drawing any more."""
    with session_of(app) as session:
        mine = select(Attempt.id).where(Attempt.token == token).scalar_subquery()
        session.execute(update(AttemptQuestion).where(AttemptQuestion.attempt_id == mine).values(variant={}))


@pytest.mark.parametrize(("minutes", "events"), [(25, ["clock"]), (-25, ["clock"]), (0, [])])
def test_a_machine_whose_clock_is_off_says_so_in_its_log(minutes: int, events: list[str], app: Flask) -> None:
    """SQLite runs on the same machine, and has no other clock."""
    with app.app_context():
        is_apart = db.session.get_bind().dialect.name == "postgresql"
    with capture_logs() as logs:
        closing.compare_clocks(app, lambda: datetime.now(UTC) + timedelta(minutes=minutes))
    assert [entry["event"] for entry in logs] == (events if is_apart else [])
    assert all(abs(entry["seconds_ahead_of_database"] - 60 * minutes) < 60 for entry in logs)
