"""A running test that is watched: what learners do comes by itself, and takes neither the focus nor what is typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from quiz.services.classes import making
from tests.browser.assigned import assign
from tests.browser.conftest import Visit
from tests.browser.steps import DESK
from tests.browser.store import Store
from tests.services.builders import named

pytestmark = pytest.mark.browser


def test_a_row_that_changes_takes_neither_the_focus_nor_what_is_typed(visit: Visit, store: Store) -> None:
    teacher, learner, other = store.add(role="teacher"), store.add(), store.add()
    with store.session() as session:
        made = assign(session, teacher, learner)
        making.add(session, made.room, named(session, other).id, "learner", now=datetime.now(UTC))
    page = visit("ko", width=DESK, name=teacher).page
    page.goto(f"/classes/{made.room}/assignments/{made.running}/live")
    running = page.locator("tr[data-state=running]")
    expect(running).to_have_count(1)
    minutes = running.locator("[name=minutes]")
    minutes.fill("17")
    page.evaluate("window.isSame = true")
    pupil = visit("ko", width=DESK, name=other).page
    pupil.goto(f"/assignments/{made.running}")
    pupil.locator("form[action$='/start'] button").click()
    expect(running).to_have_count(2, timeout=15_000)
    expect(page.locator("#live-heading")).to_contain_text("2")
    expect(page.locator(":focus")).to_have_value("17")
    assert page.evaluate("window.isSame") is True
