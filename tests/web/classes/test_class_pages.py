"""What teachers do on the pages of a class, and what a learner sees there of others: nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import pytest
from flask import Flask

from quiz.services.classes import making
from quiz.services.identity import accounts
from tests.conftest import NOW, PASSWORD
from tests.web.pages import Browser, words
from tests.web.people import sign_in
from tests.web.store import CHECK, session_of

pytestmark = pytest.mark.any_database

Sign = Callable[[str], Browser]


def fill(browser: Browser, path: str, action: str, go: str | None = None, **fields: str) -> Browser:
    """Send a form of a page, filled in."""
    form = browser.get(path).form(action)
    for name, value in fields.items():
        form.set(name, value)
    browser.send(form, go) if go is not None else browser.send(form)
    return browser


def test_a_teacher_makes_a_class_and_a_learner_none(classes: Mapping[str, int], at: Sign) -> None:
    otto = at("Otto")
    page = otto.get("/classes")
    assert "/classes/new" in page.links()
    form = otto.get("/classes/new").form("/classes/new")
    form.set("name", "")
    assert otto.send(form).status == 422
    form.set("name", "읽기 3반")
    form.set("term", "2026-1")
    made = otto.send(form)
    assert made.path.endswith("/join")
    assert "읽기 3반" in otto.get("/classes").main
    assert at("Outa").get("/classes/new").status == 404
    assert "/classes/new" not in at("Lena").get("/classes").links()


def test_the_tab_stands_for_who_teaches_or_is_in_a_class(classes: Mapping[str, int], at: Sign) -> None:
    has = {name: "/classes" in at(name).get("/me").links() for name in ("Otto", "Lena", "Asha", "Outa")}
    assert has == {"Otto": True, "Lena": True, "Asha": True, "Outa": False}


def test_a_list_is_looked_at_first_and_its_sheet_is_the_same_when_sent_twice(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    owen, number = at("Owen"), classes["ours"]
    path = f"/classes/{number}/roster"
    form = owen.get(path).form(path)
    sent = dict(form.data()) | {"file": (io.BytesIO("이름,모둠\n김민준,해\nLena,해\n".encode("cp949")), "list.csv")}
    response = owen.client.post(path, data=sent, headers=owen.headers)
    assert response.status_code == 422
    assert "김민준" not in owen.get(f"/classes/{number}/members").main
    form.set("roster", "이름,모둠\n김민준,해\nLena,해\n")
    page = owen.send(owen.send(form).form(path), "suggest")
    confirm = page.form(f"{path}/confirm")
    made, again = owen.send(confirm), owen.send(confirm)
    assert made.main == again.main
    assert [words(one) for one in made.all("li") if "Lena 3" in words(one)]
    listed = owen.get(f"/classes/{number}/members").main
    assert "김민준" in listed
    # Nobody has signed in to it yet.
    assert listed.count("아직 없음") == 3
    code = next(words(one) for one in made.all("b", class_="letters-small"))
    newcomer = Browser(app.test_client())
    recover = newcomer.get("/recover").form("/recover")
    for name, value in (("name", "김민준"), ("code", code), ("password", PASSWORD)):
        recover.set(name, value)
    newcomer.send(recover)
    assert sign_in(Browser(app.test_client()), "김민준").path == "/"
    assert newcomer.get(f"/classes/{number}").status == 200


def test_a_learner_chooses_a_name_sees_nobody_else_and_leaves(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    number, lena = classes["ours"], at("Lena")
    with session_of(app) as session:
        making.add(session, number, accounts.sign_up(session, "Mina", PASSWORD, now=NOW).id, "learner", now=NOW)
    page = lena.get(f"/classes/{number}")
    assert "Owen" in page.main
    assert not [name for name in ("Mina", "Asha") if name in page.main]
    form = page.form(f"/classes/{number}/name")
    form.set("name", "x")
    refused = lena.send(form)
    assert (refused.status, refused.by_id("shown").get("value")) == (422, "x")
    form.set("name", "Lena of 3")
    lena.send(form)
    owen = at("Owen")
    assert "Lena of 3" in owen.get(f"/classes/{number}/members").main
    owen.client.post(f"/classes/{number}/pseudonyms", data={"on": "1"})
    hidden = owen.get(f"/classes/{number}/members")
    assert not [name for name in ("Lena", "Mina") if name in hidden.main]
    assert not hidden.has_id("q")
    assert "Lena of 3" in at("Theo").get(f"/classes/{number}/members").main
    lena.send(lena.get(f"/classes/{number}").form(f"/classes/{number}/leave"))
    assert lena.get(f"/classes/{number}").status == 404


def test_groups_and_messages_go_to_those_that_are_ticked(classes: Mapping[str, int], at: Sign) -> None:
    owen, lena, number = at("Owen"), at("Lena"), classes["ours"]
    fill(owen, f"/classes/{number}/groups", f"/classes/{number}/groups", name="Moon")
    page = owen.get(f"/classes/{number}/members")
    (tick,) = [one.get("value") for one in page.all("input", type="checkbox")]
    (group,) = [one.get("value") for one in page.by_id("group")]
    owen.client.post(f"/classes/{number}/members", data={"members": tick, "group": group, "go": "in"})
    assert "Moon" in owen.get(f"/classes/{number}/members").main
    assert "Lena" in owen.get(f"/classes/{number}/members?group={group}").main
    write = f"/classes/{number}/message"
    fill(owen, f"{write}?members={tick}", write, text="Hello <b>")
    assert "Hello <b>" in lena.get("/inbox").main
    owen.client.post(f"/classes/{number}/members", data={"members": tick, "go": "remove"})
    assert lena.get(f"/classes/{number}").status == 404


@pytest.mark.any_database
def test_a_teacher_sees_learners_of_their_classes_alone(classes: Mapping[str, int], at: Sign) -> None:
    lena = at("Lena")
    lena.begin(CHECK)
    for name, sees in (("Owen", True), ("Theo", True), ("Owen2", False), ("Otto", False), ("Adam", True)):
        browser = at(name)
        shown = [browser.get(path) for path in ("/teach/learners", "/teach/tests")]
        assert [any(words(one) == "Lena" for one in page.all("bdi")) for page in shown] == [sees] * 2, name
        assert ("\nLena," in browser.client.get("/teach/learners.csv").get_data(as_text=True)) == sees, name
        form = browser.get("/teach/message").form("/teach/message")
        form.set("to", "Lena")
        form.set("text", "Hello")
        assert (browser.send(form).status == 200) == sees, name
    assert "/classes/new" in at("Otto").get("/teach/learners").links()


def test_a_list_that_is_too_large_is_refused_with_what_is_taken(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    owen, path = at("Owen"), f"/classes/{classes['ours']}/roster"
    large = "김".encode() * 1024 * 1024
    file = b'--b\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n' + large + b"\r\n--b--\r\n"
    sent = {"multipart/form-data; boundary=b": file, "application/x-www-form-urlencoded": b"roster=" + large}
    for kind, body in sent.items():
        response = owen.client.post(path, data=body, content_type=kind, headers=owen.headers)
        assert response.status_code == 413
        assert "2MiB" in response.text
