"""The page that says who did what: what a teacher's and a learner's browsers do stands there in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz.services import audit
from quiz.storage.models.integrity import ACTIONS, OBJECTS, AuditEvent
from tests.conftest import NOW, PASSWORD
from tests.services.builders import MINUTE
from tests.web.pages import Browser, to_grade, token_of
from tests.web.people import sign_in
from tests.web.store import (
    CHECK,
    account_of,
    asked,
    bank_with,
    let_time_run_out,
    of_kind,
    session_of,
    set_account,
    whole_bank,
)

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0"


def recorded(app: Flask, since: int = 0) -> list[AuditEvent]:
    with session_of(app) as session:
        found = list(session.scalars(select(AuditEvent).where(AuditEvent.id > since).order_by(AuditEvent.id)))
        session.expunge_all()
        return found


def last(app: Flask) -> int:
    return max((one.id for one in recorded(app)), default=0)


@pytest.fixture
def admin(app: Flask, sign_up: Callable[[str], FlaskClient]) -> Browser:
    browser = Browser(sign_up("Yuna"), "en")
    browser.client.post("/preferences", data={"language": "en", "time_zone": "UTC"})
    set_account(app, "Yuna", role="admin")
    return browser


def test_what_teachers_do_is_recorded_with_their_request(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    begun = last(app)
    response = tae_ri.client.post(f"/teach/tests/{token}/extend", data={"minutes": "5"})
    let_time_run_out(app, token, grace=timedelta(hours=1))
    alice.client.post(f"/a/{token}/hand-in")
    for one, decision in zip(asked(app, token), ("count", "leave"), strict=False):
        sent = {"answer": one.right, "device": "phone", "sequence": one.position, "base": 0}
        assert alice.client.put(one.path, json=sent).get_json()["kept"]
        (form,) = [form for form in tae_ri.get("/teach/tests").forms() if "/late/" in form.action]
        assert tae_ri.client.post(form.action, data={**form.data(), "decision": decision}).status_code == 303
    essay = whole_bank(app, "Alice", bank_with("essay"), "exam")
    one = of_kind(app, essay, "essay")
    alice.send(alice.get(one.path).answer_form.answer(one.right))
    alice.client.post(f"/a/{essay}/hand-in")
    (link,) = to_grade(tae_ri)
    tae_ri.send(tae_ri.get(link).form(link))
    events = recorded(app, begun)
    assert [one.action for one in events] == ["extended", "late_counted", "late_left", "graded"]
    teacher, learner = account_of(app, "Tae-ri"), account_of(app, "Alice")
    assert {(one.actor_id, one.actor, one.about_id) for one in events} == {(teacher.id, "Tae-ri", learner.id)}
    assert events[0].request_id == response.headers["X-Request-Id"]
    assert len({one.request_id for one in events}) == 4


def test_sign_ins_are_recorded_where_the_browser_is_new(app: Flask, alice: Browser, visit: Visit) -> None:
    begun = last(app)
    desk = visit()
    desk.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    for _ in range(2):
        assert sign_in(desk).path == "/"
        desk.client.post("/signout")
    alice.client.post("/signout")
    sign_in(alice)
    (event,) = recorded(app, begun)
    assert (event.action, event.actor, event.after) == (
        "new_device",
        "Alice",
        {"browser": "Firefox", "system": "Linux"},
    )


def test_failing_again_and_again_is_one_event(app: Flask, alice: Browser, visit: Visit) -> None:
    begun, browser = last(app), visit()
    for name, password in (("Alice", "a wrong one"), ("Nobody", "a wrong one"), ("alice", "another wrong one")) * 3:
        assert sign_in(browser, name, password).status == 422
    (event,) = recorded(app, begun)
    found = (event.action, event.actor_id, event.actor, event.about_id, event.before, event.after)
    assert found == ("sign_in_failed", None, "", account_of(app, "Alice").id, None, None)


def test_what_one_does_to_ones_own_account_is_recorded(app: Flask, alice: Browser, visit: Visit) -> None:
    other = visit()
    sign_in(other)
    begun = last(app)
    alice.client.post("/account/signins")
    alice.client.post("/account/password", data={"old": PASSWORD, "new": "달 밝은 밤의 산책 9"})
    alice.client.post("/account/delete", data={"password": "달 밝은 밤의 산책 9"})
    events = recorded(app, begun)
    acts = ["signed_out_elsewhere", "password_changed", "recovery_code_made", "account_deleted"]
    assert [one.action for one in events] == acts
    assert {one.actor for one in events} == {events[-1].actor}
    assert events[-1].actor.startswith("deleted account ")


def fill(app: Flask) -> None:
    """An act of every action on every kind of object that it may have."""
    alice = account_of(app, "Alice")
    with session_of(app) as session:
        for number, action in enumerate(ACTIONS):
            for kind in OBJECTS:
                about = alice.id if kind in ("account", "attempt") else None
                what = audit.Object(kind=kind, key="7", about_id=about)
                after = {"question": 3, "until": NOW.isoformat(), "role": "teacher"}
                by = audit.Actor(name="shell: root")
                audit.record(session, action, what, by=by, now=NOW + number * MINUTE, after=after)


@pytest.mark.any_database
def test_every_action_has_words_in_both_languages(app: Flask, alice: Browser, admin: Browser) -> None:
    fill(app)
    pages = range(1, 2 + len(ACTIONS) * len(OBJECTS) // 50)
    english = "".join(admin.get(f"/admin/audit?page={page}").main for page in pages)
    admin.client.post("/preferences", data={"language": "ko", "time_zone": "UTC"})
    korean = "".join(admin.get(f"/admin/audit?page={page}").main for page in pages)
    assert "shell: root graded question 3 of attempt 7 of Alice." in english
    assert "Signing in to the account Alice failed." in english
    assert "shell: root이(가) Alice의 풀이 7의 3번 문항을 채점했어요." in korean
    assert "%(" not in english + korean


def test_acts_are_found_by_action_and_by_name_fifty_a_page(app: Flask, alice: Browser, admin: Browser) -> None:
    fill(app)
    first = admin.get("/admin/audit?q=ROOT")
    assert len(first.all("li")) >= 50
    assert "/admin/audit?q=ROOT&page=2" in first.links()
    found = admin.get("/admin/audit?action=hidden&q=root")
    assert found.main.count("hid ") == len(OBJECTS)
    assert "graded" not in "".join("".join(one.itertext()) for one in found.all("li"))
    for query in ("q=nobody%25", "action=hidden&q=Alice"):
        assert "No matching entries." in admin.get(f"/admin/audit?{query}").main
    assert admin.get("/admin/audit?action=moon").status == 200


@pytest.mark.any_database
def test_times_are_in_the_readers_zone_and_names_are_text(app: Flask, alice: Browser, admin: Browser) -> None:
    with session_of(app) as session:
        by = audit.Actor(name="<b>root</b>")
        audit.record(session, "published", audit.bank("ai-2024", "2024-02"), by=by, now=NOW)
    page = admin.get("/admin/audit?q=root")
    assert "12:00" in page.main
    assert "<b>root</b> published the bank ai-2024/2024-02." in page.main
    admin.client.post("/preferences", data={"language": "en", "time_zone": "Asia/Seoul"})
    assert "9:00" in admin.get("/admin/audit?q=root").main


def test_a_deleted_account_is_named_by_its_pseudonym(app: Flask, alice: Browser, admin: Browser, visit: Visit) -> None:
    sign_in(visit())
    alice.client.post("/account/delete", data={"password": PASSWORD})
    page = admin.get("/admin/audit")
    pseudonym = recorded(app)[-1].actor
    assert f"An account was deleted by its owner. Here it is called {pseudonym}." in page.main
    assert f"{pseudonym} signed in in a browser that is new to the account." in page.main
    assert "Alice" not in page.main
