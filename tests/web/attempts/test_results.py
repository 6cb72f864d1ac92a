"""What a result says of how it came to be: time that ran out, marks that came later, corrections."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from quiz.platform.paths import QUESTIONS
from quiz.runtime import closing
from quiz.services.content.media import MediaFolder
from quiz.services.grading import regrades
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import MONTH, publish_month, recipe
from tests.web.attempts.test_tries import publish
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, PRACTICE, asked, attempt_of, let_time_run_out, session_of, set_account, set_attempt

pytestmark = pytest.mark.any_database

RAN_OUT = "Time ran out, so the saved answers were submitted. "


@pytest.fixture
def alice(app: Flask, alice: Browser) -> Browser:
    set_account(app, "Alice", language="en")
    return alice


def test_after_a_time_out_the_result_says_so_and_what_was_counted(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    questions = asked(app, token)
    for one in questions[:3]:
        alice.send(alice.get(one.path).answer_form.answer(one.right))
    let_time_run_out(app, token)
    assert closing.close_overdue(app).closed == 1
    page = alice.get(f"/a/{token}/result")
    assert RAN_OUT + f"3 of {len(questions)} questions were answered and counted." in page.main


def test_a_test_that_waits_for_its_mark_says_so_as_well(app: Flask, alice: Browser) -> None:
    key = publish(app, definition("essay"), mode="exam", minutes="20")
    one = asked(app, token_of(alice.begin(key)))[0]
    alice.send(alice.get(one.path).answer_form.answer(one.right))
    let_time_run_out(app, one.token)
    assert RAN_OUT + "1 of 1 question was answered and counted." in alice.get(f"/a/{one.token}/result").main


def test_a_test_that_was_handed_in_in_time_says_nothing_of_it(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    alice.client.post(f"/a/{token}/hand-in")
    assert RAN_OUT not in alice.get(f"/a/{token}/result").main


def test_the_date_of_a_result_is_that_of_the_hand_in_with_the_marking_beside(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    alice.client.post(f"/a/{token}/hand-in")
    assert "graded" not in alice.get(f"/a/{token}/result").main
    set_attempt(app, token, handed_in_at=NOW, finished_at=NOW + timedelta(days=40))
    page = alice.get(f"/a/{token}/result")
    assert page.main.index("Mar 14, 2026") < page.main.index("graded Thu, Apr 23, 2026")
    assert "Mar 14, 2026" in alice.get("/me/history").main
    assert "Apr 23, 2026" not in alice.get("/me/history").main


def test_a_correction_that_changed_a_result_is_said_on_it(app: Flask, alice: Browser) -> None:
    key = publish(app, definition("true_false", answer="true"), mode="exam")
    one = asked(app, token_of(alice.begin(key)))[0]
    alice.send(alice.get(one.path).answer_form.answer(one.wrong))
    alice.client.post(f"/a/{one.token}/hand-in")
    assert "Scored again" not in alice.get(f"/a/{one.token}/result").main
    publish(app, definition("true_false", answer="false"), mode="exam")
    with session_of(app) as session:
        done = regrades.apply(session, MONTH, now=NOW)
    assert attempt_of(app, one.token).points == 1
    said = alice.get(f"/a/{one.token}/result").main
    assert "Scored again on" in said
    assert "after a question was corrected: 0 → 1 points." in said
    with session_of(app) as session:
        assert done.id is not None
        regrades.undo(session, done.id, now=NOW + timedelta(days=1))
    assert "A correction was taken back on" in alice.get(f"/a/{one.token}/result").main


def test_what_was_begun_and_not_answered_says_when_it_was_begun(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    for path in ("/", "/me"):
        assert "last answered" not in alice.get(path).main
        assert "begun " in alice.get(path).main
    alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    for path in ("/", "/me"):
        assert "last answered" in alice.get(path).main


def test_a_closed_account_is_no_learner_of_the_list(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    set_account(app, "Tae-ri", language="en")
    assert "Alice" in tae_ri.get("/teach/learners").main
    set_account(app, "Alice", disabled=True)
    page = tae_ri.get("/teach/learners")
    assert "Alice" not in page.main
    assert page.heading == "0 learners"


def test_a_result_names_section_objective_and_source_as_they_were_when_the_test_began(
    app: Flask, alice: Browser
) -> None:
    key = publish(app, definition("true_false", answer="true"), mode="exam")
    one = asked(app, token_of(alice.begin(key)))[0]
    sections = {"2.1": {"title": both("새 절", "A new section"), "notes": both("새 글", "A new note")}}
    objectives = {"LO-2.1": {"level": "analyze", "text": both("새 목표", "A new objective")}}
    with session_of(app) as session:
        changes = {"questions": [definition("true_false", answer="true")], "sections": sections}
        media = MediaFolder(source=QUESTIONS / "media")
        quizzes = [recipe(key.partition("/")[2], "exam", "one-true-false")]
        publish_month(session, media, **changes, objectives=objectives, quizzes=quizzes)
        session.commit()
    alice.client.post(f"/a/{one.token}/hand-in")
    page = alice.get(f"/a/{one.token}/result")
    assert "Light models" in page.main
    assert "Count the values." in page.main
    assert "A new" not in page.main
    assert "A new section" in alice.get(f"/m/{MONTH}").main
