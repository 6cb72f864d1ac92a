"""What stands around a question, in a browser: its note beside it, another language, own option and key first."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Visit
from tests.browser.steps import DESK, PHONE, expect_chosen
from tests.browser.store import Store, stored
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

SHEET = "dialog.beside"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_note_opens_beside_its_question_and_gives_the_focus_back(width: int, opened: Open) -> None:
    visitor, asked = opened("single_choice", width=width)
    page = visitor.page
    visitor.give(asked.right)
    page.locator("[data-note]").click()
    expect(page.locator(f"{SHEET} h1")).to_be_visible()
    box = page.locator(SHEET).bounding_box()
    assert box is not None
    if width == PHONE:
        assert (box["x"], round(box["y"] + box["height"])) == (0, 844)
    else:
        assert round(box["x"] + box["width"]) == width
        expect(page.locator("#answer")).to_be_in_viewport()
    # Keys of the question mean nothing in its note.
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.keyboard.press("Escape")
    expect(page.locator(SHEET)).to_have_count(0)
    expect(page.locator("[data-note]")).to_be_focused()
    assert page.url.endswith(asked.path)
    expect_chosen(page, stored(asked.right))


def test_read_again_opens_the_note_and_its_button_closes_it(opened: Open) -> None:
    visitor, asked = opened("single_choice")
    visitor.give(asked.wrong)
    visitor.press("Check my answer")
    page = visitor.page
    page.locator("dd > a[data-note]").click()
    expect(page.locator(SHEET)).to_be_visible()
    page.locator(f"{SHEET} form button").click()
    expect(page.locator(SHEET)).to_have_count(0)


def test_without_script_a_note_is_a_page_and_nothing_typed_is_lost(store: Store, visit: Visit) -> None:
    name = store.add()
    asked = store.find(name, "short_text")
    visitor = visit("ko", java_script_enabled=False)
    page = visitor.page
    page.goto("/signin")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form .btn.go").click()
    page.goto(asked.path)
    page.locator("#text").fill("반쯤")
    page.locator('[value="note"]').click()
    expect(page.locator("article h1")).to_be_visible()
    page.locator("#back").click()
    expect(page.locator("#text")).to_have_value("반쯤")
    # Enter gives the answer, whatever buttons stand before it.
    page.locator("#text").press("Enter")
    expect(page.locator(".verdict")).to_be_visible()


@pytest.mark.parametrize("exam", [False, True])
def test_the_other_language_keeps_place_and_answer(exam: bool, opened: Open) -> None:
    visitor, asked = opened("short_text", exam=exam)
    page = visitor.page
    page.locator("#text").fill("not sent yet")
    page.locator('.qbar [value="en"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#text")).to_have_value("not sent yet")
    assert page.url.endswith(asked.path)


def _folds(page: Any) -> tuple[bool, bool]:
    others = page.locator(".others > .choices")
    return others.is_visible(), page.locator(".others > summary").is_visible()


def test_on_a_phone_own_option_and_key_come_first_and_the_others_are_folded(opened: Open) -> None:
    visitor, asked = opened("single_choice")
    visitor.give(asked.wrong)
    visitor.press("Check my answer")
    page = visitor.page
    first = page.locator(".q > .choices > .choice")
    expect(first).to_have_count(2)
    assert {"wrong", "right"} == {(one.get_attribute("class") or "").split()[1] for one in first.all()}
    assert _folds(page) == (False, True)
    page.locator(".others > summary").click()
    assert _folds(page) == (True, True)
    page.locator(".others > summary").click()
    page.set_viewport_size({"width": DESK, "height": 844})
    assert _folds(page) == (True, False)
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.emulate_media(media="print")
    assert _folds(page) == (True, False)
