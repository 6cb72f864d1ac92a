"""A question is written by a form with the keyboard alone, on a phone; its lines come and go without a new page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.store import Store

pytestmark = pytest.mark.browser
QUESTIONS = "/studio/ai-2024/2024-03/questions"


def test_a_question_is_written_by_keyboard_on_a_phone(visit: Visit, store: Store) -> None:
    visitor = visit("en", name=store.add(role="admin"))
    page, keys = visitor.page, visitor.page.keyboard
    visitor.goto(f"{QUESTIONS}/new/single_choice")
    page.locator("[id='f.prompt.ko']").focus()
    keys.type("몇 개인가요?")
    keys.press("Tab")
    keys.type("How many?")
    page.locator("[id='f.options.n1.text.ko']").focus()
    keys.type("하나")
    page.locator("[name='f.options.n1.correct'][type=checkbox]").focus()
    keys.press("Space")
    address = page.url
    page.locator("[value='add:options']").focus()
    keys.press("Enter")
    expect(page.locator("[id='f.options.n5.text.ko']")).to_be_focused()
    keys.type("다섯")
    page.locator("[value='up:options.n5']").focus()
    keys.press("Enter")
    expect(page.locator("[value='up:options.n5']")).to_be_focused()
    page.locator("[value='remove:options.n2']").focus()
    keys.press("Enter")
    expect(page.locator("[id='f.options.n2.text.ko']")).to_have_count(0)
    assert page.url == address
    assert page.locator("[id='f.options.n1.text.ko']").input_value() == "하나"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".btn.go[value=save]").focus()
    keys.press("Enter")
    page.wait_for_url(lambda url: url != address)
    texts = [page.locator(f"[id='f.options.{line}.text.ko']").input_value() for line in (0, 1)]
    assert texts == ["하나", "다섯"]
    assert page.locator("[id='f.prompt.en']").input_value() == "How many?"


def test_a_new_group_can_be_chosen_at_once_in_every_item(visit: Visit, store: Store) -> None:
    visitor = visit("en", name=store.add(role="admin"))
    page = visitor.page
    visitor.goto(f"{QUESTIONS}/new/categorize")
    page.locator("[id='f.bins.n1.text.ko']").fill("첫째")
    expect(page.locator("[id='f.items.n1.bin'] option").nth(1)).to_have_text("A · 첫째")
    page.locator("[value='add:bins']").click()
    expect(page.locator("[id='f.bins.n3.text.ko']")).to_be_focused()
    expect(page.locator("[id='f.items.n2.bin'] option")).to_have_count(4)
    page.locator("[id='f.items.n2.bin']").select_option("n3")
    visitor.expects("beforeunload")
    page.once("dialog", lambda dialog: dialog.accept())
