"""How long a question was in view comes with saves, is stored as reported, and decides nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from quiz.services.integrity import transcripts
from tests.conftest import NOW
from tests.web.pages import Browser
from tests.web.saves import body, put
from tests.web.store import Asked, attempt_of, of_kind, row_of, session_of, set_attempt, whole_bank

pytestmark = pytest.mark.any_database


def ask(app: Flask, mode: str = "exam") -> Asked:
    """A question of an attempt that began long ago."""
    return of_kind(app, whole_bank(app, "Alice", "2024-02", mode), "single_choice")


def seconds(app: Flask, one: Asked) -> int | None:
    return row_of(app, one.token, one.position).seconds_in_view


def test_the_time_of_a_save_is_stored_and_stands_in_the_page(app: Flask, alice: Browser) -> None:
    one = ask(app)
    assert alice.get(one.path).by_id("answer").get("data-view") == "0"
    assert put(alice, one, body(one.right, shown_ago=90, in_view=61)).status_code == 200
    row = row_of(app, one.token, one.position)
    assert row.seconds_in_view == 61
    assert row.first_shown_at is not None
    assert alice.get(one.path).by_id("answer").get("data-view") == "61"


def test_the_time_only_grows_and_the_first_showing_is_the_earliest(app: Flask, alice: Browser) -> None:
    one = ask(app)
    found = []
    for sequence, (ago, view) in enumerate([(50, 40), (500, 30), (10, 70), (None, None)], 1):
        put(alice, one, body(one.right, sequence=sequence, base=sequence - 1, shown_ago=ago, in_view=view))
        row = row_of(app, one.token, one.position)
        found.append((row.first_shown_at, row.seconds_in_view))
    assert [view for _, view in found] == [40, 40, 70, 70]
    times = [at for at, _ in found if at is not None]
    assert timedelta(seconds=440) < times[0] - times[1] < timedelta(seconds=460)
    assert times[1:] == times[1:2] * 3


def test_nothing_was_shown_before_the_attempt_began(app: Flask, alice: Browser) -> None:
    one = ask(app)
    put(alice, one, body(one.right, shown_ago=2**31 - 1))
    assert row_of(app, one.token, one.position).first_shown_at == attempt_of(app, one.token).started_at == NOW


@pytest.mark.parametrize("told", [-1, 86_401, 2**31, 1.5, True, "12.0", "viel", [], {}, "٣"])
def test_what_is_out_of_bounds_is_ignored_and_the_answer_saved(told: Any, app: Flask, alice: Browser) -> None:
    one = ask(app)
    put(alice, one, body(one.right, in_view=12))
    response = put(alice, one, body(one.wrong, sequence=2, base=1, in_view=told, shown_ago=told))
    assert (response.status_code, response.get_json()["revision"]) == (200, 2)
    assert seconds(app, one) == 12


@pytest.mark.parametrize("told", [0, 86_400])
def test_the_bounds_themselves_are_stored(told: int, app: Flask, alice: Browser) -> None:
    one = ask(app)
    put(alice, one, body(one.right, in_view=told))
    assert seconds(app, one) == told


@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_a_form_carries_what_a_script_put_into_it_also_for_an_answer_that_is_saved_already(
    mode: str, app: Flask, alice: Browser
) -> None:
    one = ask(app, mode)
    form = alice.get(one.path).answer_form.answer(one.right)
    put(alice, one, body(one.right, device=form.value("device"), sequence=0, in_view=20))
    form.set("in_view", "35")
    form.set("shown_ago", "60")
    alice.send(form)
    row = row_of(app, one.token, one.position)
    assert (row.scored_at is not None) == (mode == "practice")
    assert row.seconds_in_view == (35 if mode == "practice" else 20)


def test_without_a_script_nothing_is_reported(app: Flask, alice: Browser) -> None:
    one = ask(app)
    alice.send(alice.get(one.path).answer_form.answer(one.right))
    row = row_of(app, one.token, one.position)
    assert (row.revision, row.first_shown_at, row.seconds_in_view) == (1, None, None)


def test_no_score_and_no_deadline_depends_on_it(app: Flask, alice: Browser) -> None:
    earned = []
    for view in (0, 86_400):
        one = ask(app)
        put(alice, one, body(one.right, shown_ago=view, in_view=view))
        before = attempt_of(app, one.token).closes_at
        alice.client.post(f"/a/{one.token}/hand-in")
        row, attempt = row_of(app, one.token, one.position), attempt_of(app, one.token)
        earned.append((row.fraction, row.marks, attempt.state, before, attempt.closes_at))
        set_attempt(app, one.token, state="set_aside", finished_at=None, points=None)
    assert earned[0] == earned[1]


def test_it_stands_in_ones_data_and_in_the_transcript(app: Flask, alice: Browser) -> None:
    one = ask(app)
    put(alice, one, body(one.right, shown_ago=90, in_view=61))
    data = json.loads(alice.client.get("/account/data.json").data)
    held = data["attempts"][0]["questions"][one.position - 1]
    with session_of(app) as session:
        told = transcripts.plain(transcripts.find(session, one.token))["questions"][one.position - 1]
    assert held["seconds_in_view"] == told["seconds_in_view"] == 61
    assert held["first_shown_at"] == told["first_shown_at"]
