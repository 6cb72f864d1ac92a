"""What stands around a question: its note, its bookmark, a report of what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.storage.models.grading import QuestionReport
from quiz.storage.models.review import Bookmark
from tests.conftest import PASSWORD
from tests.web.pages import Browser, Form, Page, token_of, words
from tests.web.store import CHECK, PRACTICE, answers_of, asked, count, of_kind, row_of, whole_bank

pytestmark = pytest.mark.any_database

HOSTILE = '<script>alert(1)</script> & "so"'


def typed(app: Flask, browser: Browser, name: str = "Alice", mode: str = "practice") -> tuple[str, Form]:
    """The path of a question whose answer is typed, and its form with something typed."""
    one = of_kind(app, whole_bank(app, name, "2024-02", mode), "short_text")
    return one.path, browser.get(one.path).answer_form.answer({"text": ("반쯤",)})


@pytest.mark.parametrize(("go", "there"), [("note", "/note"), ("report", "/report"), ("bookmark", "")])
def test_what_was_typed_is_saved_before_anything_else_is_shown(go: str, there: str, app: Flask, alice: Browser) -> None:
    path, form = typed(app, alice)
    page = alice.send(form, go)
    assert (page.status, page.path) == (200, f"{path}{there}")
    assert path in page.links() or there == ""
    again = alice.get(path)
    assert again.answer_form.answered() == {"text": ("반쯤",)}
    token, position = path.split("/")[2], int(path.split("/")[3])
    assert row_of(app, token, position).scored_at is None


def test_the_note_is_that_of_the_question_and_leads_back(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    note = alice.get(f"{one.path}/note")
    assert note.heading
    assert note.links().count(one.path) == 2
    assert not note.faults


@pytest.mark.any_database
def test_a_running_test_shows_no_note_before_the_hand_in(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    one = asked(app, token_of(page))[0]
    assert "note" not in [value for _, value in page.answer_form.buttons]
    assert f"{one.path}/note" not in page.html
    assert alice.get(f"{one.path}/note").status == 404
    alice.client.post(f"/a/{one.token}/hand-in")
    result = alice.get(f"/a/{one.token}/result")
    (link, *_) = [link for link in result.links() if link.startswith(f"{one.path}/note?back=result")]
    assert f"/a/{one.token}/result#q1" in alice.get(link).links()


@pytest.mark.any_database
def test_a_placement_test_offers_none_either(app: Flask, alice: Browser) -> None:
    page = Page(alice.client.post("/placement/start", data={"series": "ai-2024"}, follow_redirects=True))
    assert "note" not in [value for _, value in page.answer_form.buttons]


@pytest.mark.any_database
def test_nobody_reads_or_writes_beside_anothers_question(app: Flask, alice: Browser, charlie: Browser) -> None:
    path, _ = typed(app, alice)
    for one in ("note", "report"):
        assert charlie.get(f"{path}/{one}").status == 404
    for one in ("bookmark", "report"):
        assert charlie.client.post(f"{path}/{one}", data={"wanted": "1", "kind": "key"}).status_code == 404
    assert count(app, Bookmark) == count(app, QuestionReport) == 0
    assert alice.get("/a/x/0/note").status == alice.get(f"{path.rpartition('/')[0]}/0/report").status == 404


def test_a_bookmark_is_set_on_the_question_and_taken_away_on_the_result(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one, two, *rest = asked(app, token_of(page))
    alice.send(page.answer_form, "bookmark")
    assert "unbookmark" in [value for _, value in alice.get(one.path).answer_form.buttons]
    checked = alice.send(alice.get(two.path).answer_form.answer(two.wrong), "check")
    assert alice.send(checked.form(f"{two.path}/bookmark")).path == two.path
    listed = alice.get("/bookmarks")
    assert len(listed.all("form", action="/bookmarks/remove")) == 2
    assert "/bookmarks" in alice.get("/me").links()
    for other in (one, *rest):
        alice.send(alice.get(other.path).answer_form.answer(other.right), "check")
    result = alice.get(f"/a/{one.token}/result")
    alice.send(result.form(f"{one.path}/bookmark", wanted="0"))
    left = alice.get("/bookmarks")
    assert count(app, Bookmark) == 1
    alice.send(left.form("/bookmarks/remove"))
    assert count(app, Bookmark) == 0
    assert "아직 북마크한 문항이 없어요" in alice.get("/bookmarks").main


def test_a_bookmark_leads_to_its_section_and_to_practice(app: Flask, alice: Browser, charlie: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    alice.send(page.answer_form, "bookmark")
    listed = alice.get("/bookmarks")
    assert any(link.startswith("/m/2024-02#s-2-") for link in listed.links())
    # The author's id may say what is right.
    assert one.question.id not in listed.html
    again = alice.send(listed.form("/bookmarks/practise"))
    assert asked(app, token_of(again))[0].question.id == one.question.id
    number = listed.form("/bookmarks/practise").value("question")
    like = Page(
        alice.client.post("/bookmarks/practise", data={"question": number, "similar": "1"}, follow_redirects=True)
    )
    assert like.status == 200
    assert charlie.client.post("/bookmarks/practise", data={"question": number}).status_code == 404


@pytest.mark.any_database
def test_a_bookmark_of_a_running_test_shows_the_question_and_offers_no_practice(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    one = asked(app, token_of(page))[0]
    alice.send(page.answer_form, "bookmark")
    listed = alice.get("/bookmarks")
    assert [form.action for form in listed.forms() if form.action == "/bookmarks/practise"] == []
    assert words(page.by_id("stem"))[:20] in listed.main
    assert answers_of(app, one.token, 1)


@pytest.mark.any_database
def test_a_guest_who_signs_up_keeps_bookmarks_and_reports(app: Flask, guest: Browser) -> None:
    page = guest.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    guest.send(page.answer_form, "bookmark")
    reported(guest, one.path)
    data = {"name": "Dana", "password": PASSWORD, "old_enough": "1"}
    assert guest.client.post("/signup", data=data).status_code == 303
    assert len(guest.get("/bookmarks").all("form", action="/bookmarks/remove")) == 1
    assert HOSTILE in guest.get("/reports").main


def reported(browser: Browser, path: str, text: str = HOSTILE) -> Page:
    """Report a question by its form."""
    form = browser.get(f"{path}/report").form(f"{path}/report")
    form.set("kind", "key")
    form.set("text", text)
    return browser.send(form)


def test_a_report_is_answered_and_read(app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
    assert reported(alice, one.path).path == one.path
    page = tae_ri.get("/teach/reports")
    assert HOSTILE in page.main
    assert "<script>alert" not in page.html
    assert f"/teach/questions/2024-02#q-{one.question.id}" in page.links()
    assert tae_ri.get("/teach/questions/2024-02").has_id(f"q-{one.question.id}")
    (action,) = {form.action for form in page.forms() if form.action.startswith("/teach/reports/")}
    form = page.form(action)
    form.set("state", "corrected")
    form.set("reply", f"답이에요 {HOSTILE}")
    assert tae_ri.send(form).status == 200
    read = alice.get("/reports")
    assert f"답이에요 {HOSTILE}" in read.main
    assert "<script>alert" not in read.html
    assert HOSTILE not in charlie.get("/reports").main
    assert "답이에요" in tae_ri.get("/teach/reports?state=answered").main


@pytest.mark.any_database
def test_a_report_that_cannot_be_taken_keeps_what_was_typed(app: Flask, alice: Browser) -> None:
    path, _ = typed(app, alice)
    form = alice.get(f"{path}/report").form(f"{path}/report")
    form.set("text", HOSTILE)
    refused = alice.send(form)
    assert refused.status == 422
    assert refused.form(f"{path}/report").value("text") == HOSTILE
    assert "어떤 문제인지 고르세요" in refused.main
    form.set("kind", "other")
    form.set("text", "가" * 2001)
    refused = alice.send(form)
    assert refused.status == 422
    assert "2,000" in refused.main
    again = refused.form(f"{path}/report")
    assert (again.value("kind"), again.value("text")) == ("other", "가" * 2001)
    assert count(app, QuestionReport) == 0


def test_of_two_teachers_the_second_sees_the_first_answer_and_loses_nothing(
    app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    reported(alice, one.path)
    page = tae_ri.get("/teach/reports")
    (action,) = {form.action for form in page.forms() if form.action.startswith("/teach/reports/")}
    first, second = page.form(action), page.form(action)
    for form, reply in ((first, "첫 답"), (second, "둘째 답")):
        form.set("state", "answered")
        form.set("reply", reply)
    tae_ri.send(first)
    refused = tae_ri.send(second)
    assert refused.status == 409
    assert "첫 답" in refused.main
    kept = refused.form(action)
    assert kept.value("reply") == "둘째 답"
    assert tae_ri.send(kept).status == 200
    assert "둘째 답" in alice.get("/reports").main


@pytest.mark.any_database
def test_a_report_from_a_result_leads_back_to_it(app: Flask, alice: Browser, visit: Callable[..., Browser]) -> None:
    page = alice.begin(CHECK)
    one = asked(app, token_of(page))[0]
    alice.client.post(f"/a/{one.token}/hand-in")
    result = alice.get(f"/a/{one.token}/result")
    (link,) = [link for link in result.links() if link.startswith(f"{one.path}/report")]
    form = alice.get(link).form(f"{one.path}/report")
    form.set("kind", "outdated")
    assert alice.send(form).path == f"/a/{one.token}/result"
    assert visit().client.post(f"{one.path}/report", data={"kind": "key"}).status_code == 303
