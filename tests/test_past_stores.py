"""Stores of every earlier schema, kept as fixtures: brought up to today's, each attempt shows what it showed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from quiz.domain import questions as domain
from quiz.platform.extensions import db
from quiz.storage.models.attempts import EVENTS
from quiz.storage.models.base import Base
from tests.fixtures.make_store import made, opened
from tests.fixtures.rows import FOLDER, unpacked
from tests.fixtures.shown import at_that_time, differences, everything
from tests.stores import Stores

KEPT = sorted(path.name.removeprefix("store-").removesuffix(".json.gz") for path in FOLDER.glob("store-*.json.gz"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, stores: Stores) -> Iterator[str]:
    with stores.empty(request.param) as url:
        yield url


@pytest.fixture
def past(empty_url: str, number: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on a store of schema ``number`` that was brought up to today's."""
    with at_that_time():
        app = opened(empty_url, number, unpacked(FOLDER / f"store-{number}.json.gz"), tmp_path / "instance")
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("number", KEPT)
def test_every_attempt_of_an_earlier_store_shows_what_it_showed(number: str, past: Flask) -> None:
    before, after = unpacked(FOLDER / f"shown-{number}.json.gz"), everything(past)
    assert list(differences(before, after)) == []
    assert len(before) > 400


@pytest.mark.parametrize("number", KEPT)
def test_a_store_that_was_kept_holds_attempts_of_every_kind_mode_and_state(number: str) -> None:
    assert_everything_happened(unpacked(FOLDER / f"store-{number}.json.gz"))


def test_the_store_that_is_made_today_can_be_kept_and_is_the_same_each_time(tmp_path: Path) -> None:
    first, second = made(tmp_path / "first"), made(tmp_path / "second")
    assert first == second
    assert first.keys() == Base.metadata.tables.keys()
    assert_everything_happened(first)


def assert_everything_happened(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Of every table there are rows, and of attempts all that an attempt can come to."""
    attempts, asked, answers = rows["attempt"], rows["attempt_question"], rows["answer"]
    modes = {(attempt["mode"], attempt["state"]) for attempt in attempts}
    assert modes == {
        *(("practice", state) for state in ("running", "finished", "set_aside")),
        *(("exam", state) for state in ("running", "waiting", "finished")),
    }
    kinds = {version["id"]: version["kind"] for version in rows["question_version"]}
    finished = {(attempt["id"]) for attempt in attempts if attempt["state"] == "finished"}
    for mode in ("practice", "exam"):
        of_mode = finished & {attempt["id"] for attempt in attempts if attempt["mode"] == mode}
        assert {kinds[row["question_version_id"]] for row in asked if row["attempt_id"] in of_mode} == set(domain.KINDS)
    # Two of them happen to assignments alone, which these stores are older than.
    assert {event["kind"] for event in rows["attempt_event"]} >= set(EVENTS) - {"closed", "released"}
    assert {late["counted"] for late in rows["late_answer"]} == {None, True, False}
    assert {row["certainty"] for row in answers} == {None, 1, 2, 3}
    for name in ("tries", "hints", "contested", "waiting", "graded_version_id"):
        assert any(row[name] for row in asked), name
    assert any(row["late"] for row in answers)
    assert any(row["conflict"] for row in answers)
    assert any(question["withdrawn"] for question in rows["question"])
    assert {bool(regrade["undone_at"]) for regrade in rows["regrade"]} == {True, False}
    assert {account["role"] for account in rows["account"]} == {"guest", "learner", "teacher", "admin"}
