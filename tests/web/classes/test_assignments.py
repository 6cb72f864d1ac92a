"""A teacher makes an assignment, learners do it, and both see how it went: by the pages alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import update

from quiz.services.classes.keeping import deleting
from quiz.services.identity import accounts
from quiz.storage.models.assignments import Assignment
from tests.conftest import NOW, PASSWORD
from tests.web.classes.rooms import make_class, member_of
from tests.web.pages import Browser, Form, token_of
from tests.web.store import asked, attempt_of, session_of, whole_bank

pytestmark = pytest.mark.any_database

SEOUL = ZoneInfo("Asia/Seoul")
DAY = timedelta(days=1)


def typed(moment: datetime) -> str:
    return moment.astimezone(SEOUL).strftime("%Y-%m-%dT%H:%M")


def filled(teacher: Browser, room: int) -> Form:
    """The form of a test of a bank's quiz, due in a week."""
    form = teacher.get(f"/classes/{room}/assignments/new").form(f"/classes/{room}/assignments/new")
    form.set("title", "1주차 확인")
    form.set("quiz", "2024-01/check")
    form.set("due_at", typed(datetime.now(SEOUL) + 7 * DAY))
    return form


def assigned(app: Flask, teacher: Browser, form: Form) -> str:
    """Save a draft and publish it; its page."""
    page = teacher.send(form, "keep")
    assert page.status == 200, page.main
    return teacher.send(page.form(f"{page.path}/publish")).path


def hand_in(learner: Browser, address: str) -> str:
    """Begin an assignment and hand it in empty; the attempt's token."""
    page = learner.send(learner.get(address).form(f"{address}/start"))
    token = token_of(page)
    learner.client.post(f"/a/{token}/hand-in")
    return token


