"""The gallery: every kind in every state is sound to axe, fits a phone, and can be tried without being saved."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Scheme, Tour, Visit
from tests.browser.layout import SMALL, WIDTHS, expect_no_overflow
from tests.browser.places import TEACHER, Place, School
from tests.browser.steps import PHONE, Visitor
from tests.browser.store import KINDS, Store
from tests.browser.test_pages import AXE, NARROW, assert_sound, make_high

pytestmark = pytest.mark.browser

# The states of a kind are seen in these looks by turns, and each kind begins with another one.
LOOKS: tuple[tuple[str, Scheme], ...] = (("ko", "light"), ("en", "dark"), ("ko", "dark"), ("en", "light"))


def place(path: str) -> Place:
    def go(visitor: Visitor, school: School, path: str) -> None:
        visitor.goto(path)

    return Place(name=path, who=TEACHER, go=partial(go, path=path), path=path)


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_of_a_kind_is_fit_to_be_seen(kind: str, tour: Tour) -> None:
    shelf = tour(place("/teach/gallery"), "ko", width=PHONE)
    links = shelf.locator(f'main a[href^="/teach/gallery/{kind}/"]')
    paths = [str(link.get_attribute("href")) for link in links.all()]
    assert {path.rpartition("/")[2] for path in paths} >= {"asked", "answered", "right", "wrong", "unanswered"}
    # What a learner is asked, and how it is judged, is looked at on the learner's own pages.
    others = [path for path in paths if path.rpartition("/")[2] not in ("asked", "right", "wrong")]
    for number, path in enumerate(others, list(KINDS).index(kind)):
        language, scheme = LOOKS[number % len(LOOKS)]
        page = tour(place(path), language, width=PHONE, scheme=scheme)
        page.evaluate(AXE)
        make_high(page, NARROW)
        assert_sound(page)
        for width in WIDTHS:
            expect_no_overflow(page, width)
            assert page.evaluate(SMALL) == [], (path, width)


@pytest.mark.parametrize("path", ["/teach/learners", "/teach/questions", "/teach/grading"])
def test_one_click_leads_from_what_teachers_read_to_the_gallery(path: str, visit: Visit, school: School) -> None:
    visitor = visit("en", name=school.names[TEACHER])
    visitor.goto(path)
    visitor.follow("Gallery")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.say("Every kind of question"))
    visitor.page.locator('main a[href="/teach/gallery/ordering/asked"]').click()
    expect(visitor.page.locator("#answer")).to_be_visible()


def test_what_is_tried_in_the_gallery_is_saved_nowhere(visit: Visit, school: School, store: Store) -> None:
    visitor = visit("ko", name=school.names[TEACHER])
    sent: list[str] = []
    visitor.context.on("request", lambda request: sent.append(request.method))
    visitor.goto("/teach/gallery/single_choice/asked")
    visitor.page.keyboard.press("1")
    expect(visitor.page.locator("#answer input:checked")).to_have_count(1)
    visitor.page.keyboard.press("Enter")
    visitor.goto("/teach/gallery/ordering/asked")
    visitor.page.locator(".order [data-step='1']:enabled").first.click()
    expect(visitor.page.locator("[data-touched]")).to_be_visible()
    assert set(sent) == {"GET"}
    assert store.tokens(school.names[TEACHER]) == []
