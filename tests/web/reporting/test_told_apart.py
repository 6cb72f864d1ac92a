"""Attempts whose quizzes have the same title are told apart: by their bank, and their series if there are several."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.services.audit import APP
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.services.content.standings import set_standing
from tests.builders import as_yaml
from tests.conftest import NOW
from tests.web.content.test_several_series import SERIES, unit
from tests.web.pages import Browser, Page, token_of, words
from tests.web.store import CHECK, bank_with, of_kind, session_of, set_attempt, whole_bank

pytestmark = pytest.mark.any_database

MATHS = {**SERIES, "parts": [{"id": "1", "title": {"en": "Units"}, "banks": ["fractions"]}], "quizzes": []}


@pytest.fixture
def maths(app: Flask, tmp_path: Path) -> None:
    files = [BankFile(name=SERIES_FILE, raw=as_yaml(MATHS).encode()), unit("fractions", "Fractions")]
    with session_of(app) as session:
        publish(session, files, MediaFolder(source=tmp_path), now=NOW)


def history(page: Page) -> list[str]:
    return [words(cell) for cell in page.all("th", role="rowheader")]


def going_on(page: Page) -> str:
    (section,) = page.all("section", **{"aria-labelledby": "cont"})
    return words(section)


def test_an_attempt_is_named_with_its_bank(alice: Browser, teacher: FlaskClient) -> None:
    alice.begin(CHECK)
    alice.client.post("/preferences", data={"language": "en"})
    assert "February" in going_on(alice.get("/"))
    assert any("February · test" in row for row in history(alice.get("/me/history")))
    assert "AI in 2024" not in alice.get("/me").main
    (row,) = Browser(teacher, "en").get("/teach/tests").all("th", scope="row")
    assert "February" in words(row)


@pytest.mark.usefixtures("maths")
def test_of_several_series_the_series_is_named_too_also_while_it_is_hidden(app: Flask, alice: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    alice.send(alice.get("/s/maths/m/fractions").form("/quizzes/start", quiz="fractions/check"))
    place = "Fractions · Maths for everyone"
    for standing in ("open", "hidden"):
        with session_of(app) as session:
            set_standing(session, "maths", standing, by=APP, now=NOW)
        assert place in going_on(alice.get("/"))
        assert [place in row for row in history(alice.get("/me/history"))] == [True]
    with session_of(app) as session:
        set_standing(session, "maths", "withdrawn", by=APP, now=NOW)
    assert any("fractions · practice" in row for row in history(alice.get("/me/history")))


@pytest.mark.usefixtures("maths")
def test_a_teacher_sees_of_which_series_what_waits_is(app: Flask, alice: Browser, teacher: FlaskClient) -> None:
    token = whole_bank(app, "Alice", bank_with("essay"), "exam")
    essay = of_kind(app, token, "essay")
    alice.send(alice.get(essay.path).answer_form.answer(essay.right))
    alice.client.post(f"/a/{token}/hand-in")
    assert "AI in 2024" in Browser(teacher, "en").get("/teach/grading").main


def test_what_has_a_deadline_stands_before_what_has_none(app: Flask, alice: Browser) -> None:
    timed = token_of(alice.begin(CHECK))
    later = token_of(alice.begin("2024-03/check"))
    alice.begin("2024-02/practice-2-1")
    set_attempt(app, timed, deadline_at=NOW + timedelta(hours=2), closes_at=NOW + timedelta(hours=3))
    set_attempt(app, later, deadline_at=NOW + timedelta(hours=1), closes_at=NOW + timedelta(hours=3))
    for path in ("/", "/me"):
        onward = [link for link in alice.get(path).links() if link.startswith("/a/") and link.count("/") > 2]
        assert [link.split("/")[2] for link in onward][:2] == [later, timed]