def test_from_the_form_to_the_result(app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    form = filled(tae_ri, room)
    assert "문항" in tae_ri.send(form, "preview").main
    page = assigned(app, tae_ri, form)
    address = f"/assignments/{page.rpartition('/')[2]}"
    assert "1주차 확인" in alice.get("/").main
    assert "1주차 확인" in alice.get(f"/classes/{room}/assignments").main
    shown = alice.get(address)
    assert "대한민국 표준시" in shown.main
    assert shown.heading == "1주차 확인"
    assert charlie.get(address).status == 404
    token = hand_in(alice, address)
    assert attempt_of(app, token).shown_at is None
    seen = alice.get(address)
    assert f"/a/{token}/result" in seen.links()
    # It says how the test went, so nothing counts after that.
    assert attempt_of(app, token).shown_at is not None
    assert alice.get(f"/a/{token}/result").status == 200
    assert f"{page}/attempts/{token}" in tae_ri.get(page).links()
    assert tae_ri.get(f"{page}/attempts/{token}").status == 200
    assert (alice.get(page).path, charlie.get(page).status) == (address, 404)
    assert alice.get(page.replace(f"/{room}/", f"/{room - 1}/")).status == 404
    assert address in tae_ri.get(page).by_id("code").text
    for browser in (alice, charlie):
        for path in (f"{page}/attempts/{token}", f"{page}/edit", f"{page}/exceptions"):
            assert browser.get(path).status == 404, path


def test_the_items_of_an_assignment_are_for_those_who_teach_its_class(
    app: Flask, alice: Browser, tae_ri: Browser, at: Callable[[str], Browser]
) -> None:
    page = assigned(app, tae_ri, filled(tae_ri, make_class(app, "Tae-ri", "Alice")))
    hand_in(alice, f"/assignments/{page.rpartition('/')[2]}")
    [items] = [link for link in tae_ri.get(page).links() if link.startswith("/teach/items/")]
    found = tae_ri.get(items)
    assert found.heading == "1주차 확인"
    assert page in found.links()
    with session_of(app) as session:
        accounts.sign_up(session, "Otto", PASSWORD, now=NOW, role="teacher")
    of_versions = [link for link in found.links() if link.startswith(f"{items}/")]
    assert of_versions
    for address in (items, *of_versions):
        assert at("Otto").get(address).status == 404, address


def test_feedback_after_the_due_date_is_held_back_and_comes(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    form = filled(tae_ri, room := make_class(app, "Tae-ri", "Alice"))
    form.set("feedback", "after_due")
    page = assigned(app, tae_ri, form)
    number = page.rpartition("/")[2]
    token = hand_in(alice, f"/assignments/{number}")
    assert "대한민국 표준시" in alice.get(f"/a/{token}/result").main
    assert "점" not in alice.get("/me/attempts").by_id("main").findtext(".//tbody", "")
    receipt = alice.client.get(f"/a/{token}/receipt.json").get_data(as_text=True)
    assert '"points": null' in receipt
    with session_of(app) as session:
        session.execute(update(Assignment).values(due_at=datetime.now(SEOUL) - DAY))
    assert "0%" in alice.get(f"/a/{token}/result").main
    assert room


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(app: Flask, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri")
    form = filled(tae_ri, room)
    form.set("title", "")
    form.set("instructions", "차분히 읽으세요.\n두 번.")
    form.set("minutes", "아주 오래")
    page = tae_ri.send(form, "keep")
    assert page.status == 422
    again = page.form(f"/classes/{room}/assignments/new")
    assert (again.value("minutes"), again.value("instructions")) == ("아주 오래", "차분히 읽으세요.\n두 번.")
    assert {e.get("id") for e in page.all("p", class_="err")} >= {"title-help", "minutes-help"}


def test_a_second_teacher_loses_nothing(app: Flask, tae_ri: Browser) -> None:
    page = assigned(app, tae_ri, filled(tae_ri, make_class(app, "Tae-ri")))
    first, second = (tae_ri.get(f"{page}/edit").form(f"{page}/edit") for _ in range(2))
    first.set("title", "먼저")
    assert "먼저" in tae_ri.send(first, "keep").main
    second.set("title", "나중")
    refused = tae_ri.send(second, "keep")
    assert (refused.status, refused.form(f"{page}/edit").value("title")) == (409, "나중")
    assert "나중" in tae_ri.send(refused.form(f"{page}/edit"), "keep").main


def test_more_time_reaches_the_learners_page(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    form = filled(tae_ri, room)
    form.set("minutes", "20")
    page = assigned(app, tae_ri, form)
    address = f"/assignments/{page.rpartition('/')[2]}"
    token = token_of(alice.send(alice.get(address).form(f"{address}/start")))
    before = datetime.fromisoformat(alice.client.get(f"/a/{token}/time").get_json()["deadline"])
    form = tae_ri.get(f"{page}/exceptions").form(f"{page}/exceptions")
    form.set("members", str(member_of(app, room, "Alice")))
    form.set("percent", "50")
    made = tae_ri.send(form)
    assert made.status == 200
    after = datetime.fromisoformat(alice.client.get(f"/a/{token}/time").get_json()["deadline"])
    assert after - before == timedelta(minutes=10)
    ends = next(one for one in made.forms() if one.action.endswith("/end"))
    assert tae_ri.send(ends).status == 200
    form.set("members")
    assert tae_ri.send(form).status == 422


def test_a_code_is_asked_for_and_a_draft_is_tried(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    form = filled(tae_ri, room)
    form.set("access_code", "달빛")
    draft = tae_ri.send(form, "keep").path
    trial = tae_ri.send(tae_ri.get(draft).form(f"{draft}/try"))
    assert trial.path.startswith("/a/")
    tae_ri.client.post(f"/a/{token_of(trial)}/hand-in")
    assert draft in tae_ri.get(f"/a/{token_of(trial)}/result").links()
    tae_ri.send(tae_ri.get(draft).form(f"{draft}/publish"))
    address = f"/assignments/{draft.rpartition('/')[2]}"
    form = alice.get(address).form(f"{address}/start")
    form.set("code", "햇빛")
    refused = alice.send(form)
    assert (refused.status, bool(refused.all("p", class_="err"))) == (422, True)
    form.set("code", "달빛")
    assert alice.send(form).path.startswith("/a/")


def test_a_running_assignment_is_watched_and_closed(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    page = assigned(app, tae_ri, filled(tae_ri, room))
    address = f"/assignments/{page.rpartition('/')[2]}"
    token = token_of(alice.send(alice.get(address).form(f"{address}/start")))
    before = alice.client.get(f"/a/{token}/time?at=3&waiting=2").get_json()["deadline"]
    answer = tae_ri.client.get(f"{page}/live.json")
    (one,) = answer.get_json()["learners"]
    assert (one["state"], one["position"], one["waiting"], one["offline"]) == ("running", 3, 2, False)
    unchanged = tae_ri.client.get(f"{page}/live.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert unchanged.status_code == 304
    assert alice.client.get(f"{page}/live.json").status_code == 404

    def press(go: str, **fields: str) -> None:
        shown = tae_ri.get(f"{page}/live")
        form = next(form for form in shown.forms() if ("go", go) in form.buttons)
        for name, value in fields.items():
            form.set(name, value)
        assert tae_ri.send(form, go).status == 200

    press("extend", minutes="7")
    after = alice.client.get(f"/a/{token}/time").get_json()["deadline"]
    assert datetime.fromisoformat(after) - datetime.fromisoformat(before) == timedelta(minutes=7)
    press("message", text="천천히 하세요.")
    assert "천천히 하세요." in alice.get("/inbox").main
    press("close")
    assert alice.client.get(f"/a/{token}/time").get_json()["state"] == "finished"
    assert "선생님이 대신 제출했어요" in alice.get(f"/a/{token}/result").main


def test_a_message_stands_on_the_running_page_until_it_is_read(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    page = assigned(app, tae_ri, filled(tae_ri, room))
    address = f"/assignments/{page.rpartition('/')[2]}"
    token = token_of(alice.send(alice.get(address).form(f"{address}/start")))

    def tell(text: str) -> None:
        tae_ri.client.post(f"{page}/live", data={"go": "message", "token": token, "text": text})

    def said() -> list[str]:
        return [one["text"] for one in alice.client.get(f"/a/{token}/time").get_json()["messages"]]

    assert said() == []
    tell("3번은 <b>두 개</b>를 고르세요.")
    tell("소리 내지 마세요.")
    assert said() == ["3번은 <b>두 개</b>를 고르세요.", "소리 내지 마세요."]
    shown = alice.get(f"/a/{token}/1")
    assert "3번은 &lt;b&gt;두 개&lt;/b&gt;를 고르세요." in shown.html
    # Without script it is dismissed by a button of the answer's form, which keeps what was typed.
    form = shown.answer_form
    first, second = (value for name, value in form.buttons if value.startswith("read-"))
    after = alice.send(form, first)
    assert (after.path, said()) == (f"/a/{token}/1", ["소리 내지 마세요."])
    # With a script by its own address, which nobody else's message has.
    number = second.removeprefix("read-")
    assert tae_ri.client.post(f"/a/{token}/1/messages/{number}").status_code == 404
    fetched = {"X-Requested-With": "fetch"}
    assert alice.client.post(f"/a/{token}/1/messages/{number}", headers=fetched).status_code == 204
    assert said() == []
    assert f"/inbox/{number}" not in [one.action for one in alice.get("/inbox").forms()]


def test_what_is_refused_stays_in_the_row_that_it_was_typed_into(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    page = assigned(app, tae_ri, filled(tae_ri, room))
    address = f"/assignments/{page.rpartition('/')[2]}"
    token = token_of(alice.send(alice.get(address).form(f"{address}/start")))
    live = tae_ri.get(f"{page}/live")
    assert f"{page}/live" in live.links()
    row, everybody = (form for form in live.forms() if ("go", "message") in form.buttons)
    assert (row.value("token"), everybody.value("token")) == (token, "")
    row.set("text", "가" * 501)
    refused = tae_ri.send(row, "message")
    row, everybody = (form for form in refused.forms() if ("go", "message") in form.buttons)
    assert (refused.status, row.value("text"), everybody.value("text")) == (422, "가" * 501, "")
    alice.client.post(f"/a/{token}/hand-in")
    row.set("text", "가")
    late = tae_ri.send(row, "message")
    assert (late.status, bool(late.all("p", role="alert"))) == (409, True)


def test_calendars_have_the_dates_of_assignments(app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    assigned(app, tae_ri, filled(tae_ri, room))

    def feed(browser: Browser) -> str:
        page = browser.send(browser.get("/reminders").form("/reminders/calendar"))
        return "/calendar/" + str(page.by_id("address").get("value")).rpartition("/")[2].removesuffix(".ics")

    assert "1주차 확인" in alice.client.get(f"{feed(alice)}.ics").get_data(as_text=True)
    assert "1주차 확인" not in charlie.client.get(f"{feed(charlie)}.ics").get_data(as_text=True)
    of_class = f"{feed(tae_ri)}/classes/{room}.ics"
    assert "1주차 확인" in alice.client.get(of_class).get_data(as_text=True)
    assert of_class.removeprefix("/") in str(tae_ri.get(f"/classes/{room}/assignments").by_id("address").get("value"))
    for browser in (alice, charlie):
        assert tae_ri.client.get(f"{feed(browser)}/classes/{room}.ics").status_code == 404


def test_in_an_archived_class_nothing_is_begun_and_nothing_given(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    page = assigned(app, tae_ri, filled(tae_ri, room))
    address = f"/assignments/{page.rpartition('/')[2]}"
    begin = alice.get(address).form(f"{address}/start")
    tae_ri.client.post(f"/classes/{room}/archive", data={"on": "1"})
    refused = alice.send(begin)
    assert (refused.status, "보관" in refused.main) == (409, True)
    assert f"{address}/start" not in [form.action for form in alice.get(address).forms()]
    assert "아직 과제가 없어요" not in alice.get(f"/classes/{room}/assignments").main
    live = tae_ri.get(f"{page}/live")
    assert live.status == 200
    assert f"{page}/live" not in [form.action for form in live.forms()]
    for go in ("extend", "message", "close"):
        assert tae_ri.client.post(f"{page}/live", data={"go": go, "minutes": "5", "text": "x"}).status_code == 409


def test_the_total_of_an_assignment_comes_after_the_test_that_asks_the_same(
    app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    page = assigned(app, tae_ri, filled(tae_ri, room))
    address = f"/assignments/{page.rpartition('/')[2]}"
    tae_ri.send(tae_ri.get(f"/classes/{room}/marks/columns").form(f"/classes/{room}/marks/a{page[-1]}/release"))
    token = hand_in(alice, address)
    whole_bank(app, "Alice", "2024-01", "exam")
    mine = alice.get(address)
    assert "같은 문항이 나오는 시험을 제출하면" in mine.main
    assert "%" not in mine.main.split("내 응시")[-1]
    assert "시험을 마친 뒤" in alice.get(f"/classes/{room}/marks").main
    assert tae_ri.get(f"{page}/attempts/{token}").status == 200
    assert "0%" in tae_ri.get(page).main


@pytest.mark.parametrize("feedback", ["never", "handed_in"])
def test_an_attempt_that_runs_when_its_class_is_deleted_ends_in_words(
    feedback: str, app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    form = filled(tae_ri, room)
    form.set("feedback", feedback)
    address = f"/assignments/{assigned(app, tae_ri, form).rpartition('/')[2]}"
    token = token_of(alice.send(alice.get(address).form(f"{address}/start")))
    one = asked(app, token)[0]
    alice.send(alice.get(one.path).answer_form.answer(one.right))
    with session_of(app) as session:
        deleting.delete_class(session, room, now=NOW)
    for page in (
        alice.get(f"/a/{token}/hand-in"),
        alice.get(f"/a/{token}/result"),
        alice.get(f"/a/{token}"),
        alice.get(one.path),
    ):
        assert (page.status, page.path) == (200, f"/a/{token}/result")
        assert "반이 삭제" in page.main
        assert "<q>" in page.html
        assert not page.faults
    refused = alice.client.post(f"/a/{token}/hand-in", follow_redirects=True)
    assert (refused.status_code, refused.request.path) == (200, f"/a/{token}/result")
    assert f"/a/{token}" in alice.get("/me/history").links()
