"""A teacher's first page and a class's overview, as browsers see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.storage.models.notices import Notice
from tests.web.classroom import CLASS, classroom, member_of
from tests.web.pages import Browser, token_of
from tests.web.people import sign_in
from tests.web.store import CHECK, PRACTICE, asked, count

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


@pytest.mark.any_database
def test_a_teacher_begins_with_what_waits_and_everybody_else_with_the_series(
    alice: Browser, tae_ri: Browser, visit: Visit
) -> None:
    page = sign_in(visit(), "Tae-ri")
    assert page.path == "/teach"
    assert {"/classes", "/teach/questions", "/"} <= set(page.links())
    assert sign_in(visit(), "Tae-ri", start="/signin?next=/me").path == "/me"
    assert sign_in(visit(), "Alice").path == "/"
    assert alice.get("/teach").status == 404


def test_who_is_late_is_found_and_written_to(app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser) -> None:
    number = classroom(app, "Tae-ri", "Alice", "Charlie", late="1월 과제")
    assert f"/classes/{number}" in tae_ri.get("/teach").links()
    page = tae_ri.get(f"/classes/{number}")
    assert "2명 중 2명이 이번 주에 도움이 필요해 보여요" in page.main
    assert "‘1월 과제’ 과제의 마감이" in page.main
    assert "(대한민국 표준시)" in page.main
    one = f"/classes/{number}/message?members={member_of(app, 'Alice')}&why=overdue"
    assert one in page.links()
    form = tae_ri.get(one).form(f"/classes/{number}/message")
    assert "‘1월 과제’ 과제의 마감이" in form.value("text")
    assert "alice의" not in tae_ri.send(form).main
    assert "Tae-ri의 메시지" in alice.get("/inbox").main
    assert "Tae-ri의 메시지" not in charlie.get("/inbox").main
    every = tae_ri.get(f"/classes/{number}/message?why=overdue").form(f"/classes/{number}/message")
    assert "1월 과제" not in every.value("text")
    assert "학습자 2명에게 보냈어요" in tae_ri.send(every).main
    assert "Tae-ri의 메시지" in charlie.get("/inbox").main


@pytest.mark.any_database
def test_a_message_that_can_not_be_sent_is_kept(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    path = f"/classes/{classroom(app, 'Tae-ri', 'Alice')}/message"
    for data, words in (
        ({"members": str(member_of(app, "Alice")), "text": "  "}, "메시지를 입력하세요"),
        ({"members": "x", "text": "안녕"}, "한 명 이상"),
        ({"members": "99999999999999999999", "text": "가" * 2001}, "2,000자"),
    ):
        answer = tae_ri.client.post(path, data=data)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, words in page, data["text"].strip() in page) == (422, True, True), data
    with app.app_context():
        assert count(app, Notice) == 0


def test_a_question_for_the_projector_says_more_step_by_step_and_never_who(
    app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    number = classroom(app, "Tae-ri", "Alice")
    one = next(one for one in asked(app, token_of(alice.begin(PRACTICE))) if not one.question.has_values())
    alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
    page = tae_ri.get(f"/classes/{number}/members/{member_of(app, 'Alice')}?in=2/2.1")
    (path,) = {link for link in page.links() if "/discuss/" in link}
    first, second, third = (tae_ri.get(f"{path}{show}") for show in ("", "?show=answers", "?show=key"))
    assert "이 반의 답" not in first.main
    assert "이 반의 답 1개" in second.main
    explanation = one.texts["ko"].revealed["explanation"]
    assert [explanation in shown.html for shown in (first, second, third)] == [False, False, True]
    assert ["is-right" in shown.html for shown in (first, second, third)] == [False, False, True]
    assert all("Alice" not in shown.main for shown in (first, second, third))
    assert f"{path}?show=answers" in first.links()
    assert f"{path}?show=key" in second.links()


def test_a_class_of_others_is_not_found_and_its_learners_find_nothing_of_each_other(
    app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser
) -> None:
    number = classroom(app, "Tae-ri", "Alice")
    member = member_of(app, "Alice")
    assert "도움" not in alice.get(f"/classes/{number}").main
    pages = ("map", "misconceptions", "progress", "message", f"members/{member}", "discuss/1")
    for browser in (alice, charlie):
        assert {browser.get(f"/classes/{number}/{page}").status for page in pages} == {404}
    assert charlie.get(f"/classes/{number}").status == 404
    assert {tae_ri.get(f"/classes/{number}/{page}").status for page in pages} == {200}
    assert tae_ri.get(f"/classes/{number}/members/{member + 1000}").status == 404


@pytest.mark.any_database
def test_the_map_is_searched_sorted_and_names_what_it_shows(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    number = classroom(app, "Tae-ri", "Alice")
    alice.begin(CHECK)
    for query in ("", "?sort=all&dir=desc", "?sort=1/1.1", "?by=2&show=known&sort=all", "?by=x&sort=nothing&page=9"):
        page = tae_ri.get(f"/classes/{number}/map{query}")
        assert (page.status, "Alice" in page.main, CLASS in page.main) == (200, True, True), query
    assert "그런 이름의 학습자가 없어요" in tae_ri.get(f"/classes/{number}/map?q=zzz").main
