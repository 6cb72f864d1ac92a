"""A teacher grades by keys: digits tick, letters go on, and what has begun is kept by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.store import Store

pytestmark = pytest.mark.browser


def grading(visit: Visit, store: Store) -> Visitor:
    """A teacher at the first of two written answers to grade."""
    for _ in range(2):
        essay = store.find(store.add(), "essay", ("2024-03/check",))
        store.answer(essay)
        store.hand_in(essay.token)
    teacher = visit("en", name=store.add(role="teacher"))
    teacher.goto("/teach/grading")
    teacher.page.locator(".list .btn").last.click()
    teacher.page.get_by_role("link", name=teacher.say("Grade one after the other")).click()
    listening(teacher.page)
    return teacher


def listening(page: Page) -> None:
    """Until the page's script has run: a key that is pressed before is not heard."""
    expect(page.locator("[name=part]").first).to_be_visible()
    page.wait_for_load_state()


def test_keys_tick_and_go_on_but_not_while_one_types_and_a_draft_is_kept(visit: Visit, store: Store) -> None:
    teacher = grading(visit, store)
    page = teacher.page
    first, part = page.url, page.locator("[name=part]").first
    was = part.is_checked()
    page.keyboard.press("1")
    expect(part).to_be_checked(checked=not was)
    expect(part).to_be_focused()
    comment = page.locator("#comment")
    comment.press_sequentially("1 n p")
    expect(comment).to_have_value("1 n p")
    expect(part).to_be_checked(checked=not was)
    expect(page.locator("#kept")).to_have_text(teacher.say("Kept as your draft."))
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page).not_to_have_url(first)
    listening(page)
    page.locator("h1").click()
    page.keyboard.press("p")
    expect(page).to_have_url(first)
    expect(comment).to_have_value("1 n p")
    expect(part).to_be_checked(checked=not was)


def test_control_and_enter_give_the_score_from_the_comment_and_go_on(visit: Visit, store: Store) -> None:
    teacher = grading(visit, store)
    page = teacher.page
    first = page.url
    assert "Ctrl+Enter" in (page.locator("main").text_content() or "")
    page.locator("#comment").press_sequentially("Good.")
    page.keyboard.press("Control+Enter")
    expect(page).not_to_have_url(first)
    expect(page.locator("main")).to_contain_text(teacher.say("Score saved."))
