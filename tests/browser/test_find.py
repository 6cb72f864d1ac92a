"""The key for searching, and terms that open what the glossary says of them, by hand and by keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import DESK, PHONE
from tests.browser.store import Store
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser

CARD = ".term-card:popover-open"
EVERY_CARD = ".term-card"


def test_a_slash_leads_to_the_search_and_into_its_field(visit: Visit) -> None:
    page = visit("ko", width=DESK).page
    page.goto("/m/2024-01")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("라우터/를")
    expect(page.locator("#words")).to_have_value("라우터/를")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=**")
    page.keyboard.press("/")
    expect(page.locator("#words")).to_be_focused()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_term_opens_in_place_and_gives_the_focus_back(visit: Visit, width: int) -> None:
    page = visit("ko", width=width).page
    page.goto("/m/2024-01")
    page.locator("a.term", has_text="라우터").click()
    expect(page.locator(CARD)).to_contain_text("작은 신경망")
    expect(page.locator(CARD)).to_be_focused()
    box = page.locator(CARD).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    expect(page.locator(EVERY_CARD)).to_be_hidden()
    expect(page.locator("a.term", has_text="라우터")).to_be_focused()


@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_a_touch_beside_a_term_closes_it(visit: Visit, width: int) -> None:
    page = visit("ko", width=width).page
    page.goto("/m/2024-01")
    page.locator("a.term", has_text="라우터").click()
    expect(page.locator(EVERY_CARD)).to_be_visible()
    page.mouse.click(width // 2, 8)
    expect(page.locator(EVERY_CARD)).to_be_hidden()
    page.locator("a.term", has_text="라우터").click()
    expect(page.locator(EVERY_CARD)).to_be_visible()


def test_a_term_is_reached_and_opened_by_keys(visit: Visit) -> None:
    page = visit("en", width=DESK).page
    page.goto("/m/2024-01")
    tab_to(page, "a.term")
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_be_focused()
    page.locator(f"{CARD} a").press("Enter")
    page.wait_for_url("**/glossary?back=**")


def test_a_term_in_feedback_opens_in_place(visit: Visit, store: Store) -> None:
    name = store.add()
    token = store.begin(name, "2024-01/practice-1-1")
    store.finish(token)
    page = visit("ko", width=PHONE, name=name).page
    page.goto(f"/a/{token}/result")
    page.locator("details:has(a.term) > summary").first.click()
    page.locator("a.term:visible").first.click()
    expect(page.locator(CARD)).to_be_focused()


def test_without_a_network_the_term_leads_to_its_page(visit: Visit) -> None:
    visitor = visit("ko", width=DESK)
    page = visitor.page
    page.goto("/m/2024-01")
    by_script = {"fetch"}
    page.route(
        "**/glossary**", lambda route: route.abort() if route.request.resource_type in by_script else route.continue_()
    )
    visitor.expects("net::ERR_FAILED")
    page.locator("a.term", has_text="라우터").click()
    page.wait_for_url("**/glossary?back=**#term-router")
    expect(page.locator("#term-router")).to_be_visible()
