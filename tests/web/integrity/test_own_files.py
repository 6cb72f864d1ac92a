"""Files of one's data over http: which address they name, and hostile archives that are sent."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from tests.shared import QUIET
from tests.web.integrity.test_own_data import ARCHIVE, DECK, practise_one, send_history
from tests.web.pages import Browser, words
from tests.web.people import ask_to_sign_up


def archive_of(content: bytes, method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("reviews.json", content)
    return buffer.getvalue()


def damaged(content: bytes, method: int) -> bytes:
    """An archive whose list of files is whole, and whose file is not."""
    made = bytearray(archive_of(content, method))
    first = 30 + len("reviews.json")
    made[first : first + 12] = b"\xff" * 12
    return bytes(made)


@pytest.mark.any_database
@pytest.mark.parametrize(("method", "name"), [(zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "LZMA")])
def test_an_archive_that_unpacks_in_large_blocks_is_refused_with_the_method(
    alice: Browser, method: int, name: str
) -> None:
    page = send_history(alice, archive_of(b" " * 1_000_000, method), "data.zip")
    assert page.status == 422
    assert name in words(page.by_id("history-help"))
    assert "reviews.json" in words(page.by_id("history-help"))


@pytest.mark.any_database
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_file_in_an_archive_is_refused_at_the_field(alice: Browser, method: int) -> None:
    content = json.dumps({"format": "dalmada-reviews", "version": 1, "reviews": []}).encode() * 20
    made = damaged(content, method)
    for sent in (made, made[:40] + made[60:], made[: len(made) // 2]):
        page = send_history(alice, sent, "data.zip")
        assert page.status == 422
        assert words(page.by_id("history-help"))


@pytest.mark.any_database
@pytest.mark.parametrize("url", ["https://quiz.example.org", ""])
def test_files_name_the_address_of_the_settings_else_that_of_the_request(settings: Settings, url: str) -> None:
    app = create_app(QUIET, replace(settings, url=url, trusted_proxies=1))
    home = url or "http://asked.example"
    alice = Browser(app.test_client())
    ask_to_sign_up(alice, "Alice")
    practise_one(app, alice)
    for path in (ARCHIVE, DECK):
        assert alice.client.post(path, headers={"X-Forwarded-Host": "asked.example"}).status_code == 303
    with zipfile.ZipFile(io.BytesIO(alice.client.get(f"{ARCHIVE}.zip").data)) as found:
        said = json.loads(found.read("xapi/statements.json"))
    assert {one["actor"]["account"]["homePage"] for one in said} == {home}
    with zipfile.ZipFile(io.BytesIO(alice.client.get(f"{DECK}.apkg").data)) as found:
        cards = found.read("collection.anki2")
    assert home.encode() in cards
    assert url == "" or b"asked.example" not in cards
    with app.app_context():
        db.engine.dispose()
