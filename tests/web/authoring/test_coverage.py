"""The page of what a bank's questions test: for who may edit its series, whatever its file says."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.storage.models.content import BankRevision
from tests.conftest import NOW
from tests.web.authoring.banks import FRAME, PAGES, SERIES, said
from tests.web.pages import Browser
from tests.web.store import session_of

pytestmark = pytest.mark.any_database
PAGE = PAGES + "/coverage"


def test_each_claim_stands_with_how_it_is_tested(owner: Browser) -> None:
    page = owner.get(PAGE)
    assert page.status == 200
    found = said(page)
    assert "Not tested Kibi means 1024 times." in found
    assert "By recall alone Mega means a million. mega-is-1000000 1 question" in found
    assert "Tested Kilo always means 1000 times. kilo-is-1000 · §3.1" in found
    assert "1 draft waits to be looked at" in found
    assert found.count("1 question tests no claim") == 2
    assert "No claims are listed here." in found


@pytest.mark.usefixtures("units")
def test_who_may_not_edit_the_series_finds_no_such_page(teacher: FlaskClient, alice: Browser, app: Flask) -> None:
    for client in (teacher, alice.client, app.test_client()):
        for page in ("/coverage", "/prompt"):
            assert client.get(PAGES + page).status_code == 404


def test_of_another_bank_or_series_there_is_no_page(owner: Browser) -> None:
    for address in (
        "/studio/units/none/coverage",
        "/studio/none/prefixes/coverage",
        "/studio/ai-2024/2024-01/coverage",
        "/studio/units/series.yaml/coverage",
        "/studio/units/series.yaml/prompt",
    ):
        assert owner.get(address).status == 404


def test_a_bank_without_claims_says_what_to_do(app: Flask, owner: Browser, media: MediaFolder) -> None:
    with session_of(app) as session:
        publish(
            session, [BankFile(name=SERIES_FILE, raw=SERIES), BankFile(name="bare.yaml", raw=FRAME)], media, now=NOW
        )
    assert "This bank lists no claims yet" in said(owner.get("/studio/units/bare/coverage"))


def test_a_bank_whose_file_was_not_kept_or_no_longer_reads_says_so(app: Flask, owner: Browser) -> None:
    for source in (None, b"bank: ["):
        with session_of(app) as session:
            session.execute(update(BankRevision).values(source=source, content_hash=source and "0" * 64))
        for page in ("/coverage", "/prompt"):
            found = owner.get(PAGES + page)
            assert (found.status, "This bank can’t be read as it stands." in said(found)) == (200, True)
            assert PAGES in found.links()


def test_the_draft_counts_once_there_is_one(app: Flask, owner: Browser) -> None:
    form = owner.get(PAGES).form(PAGES)
    form.set("source", form.value("source").replace("claims: [kilo-is-1000]", "claims: [kilo-is-1000, kibi-is-1024]"))
    owner.send(form)
    assert "Not tested Kibi" not in said(owner.get(PAGE))
