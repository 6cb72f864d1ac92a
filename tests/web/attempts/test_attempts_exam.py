"""A test: answered in any order, handed in once, scored once, revealed only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.domain.rendering import anchor_id
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import QuestionAggregate
from tests.builders import definition
from tests.conftest import QUESTION_COUNTS
from tests.web.attempts.test_tries import publish
from tests.web.pages import Browser, Element, Form, Page, token_of, words
from tests.web.people import sign_up
from tests.web.store import (
    CHECK,
    FINAL,
    PRACTICE,
    Asked,
    answers_of,
    asked,
    attempt_of,
    bank_with,
    count,
    let_time_run_out,
    of_kind,
    row_of,
    set_attempt,
    whole_bank,
)

Visit = Callable[..., Browser]


def _answer_all(app: Flask, browser: Browser, page: Page, *, right: Callable[[Asked], bool]) -> Page:
    for one in asked(app, token_of(page)):
        assert (page.status, page.path) == (200, one.path)
        last = one.position == len(asked(app, one.token))
        given = one.right if right(one) else one.wrong
        page = browser.send(page.answer_form.answer(given), "hand-in" if last else str(one.position + 1))
    return page


@pytest.mark.parametrize("quiz", [CHECK, FINAL])
def test_a_learner_takes_a_test_from_sign_up_to_result(quiz: str, app: Flask, visit: Visit, language: str) -> None:
    alice = visit(language)
    assert sign_up(alice, "Alice").path == "/"
    page = _answer_all(app, alice, alice.begin(quiz), right=lambda one: True)
    token = token_of(page)
    assert page.path == f"/a/{token}/hand-in"
    assert not page.has_id("missing")
    result = alice.send(page.form(page.path))
    assert result.path == f"/a/{token}/result"
    assert attempt_of(app, token).points == attempt_of(app, token).points_possible
    assert len(result.all("details", class_="question")) == len(asked(app, token))
    assert all(one.texts[language].revealed["explanation"] for one in asked(app, token))


def test_the_result_tells_the_score_the_shares_and_what_to_do_next(app: Flask, alice: Browser) -> None:
    page = _answer_all(app, alice, alice.begin(CHECK), right=lambda one: one.question.section == "2.1")
    result = alice.send(page.form(page.path))
    rows = {words(head).split()[-1]: row for row in result.all("tr") if (head := row.find("th")) is not None}
    assert _mark(rows["2.1"]) == "right"
    assert _mark(rows["2.2"]) in ("wrong", "partly")
    missed = [one.question for one in asked(app, token_of(page)) if one.question.section != "2.1"]
    anchors = {f"/m/2024-02#{anchor_id(one.read_again) if one.read_again else 's-2-2'}" for one in missed}
    assert anchors & set(result.links())
    assert CHECK in result.quizzes
    rows = result.all("details", class_="question")
    assert [one for one in rows if one.get("open") is not None] == []
    marks = [_mark(one) for one in rows]
    assert [mark == "right" for mark in marks] == [one.question.section == "2.1" for one in asked(app, token_of(page))]
    assert any(form.action == "/retry/start" for form in result.forms())


def _mark(row: Element) -> str:
    return next(str(one.get("class")) for one in row.iter("span") if "mark" in str(one.get("class"))).split()[-1]


def test_passing_and_not_passing_are_told(app: Flask, alice: Browser) -> None:
    headings = []
    for right in (True, False):
        page = _answer_all(app, alice, alice.begin(CHECK), right=lambda one, right=right: right)  # type: ignore[misc]  # the default binds it
        result = alice.send(page.form(page.path))
        headings.append(result.heading)
        assert "70%" in result.main
    assert headings == ["통과했어요. 모두 맞았어요", "아직 통과하지 못했어요"]


def test_nothing_is_revealed_before_the_hand_in(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    token = token_of(page)
    for one in asked(app, token):
        data = alice.get(one.path).answer_form.answer(one.right).data()
        alice.client.post(one.path, data={**data, "go": "check"})
        page = alice.get(one.path)
        assert page.has_id("answer")
        assert not page.has_id("verdict")
        assert not page.all("use", href="#i-right")
        assert one.texts["ko"].revealed["explanation"] not in page.unlinked
        assert row_of(app, token, one.position).share is None
    assert alice.get(f"/a/{token}/result").path != f"/a/{token}/result"


def test_an_answer_can_be_changed_until_the_hand_in(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    one = asked(app, token_of(page))[0]
    for answer in (one.wrong, one.right, one.wrong, one.right):
        alice.send(alice.get(one.path).answer_form.answer(answer))
        assert alice.get(one.path).answer_form.answered() == answer
    assert [row["revision"] for row in answers_of(app, one.token, 1)] == [1, 2, 3, 4]


def test_the_hand_in_names_what_is_unanswered_and_leads_there(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    questions = asked(app, token_of(page))
    for one in questions[:9]:
        alice.send(alice.get(one.path).answer_form.answer(one.right))
    page = alice.get(f"/a/{token_of(page)}/hand-in")
    (missing,) = [nav for nav in page.all("nav") if any(one.get("id") == "missing" for one in nav.iter())]
    assert [link.get("href") for link in missing.iter("a")] == [one.path for one in questions[9:]]
    assert "3" in page.heading
    result = alice.send(page.form(page.path))
    assert attempt_of(app, token_of(page)).state == "finished"
    assert [row_of(app, one.token, one.position).share for one in questions[9:]] == [0.0] * 3
    assert result.path == f"/a/{token_of(page)}/result"


def test_the_hand_in_names_what_cant_be_read_and_why(app: Flask, alice: Browser) -> None:
    page = alice.begin(publish(app, definition("numeric"), definition("true_false"), mode="exam"))
    number, truth = sorted(asked(app, token_of(page)), key=lambda one: one.question.kind_name)
    alice.send(alice.get(truth.path).answer_form.answer(truth.wrong))
    for typed, is_named in (("1,5", True), ("1.5", False)):
        alice.send(alice.get(number.path).answer_form.answer({"number": (typed,)}))
        page = alice.get(f"/a/{number.token}/hand-in")
        named = [nav for nav in page.all("nav") if nav.get("aria-labelledby") == "unreadable"]
        assert [link.get("href") for nav in named for link in nav.iter("a")] == [number.path] * is_named
        assert [typed in words(nav) for nav in named] == [True] * is_named


def test_handing_in_twice_scores_once(app: Flask, alice: Browser) -> None:
    page = _answer_all(app, alice, alice.begin(CHECK), right=lambda one: one.position % 2 == 0)
    token, form = token_of(page), page.form(page.path)
    first = alice.send(form)
    before, sums = attempt_of(app, token), _sums(app)
    second = alice.send(form)
    assert second.path == first.path
    after = attempt_of(app, token)
    assert (after.points, after.finished_at) == (before.points, before.finished_at)
    assert _sums(app) == sums
    assert alice.get(f"/a/{token}/hand-in").path == f"/a/{token}/result"


def _sums(app: Flask) -> list[tuple[int, float]]:
    with app.app_context():
        from quiz.platform.extensions import db

        return sorted((row.answers, row.total) for row in db.session.query(QuestionAggregate))


def test_a_finished_test_takes_no_answer(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    one, form = asked(app, token_of(page))[0], page.answer_form
    alice.client.post(f"/a/{one.token}/hand-in")
    assert alice.send(form.answer(one.right), "2").path == f"/a/{one.token}/result"
    assert alice.get(one.path).path == f"/a/{one.token}/result"
    assert alice.get(f"/a/{one.token}").path == f"/a/{one.token}/result"
    sent = {"answer": {}, "device": "d", "sequence": 1, "base": 0}
    response = alice.client.put(one.path, json=sent)
    assert response.status_code == 409
    assert response.get_json()["reason"] == "closed"
    assert answers_of(app, one.token, 1) == []


@pytest.mark.parametrize("path", ["", "/1", "/hand-in", "/result"])
def test_when_the_time_is_up_the_next_visit_hands_in_what_was_saved(path: str, app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    one = asked(app, token_of(page))[0]
    alice.send(page.answer_form.answer(one.right), "2")
    ended = let_time_run_out(app, one.token)
    assert alice.get(f"/a/{one.token}{path}").path == f"/a/{one.token}/result"
    attempt = attempt_of(app, one.token)
    assert (attempt.state, attempt.finished_at) == ("finished", ended)
    assert attempt.points == one.question.points


def test_an_answer_after_the_time_is_refused_and_what_was_saved_stands(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    one, form = asked(app, token_of(page))[0], page.answer_form
    alice.send(form.answer(one.right), "2")
    let_time_run_out(app, one.token)
    late = {"answer": {}, "device": "late", "sequence": 1, "base": 1, "at": 0}
    assert alice.client.put(one.path, json=late).status_code == 409
    assert alice.send(form.answer(one.wrong), "2").path == f"/a/{one.token}/result"
    assert len(answers_of(app, one.token, 1)) == 1
    assert row_of(app, one.token, 1).share == 1.0


def test_a_start_after_the_time_begins_anew(app: Flask, alice: Browser) -> None:
    first = token_of(alice.begin(CHECK))
    let_time_run_out(app, first)
    response = alice.client.post("/quizzes/start", data={"quiz": CHECK})
    assert first not in response.headers["Location"]
    assert attempt_of(app, first).state == "finished"


def test_the_time_that_is_left_comes_from_the_server(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    attempt = attempt_of(app, token_of(page))
    assert attempt.deadline_at == attempt.started_at + timedelta(minutes=20)
    assert page.by_id("timer").get("data-deadline") == attempt.deadline_at.isoformat()
    set_attempt(app, attempt.token, deadline_at=None, closes_at=None)
    assert not alice.get(page.path).has_id("timer")


def test_there_is_no_way_back_from_the_first_question_and_the_last_leads_to_the_hand_in(
    app: Flask, alice: Browser
) -> None:
    page = alice.begin(CHECK)
    last = len(asked(app, token_of(page)))
    onward = {"2", str(last - 1), "hand-in"}
    assert [value for _, value in page.answer_form.buttons if value in onward] == ["2", "2", "2"]
    page = alice.get(f"/a/{token_of(page)}/{last}")
    assert [value for _, value in page.answer_form.buttons if value in onward][-2:] == [str(last - 1), "hand-in"]


def test_the_enter_key_on_the_last_question_goes_round_to_what_is_open(app: Flask, alice: Browser) -> None:
    token = whole_bank(app, "Alice", "2024-02", "exam")
    assert alice.get(f"/a/{token}/{QUESTION_COUNTS['2024-02']}").answer_form.buttons[0] == ("go", "1")


@pytest.mark.parametrize("quiz", [CHECK, FINAL])
def test_a_test_sends_whoever_has_no_account_to_sign_up(quiz: str, visit: Visit, app: Flask) -> None:
    bob = visit()
    response = bob.client.post("/quizzes/start", data={"quiz": quiz})
    assert response.status_code == 303
    assert response.headers["Location"] == ("/signup?next=/m/2024-02" if quiz == CHECK else "/signup?next=/")
    assert count(app, Account) == 0
    assert quiz in sign_up(bob, "Bob", start=response.headers["Location"]).quizzes


def test_a_guest_who_asks_for_a_test_is_shown_the_way_to_an_account(guest: Browser, app: Flask) -> None:
    response = guest.client.post("/quizzes/start", data={"quiz": CHECK}, headers=guest.headers)
    assert response.status_code == 403
    assert {"/signup", "/signin"} <= set(Page(response).links())
    assert count(app, Attempt) == 1


def test_a_test_over_all_months_leads_back_to_the_series(app: Flask, alice: Browser) -> None:
    page = alice.begin(FINAL)
    assert "/" in page.links()
    assert len(asked(app, token_of(page))) == 24
    result = alice.send(alice.get(f"/a/{token_of(page)}/hand-in").form(f"/a/{token_of(page)}/hand-in"))
    assert result.status == 200
    assert result.quizzes == [FINAL]


def test_a_timed_test_is_explained_before_its_clock_starts(app: Flask, alice: Browser, guest: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    before = count(app, Attempt)
    page = alice.get(f"/quizzes/start?quiz={CHECK}")
    assert count(app, Attempt) == before
    assert "The clock starts when you press Begin" in page.main
    assert "20 minutes" in page.main
    assert "70%" in page.main
    assert "/m/2024-02" in page.links()
    begun = alice.send(page.form("/quizzes/start", quiz=CHECK))
    assert begun.has_id("timer")
    # Who has begun goes on; who may not begin, or asks for what has no clock, is led where that is said.
    assert alice.get(f"/quizzes/start?quiz={CHECK}").path == begun.path
    assert guest.get(f"/quizzes/start?quiz={CHECK}").path.startswith("/signup")
    assert alice.get(f"/quizzes/start?quiz={PRACTICE}").path == "/m/2024-02"
    for query in ("", "?quiz=", "?quiz=none", f"?quiz={CHECK}&series=none"):
        assert alice.get(f"/quizzes/start{query}").status == 404, query


def test_a_teachers_test_is_scored_but_not_counted(app: Flask, teacher: FlaskClient) -> None:
    tae_ri = Browser(teacher)
    page = _answer_all(app, tae_ri, tae_ri.begin(CHECK), right=lambda one: True)
    assert tae_ri.send(page.form(page.path)).heading == "통과했어요. 모두 맞았어요"
    assert count(app, QuestionAggregate) == 0


def test_a_test_that_holds_every_answer_is_gone_on_with_at_its_hand_in(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    token = token_of(page)
    assert alice.get(f"/a/{token}").path == f"/a/{token}/1"
    assert f"/a/{token}/1" in alice.get("/").links()
    _answer_all(app, alice, page, right=lambda one: True)
    assert alice.get(f"/a/{token}").path == f"/a/{token}/hand-in"
    for path in ("/", "/me", "/m/2024-02"):
        links = alice.get(path).links()
        assert f"/a/{token}/hand-in" in links, path
        assert f"/a/{token}/1" not in links, path


def test_enter_leads_to_the_first_question_without_an_answer_and_then_to_the_hand_in(
    app: Flask, alice: Browser
) -> None:
    """Without script, Enter presses the first button of the form."""
    page = alice.begin(CHECK)
    questions = asked(app, token_of(page))
    skipped, last = questions[1], questions[-1]
    for one in (*questions[:1], *questions[2:-1]):
        _enter(alice, alice.get(one.path).answer_form.answer(one.right))
    page = _enter(alice, alice.get(last.path).answer_form.answer(last.right))
    assert page.path == skipped.path
    assert _enter(alice, page.answer_form.answer(skipped.right)).path == f"/a/{skipped.token}/hand-in"


def _enter(browser: Browser, form: Form) -> Page:
    return browser.send(form)


def test_a_form_that_went_back_and_was_sent_again_loses_no_answer(app: Flask, alice: Browser) -> None:
    """A browser without script sends one number as often as its page is sent."""
    one = of_kind(app, whole_bank(app, "Alice", bank_with("single_choice"), "exam"), "single_choice")
    form = alice.get(one.path).answer_form
    for given in (one.wrong, one.right, one.wrong):
        _enter(alice, form.answer(given))
        assert alice.get(one.path).answer_form.answered() == given
    assert len(answers_of(app, one.token, one.position)) == 3


@pytest.mark.any_database
def test_practice_that_a_running_test_holds_back_says_to_submit_it_first(
    app: Flask, visit: Visit, language: str
) -> None:
    alice = visit(language)
    sign_up(alice, "Alice")
    practice = alice.get("/m/2024-02").form("/quizzes/start", quiz=PRACTICE)
    whole_bank(app, "Alice", "2024-02", "exam")
    page = alice.send(practice)
    heading = {"ko": "시험을 먼저 제출해 주세요", "en": "Submit your test first"}[language]
    assert (page.status, page.heading) == (409, heading)
    assert "/" in page.links()
