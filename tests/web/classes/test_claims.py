"""What pages of a class and of grading claim is so, where nothing happened yet and where all is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from flask import Flask

from quiz.storage.models.classes import ClassRow
from tests.services.classes import gradebooks
from tests.services.written import rubric
from tests.web.attempts.test_tries import publish
from tests.web.pages import Browser, Page, to_grade, token_of, words
from tests.web.store import CHECK, account_of, of_kind, session_of

Sign = Callable[[str], Browser]

pytestmark = pytest.mark.any_database


def main_acts(page: Page) -> int:
    """How many buttons and links of the page's main part are shown as the one to press."""
    return sum("go" in str(one.get("class")).split() for one in page.by_id("main").iter() if one.get("class"))


def test_nobody_is_said_to_do_well_where_nothing_was_answered(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    owen, number = at("Owen"), classes["ours"]
    assert "도움이 필요한 사람은 없" not in owen.get(f"/classes/{number}").main
    for path in ("", "/misconceptions"):
        assert "아직 아무도 답하지 않았어요" in owen.get(f"/classes/{number}{path}").main, path


def test_an_assignment_of_an_archived_class_is_not_open(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    owen, number = at("Owen"), classes["ours"]
    with session_of(app) as session:
        work = gradebooks.assign(session, session.get_one(ClassRow, number)).id
    path = f"/classes/{number}/assignments"
    assert all("열려 있음" in owen.get(one).main for one in (path, f"{path}/{work}"))
    owen.client.post(f"/classes/{number}/archive", data={"on": "1"})
    assert not any("열려 있음" in owen.get(one).main for one in (path, f"{path}/{work}"))


def test_dates_of_a_learner_are_those_of_the_class_and_say_so(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    owen, number, lena = at("Owen"), classes["ours"], account_of(app, "Lena")
    with session_of(app) as session:
        row = session.get_one(ClassRow, number)
        row.time_zone = "America/New_York"
        gradebooks.sit(session, lena, gradebooks.assign(session, row), 6)
        member = gradebooks.learner_of(session, row, "Lena").member_id
    for path in (f"/classes/{number}/members", f"/classes/{number}/members/{member}"):
        assert "미 동부" in owen.get(path).main, path


def test_what_waits_to_be_settled_or_released_is_not_said_to_be_done(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    essays = publish(app, rubric(), mode="exam")
    lena, owen = at("Lena"), at("Owen")
    token = token_of(lena.begin(essays))
    essay = of_kind(app, token, "essay")
    lena.send(lena.get(essay.path).answer_form.answer(essay.wrong))
    lena.client.post(f"/a/{token}/hand-in")
    (answer,) = to_grade(owen)
    page = owen.get("/teach/grading?q=nothing-is-called-so")
    assert page.heading != "채점할 답이 없어요"
    (question,) = {one for one in owen.get("/teach/grading").links() if "/questions/" in one}
    owen.client.post(question, data={"held": "on"})
    form = owen.get(answer).form(answer)
    form.set("part", "a")
    assert owen.send(form).status == 200
    assert "공개를 기다리는" in owen.get("/teach/grading").heading


def test_one_assignment_alone_is_the_one_to_open_next(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    lena, number = at("Lena"), classes["ours"]
    with session_of(app) as session:
        row = session.get_one(ClassRow, number)
        for title in ("One", "Two", "Three"):
            gradebooks.assign(session, row, title)
    for path in (f"/classes/{number}", f"/classes/{number}/assignments", "/"):
        page = lena.get(path)
        shown = [one for one in page.all("a", class_="go") if str(one.get("href")).startswith("/assignments/")]
        assert len(shown) == 1, path
    assert main_acts(lena.get(f"/classes/{number}/assignments")) == 1
    assert f"/classes/{number}/assignments" in lena.get(f"/classes/{number}").links()


def test_what_can_be_done_stands_before_what_is_over(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    number, now = classes["ours"], app.extensions["clock"].now()
    with session_of(app) as session:
        row = session.get_one(ClassRow, number)
        for title, days in (("Older", -9), ("Old", -5), ("Soon", 2), ("Later", 7)):
            gradebooks.assign(session, row, title, due_at=now + days * gradebooks.DAY)
    page = at("Owen").get(f"/classes/{number}/assignments")
    titles = [words(one) for one in page.all("bdi") if words(one) in ("Older", "Old", "Soon", "Later")]
    assert titles == ["Soon", "Later", "Old", "Older"]


def test_the_ends_of_running_tests_say_in_which_zone_they_are(classes: Mapping[str, int], at: Sign) -> None:
    at("Lena").begin(CHECK)
    assert "시간대는 대한민국 표준시" in at("Owen").get("/teach/tests").main
