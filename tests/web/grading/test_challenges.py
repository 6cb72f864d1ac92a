"""“My answer should count”, from the feedback page to the teacher's decision and back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.platform.extensions import db
from quiz.services.grading.challenges import proposals
from quiz.services.notices import inbox
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from tests.web.pages import Browser, Page
from tests.web.store import of_kind, whole_bank

pytestmark = pytest.mark.any_database

WORD = "반쯤 <b>맞아요</b>"
REASON = "<i>It says so</i> in the article"


def challenged(app: Flask, learner: Browser, name: str = "Alice") -> tuple[str, Page]:
    """The path of a short text that was answered so, and the page after saying that it should count."""
    one = of_kind(app, whole_bank(app, name, "2024-02"), "short_text")
    feedback = learner.send(learner.get(one.path).answer_form.answer({"text": (WORD,)}), "check")
    assert f"{one.path}/challenge" in feedback.links()
    form = learner.get(f"{one.path}/challenge").form(f"{one.path}/challenge")
    form.set("reason", REASON)
    return one.path, learner.send(form)


def own(app: Flask, name: str | None) -> None:
    """Let an account own the series; None lets nobody."""
    with app.app_context():
        owner = db.session.scalars(select(Account.id).where(Account.name == name)).first()
        db.session.scalars(select(SeriesRow)).one().owner_id = owner
        db.session.commit()


def name_of(app: Flask) -> str:
    """The teacher's name."""
    with app.app_context():
        return str(db.session.scalars(select(Account.name).where(Account.role == "teacher")).one())


def decided_page(teacher: Browser) -> Page:
    """The page of the one group that waits."""
    every = teacher.get("/teach/challenges")
    (path,) = {link for link in every.links() if link.startswith("/teach/challenges/")}
    return teacher.get(path)


def test_a_right_answer_and_one_of_somebody_else_have_no_such_page(
    app: Flask, alice: Browser, charlie: Browser
) -> None:
    path, after = challenged(app, alice)
    assert (after.status, after.path) == (200, path)
    assert charlie.get(f"{path}/challenge").status == 404
    one = of_kind(app, path.split("/")[2], "single_choice")
    page = alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    assert f"{one.path}/challenge" not in page.links()
    assert alice.get(f"{one.path}/challenge").status == 404


def test_a_reason_is_needed_and_what_was_typed_stays(app: Flask, alice: Browser) -> None:
    path, _ = challenged(app, alice)
    form = alice.get(f"{path}/challenge").form(f"{path}/challenge")
    refused = alice.send(form)
    assert refused.status == 422
    form.set("reason", "something else")
    refused = alice.send(form)
    assert refused.status == 422
    assert refused.form(f"{path}/challenge").value("reason") == "something else"


def test_a_teacher_who_edits_the_series_sees_what_it_does_and_accepts(
    app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser
) -> None:
    own(app, name_of(app))
    challenged(app, alice)
    challenged(app, charlie, "Charlie")
    page = decided_page(tae_ri)
    assert page.html.count("It says so") == 2
    assert "<i>It says so" not in page.html
    assert not page.faults
    (way,) = [link for link in page.links() if "way=spelling" in link]
    shown = tae_ri.get(way.split("#")[0])
    assert "<ins>" in shown.html
    form = shown.form(f"{page.path}/accept")
    form.set("reply", "You are right.")
    done = tae_ri.send(form)
    assert (done.status, done.path) == (200, page.path)
    mine = alice.get("/reports?show=challenges")
    assert "You are right." in mine.main
    assert "<b>맞아요" not in mine.html
    again = tae_ri.send(form)
    assert again.status == 409
    assert tae_ri.get("/teach/challenges?state=decided").status == 200


def test_what_was_published_meanwhile_is_told(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    own(app, name_of(app))
    challenged(app, alice)
    page = decided_page(tae_ri)
    (way,) = [link for link in page.links() if "way=spelling" in link]
    form = tae_ri.get(way.split("#")[0]).form(f"{page.path}/accept")
    form.set("base", "0" * 64)
    assert tae_ri.send(form).status == 409
    assert tae_ri.get(page.path + "?way=no").status == 200


def test_another_teacher_passes_on_or_refuses(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    own(app, None)
    challenged(app, alice)
    page = decided_page(tae_ri)
    assert [link for link in page.links() if "way=" in link] == []
    with app.app_context():
        base = proposals.standing(db.session, int(page.path.split("/")[-1])).file_hash
    sent = {"seen": "0", "way": "spelling:text", "base": str(base)}
    assert tae_ri.client.post(f"{page.path}/accept", data=sent).status_code == 403
    assert tae_ri.send(page.form(f"{page.path}/refuse")).status == 422
    passed = tae_ri.send(page.form(f"{page.path}/pass-on"))
    assert (passed.status, passed.path) == (200, "/teach/challenges")
    form = tae_ri.get(page.path).form(f"{page.path}/refuse")
    form.set("reply", "It is another thing.")
    assert tae_ri.send(form).status == 200
    assert "It is another thing." in alice.get("/reports?show=challenges").main


def test_a_refused_answer_is_decided_again_and_its_learner_reads_the_new_decision(
    app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    own(app, name_of(app))
    challenged(app, alice)
    page = decided_page(tae_ri)
    form = page.form(f"{page.path}/refuse")
    form.set("reply", "No, it is not.")
    assert "결정을 기다려요" not in tae_ri.send(form).heading + tae_ri.get("/teach/challenges?state=decided").heading
    again = tae_ri.get(page.path).form(f"{page.path}/reopen")
    opened = tae_ri.send(again)
    assert (opened.status, opened.path) == (200, page.path)
    assert "No, it is not." not in alice.get("/reports?show=challenges").main
    assert tae_ri.send(again).status == 404
    (way,) = [link for link in opened.links() if "way=spelling" in link]
    form = tae_ri.get(way.split("#")[0]).form(f"{page.path}/accept")
    form.set("reply", "It is, after all.")
    assert tae_ri.send(form).status == 200
    assert "It is, after all." in alice.get("/reports?show=challenges").main
    with app.app_context():
        acts = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
        assert "challenge_reopened" in acts
        person = db.session.scalars(select(Account).where(Account.name == "Alice")).one()
        told = [one.kind for one in inbox.notices(db.session, person.id, "ko")]
        assert told.count("challenge_answered") == 2
