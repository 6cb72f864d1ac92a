"""A form that is sent twice, as by a double click, makes one thing and leads to it both times."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from quiz.storage.models.assignments import Assignment
from quiz.storage.models.classes import ClassRow
from quiz.storage.models.gradebook import MarkColumn
from quiz.storage.models.notices import Notice
from tests.web.classes.rooms import make_class
from tests.web.classes.test_assignments import filled
from tests.web.pages import Browser, Form
from tests.web.store import session_of

pytestmark = pytest.mark.any_database


def paths(browser: Browser, form: Form, press: str | None = None) -> list[str]:
    """Where the same form leads, sent twice."""
    return [browser.send(form, press).path for _ in range(2)]


def count(app: Flask, table: type) -> int:
    with session_of(app) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_assignment_is_made_once(app: Flask, tae_ri: Browser) -> None:
    form = filled(tae_ri, make_class(app, "Tae-ri"))
    first, second = paths(tae_ri, form, "keep")
    assert (first == second, count(app, Assignment)) == (True, 1)
    form.set("title", "2주차 확인")
    assert tae_ri.send(form, "keep").path != first


def test_a_class_and_its_copy_are_made_once(app: Flask, tae_ri: Browser) -> None:
    form = tae_ri.get("/classes/new").form("/classes/new")
    form.set("name", "5-A")
    first, second = paths(tae_ri, form)
    assert first == second
    made = count(app, ClassRow)
    copy = first.removesuffix("/join") + "/copy"
    copied, again = paths(tae_ri, tae_ri.get(copy).form(copy))
    assert (copied == again, copied == first, count(app, ClassRow)) == (True, False, made + 1)


def test_a_column_is_made_and_a_message_sent_once(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    for _ in range(2):
        data = {"title": "발표", "possible": "10", "category": ""}
        assert (
            tae_ri.client.post(f"/classes/{room}/marks/columns", data=data, headers=tae_ri.headers).status_code == 303
        )
    assert count(app, MarkColumn) == 1
    form = tae_ri.get(f"/classes/{room}/message").form(f"/classes/{room}/message")
    form.set("text", "내일 봐요")
    form.tick("members")
    paths(tae_ri, form)
    assert count(app, Notice) == 1
    form.set("text", "모레 봐요")
    tae_ri.send(form)
    assert count(app, Notice) == 2
