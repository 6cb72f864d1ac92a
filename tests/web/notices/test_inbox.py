"""The inbox in the browser: who is informed of what, the count in the bar, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.runtime import closing
from quiz.services.notices import inbox
from quiz.storage.models.notices import Notice
from tests.conftest import NOW
from tests.web.pages import Browser, Page, to_grade, token_of
from tests.web.store import CHECK, account_of, asked, bank_with, let_time_run_out, of_kind, session_of, whole_bank

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def put(app: Flask, name: str, text: str, address: str = "/me") -> int:
    """Put a message into an inbox; its number."""
    with session_of(app) as session:
        data = {"by": "김 선생님", "text": text}
        inbox.notify(session, account_of(app, name).id, "message", data, address=address, now=NOW)
        session.commit()
        found = session.query(Notice).order_by(Notice.id.desc()).first()
        assert found is not None
        return found.id


def unread(page: Page) -> str:
    """The number in the bar; empty where there is none."""
    (bell,) = page.all("a", class_="bell")
    return "".join("".join(one.itertext()) for one in bell.iter("b"))


def headlines(page: Page) -> list[str]:
    """What the notices of a page say, the latest first."""
    return ["".join(one.itertext()).strip() for item in page.all("li") if item.get("id") for one in item.iter("h2")]


def test_a_notice_is_counted_in_the_bar_until_it_is_read(app: Flask, alice: Browser) -> None:
    assert unread(alice.get("/")) == ""
    assert "아직 알림이 없어요." in alice.get("/inbox").html
    put(app, "Alice", "<b>2월</b>\n& more")
    assert unread(alice.get("/")) == "1"
    page = alice.get("/inbox")
    assert "&lt;b&gt;2월&lt;/b&gt;\n&amp; more" in page.html
    there = alice.send(next(form for form in page.forms() if form.action.startswith("/inbox/")), "there")
    assert there.path == "/me"
    assert unread(there) == ""
    assert "모두 읽었어요." in alice.get("/inbox").html


def test_all_that_a_page_showed_is_marked_as_read_and_nothing_since(app: Flask, alice: Browser) -> None:
    put(app, "Alice", "one")
    put(app, "Alice", "two")
    page = alice.get("/inbox")
    put(app, "Alice", "three")
    assert unread(alice.send(page.form("/inbox"))) == "1"
    for until in ("", "x", "-1", "9" * 30):
        alice.client.post("/inbox", data={"until": until})
    assert unread(alice.get("/inbox")) == "1"


def test_a_long_inbox_has_pages(app: Flask, alice: Browser) -> None:
    for number in range(21):
        put(app, "Alice", f"message {number}")
    assert unread(alice.get("/")) == "21"
    first, second = alice.get("/inbox"), alice.get("/inbox?page=2")
    assert (len(headlines(first)), len(headlines(second))) == (20, 1)
    assert "message 20" in first.html
    assert "message 0" in second.html


def test_nobody_opens_a_notice_of_another(app: Flask, alice: Browser, charlie: Browser, guest: Browser) -> None:
    number = put(app, "Alice", "secret")
    for browser in (charlie, guest):
        assert browser.client.post(f"/inbox/{number}", data={"go": "there"}).status_code == 404
        browser.client.post("/inbox", data={"until": str(number)})
        assert "secret" not in browser.get("/inbox").html
    assert unread(alice.get("/")) == "1"


def test_a_graded_test_is_announced_to_teachers_once_a_day_and_to_its_learner(
    app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    for _ in range(2):
        token = whole_bank(app, "Alice", bank_with("essay"), "exam")
        essay = of_kind(app, token, "essay")
        alice.send(alice.get(essay.path).answer_form.answer(essay.right))
        alice.send(alice.get(f"/a/{token}/hand-in").form(f"/a/{token}/hand-in"))
    assert headlines(tae_ri.get("/inbox")) == ["새 알림 채점을 기다리는 답이 있어요."]
    assert headlines(alice.get("/inbox")) == []
    (link, *_) = to_grade(tae_ri)
    tae_ri.send(tae_ri.get(link).form(link))
    (graded,) = headlines(alice.get("/inbox"))
    assert graded.endswith("채점이 끝났어요.")
    page = alice.get("/inbox")
    result = alice.send(next(form for form in page.forms() if form.action.startswith("/inbox/")), "there")
    assert result.path.endswith("/result")


@pytest.mark.parametrize(("decision", "words"), [("count", "늦은 답이 인정되었어요"), ("leave", "인정되지 않았어요")])
def test_more_time_and_a_decision_on_a_late_answer_are_announced(
    decision: str, words: str, app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    token = token_of(alice.begin(CHECK))
    form = tae_ri.get("/teach/tests").form(f"/teach/tests/{token}/extend")
    form.set("minutes", "7")
    tae_ri.send(form)
    page = alice.get("/inbox")
    assert headlines(page) == ["새 알림 2월 단원 평가 시간이 늘어났어요."]
    assert "선생님이 7분을 더 주었어요." in page.html
    there = alice.send(next(form for form in page.forms() if form.action.startswith("/inbox/")), "there")
    assert there.path.startswith(f"/a/{token}")
    one = asked(app, token)[0]
    let_time_run_out(app, token)
    assert closing.close_overdue(app).closed == 1
    alice.client.put(one.path, json={"answer": one.right, "device": "d", "sequence": 1, "base": 0})
    (action,) = [form for form in tae_ri.get("/teach/tests").forms() if "/teach/tests/late/" in form.action]
    tae_ri.send(action, decision)
    assert words in headlines(alice.get("/inbox"))[0]
