"""The total of an attempt comes after the running test that asks one of its questions: it would tell the key."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.services.attempts.informing import inform
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import QuizRow
from tests.conftest import NOW
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, FINAL, asked, session_of, whole_bank

pytestmark = pytest.mark.any_database

MONTH = "2024-02"
COMES_LATER = "같은 문항이 나오는 시험을 제출하면 볼 수 있어요"


def running_test(app: Flask, name: str = "Alice", bank: str = MONTH) -> str:
    """A test that runs and asks every question of a month, beside the checks that learners begin themselves."""
    with session_of(app) as session:
        final = session.scalars(select(QuizRow).where(QuizRow.key == FINAL)).one()
        rules = {"quiz_id": final.id, "quiz_version_id": final.current_version_id}
    return whole_bank(app, name, bank, "exam", scope="elsewhere", **rules)


def checked(app: Flask, learner: Browser, *, right: bool) -> str:
    """A check of the month, one question of it answered, handed in while a test with the same questions runs."""
    token = token_of(learner.begin(CHECK))
    running_test(app)
    one = asked(app, token)[0]
    learner.send(learner.get(one.path).answer_form.answer(one.right if right else one.wrong))
    learner.client.post(f"/a/{token}/hand-in")
    return token


def shown(learner: Browser, token: str) -> dict[str, str]:
    """Every page and file that has the total of an attempt, without what differs between any two attempts."""
    pages = {path: learner.get(path) for path in (f"/a/{token}/result", "/me/history", "/me", f"/m/{MONTH}")}
    assert {path: page.status for path, page in pages.items()} == dict.fromkeys(pages, 200)
    return {path: page.main for path, page in pages.items()}


def test_a_check_handed_in_during_a_test_tells_no_total_anywhere(app: Flask, alice: Browser) -> None:
    token = checked(app, alice, right=True)
    pages = shown(alice, token)
    for path, main in pages.items():
        assert COMES_LATER in main, path
    result = alice.get(f"/a/{token}/result")
    assert "%" not in result.main.split("다음에 할 일")[0].replace("합격선", "")
    assert not result.has_id("by-1")
    assert "다시 보면 좋은" not in result.main
    assert not result.faults


def test_right_and_wrong_read_the_same_until_the_test_is_handed_in(
    app: Flask, alice: Browser, charlie: Browser
) -> None:
    def said(learner: Browser, name: str, right: bool) -> tuple[list[str], list[str]]:
        token = token_of(learner.begin(CHECK))
        test = running_test(app, name)
        one = asked(app, token)[0]
        learner.send(learner.get(one.path).answer_form.answer(one.right if right else one.wrong))
        learner.client.post(f"/a/{token}/hand-in")
        result = learner.get(f"/a/{token}/result").main
        own = learner.client.get("/account/data.json").json
        told = [str(one) for one in (own["months"], own["mastery"], own["days"])]
        learner.client.post(f"/a/{test}/hand-in")
        learner.get(f"/a/{test}/result")
        return [result.split("다음에 할 일")[0].replace(name, ""), *told], [learner.get(f"/a/{token}/result").main]

    (during, after), (other, later) = said(alice, "Alice", True), said(charlie, "Charlie", False)
    assert during[0] == other[0]
    for told in (*during[1:], *other[1:]):
        assert "'right_answers': 1" not in told
        assert "'right_answers': 0" not in told
    assert COMES_LATER not in after[0] + later[0]
    assert "%" in after[0]


def test_an_attempt_that_asks_something_else_shows_its_total(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    alice.client.post(f"/a/{token}/hand-in")
    running_test(app, bank="2024-05")
    assert all(COMES_LATER not in main for main in shown(alice, token).values())


def test_best_and_latest_of_another_month_stay(app: Flask, alice: Browser) -> None:
    for key in (CHECK, "2024-05/check"):
        alice.client.post(f"/a/{token_of(alice.begin(key))}/hand-in")
    running_test(app)
    assert COMES_LATER in alice.get(f"/m/{MONTH}").main
    other = alice.get("/m/2024-05").main
    assert (COMES_LATER in other, "0%" in other) == (False, True)


def test_a_check_is_not_begun_while_a_test_asks_its_questions(app: Flask, alice: Browser) -> None:
    test = running_test(app)
    refused = alice.client.post("/quizzes/start", data={"quiz": CHECK})
    assert refused.status_code == 409
    assert "먼저 제출" in refused.text
    with session_of(app) as session:
        assert session.scalars(select(Attempt.token).where(Attempt.state == "running")).all() == [test]


def test_practice_of_a_bank_whose_questions_a_test_asks_says_that_the_test_comes_first(
    app: Flask, alice: Browser
) -> None:
    form = alice.get(f"/m/{MONTH}").form("/practice/start", scope=f"bank:{MONTH}")
    running_test(app)
    refused = alice.send(form)
    assert (refused.status, refused.heading) == (409, "시험을 먼저 제출해 주세요")
    assert not refused.faults


def test_a_notice_about_the_total_comes_after_the_test(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    alice.client.post(f"/a/{token}/hand-in")
    with session_of(app) as session:
        attempt = session.scalars(select(Attempt).where(Attempt.token == token)).one()
        inform(session, "graded", {attempt.id: {"points": "7"}}, now=NOW)
    assert "7점" in alice.get("/inbox").main
    test = running_test(app)
    told = alice.get("/inbox")
    assert ("7점" in told.main, COMES_LATER in told.main, f"/a/{test}" in told.links()) == (False, True, True)
    (notice,) = alice.client.get("/account/data.json").json["notices_and_mail"]["notice"]
    assert notice["data"] is None
