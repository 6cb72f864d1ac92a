"""A teacher supervises tests: more time for one learner, and what came too late; the learner's page learns of both."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from quiz.runtime import closing
from tests.web.pages import Browser, Page, token_of, words
from tests.web.request.test_access import LEARNERS, MEMBERS, OWNERS
from tests.web.store import CHECK, PRACTICE, answers_of, asked, attempt_of, let_time_run_out, row_of

pytestmark = pytest.mark.any_database

HOUR = timedelta(hours=1)


def test_more_time_is_given_by_a_form_and_told(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    before = alice.client.get(f"/a/{token}/time").get_json()
    form = tae_ri.get("/teach/tests").form(f"/teach/tests/{token}/extend")
    form.set("minutes", "15")
    page = tae_ri.send(form)
    assert page.all("p", role="status")
    after = alice.client.get(f"/a/{token}/time").get_json()
    moved = datetime.fromisoformat(after["deadline"]) - datetime.fromisoformat(before["deadline"])
    assert (moved, after["state"]) == (timedelta(minutes=15), "running")
    assert attempt_of(app, token).deadline_at == datetime.fromisoformat(after["deadline"])


@pytest.mark.parametrize("typed", ["", "many", "0", "601", "-5", "1.5", "９", "9" * 20])
def test_what_is_no_number_of_minutes_is_told_and_kept(typed: str, app: Flask, alice: Browser, tae_ri: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    before = attempt_of(app, token).deadline_at
    form = tae_ri.get("/teach/tests").form(f"/teach/tests/{token}/extend")
    form.set("minutes", typed)
    page = tae_ri.send(form)
    assert page.status == 422
    assert page.form(f"/teach/tests/{token}/extend").value("minutes") == typed[:20]
    assert page.all("p", class_="err")
    assert attempt_of(app, token).deadline_at == before


def test_a_test_that_is_over_gets_no_more_time(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    form, before = tae_ri.get("/teach/tests").form(f"/teach/tests/{token}/extend"), attempt_of(app, token).deadline_at
    alice.client.post(f"/a/{token}/hand-in")
    page = tae_ri.send(form)
    assert "이미 끝난 시험" in page.main
    assert attempt_of(app, token).deadline_at == before


@pytest.mark.parametrize("decision", ["count", "leave"])
def test_a_late_answer_counts_or_does_not_as_a_teacher_decides(
    decision: str, app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    token = token_of(alice.begin(CHECK))
    one = asked(app, token)[0]
    let_time_run_out(app, token)
    assert closing.close_overdue(app).closed == 1
    said = alice.client.put(one.path, json={"answer": one.right, "device": "d", "sequence": 1, "base": 0}).get_json()
    assert (said["kept"], said["late"], said["revision"]) == (True, False, 0)
    page = tae_ri.get("/teach/tests")
    (action,) = [form for form in page.forms() if "/teach/tests/late/" in form.action]
    late = words(next(iter(page.all("ul", class_="list"))))
    assert "2월 평가" in late or "평가" in late
    assert CHECK not in late
    assert one.question.id not in late
    assert all(word in late for word in ("현재 반영된 답", "점수에 반영하기", "반영하지 않기"))
    tae_ri.send(action, decision)
    assert [form for form in tae_ri.get("/teach/tests").forms() if "/late/" in form.action] == []
    assert row_of(app, token, one.position).share == (1 if decision == "count" else 0)
    assert len(answers_of(app, token, one.position)) == (1 if decision == "count" else 0)
    assert alice.get(f"/a/{token}/result").all("section", class_="note")


def test_whoever_has_seen_the_result_answers_no_more_and_is_told(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    page = alice.begin(CHECK)
    one = asked(app, token_of(page))[0]
    let_time_run_out(app, one.token)
    closing.close_overdue(app)
    assert attempt_of(app, one.token).shown_at is None
    alice.get(f"/a/{one.token}/result")
    sent = {"answer": one.right, "device": "d", "sequence": 1, "base": 0}
    assert alice.client.put(one.path, json=sent).status_code == 409
    assert "더 답할 수 없어요" in alice.send(page.answer_form.answer(one.right)).main
    assert [form for form in tae_ri.get("/teach/tests").forms() if "/late/" in form.action] == []


SHOWING = {
    "integrity.receipt": "/a/{token}/receipt.json",
    "attempts.result": "/a/{token}/result",
    "identity.export": "/account/data.json",
    "progress.me": "/me",
    "progress.history": "/me/history",
    "review.overview": "/review",
    "catalogue.month": "/m/2024-02",
}
"""Pages and files that tell how a test went: each notes first that its result is shown."""
SILENT = {
    "attempts.resume": "leads on",
    "classes.every": "lists classes",
    "attempts.question": "of a test that is over it leads to the result",
    "attempts.hand_in": "leads to the result",
    "attempts.time_left": "tells the state alone",
    "identity.account": "shows the account",
    "attempts.note": "the note of a section holds no answer",
    "attempts.report": "shows the question alone",
    "attempts.challenge": "is of a question whose score is shown",
    "bookmarks.every": "shows questions as they were asked",
    "reports.mine": "keeps a reply back until the result was shown",
    "review.settings": "shows what the learner has chosen",
    "certificates.every": "each was made when all results had been shown",
    "inbox.overview": "notes as shown the tests whose results its notices say",
    "catalogue.home": "counts what is done, which a hand-in says as well",
    "identity.recovery_code": "shows the code",
    "reminders.overview": "shows what is chosen",
    "own_data.page": "says which files there are",
    "own_data.status": "says how far a file is",
    "own_data.archive": "holds nothing of a result that was not shown",
    "own_data.deck": "holds no question of such a result",
}
"""Pages of a learner that tell nothing of how a test went, and why."""


def test_every_page_of_a_learner_is_known_to_tell_how_a_test_went_or_not(app: Flask) -> None:
    theirs = LEARNERS | MEMBERS | OWNERS | {"catalogue.home", "catalogue.month"}
    read = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert SHOWING.keys() | SILENT.keys() == theirs & read


@pytest.mark.parametrize("seen", SHOWING.values())
def test_whatever_tells_how_it_went_shows_the_result(seen: str, app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(CHECK)))[0]
    token = one.token
    let_time_run_out(app, token)
    closing.close_overdue(app)
    alice.client.get("/")
    alice.client.get("/m/2024-03")
    assert attempt_of(app, token).shown_at is None
    assert alice.client.get(seen.format(token=token)).status_code == 200
    first = attempt_of(app, token).shown_at
    assert first is not None
    late = {"answer": one.right, "device": "d", "sequence": 1, "base": 0}
    assert alice.client.put(one.path, json=late).status_code == 409
    alice.client.get(f"/a/{token}/result")
    assert attempt_of(app, token).shown_at == first


def test_a_newer_late_answer_is_looked_at_before_it_is_decided_on(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    one = asked(app, token_of(alice.begin(CHECK)))[0]
    let_time_run_out(app, one.token)
    closing.close_overdue(app)
    sent = {"device": "d", "base": 0}
    alice.client.put(one.path, json={**sent, "answer": one.right, "sequence": 1})
    page = tae_ri.get("/teach/tests")
    (action,) = [form for form in page.forms() if "/teach/tests/late/" in form.action]
    alice.client.put(one.path, json={**sent, "answer": one.wrong, "sequence": 2})
    (newer,) = [form for form in tae_ri.get("/teach/tests").forms() if "/late/" in form.action]
    action.action = newer.action
    assert "먼저 확인해" in tae_ri.send(action, "leave").main
    assert [form for form in tae_ri.get("/teach/tests").forms() if "/late/" in form.action]


def test_an_answer_to_a_checked_question_is_not_kept_and_says_so(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    alice.send(page.answer_form.answer(one.right), "check")
    sent = {"answer": one.wrong, "device": "other", "sequence": 1, "base": 0}
    refused = alice.client.put(one.path, json=sent)
    assert (refused.status_code, refused.get_json()["reason"]) == (409, "closed")
    data = {**page.answer_form.answer(one.wrong).data("check"), "device": "third", "go": "2"}
    assert "더 답할 수 없어요" in Page(alice.client.post(one.path, data=data, follow_redirects=True)).main


def test_a_form_that_comes_too_late_is_kept_and_told(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    token = token_of(page)
    one = asked(app, token)[0]
    form = page.answer_form.answer(one.right)
    let_time_run_out(app, token)
    page = alice.send(form)
    assert page.path == f"/a/{token}/result"
    assert page.all("p", role="status")
    assert answers_of(app, token, one.position) == []


def test_after_the_time_only_handing_in_is_offered_until_nothing_counts(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    token = token_of(page)
    one = asked(app, token)[0]
    let_time_run_out(app, token, grace=HOUR)
    assert alice.get(one.path).path == f"/a/{token}/hand-in"
    said = alice.client.put(one.path, json={"answer": one.right, "device": "d", "sequence": 1, "base": 0}).get_json()
    assert (said["late"], said["kept"]) == (True, False)
    page = alice.get(f"/a/{token}")
    assert page.path == f"/a/{token}/hand-in"
    assert "다 됐어요" in page.heading
    assert alice.send(page.form(f"/a/{token}/hand-in")).path == f"/a/{token}/result"
    assert row_of(app, token, one.position).share == 1


def test_only_pages_without_a_key_may_be_kept_for_offline(app: Flask, alice: Browser) -> None:
    def may_keep(path: str) -> bool:
        return alice.client.get(path).headers.get("X-Keep-Offline") == "yes"

    practice, exam = (token_of(alice.begin(quiz)) for quiz in ("2024-01/practice-1-1", CHECK))
    one = asked(app, practice)[0]
    assert [may_keep(path) for path in (f"/a/{exam}/1", f"/a/{exam}/hand-in", one.path)] == [True] * 3
    alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    alice.client.post(f"/a/{exam}/hand-in")
    assert [may_keep(path) for path in (one.path, f"/a/{exam}/result", "/", "/me", "/account")] == [False] * 5
