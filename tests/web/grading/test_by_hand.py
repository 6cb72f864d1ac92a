"""Teachers grade, settle, release and change by the pages, and learners see it no earlier than they may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, event, select, update

from quiz.platform.extensions import db
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.grading import GradingRules
from quiz.storage.models.identity import Account
from tests.services.written import rubric
from tests.web.attempts.test_tries import publish
from tests.web.pages import Browser, Page, to_grade, token_of
from tests.web.store import account_of, of_kind, session_of, set_account

pytestmark = pytest.mark.any_database


@pytest.fixture
def min_ho(app: Flask, sign_up: Callable[[str], FlaskClient]) -> Browser:
    """A second teacher."""
    browser = Browser(sign_up("Min-ho"))
    set_account(app, "Min-ho", role="teacher")
    with session_of(app) as session:
        session.execute(
            update(ClassMember).where(ClassMember.account_id == account_of(app, "Min-ho").id).values(role="teacher")
        )
    return browser


@pytest.fixture
def written(app: Flask, alice: Browser) -> str:
    """The token of a test with an essay that Alice has handed in."""
    token = token_of(alice.begin(publish(app, rubric(), mode="exam")))
    essay = of_kind(app, token, "essay")
    alice.send(alice.get(essay.path).answer_form.answer(essay.wrong))
    alice.client.post(f"/a/{token}/hand-in")
    return token


def give(teacher: Browser, link: str, *parts: str, **typed: str) -> Page:
    form = teacher.get(link).form(link)
    form.set("part", *parts)
    for name, value in typed.items():
        form.set(name, value)
    return teacher.send(form)


def set_rules(teacher: Browser, *rules: str) -> str:
    (of,) = {link for link in teacher.get("/teach/grading").links() if "/questions/" in link}
    form = teacher.get(of).form(of)
    for rule in rules:
        form.set(rule, "on")
    teacher.send(form)
    return of


def test_a_comment_is_shown_safely_and_with_the_score(
    app: Flask, alice: Browser, tae_ri: Browser, written: str
) -> None:
    (link,) = to_grade(tae_ri)
    typed = "**Why?** <script>x</script> [a](javascript:x) ![p](http://evil.example/p.png)"
    form = tae_ri.get(link).form(link)
    form.set("comment", typed)
    before = Page(tae_ri.client.post(f"{link}/preview", data=form.data()))
    assert "<strong>Why?</strong>" in before.html
    assert "Why?" not in alice.get(f"/a/{written}/result").html
    give(tae_ri, link, "a", comment=typed)
    result = alice.get(f"/a/{written}/result")
    assert "<strong>Why?</strong>" in result.html
    for unsafe in ("<script>x", 'href="javascript', 'src="http://evil.example'):
        assert unsafe not in before.html + result.html
    position = of_kind(app, written, "essay").position
    assert "선생님 의견 1개" in result.main
    assert f"#q{position}" in result.links()
    page = tae_ri.get("/teach/grading/graded")
    assert "Alice" in page.main
    assert link in page.links()


def test_who_comes_second_keeps_what_they_typed_and_sees_what_stands(
    tae_ri: Browser, min_ho: Browser, alice: Browser, written: str
) -> None:
    (link,) = to_grade(tae_ri)
    late = min_ho.get(link).form(link)
    give(tae_ri, link, "a", "b", comment="From Tae-ri")
    late.set("part", "c")
    late.set("comment", "From Min-ho")
    page = min_ho.send(late)
    assert page.status == 409
    assert "From Tae-ri" in page.main
    form = page.form(link)
    assert (form.data()["part"], form.value("comment")) == (["c"], "From Min-ho")
    assert min_ho.send(form).path == link
    assert "From Min-ho" in alice.get(f"/a/{written}/result").html
    assert "From Tae-ri" not in alice.get(f"/a/{written}/result").html
    assert "선생님이 1번 문항 답의 점수를 바꿨어요" in alice.get("/inbox").main


def test_a_draft_is_there_at_the_next_sign_in_and_nobody_elses(
    tae_ri: Browser, min_ho: Browser, alice: Browser, written: str
) -> None:
    (link,) = to_grade(tae_ri)
    form = tae_ri.get(link).form(link)
    form.set("part", "b")
    form.set("comment", "half")
    headers = {"X-Requested-With": "fetch"}
    assert tae_ri.client.post(f"{link}/draft", data=form.data(), headers=headers).json == {"kept": True}
    again = tae_ri.get(link).form(link)
    assert (again.data()["part"], again.value("comment")) == (["b"], "half")
    assert min_ho.get(link).form(link).value("comment") == ""
    assert "half" not in alice.get(f"/a/{written}/result").html
    form.set("comment", "x" * 5_001)
    assert tae_ri.client.post(f"{link}/draft", data=form.data(), headers=headers).status_code == 422
    wrong = give(tae_ri, link, "b", share="150")
    assert (wrong.status, wrong.form(link).value("share")) == (422, "150")


def test_the_second_grader_sees_neither_name_nor_marks_and_differences_are_settled(
    tae_ri: Browser, min_ho: Browser, alice: Browser, written: str
) -> None:
    of = set_rules(tae_ri, "twice", "held")
    (link,) = to_grade(tae_ri)
    give(tae_ri, link, "a", "b", comment="From Tae-ri")
    page = min_ho.get(link)
    assert [word for word in ("Tae-ri", "Alice") if word in page.html] == []
    assert page.form(link).data().get("part") is None
    give(min_ho, link, "c", comment="From Min-ho")
    agreement = tae_ri.get(f"{of}/agreement")
    assert link in agreement.links()
    settled = give(tae_ri, link, "b", comment="Settled")
    assert settled.path == f"{of}/agreement"
    assert "Settled" not in alice.get(f"/a/{written}/result").html
    released = tae_ri.send(tae_ri.get(of).form(f"{of}/release"))
    assert "1" in released.main
    result = alice.get(f"/a/{written}/result").html
    assert "Settled" in result
    assert "From Tae-ri" not in result


@pytest.mark.parametrize("may", ["nothing", "edit", "assist"])
def test_only_who_grades_an_answer_or_edits_the_series_says_how_a_question_is_graded(
    app: Flask, tae_ri: Browser, min_ho: Browser, written: str, may: str
) -> None:
    (of,) = {link for link in tae_ri.get("/teach/grading").links() if "/questions/" in link}
    account = account_of(app, "Min-ho").id
    with session_of(app) as session:
        if may == "assist":
            session.execute(update(ClassMember).where(ClassMember.account_id == account).values(role="assistant"))
            session.execute(update(Account).where(Account.id == account).values(role="learner"))
        else:
            session.execute(delete(ClassMember).where(ClassMember.account_id == account))
        if may == "edit":
            session.execute(update(SeriesRow).values(owner_id=account))
    found = 404 if may == "nothing" else 200
    listed = f"/teach/grading/graded?question={of.rpartition('/')[2]}"
    for address in (of, f"{of}/agreement", listed):
        assert min_ho.client.get(address).status_code == found, address
    sent = 404 if may == "nothing" else 303
    assert min_ho.client.post(f"{of}/release").status_code == sent
    assert min_ho.client.post(of, data={"held": "on", "twice": "on"}).status_code == sent
    with session_of(app) as session:
        ruled = {(one.held, one.twice) for one in session.scalars(select(GradingRules))}
    assert ruled == (set() if may == "nothing" else {(True, True)})


def test_questions_with_waiting_answers_are_found_by_their_words(tae_ri: Browser, written: str) -> None:
    def found(sought: str) -> bool:
        page = Page(tae_ri.client.get("/teach/grading", query_string={"q": sought}))
        return any("/questions/" in link for link in page.links())

    assert found("")
    assert found("ONE-ESSAY")
    assert not found("no such words")


def test_no_page_of_grading_takes_more_than_eight_statements(app: Flask, tae_ri: Browser, written: str) -> None:
    of = set_rules(tae_ri, "twice")
    (link,) = to_grade(tae_ri)
    addresses = ("/teach/grading", "/teach/grading/graded", of, f"{of}/agreement", link)

    def counted() -> dict[str, int]:
        return {address: statements(app, tae_ri, address) for address in addresses}

    counted()
    assert {address: count for address, count in counted().items() if count > 8} == {}


def statements(app: Flask, browser: Browser, address: str) -> int:
    """How many statements a page takes."""
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert browser.get(address).status == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(found)
