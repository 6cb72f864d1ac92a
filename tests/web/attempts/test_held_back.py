"""What a running test asks gives its key away nowhere else."""

from __future__ import annotations

from flask import Flask

from tests.web.pages import Browser, Page
from tests.web.store import asked, whole_bank

MONTH = "2024-02"
REPLY = "The key is b."


def answered_report(learner: Browser, teacher: Browser, path: str) -> Page:
    """Report a question, and answer that as the teacher; the teacher's page of what waited."""
    for browser in (learner, teacher):
        browser.client.post("/preferences", data={"language": "en"})
    form = learner.get(f"{path}/report").form(f"{path}/report")
    form.set("kind", "key")
    learner.send(form)
    waiting = teacher.get("/teach/reports")
    (action,) = {form.action for form in waiting.forms() if form.action.startswith("/teach/reports/")}
    form = waiting.form(action)
    form.set("state", "answered")
    form.set("reply", REPLY)
    teacher.send(form)
    return waiting


def test_a_reply_to_a_report_from_elsewhere_is_read_after_the_test(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    practice, test = (asked(app, whole_bank(app, "Alice", MONTH, mode))[0] for mode in ("practice", "exam"))
    assert "A test of this learner asks" in answered_report(alice, tae_ri, practice.path).main
    for path in ("/reports", "/inbox", "/account/data.json"):
        assert REPLY not in alice.client.get(path).text, path
    assert "is in a test of yours" in alice.get("/reports").main
    assert "was answered" in alice.get("/inbox").main
    alice.client.post(f"/a/{test.token}/hand-in")
    assert REPLY not in alice.get("/reports").html
    alice.get(f"/a/{test.token}/result")
    assert REPLY in alice.get("/reports").main


def test_a_reply_that_came_before_the_test_is_held_back_as_well(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    practice = asked(app, whole_bank(app, "Alice", MONTH, "practice"))[0]
    assert "A test of this learner asks" not in answered_report(alice, tae_ri, practice.path).main
    assert REPLY in alice.get("/reports").main
    whole_bank(app, "Alice", MONTH, "exam")
    for path in ("/reports", "/inbox", "/account/data.json"):
        assert REPLY not in alice.client.get(path).text, path
