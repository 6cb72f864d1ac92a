"""The privacy page is true: every column of the store and everything that a browser keeps has its line there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.platform.paths import STATIC, TEMPLATES
from quiz.services.identity.privacy.columns import BROWSER, COOKIE, NOBODY, TABLES
from quiz.services.identity.privacy.lines import BROWSER_LINES, LINES, SENT, lines, sent
from quiz.storage.models.base import Base
from tests.services.integrity.test_account_data import personal

WEB = Path(__file__).parents[3] / "quiz" / "web"
SCRIPTS = (*sorted((STATIC / "js").rglob("*.js")), *sorted(TEMPLATES.rglob("*.js")))


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_column_has_its_line_or_is_about_nobody(table: str) -> None:
    assert table in TABLES, f"add {table} to quiz/services/identity/privacy/columns.py"
    placed = [column for columns in TABLES[table].values() for column in columns.split()]
    assert sorted(placed) == sorted(column.name for column in Base.metadata.tables[table].columns)


def test_every_line_that_is_named_is_there() -> None:
    assert {line for columns in TABLES.values() for line in columns} - {NOBODY} == LINES.keys()
    assert SENT.keys() <= TABLES.keys()
    assert {*COOKIE.values(), *BROWSER.values()} == BROWSER_LINES.keys()


def test_what_belongs_to_an_account_is_about_somebody() -> None:
    """Where an account is named or deleted with, some column has a line."""
    for table in personal():
        assert set(TABLES[table]) - {NOBODY}, table
    for name, table in Base.metadata.tables.items():
        for key in table.foreign_keys:
            if key.column.table.name == "account":
                nobodys = TABLES[name].get(NOBODY, "").split()
                assert key.parent.name not in nobodys, f"{name}.{key.parent.name}"


def test_a_line_is_shown_where_the_store_has_its_table() -> None:
    assert lines({"certificate", "media"}) == [LINES["certificates"]]
    assert (sent({"certificate"}), sent({"calendar_feed"})) == ([], [SENT["calendar_feed"]])
    assert LINES["account"] in lines(Base.metadata.tables)


def kept_in_the_browser() -> Iterator[str]:
    """What scripts and the service worker keep, by kind and name, or by kind and script."""
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        names = dict(re.findall(r'const (\w+) = "([^"]*)";', text))
        for storage in ("localStorage", "sessionStorage"):
            if storage in text:
                yield f"{storage} {path.name}"
        for opened in re.findall(r"caches\s*\.open\(\"?(\w+)\"?\)", text):
            yield f"cache {names.get(opened, opened)}"
        for opened in re.findall(r"indexedDB\.open\((\w+)", text):
            yield f"IndexedDB {names[opened]}"
        assert "document.cookie" not in text, path


def test_what_the_browser_keeps_is_named() -> None:
    assert set(kept_in_the_browser()) == BROWSER.keys()


def test_what_the_cookie_holds_is_named() -> None:
    found = {"_user_id", "_permanent", "csrf_token"}  # by Flask and its extensions
    for path in sorted(WEB.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'\bsession(?:\[|\.(?:setdefault|pop|get)\()"(\w+)"', text))
    assert found == COOKIE.keys()
