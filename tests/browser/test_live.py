"""A teacher watches a running assignment on a phone and writes to one learner, whose running page shows it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quiz.storage.models.notices import Notice
from tests.browser.assigned import Assigned, assign
from tests.browser.conftest import Visit
from tests.browser.store import Store
from tests.services.builders import named

pytestmark = pytest.mark.browser

TEXT = "3번은 <b>두 개</b>를 고르세요.\n천천히 하세요."
BEYOND = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
() => [...document.querySelectorAll("#live :is(button, summary, input, a)")]
  .filter((one) => one.type !== "hidden" && one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 100))
"""
SIDEWAYS = '() => document.getElementById("live").parentElement.scrollWidth > document.documentElement.clientWidth'


@pytest.fixture
def room(store: Store) -> tuple[str, str, Assigned]:
    """The names of a teacher and of a learner who sits an assignment."""
    teacher, learner = store.add(role="teacher"), store.add()
    with store.session() as session:
        return teacher, learner, assign(session, teacher, learner)


def focus(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def test_a_message_reaches_the_running_page(visit: Visit, store: Store, room: tuple[str, str, Assigned]) -> None:
    teacher, learner, numbers = room
    pupil, tutor = visit("ko", name=learner), visit("ko", name=teacher)
    pupil.goto(f"/a/{numbers.sat}/1")
    place = pupil.page.locator("#messages")
    expect(place).to_have_attribute("aria-live", "polite")
    expect(place.locator(".message")).to_have_count(0)
    onward = pupil.page.locator("#answer .dock .go")
    onward.focus()
    loaded = pupil.page.evaluate("performance.timeOrigin")
    tutor.goto(f"/classes/{numbers.room}/assignments/{numbers.running}/live")
    row = tutor.page.locator("#live tbody tr[data-state=running]")
    row.get_by_text(tutor.say("Write a message")).click()
    row.locator("textarea").fill(TEXT)
    row.locator("button[value=message]").click()
    tutor.page.wait_for_url("**/live")
    expect(place.locator("p")).to_have_text(TEXT, timeout=6_000)
    expect(onward).to_be_focused()
    assert pupil.page.evaluate("performance.timeOrigin") == loaded
    # By keyboard alone: back to what was at hand.
    place.get_by_role("button").focus()
    pupil.page.keyboard.press("Enter")
    expect(place.locator(".message")).to_have_count(0)
    expect(onward).to_be_focused()
    with store.session() as session:
        mine = select(Notice).where(Notice.account_id == named(session, learner).id, Notice.kind == "message")
        assert session.scalars(mine).one().read_at is not None
    pupil.page.reload()
    expect(place.locator(".message")).to_have_count(0)


def test_without_script_a_message_is_there_at_the_next_page(
    visit: Visit, store: Store, room: tuple[str, str, Assigned]
) -> None:
    teacher, learner, numbers = room
    tutor = visit("en", name=teacher, java_script_enabled=False)
    live = f"/classes/{numbers.room}/assignments/{numbers.running}/live"
    tutor.goto(live)
    tutor.page.locator("#text").fill("Five more minutes.")
    tutor.press("Send the message")
    tutor.follow("Reload")
    tutor.page.wait_for_url(f"**{live}")
    pupil = visit("en", name=learner, java_script_enabled=False)
    pupil.goto(f"/a/{numbers.sat}/1")
    message = pupil.page.locator(".message")
    expect(message).to_contain_text("Five more minutes.")
    pupil.press("Mark as read")
    expect(pupil.page.locator("#answer")).to_be_visible()
    expect(message).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_phone_is_enough_to_watch(
    language: str, width: int, visit: Visit, store: Store, room: tuple[str, str, Assigned]
) -> None:
    teacher, _, numbers = room
    tutor = visit(language, width=width, name=teacher)
    tutor.goto(f"/classes/{numbers.room}/assignments/{numbers.running}/live")
    page = tutor.page
    left = page.locator("#live [data-live=left]")
    expect(left).to_have_text(re.compile(r"^\d+:\d\d$"))
    for summary in page.locator("#live summary").all():
        summary.click()
    assert page.evaluate(BEYOND) <= 0
    assert not page.evaluate(SIDEWAYS)
    assert page.evaluate(SMALL) == []
    expect(page.locator("[data-counted=running] b")).to_have_text("1")


def test_a_row_that_is_typed_into_stays_while_others_change(
    visit: Visit, store: Store, room: tuple[str, str, Assigned]
) -> None:
    teacher, _, numbers = room
    tutor = visit("en", name=teacher)
    tutor.goto(f"/classes/{numbers.room}/assignments/{numbers.running}/live")
    page = tutor.page
    row = page.locator("#live tbody tr[data-state=running]")
    row.locator("[name=minutes]").fill("12")
    store.hand_in(numbers.sat)
    expect(page.locator("[data-counted=finished] b")).to_have_text("1", timeout=10_000)
    assert row.locator("[name=minutes]").input_value() == "12"
    assert focus(page).startswith("more-")
    # Once nobody is at it, it is made anew.
    page.locator("#text").focus()
    expect(page.locator("#live tbody tr[data-state=finished]")).to_have_count(1, timeout=20_000)
    assert focus(page) == "text"
