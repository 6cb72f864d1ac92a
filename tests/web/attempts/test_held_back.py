"""What a running test asks gives its key away nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from quiz.domain.rendering import plain
from quiz.services.integrity.own_data import decks, reviews
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.identity import Account
from tests.web.pages import Browser, Page, token_of
from tests.web.store import PRACTICE, Asked, account_of, asked, of_kind, session_of, whole_bank

pytestmark = pytest.mark.any_database

MONTH = "2024-02"
REPLY = "The key is b."


def answered_report(learner: Browser, teacher: Browser, path: str) -> Page:
    """Report a question, and answer that as the teacher; the teacher's page of what waited."""
    for browser in (learner, teacher):
        browser.client.post("/preferences", data={"language": "en"})
    form = learner.get(f"{path}/report").form(f"{path}/report")
    form.set("kind", "key")
    learner.send(form)
    waiting = teacher.get("/teach/reports")
    (action,) = {form.action for form in waiting.forms() if form.action.startswith("/teach/reports/")}
    form = waiting.form(action)
    form.set("state", "answered")
    form.set("reply", REPLY)
    teacher.send(form)
    return waiting


def test_a_reply_to_a_report_from_elsewhere_is_read_after_the_test(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    practice, test = (asked(app, whole_bank(app, "Alice", MONTH, mode))[0] for mode in ("practice", "exam"))
    assert "A test of this learner asks" in answered_report(alice, tae_ri, practice.path).main
    for path in ("/reports", "/inbox", "/account/data.json"):
        assert REPLY not in alice.client.get(path).text, path
    assert "is in a test of yours" in alice.get("/reports").main
    assert "was answered" in alice.get("/inbox").main
    alice.client.post(f"/a/{test.token}/hand-in")
    assert REPLY not in alice.get("/reports").html
    alice.get(f"/a/{test.token}/result")
    assert REPLY in alice.get("/reports").main


def test_a_reply_that_came_before_the_test_is_held_back_as_well(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    practice = asked(app, whole_bank(app, "Alice", MONTH, "practice"))[0]
    assert "A test of this learner asks" not in answered_report(alice, tae_ri, practice.path).main
    assert REPLY in alice.get("/reports").main
    whole_bank(app, "Alice", MONTH, "exam")
    for path in ("/reports", "/inbox", "/account/data.json"):
        assert REPLY not in alice.client.get(path).text, path


HELD = "지금 보고 있는 시험에 나오는 문항이에요"


def practised(app: Flask, learner: Browser, *, right: bool) -> list[Asked]:
    """A practice, answered and checked to its end."""
    found = asked(app, token_of(learner.begin(PRACTICE)))
    for one in found:
        learner.send(learner.get(one.path).answer_form.answer(one.right if right else one.wrong), "check")
    return found


def keys_of(one: Asked) -> list[str]:
    """What a score reveals of a question, as words."""
    return [words for html in one.texts["ko"].revealed.values() if len(words := plain(html)) > 20 and "{" not in words]


def feedback(learner: Browser, one: Asked) -> Page:
    return learner.get(one.path)


def result(learner: Browser, one: Asked) -> Page:
    return learner.get(f"/a/{one.token}/result")


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("door", [feedback, result])
def test_a_page_of_an_old_practice_shows_no_key_while_a_test_asks_the_question(
    door: Any, right: bool, app: Flask, alice: Browser
) -> None:
    every = practised(app, alice, right=right)
    before = {one.position: door(alice, one).main for one in every}
    test = whole_bank(app, "Alice", MONTH, "exam")
    shown = 0
    for one in every:
        page = door(alice, one)
        assert (page.status, HELD in page.main) == (200, True)
        shown += sum(words in before[one.position] for words in keys_of(one))
        assert [words for words in keys_of(one) if words in page.main] == []
        assert not [node for node in page.root.iter() if "verdict" in (node.get("id") or "")]
        assert not page.faults
    assert shown > 0
    alice.client.post(f"/a/{test}/hand-in")
    alice.get(f"/a/{test}/result")
    assert {one.position: door(alice, one).main for one in every} == before


def test_a_question_that_no_test_asks_is_shown_as_ever(app: Flask, alice: Browser) -> None:
    every = practised(app, alice, right=True)
    before = [feedback(alice, one).main for one in every] + [result(alice, every[0]).main]
    whole_bank(app, "Alice", "2024-03", "exam")
    assert [feedback(alice, one).main for one in every] + [result(alice, every[0]).main] == before


def test_somebody_elses_test_holds_nothing_back(app: Flask, alice: Browser, charlie: Browser) -> None:
    every = practised(app, alice, right=True)
    whole_bank(app, "Charlie", MONTH, "exam")
    assert HELD not in result(alice, every[0]).main


def test_files_of_oneself_hold_no_key_either(app: Flask, alice: Browser) -> None:
    every = practised(app, alice, right=True)
    token = every[0].token
    test = whole_bank(app, "Alice", MONTH, "exam")
    receipt = alice.client.get(f"/a/{token}/receipt.json").json
    assert [one["share"] for one in receipt["questions"]] == [None] * len(every)
    own = alice.client.get("/account/data.json").json
    for one in (asked_one for sat in own["attempts"] for asked_one in sat["questions"]):
        assert {one[name] for name in ("share", "fraction", "marks", "prompt", "question")} == {None}
        assert one["score"] is None
    assert {(one["share"], one["chosen"]) for one in own["first_scores"]} == {(None, None)}
    assert {one["latest_share"] for one in own["latest_scores"]} == {None}
    with session_of(app) as session:
        account = session.get_one(Account, account_of(app, "Alice").id)
        number = account.id
        assert reviews.reviews_of(session, number)["reviews"] == []
        assert decks.is_empty(session, account, "ko", {"site": "", "wrong": False})
    alice.client.post(f"/a/{test}/hand-in")
    alice.get(f"/a/{test}/result")
    with session_of(app) as session:
        assert len(reviews.reviews_of(session, number)["reviews"]) == len(every)
    receipt = alice.client.get(f"/a/{token}/receipt.json").json
    assert [one["share"] for one in receipt["questions"]] == ["1"] * len(every)


def test_what_was_answered_wrong_last_is_not_listed_meanwhile(app: Flask, alice: Browser) -> None:
    practised(app, alice, right=False)
    assert alice.get("/me").has_id("wrong")
    whole_bank(app, "Alice", MONTH, "exam")
    assert not alice.get("/me").has_id("wrong")
    assert alice.get("/bookmarks").status == 200


@pytest.mark.any_database
@pytest.mark.parametrize("kind", ["single_choice", "short_text", "numeric", "matching"])
def test_a_question_with_a_hint_in_a_practice_that_runs_is_held_back_as_well(
    kind: str, app: Flask, alice: Browser
) -> None:
    token = whole_bank(app, "Alice", MONTH, "practice")
    with session_of(app) as session:
        attempt = session.scalars(select(Attempt).where(Attempt.token == token)).one()
        session.execute(update(AttemptQuestion).where(AttemptQuestion.attempt_id == attempt.id).values(hints=1))
    one = of_kind(app, token, kind)
    whole_bank(app, "Alice", MONTH, "exam")
    page = alice.get(one.path)
    assert (page.status, HELD in page.main) == (200, True)
    assert [words for words in keys_of(one) if words in page.main] == []
    assert "/preferences" in [form.action for form in page.forms()]
    assert not page.faults
