"""What was typed into a form of a class stands again after an error, and what is wrong is said beside its field."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.storage.models.classes import ClassMember, ClassRow
from tests.services.classes import gradebooks
from tests.web.grading.test_challenges import challenged, own
from tests.web.pages import Browser, Page
from tests.web.store import account_of, session_of

Sign = Callable[[str], Browser]

pytestmark = pytest.mark.any_database


def post(browser: Browser, path: str, **data: object) -> Page:
    return Page(browser.client.post(path, data=data, headers=browser.headers))


def beside(page: Page, field: str) -> bool:
    """Whether the field of that id is said to be wrong, with the words beside it."""
    found = page.by_id(field)
    return found.get("aria-invalid") == "true" and page.has_id(str(found.get("aria-describedby")).split()[0])


def test_the_role_that_was_chosen_for_a_teacher_stays(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    path = f"/classes/{classes['ours']}/teachers"
    with session_of(app) as session:
        owner = select(ClassMember.id).where(ClassMember.class_id == classes["ours"], ClassMember.role == "owner")
        number = session.scalars(owner).one()
    # Nobody is offered it: somebody else stopped owning the class meanwhile.
    assert f"{path}/{number}" not in [one.action for one in at("Owen").get(path).forms()]
    refused = post(at("Owen"), f"{path}/{number}", role="assistant")
    assert refused.status == 422
    assert beside(refused, f"role-{number}")
    assert refused.form(f"{path}/{number}").value("role") == "assistant"
    assert refused.form(path).value("role") == "teacher"
    added = post(at("Owen"), path, name="Otto", role="king")
    assert (added.status, added.form(path).value("name"), beside(added, "role")) == (422, "Otto", True)


def test_a_file_that_is_no_text_is_named_beside_its_field(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    owen, number = at("Owen"), classes["ours"]
    with session_of(app) as session:
        column = gradebooks.column(session, session.get_one(ClassRow, number)).id
    for path, field in ((f"/classes/{number}/roster", "roster"), (f"/classes/{number}/marks/c{column}/list", "list")):
        page = post(owen, path, **{field: "Dana", "file": (io.BytesIO(b"\x89PNG\x00"), "names.png")})
        assert (page.status, beside(page, "file")) == (422, True), path
        assert "names.png" in page.main
        assert page.form(path).value(field).strip() == "Dana"
        empty = post(owen, path, **{field: ""})
        assert (empty.status, beside(empty, field)) == (422, True), path


def test_minutes_and_messages_of_a_running_test_stay_where_they_were_typed(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    owen, number, lena = at("Owen"), classes["ours"], account_of(app, "Lena")
    with session_of(app) as session:
        work = gradebooks.assign(session, session.get_one(ClassRow, number))
        sat = gradebooks.sit(session, lena, work, None, state="running")
        sat.deadline_at = sat.closes_at = app.extensions["clock"].now() + gradebooks.DAY
        path, token = f"/classes/{number}/assignments/{work.id}/live", sat.token
        learner = ClassMember.class_id == number, ClassMember.account_id == lena.id
        more = f"more-{session.scalars(select(ClassMember.id).where(*learner)).one()}"
    one = post(owen, path, go="extend", token=token, minutes="many")
    assert one.status == 422
    assert beside(one, more)
    assert one.by_id(more).get("value") == "many"
    assert one.by_id("minutes-all").get("value") == "5"
    every = post(owen, path, go="extend", minutes="9999")
    assert beside(every, "minutes-all")
    assert (every.by_id("minutes-all").get("value"), every.by_id(more).get("value")) == ("9999", "5")
    long = post(owen, path, go="message", text="x" * 501)
    assert (beside(long, "text"), "x" * 501 in long.html) == (True, True)


def test_a_reply_to_a_challenge_stays_whatever_others_did_meanwhile(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    own(app, None)
    challenged(app, at("Lena"), "Lena")
    owen = at("Owen")
    (path,) = {one for one in owen.get("/teach/challenges").links() if one.startswith("/teach/challenges/")}
    passed = post(at("Theo"), f"{path}/pass-on", seen="0", reply="")
    assert passed.status == 303
    overtaken = post(owen, f"{path}/refuse", seen="0", reply="It is another thing.")
    assert overtaken.status == 409
    assert overtaken.form(f"{path}/refuse").value("reply") == "It is another thing."
    assert owen.send(overtaken.form(f"{path}/refuse")).status == 200
    decided = post(at("Theo"), f"{path}/refuse", seen="1", reply="Mine came late.")
    assert (decided.status, "Mine came late." in decided.main) == (409, True)


def test_an_outcome_of_a_report_is_asked_for_where_it_is_chosen(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    lena, owen = at("Lena"), at("Owen")
    page = lena.begin("2024-02/practice-2-2")
    form = lena.get(f"{page.path}/report").form(f"{page.path}/report")
    form.set("kind", "key")
    lena.send(form)
    (answer,) = {one.action for one in owen.get("/teach/reports").forms() if "/teach/reports/" in one.action}
    refused = post(owen, answer, seen="0", state="", reply="Thank you.")
    assert refused.status == 422
    assert refused.form(answer).value("reply").strip() == "Thank you."
    (outcome,) = [one for one in refused.all("fieldset") if one.get("aria-describedby") == "wrong-state"]
    assert [one for one in outcome.iter("p") if one.get("id") == "wrong-state"]


def test_an_admin_reads_what_is_wrong_with_a_role_beside_it(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    number = account_of(app, "Adam").id
    refused = post(at("Adam"), f"/admin/accounts/{number}/role", role="teacher")
    assert (refused.status, beside(refused, "role")) == (422, True)
    assert refused.form(f"/admin/accounts/{number}/role").value("role") == "teacher"
    assert not refused.has_id("close-help")
