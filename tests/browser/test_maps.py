"""The map of a class on a phone fades where it goes on beyond the edge, and nowhere else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.assigned import assign
from tests.browser.conftest import Visit
from tests.browser.steps import DESK, PHONE
from tests.browser.store import Store

pytestmark = pytest.mark.browser

FADE = "getComputedStyle(document.querySelector('.scroll:has(> .heat)')).getPropertyValue('--fade')"


def settled(page: Page) -> str:
    """How wide the fade is once the page is drawn again."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return str(page.evaluate(FADE))


def test_a_map_fades_where_it_goes_on(visit: Visit, store: Store) -> None:
    teacher, learner = store.add(role="teacher"), store.add()
    with store.session() as session:
        room = assign(session, teacher, learner).room
    for width, fades in ((PHONE, True), (DESK, False)):
        page = visit("ko", width=width, name=teacher).page
        page.goto(f"/classes/{room}/map")
        assert (settled(page) != "0px") == fades
        page.evaluate("document.querySelector('.scroll:has(> .heat)').scrollTo(9999, 0)")
        assert settled(page) == "0px"
