"""Study notes at an address of their own: the same for everybody, in the language of the address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.pages import Browser, Page

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


@pytest.mark.parametrize(("language", "words"), [("ko", "학습 노트"), ("en", "Study notes")])
def test_the_address_decides_the_language_whatever_the_reader_speaks(language: str, words: str, visit: Visit) -> None:
    for reader in ("ko", "en"):
        page = Page(visit().client.get(f"/notes/{language}/2024-02", headers={"Accept-Language": reader}))
        assert page.response.status_code == 200
        assert page.root.get("lang") == language
        assert words in page.response.get_data(as_text=True)


def test_a_learner_reads_the_same_page_as_nobody_does(alice: Browser, visit: Visit) -> None:
    mine = alice.client.get("/notes/ko/2024-02").get_data(as_text=True)
    assert mine.count("<article") > 1
    assert "data-account" not in mine
    assert "csrf" not in mine
    assert "Alice" not in mine
    without = visit().client.get("/notes/ko/2024-02").get_data(as_text=True)
    assert without.split("<main")[1].split("<article")[1:] == mine.split("<main")[1].split("<article")[1:]


@pytest.mark.parametrize("path", ["/notes/fr/2024-02", "/notes/ko/1999-01", "/notes/ko/%00", "/notes//2024-02"])
def test_what_has_no_notes_is_not_found(path: str, visit: Visit) -> None:
    assert visit().client.get(path).status_code in (400, 404)


def test_the_notes_of_a_hidden_month_are_found_by_nobody(app: Flask, visit: Visit, alice: Browser) -> None:
    from quiz.platform.extensions import db
    from quiz.storage.models.content import BankRow

    with app.app_context():
        for row in db.session.query(BankRow).filter_by(slug="2024-02"):
            row.standing = "hidden"
        db.session.commit()
    for browser in (visit(), alice):
        assert browser.client.get("/notes/ko/2024-02").status_code == 404
