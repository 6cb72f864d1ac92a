"""The page of a revision: found from the statistics of its bank, led on from, by any name that it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.services.audit import APP
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.services.content.standings import set_owner
from quiz.services.identity.accounts import find_named
from tests.builders import as_yaml
from tests.conftest import NOW
from tests.web.content.test_several_series import unit
from tests.web.pages import Browser
from tests.web.store import session_of, set_account

pytestmark = pytest.mark.any_database


def series(slug: str) -> BankFile:
    data = {
        "series": slug,
        "languages": ["en"],
        "title": {"en": f"All of {slug}"},
        "parts": [{"id": "1", "title": {"en": "Units"}, "banks": ["limits"]}],
    }
    return BankFile(name=SERIES_FILE, raw=as_yaml(data).encode())


@pytest.fixture
def two(app: Flask, tmp_path: Path) -> None:
    """Two series with a bank ``limits``: that of ``calculus`` was published three times."""
    published = [("calculus", "First"), ("calculus", "Second"), ("calculus", "Third"), ("third", "Other")]
    for slug, title in published:
        with session_of(app) as session:
            publish(session, [series(slug), unit("limits", title)], MediaFolder(source=tmp_path), now=NOW)


@pytest.fixture
def admin(app: Flask, teacher: FlaskClient) -> Browser:
    set_account(app, "Tae-ri", role="admin")
    return Browser(teacher, "en")


@pytest.mark.usefixtures("two")
def test_a_source_is_reached_from_the_statistics_and_leads_back_and_on(admin: Browser) -> None:
    assert "/s/calculus/banks/limits@3" in admin.get("/s/calculus/teach/questions/limits").links()
    page = admin.get("/s/calculus/banks/limits@2")
    links = {"/s/calculus/banks/limits@1", "/s/calculus/banks/limits@3", "/s/calculus/m/limits"}
    assert links | {"/s/calculus/teach/questions/limits"} <= set(page.links())
    assert "current" not in page.main
    latest = admin.get("/s/calculus/banks/limits@3")
    assert "Sat, Mar 14, 2026" in latest.main
    assert "quiz publish" in latest.main
    assert "current" in latest.main
    assert not [link for link in latest.links() if link.endswith("limits@4")]


@pytest.mark.usefixtures("two")
def test_a_name_that_several_series_have_is_chosen_from(admin: Browser) -> None:
    choice = admin.get("/banks/limits@1")
    assert choice.status == 200
    assert {"/s/calculus/banks/limits@1", "/s/third/banks/limits@1"} <= set(choice.links())
    assert admin.client.get("/banks/limits@2").location == "/s/calculus/banks/limits@2"
    assert admin.client.get("/banks/limits@9").status_code == 404
    assert admin.client.get("/banks/calculus/limits@2").location == "/s/calculus/banks/limits@2"


@pytest.mark.usefixtures("two")
def test_an_owner_is_led_to_their_own_bank_alone(app: Flask, teacher: FlaskClient) -> None:
    with session_of(app) as session:
        set_owner(session, "third", find_named(session, "Tae-ri"), by=APP, now=NOW)
    assert teacher.get("/banks/limits@1").location == "/s/third/banks/limits@1"
    assert teacher.get("/banks/limits@2").status_code == 404
    assert teacher.get("/s/calculus/banks/limits@1").status_code == 404
    browser = Browser(teacher, "en")
    assert "/s/third/banks/limits@1" in browser.get("/s/third/teach/questions/limits").links()
    assert not [link for link in browser.get("/s/calculus/teach/questions/limits").links() if "@" in link]


@pytest.mark.usefixtures("two")
def test_nobody_else_reads_a_source(alice: Browser, client: FlaskClient) -> None:
    for path in ("/banks/limits@1", "/banks/limits@2", "/s/calculus/banks/limits@1"):
        assert alice.client.get(path).status_code == 404
        assert client.get(path).status_code == 404
