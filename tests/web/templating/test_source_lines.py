"""A bank's file as numbered lines, and the page that shows them."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from quiz.storage.models.content import BankRevision, BankRow
from quiz.web.templating.source_lines import numbered_lines
from tests.web.pages import Browser, words
from tests.web.store import session_of, set_account

RAW = "\ufeff# 머리말 <b>\r\nbank: \"2024-02\"\r\n\r\n  text: |\r\n    <script>alert(1)</script> & 'x'\r\n".encode()


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        (b"", []),
        (b"a", ["a"]),
        (b"a\n", ["a"]),
        (b"a\r\n\r\n  b\n", ["a", "", "  b"]),
        ("\ufeff가\u2028나".encode(), ["가", "나"]),
        (b"a\xff", ["a\ufffd"]),
    ],
)
def test_a_file_is_counted_in_lines_as_its_problems_are(raw: bytes, texts: list[str]) -> None:
    lines = numbered_lines(raw)
    assert [line.text for line in lines] == texts
    assert [line.anchor for line in lines] == [f"L{number}" for number in range(1, len(texts) + 1)]


def stored(app: Flask, **values: object) -> str:
    """The address of a revision in which other values are put behind the app's back."""
    with session_of(app) as session:
        bank = select(BankRow.id).where(BankRow.slug == "2024-02").scalar_subquery()
        session.execute(update(BankRevision).where(BankRevision.bank_id == bank).values(**values))
    return "/banks/2024-02@1"


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_line_has_an_anchor_and_stands_as_it_was_written(app: Flask, tae_ri: Browser, language: str) -> None:
    set_account(app, "Tae-ri", role="admin")
    page = Browser(tae_ri.client, language).get(stored(app, source=RAW))
    assert "2024-02" in page.heading
    (table,) = page.all("table", class_="source")
    rows = list(table.iter("tr"))
    assert [row.get("id") for row in rows] == ["L1", "L2", "L3", "L4", "L5"]
    assert [code.text or "" for code in table.iter("code")] == [line.text for line in numbered_lines(RAW)]
    assert page.all("code")[4].text == "    <script>alert(1)</script> & 'x'"
    assert [words(number) for number in page.all("th", scope="row")] == list("12345")
    assert not page.faults


@pytest.mark.any_database
def test_a_revision_whose_source_was_not_kept_says_so(app: Flask, tae_ri: Browser) -> None:
    set_account(app, "Tae-ri", role="admin")
    page = Browser(tae_ri.client, "en").get(stored(app, source=None, content_hash=None))
    assert page.all("table") == []
    assert "not kept" in page.main
