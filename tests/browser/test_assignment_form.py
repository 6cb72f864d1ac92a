"""The form of an assignment shows what belongs to what was chosen; without script all of it is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.assigned import Assigned, assign
from tests.browser.conftest import Visit
from tests.browser.store import Store

pytestmark = pytest.mark.browser
PARTS = {"quiz": "#quiz", "picked": "[data-when='source picked']", "rule": "#count"}


@pytest.fixture
def room(store: Store) -> tuple[str, Assigned]:
    """The name of a teacher, and the numbers of their class."""
    teacher, learner = store.add(role="teacher"), store.add()
    with store.session() as session:
        return teacher, assign(session, teacher, learner)


def test_the_form_shows_what_was_chosen_alone(visit: Visit, room: tuple[str, Assigned]) -> None:
    teacher, numbers = room
    page = (visitor := visit("en", name=teacher)).page
    visitor.goto(f"/classes/{numbers.room}/assignments/new")
    for chosen in ("rule", "picked", "quiz"):
        page.locator(f"[name=source][value={chosen}]").check()
        for name, place in PARTS.items():
            expect(page.locator(place)).to_be_visible(visible=name == chosen)
    expect(page.locator("#minutes")).to_be_visible()
    page.locator("[name=mode][value=practice]").check()
    for place in ("#minutes", "[name=feedback] >> nth=0"):
        expect(page.locator(place)).to_be_hidden()
    expect(page.locator("#late_percent")).to_be_hidden()
    page.locator("[name=late_policy][value=share]").check()
    expect(page.locator("#late_percent")).to_be_visible()


def test_without_script_every_part_is_there(visit: Visit, room: tuple[str, Assigned]) -> None:
    teacher, numbers = room
    visitor = visit("en", name=teacher, java_script_enabled=False)
    visitor.goto(f"/classes/{numbers.room}/assignments/new")
    for part in visitor.page.locator("[data-when]").all():
        expect(part).to_be_visible()


def test_a_quiz_brings_its_time_limit_but_none_that_was_typed_is_replaced(
    visit: Visit, room: tuple[str, Assigned]
) -> None:
    teacher, numbers = room
    page = (visitor := visit("en", name=teacher)).page
    visitor.goto(f"/classes/{numbers.room}/assignments/new")
    test, practice = (page.locator(f"#quiz option[value='2024-02/{key}']") for key in ("check", "practice-2-1"))
    minutes = test.get_attribute("data-minutes")
    assert minutes
    assert f", {minutes} minutes, other questions for each learner)" in test.inner_text()
    page.locator("#quiz").select_option("2024-02/check")
    expect(page.locator("#minutes")).to_have_value(minutes)
    assert practice.get_attribute("data-minutes") == ""
    page.locator("#quiz").select_option("2024-02/practice-2-1")
    expect(page.locator("#minutes")).to_have_value("")
    page.locator("#minutes").fill("7")
    page.locator("#quiz").select_option("2024-02/check")
    expect(page.locator("#minutes")).to_have_value("7")
