"""A gradebook by keys alone: arrows, Enter, Esc; and what can't be saved keeps what was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import DESK, PHONE
from tests.browser.store import Store

pytestmark = pytest.mark.browser


def test_marks_are_changed_by_keys(visit: Visit, store: Store) -> None:
    teacher, learners = store.add(role="teacher"), sorted(store.add() for _ in range(2))
    number = store.make_gradebook(teacher, *learners)["class"]
    visitor = visit("ko", width=DESK, name=teacher)
    visitor.expects("422 (UNPROCESSABLE ENTITY)")
    page = visitor.page
    page.goto(f"/classes/{number}/marks")
    page.locator(".mark-cell > a[tabindex='0']").focus()
    first = page.locator(".mark-cell > a").first
    expect(first).to_be_focused()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cell-form [name=points]")).to_be_focused()
    page.keyboard.type("3")
    column = page.locator("tbody tr").first.locator(".mark-cell", has=page.locator("a[href*='/marks/c']"))
    column.locator("a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cell-form [name=points]")).to_be_focused()
    expect(page.locator(".cell-form [name=points]")).to_have_value("3")
    page.keyboard.press("Escape")
    expect(first).to_be_focused()
    column.locator("a").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("12,5")
    page.keyboard.press("Enter")
    expect(column).to_have_text("12.5")
    expect(page.locator("tbody tr").nth(1).locator("a[href*='/marks/c']")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(page.locator("#points")).to_have_value("99")
    expect(page.locator("#points-help")).to_contain_text("20")


def test_on_a_phone_marks_are_a_list(visit: Visit, store: Store) -> None:
    teacher, learners = store.add(role="teacher"), [store.add() for _ in range(2)]
    made = store.make_gradebook(teacher, *learners)
    number, member = made["class"], made["member"]
    page = visit("ko", width=PHONE, name=teacher).page
    page.goto(f"/classes/{number}/marks")
    expect(page.locator("table")).to_be_hidden()
    page.locator(f".list a[href='/classes/{number}/members/{member}/report?hidden=1']").click()
    expect(page.locator(".mark-report tbody a")).to_have_count(7)


def test_a_printed_report_is_one_table_of_what_is_released(visit: Visit, store: Store) -> None:
    teacher, learners = store.add(role="teacher"), [store.add() for _ in range(2)]
    made = store.make_gradebook(teacher, *learners)
    page = visit("ko", width=760, name=teacher).page
    page.goto(f"/classes/{made['class']}/members/{made['member']}/report")
    expect(page.locator("[data-print]")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator(".mark-report table")).to_have_count(1)
    rows = page.locator(".mark-report tbody tr[id]")
    expect(rows).to_have_count(4)
    boxes = [one.bounding_box() for one in rows.all()]
    tops = [box["y"] for box in boxes if box is not None]
    assert tops == sorted(set(tops))
    assert {round(box["x"]) for box in boxes if box is not None} == {round((boxes[0] or {"x": 0})["x"])}
