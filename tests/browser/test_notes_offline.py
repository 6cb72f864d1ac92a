"""Study notes of months that were opened are read without a network; who read them is nobody else's business."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.steps import Visitor, wait_until
from tests.browser.store import Store

pytestmark = pytest.mark.browser

GONE = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "An unknown error occurred when fetching the script")
NAMES = "async () => (await caches.keys()).filter((name) => name.startsWith('notes '))"
MONTHS = [f"2024-0{number}" for number in range(1, 7)]


def names(page: Page) -> list[str]:
    """The caches of notes, those that were kept first first."""
    found: list[str] = page.evaluate(NAMES)
    return found


def read(visitor: Visitor, month: str) -> None:
    """Open a month and wait until its notes are kept."""
    visitor.goto(f"/m/{month}")
    wait_until(
        visitor.page,
        "async (name) => !!navigator.serviceWorker.controller && (await caches.has(name))"
        " && (await (await caches.open(name)).keys()).length > 1",
        f"notes /notes/{visitor.language}/{month}",
    )


def go_offline(visitor: Visitor) -> None:
    visitor.expects(*GONE)
    visitor.context.set_offline(True)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_notes_of_a_month_that_was_opened_are_read_without_a_network(language: str, visit: Visit) -> None:
    visitor = visit(language)
    read(visitor, "2024-01")
    title = visitor.page.locator("h1").inner_text()
    note = visitor.page.locator("article .prose").first.inner_text()
    assert len(note) > 200
    go_offline(visitor)
    visitor.goto("/")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.say("No network"))
    link = visitor.page.locator("#notes a")
    expect(link).to_have_text(title)
    link.click()
    expect(visitor.page).to_have_url(re.compile(f"/notes/{language}/2024-01$"))
    expect(visitor.page.locator("article .prose").first).to_have_text(note, use_inner_text=True)
    assert visitor.page.locator("html").get_attribute("lang") == language
    # Its own page leads there as well.
    visitor.goto("/m/2024-01")
    expect(visitor.page).to_have_url(re.compile(f"/notes/{language}/2024-01$"))
    expect(visitor.page.locator("h1")).to_have_text(title)


def test_notes_are_kept_in_each_language_in_which_they_were_read(visit: Visit) -> None:
    visitor = visit("ko")
    read(visitor, "2024-02")
    visitor.language = "en"
    visitor.context.set_extra_http_headers({"Accept-Language": "en-US"})
    read(visitor, "2024-02")
    assert names(visitor.page) == ["notes /notes/ko/2024-02", "notes /notes/en/2024-02"]
    go_offline(visitor)
    visitor.goto("/me")
    expect(visitor.page.locator("#notes a[lang=en]")).to_have_count(1)
    expect(visitor.page.locator("#notes a")).to_have_count(2)


def test_what_is_kept_of_notes_names_no_account(visit: Visit, store: Store) -> None:
    name = store.add()
    visitor = visit("ko", name=name)
    read(visitor, "2024-03")
    mark = visitor.page.locator("html").get_attribute("data-account")
    kept = visitor.page.evaluate(
        "async (name) => { const cache = await caches.open(name); const found = [];"
        " for (const one of await cache.keys()) { const response = await cache.match(one);"
        " found.push(JSON.stringify([...response.headers]) + (await response.text())); } return found; }",
        "notes /notes/ko/2024-03",
    )
    assert len(kept) >= 2
    assert mark
    assert not any(mark in one or name in one or "csrf" in one for one in kept)


def test_signing_out_removes_the_notes_that_an_account_read_and_signing_up_keeps_a_visitors(
    visit: Visit, store: Store
) -> None:
    name = store.add()
    visitor = visit("ko")
    read(visitor, "2024-01")
    visitor.sign_in(name)
    read(visitor, "2024-02")
    assert len(names(visitor.page)) == 2
    visitor.goto("/account")
    visitor.press("Sign out")
    visitor.page.wait_for_url(re.compile(r"/$"))
    wait_until(visitor.page, NAMES.replace("=> (", "=> !(").replace("'))", "')).length"))
    assert names(visitor.page) == []
    go_offline(visitor)
    visitor.goto("/m/2024-02")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.say("No network"))
    expect(visitor.page.locator("#notes")).to_be_hidden()


def test_what_is_kept_is_bounded_by_its_number_and_its_size(visit: Visit) -> None:
    visitor = visit("ko")
    read(visitor, "2024-01")
    visitor.page.evaluate(
        "async () => { for (let n = 0; n < 12; n += 1)"
        " await (await caches.open(`notes /notes/ko/old-${n}`)).put(`/notes/ko/old-${n}`, new Response('old')); }"
    )
    read(visitor, "2024-02")
    wait_until(visitor.page, NAMES.replace("=> (", "=> (").replace("'))", "')).length === 12"))
    assert names(visitor.page)[-1] == "notes /notes/ko/2024-02"
    assert "notes /notes/ko/2024-01" not in names(visitor.page)
    visitor.page.evaluate(
        "async () => { const cache = await caches.open('notes /notes/ko/old-11');"
        " await cache.put('/media/large.png', new Response(new Uint8Array(5_000_001))); }"
    )
    read(visitor, "2024-03")
    wait_until(visitor.page, "async () => !(await caches.has('notes /notes/ko/old-11'))")
    assert names(visitor.page) == ["notes /notes/ko/2024-02", "notes /notes/ko/2024-03"]


def test_without_a_network_nothing_leads_to_the_page_of_the_month(visit: Visit) -> None:
    visitor = visit("ko")
    read(visitor, "2024-01")
    visitor.goto("/notes/ko/2024-01")
    expect(visitor.page.locator("#to-month")).to_be_visible()
    go_offline(visitor)
    expect(visitor.page.locator("#to-month")).to_be_hidden()
    visitor.goto("/notes/ko/2024-01")
    expect(visitor.page.locator("#to-month")).to_be_hidden()
    visitor.context.set_offline(False)
    expect(visitor.page.locator("#to-month")).to_be_visible()
