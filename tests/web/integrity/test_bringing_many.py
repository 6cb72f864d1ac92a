"""Many reviews that are brought along: others write meanwhile, and there is a bound to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.services.aggregates import rebuild, recounting
from quiz.services.integrity.own_data import bringing, files
from quiz.storage.models.content import QuestionRow, QuestionVersion
from tests.web.integrity.test_own_data import (
    ARCHIVE,
    HISTORY,
    PAGE,
    REVIEW,
    brought,
    practise_one,
    send_history,
    status,
)
from tests.web.pages import Browser, words
from tests.web.store import session_of

pytestmark = pytest.mark.any_database

FIRST = datetime(2025, 1, 1, 10, tzinfo=UTC)
TAKE_BACK = "/account/data/brought/delete"


def history_of(app: Flask, count: int, begin: int = 0) -> bytes:
    """A history of reviews of one question, one a day."""
    version = QuestionRow.current_version_id == QuestionVersion.id
    with session_of(app) as session:
        known = select(QuestionVersion.content_hash, QuestionRow.measures).join(QuestionRow, version).limit(1)
        mark, measures = session.execute(known).one()
    found = []
    for number in range(begin, begin + count):
        at = FIRST + timedelta(days=number)
        moment = {"scored_at": at.isoformat(), "day": at.date().isoformat(), "share": number % 2}
        found.append({**REVIEW, **moment, "hash": mark, "measures": measures})
    return json.dumps({"format": "dalmada-reviews", "version": 1, "reviews": found}).encode()


def bring(browser: Browser, content: bytes) -> None:
    browser.send(send_history(browser, content).form(f"{HISTORY}/confirm"))


def differences(app: Flask) -> list[Any]:
    with session_of(app) as session:
        return list(rebuild.differences(session))


def beside_the_count(monkeypatch: pytest.MonkeyPatch, other: Callable[[], object]) -> list[int]:
    """Let somebody do something each time that a learner has been counted; how often is in the list."""
    real, counts = rebuild.learning_of, []

    def count(*args: Any) -> Any:
        found = real(*args)
        counts.append(1)
        if len(counts) == 1:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(other).result()
        return found

    monkeypatch.setattr(recounting.rebuild, "learning_of", count)
    return counts


def test_others_write_while_what_was_brought_is_counted(
    app: Flask, alice: Browser, charlie: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> None:
        sent = {"language": "en", "time_zone": "Asia/Tokyo"}
        assert charlie.client.post("/preferences", data=sent).status_code == 303

    content = history_of(app, 5)
    counts = beside_the_count(monkeypatch, write)
    bring(alice, content)
    assert (len(counts), brought(app), differences(app)) == (1, 5, [])
    counts.clear()
    alice.send(alice.get(PAGE).form(TAKE_BACK))
    assert (len(counts), brought(app), differences(app)) == (1, 0, [])


def test_ones_own_answer_meanwhile_counts(app: Flask, alice: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    content = history_of(app, 5)
    counts = beside_the_count(monkeypatch, lambda: practise_one(app, alice))
    bring(alice, content)
    assert (len(counts), brought(app), differences(app)) == (2, 5, [])


def test_they_are_taken_and_taken_back_in_parts(app: Flask, alice: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "WRITTEN", 2)
    bring(alice, history_of(app, 5))
    bring(alice, history_of(app, 7))
    assert (brought(app), differences(app)) == (7, [])
    assert "7개" in alice.send(alice.get(PAGE).form(TAKE_BACK)).main
    assert (brought(app), differences(app)) == (0, [])


def test_an_account_brings_along_no_more_than_its_bound(
    app: Flask, alice: Browser, charlie: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "MOST", 6)
    bring(alice, history_of(app, 4))
    # What is here already is no more of it.
    assert send_history(alice, history_of(app, 6)).status == 200
    page = send_history(alice, history_of(app, 3, begin=4))
    assert page.status == 422
    assert "100,000" in words(page.by_id("history-help"))
    bring(charlie, history_of(app, 6))
    assert brought(app) == 10
    alice.send(alice.get(PAGE).form(TAKE_BACK))
    bring(alice, history_of(app, 3, begin=4))
    assert brought(app) == 9


def test_what_was_looked_at_before_the_bound_was_reached_is_taken_up_to_it(
    app: Flask, alice: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send_history(alice, history_of(app, 5))
    monkeypatch.setattr(bringing, "MOST", 3)
    assert "3개" in alice.send(page.form(f"{HISTORY}/confirm")).main
    assert (brought(app), differences(app)) == (3, [])


@pytest.mark.any_database
def test_an_archive_with_many_brought_reviews_is_built_by_a_worker(
    app: Flask, alice: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SMALL_REVIEWS", 3)
    bring(alice, history_of(app, 3))
    alice.send(alice.get(PAGE).form(ARCHIVE))
    assert status(alice)["archive"]["state"] == "ready"
    bring(alice, history_of(app, 4))
    alice.send(alice.get(PAGE).form(ARCHIVE))
    assert status(alice)["archive"]["state"] == "waiting"
