"""Practice: one question after another, each checked at once, by form alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from quiz.domain.rendering import fill
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import QuestionRow
from quiz.storage.models.identity import Account
from tests.web.pages import Browser, Page, token_of, words
from tests.web.saves import body, put
from tests.web.store import (
    AT_ONCE,
    OTHER_PRACTICE,
    PRACTICE,
    answers_of,
    asked,
    attempt_of,
    bank_with,
    count,
    of_kind,
    row_of,
    session_of,
    set_attempt,
    whole_bank,
)

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def test_a_guest_practises_from_the_series_to_the_result(app: Flask, visit: Visit, language: str) -> None:
    bob = visit(language)
    month = next(link for link in bob.get("/").links() if link == "/m/2024-02")
    page = bob.send(bob.get(month).form("/quizzes/start", quiz=PRACTICE))
    questions = asked(app, token_of(page))
    for one in questions:
        assert (page.status, page.path) == (200, one.path)
        page = bob.send(page.answer_form.answer(one.right), "check")
        assert "right" in (page.by_id("verdict").get("class") or "")
        page = bob.get(str(page.by_id("onward").get("href")))
    assert page.path == f"/a/{token_of(page)}/result"
    assert len(page.all("details", class_="question")) == len(questions) == 8
    assert "100" in page.main
    assert attempt_of(app, token_of(page)).state == "finished"


@pytest.mark.parametrize("kind", AT_ONCE)
def test_each_kind_is_answered_checked_and_explained(kind: str, app: Flask, alice: Browser, language: str) -> None:
    alice.send(alice.get("/account").form("/preferences", next="/account"))
    alice.client.post("/preferences", data={"language": language})
    for right in (True, False):
        one = of_kind(app, whole_bank(app, "Alice", bank_with(kind)), kind)
        missed = one.question.grade(one.variant, one.question.wrong_answer(one.variant))
        verdict = "right" if right else "partly" if missed.fraction else "wrong"
        page = alice.send(alice.get(one.path).answer_form.answer(one.right if right else one.wrong), "check")
        assert page.status == 200
        assert (page.by_id("verdict").get("class") or "").split() == ["verdict", verdict]
        assert words(page.by_id("main"))
        assert not page.has_id("answer")
        assert page.all("dl", class_="facts")
        assert not any(
            element.tag in ("input", "select", "textarea") and element.get("name", "").startswith("answer-")
            for element in page.root.iter()
        )
        set_attempt(app, one.token, state="set_aside")


def test_the_right_answer_and_the_reasons_are_shown_after_the_check(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", bank_with("single_choice")), "single_choice")
    page = alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
    texts = one.texts["ko"].revealed
    reasons = [text for name, text in texts.items() if name.endswith(".why")]
    assert reasons
    assert all(fill(text, one.variant.values, "ko") in page.unlinked for text in [*reasons, texts["explanation"]])


def test_two_clients_at_once_are_two_people(app: Flask, visit: Visit) -> None:
    alice, bob = visit("ko"), visit("en")
    hers, his = alice.begin(PRACTICE), bob.begin(PRACTICE)
    assert token_of(hers) != token_of(his)
    one = asked(app, token_of(hers))[0]
    alice.send(hers.answer_form.answer(one.right), "check")
    assert bob.get(one.path).status == 404
    assert bob.get(his.path).has_id("answer")
    assert alice.get(hers.path).has_id("verdict")


def test_a_new_attempt_opens_at_its_first_question_at_once(alice: Browser) -> None:
    begun = alice.client.post("/quizzes/start", data={"quiz": PRACTICE})
    assert begun.status_code == 303
    assert re.fullmatch("/a/[^/]+/1", begun.headers["Location"])
    again = alice.client.post("/quizzes/start", data={"quiz": PRACTICE})
    assert again.headers["Location"] == begun.headers["Location"].removesuffix("/1")


def test_a_second_start_goes_on_with_the_running_attempt(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    first, second, *_ = asked(app, token_of(page))
    alice.send(page.answer_form.answer(first.right), "check")
    again = alice.client.post("/quizzes/start", data={"quiz": PRACTICE}, follow_redirects=True)
    assert again.request.path == second.path
    assert count(app, Attempt) == 1


def test_a_finished_practice_can_be_taken_again_with_a_new_draw(app: Flask, alice: Browser) -> None:
    first = token_of(_finish(app, alice, PRACTICE))
    again = alice.begin(PRACTICE)
    assert token_of(again) != first
    assert attempt_of(app, token_of(again)).seed != attempt_of(app, first).seed


def _finish(app: Flask, browser: Browser, quiz: str) -> Page:
    page = browser.begin(quiz)
    for one in asked(app, token_of(page)):
        browser.send(browser.get(one.path).answer_form.answer(one.right), "check")
    return browser.get(f"/a/{token_of(page)}/result")


def test_a_check_without_an_answer_is_turned_back(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    again = alice.send(page.answer_form, "check")
    assert (again.status, again.path) == (422, page.path)
    assert words(again.by_id("notice")) == "먼저 답해 주세요."
    assert again.by_id("notice").get("hidden") is None
    assert row_of(app, token_of(page), 1).scored_at is None


UNREADABLE = (
    ("1,5", ("1.5", "15")),
    ("열둘쯤", ("열둘쯤",)),
    ("1,2,3", ("1,2,3",)),
    ("9" * 61, ("9" * 40,)),
    ("1e999", ("1e999",)),
    ("12 마리", ("마리",)),
)


def test_a_number_that_cannot_be_read_is_asked_for_again(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "numeric")
    page = alice.get(one.path)
    for typed, said in UNREADABLE:
        page = alice.send(page.answer_form.answer({"number": (typed,)}), "check")
        assert (page.status, page.path) == (422, one.path), typed
        assert page.answer_form.value("answer-number") == typed
        notice = words(page.by_id("notice"))
        assert all(part in notice for part in said), notice
        assert row_of(app, one.token, one.position).scored_at is None
    page = alice.send(page.answer_form.answer(one.right), "check")
    assert "right" in (page.by_id("verdict").get("class") or "")


def test_a_check_that_is_sent_twice_scores_once(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    form = page.answer_form
    alice.send(form.answer(one.right), "check")
    before = row_of(app, one.token, 1)
    again = alice.send(form.answer(one.wrong), "check")
    assert again.has_id("verdict")
    after = row_of(app, one.token, 1)
    assert (after.share, after.scored_at, after.revision) == (1.0, before.scored_at, before.revision)


def test_an_answer_without_the_check_is_kept_and_shown_again(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "matching")
    form = alice.get(one.path).answer_form.answer(one.wrong)
    response = alice.client.post(one.path, data={**form.data("check"), "go": "2"})
    assert response.headers["Location"] == f"/a/{one.token}/2"
    assert alice.get(one.path).answer_form.answered() == one.wrong
    assert row_of(app, one.token, one.position).scored_at is None


def test_the_way_on_leads_to_a_page_of_the_attempt(alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    ways = {"": "1", "3": "3", "hand-in": "hand-in", "9999": "1", "//evil": "1", "٣": "1", "-1": "1"}
    for go, target in ways.items():
        response = alice.client.post(page.path, data={**page.answer_form.data("check"), "go": go})
        assert response.headers["Location"] == f"/a/{token_of(page)}/{target}", go


def test_an_attempt_that_waits_is_resumed_at_its_first_open_question(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(PRACTICE))
    first, second, third, *_ = asked(app, token)
    for one in (first, third):
        alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    assert alice.get(f"/a/{token}").path == second.path
    assert alice.get(f"/a/{token}/result").path == second.path


def test_after_the_last_place_the_way_on_goes_round_to_what_is_open(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(PRACTICE))
    questions = asked(app, token)
    for one in questions[1:]:
        page = alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    assert page.by_id("onward").get("href") == questions[0].path


def test_a_finished_practice_still_shows_each_checked_question(app: Flask, alice: Browser) -> None:
    result = _finish(app, alice, OTHER_PRACTICE)
    page = alice.get(f"/a/{token_of(result)}/1")
    assert page.has_id("verdict")
    assert page.by_id("onward").get("href") == result.path


def test_practice_is_not_handed_in(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(PRACTICE))
    assert alice.get(f"/a/{token}/hand-in").status == 404
    assert alice.client.post(f"/a/{token}/hand-in").status_code == 404
    assert attempt_of(app, token).state == "running"


def test_a_question_that_the_attempt_does_not_have_is_not_found(alice: Browser) -> None:
    token = token_of(alice.begin(PRACTICE))
    for position in ("0", "9", "999", "1001", "99999999999999999999", "-1", "1.5", "x"):
        assert alice.get(f"/a/{token}/{position}").status == 404, position


def test_a_quiz_that_is_not_on_offer_is_not_begun(app: Flask, visit: Visit, alice: Browser) -> None:
    for key in ("", "none", "2024-02/none", "2024-02/check/", "../final", "x" * 5000):
        for browser in (visit(), alice):
            assert browser.client.post("/quizzes/start", data={"quiz": key}).status_code == 404, key
    assert count(app, Attempt) == 0
    assert count(app, Account) == 1


def test_a_quiz_that_cannot_be_filled_says_so(app: Flask, alice: Browser) -> None:
    with session_of(app) as session:
        session.execute(update(QuestionRow).values(withdrawn=True))
    page = alice.begin(PRACTICE)
    assert page.status == 409
    assert page.main.count("선생님") >= 1


def test_an_attempt_that_was_set_aside_takes_no_answer(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    set_attempt(app, one.token, state="set_aside")
    assert alice.send(page.answer_form.answer(one.right), "check").status == 409
    assert answers_of(app, one.token, 1) == []
    assert alice.get(f"/a/{one.token}/result").status == 404
    assert alice.client.put(one.path, json={"answer": {}, "device": "d", "sequence": 1, "base": 0}).status_code == 409


def test_another_devices_answer_is_kept_and_the_conflict_is_told(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "single_choice")
    form = alice.get(one.path).answer_form
    for device, answer in (("phone", one.right), ("desk", one.wrong)):
        sent = {"answer": {name: list(v) for name, v in answer.items()}, "device": device, "sequence": 1, "base": 0}
        assert alice.client.put(one.path, json=sent).status_code == 200
    assert [row["conflict"] for row in answers_of(app, one.token, one.position)] == [False, True]
    page = alice.get(one.path)
    assert page.all("section", class_="warn")
    assert page.answer_form.answered() == one.wrong
    page = alice.send(form.answer(one.right), "check")
    assert "right" in (page.by_id("verdict").get("class") or "")
    assert len(answers_of(app, one.token, one.position)) == 3


def test_a_check_that_is_sent_again_puts_no_older_answer_over_a_newer_one(app: Flask, alice: Browser) -> None:
    """A page that was turned back is sent again when it is loaded anew; what was entered on it since stands."""
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "numeric")
    for first in ({"number": ("1,5",)}, {}):
        form = alice.get(one.path).answer_form.answer({"number": ("",), **first})
        turned_back = alice.send(form, "check")
        assert turned_back.status == 422
        newer = turned_back.answer_form
        sent = body({"number": ["1234"]}, device=newer.value("device"), base=int(newer.value("base")))
        assert put(alice, one, sent).status_code == 200
        page = alice.send(form, "check")
        assert (page.status, page.path) == (200, one.path)
        assert page.answer_form.value("answer-number") == "1234"
        assert "그사이" in page.main
        assert answers_of(app, one.token, one.position)[-1]["value"] == {"number": ["1234"]}


def test_a_check_scores_the_answer_that_stands_in_the_store(app: Flask, alice: Browser) -> None:
    """A save of the script may be quicker than the form that was sent before it."""
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "single_choice")
    form = alice.get(one.path).answer_form
    newer = body({name: list(given) for name, given in one.right.items()}, device=form.value("device"), sequence=6)
    assert put(alice, one, newer).status_code == 200
    data = {**form.answer(one.wrong).data("check"), "sequence": "5"}
    alice.client.post(one.path, data=data)
    row = row_of(app, one.token, one.position)
    assert (row.share, row.revision, row.tried_revision) == (1.0, 1, 1)


@pytest.mark.any_database
@pytest.mark.parametrize(("more", "said"), [("", False), ("  ", False), (".0", True)])
def test_how_a_number_was_read_is_said_where_it_is_not_what_was_typed(
    more: str, said: bool, app: Flask, alice: Browser
) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "numeric")
    (value,) = one.right["number"]
    page = alice.send(alice.get(one.path).answer_form.answer({"number": (value + more,)}), "check")
    assert page.has_id("verdict")
    assert (f"이렇게 읽었어요: {value}" in page.main) is said
