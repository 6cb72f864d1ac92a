"""A printed result shows every question opened and nothing that is only for the screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import DESK, PHONE
from tests.browser.store import Store

pytestmark = pytest.mark.browser

SCREEN_ONLY = [".top", ".nav", ".foot", ".skip", ".btn", "form"]


@pytest.mark.parametrize("width", [390, DESK])
def test_a_printed_result_shows_every_question_opened(width: int, visit: Visit, store: Store) -> None:
    name = store.add()
    token = store.begin(name, "2024-02/practice-2-2")
    store.finish(token, wrong=(2,))
    visitor = visit("ko", width=width, name=name)
    page = visitor.page
    visitor.goto(f"/a/{token}/result")
    questions = page.locator("details.question")
    expect(page.locator("details.question:not([open])")).to_have_count(7)
    expect(page.locator("details.question:not([open]) .stem").first).to_be_hidden()
    page.emulate_media(media="print")
    assert page.locator("details.question .choices").count() > 0
    for question in questions.all():
        parts = (".stem", ".choices", "section") if question.locator(".choices").count() else (".stem", "section")
        for part in parts:
            box = question.locator(part).first.bounding_box()
            assert box is not None
            assert box["height"] > 20
    overlaps = page.evaluate(
        "[...document.querySelectorAll('details.question')].filter((d, at, all) =>"
        " at && d.getBoundingClientRect().top < all[at - 1].getBoundingClientRect().bottom).length"
    )
    assert overlaps == 0
    for selector in SCREEN_ONLY:
        for element in page.locator(selector).all():
            expect(element).to_be_hidden()


def test_a_printed_month_is_its_notes(visit: Visit, store: Store) -> None:
    visitor = visit("en", width=DESK, name=store.add())
    visitor.goto("/m/2024-02")
    visitor.page.emulate_media(media="print")
    expect(visitor.page.locator("article").first).to_be_visible()
    expect(visitor.page.locator("aside")).to_be_hidden()
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_printed_certificate_is_one_sheet_that_says_where_to_check_it(
    language: str, visit: Visit, store: Store
) -> None:
    name = store.add()
    path = f"/certificates/{store.certify(name, public=True, named=False)}"
    visitor = visit(language, width=PHONE, name=name)
    page = visitor.page
    visitor.goto(path)
    address = page.locator(".on-paper")
    expect(address).to_be_hidden()
    page.emulate_media(media="print")
    expect(address).to_contain_text(page.url)
    for shown in (".certificate svg", ".certificate h1", ".certificate table"):
        expect(page.locator(shown).first).to_be_visible()
    for selector in (*SCREEN_ONLY, ".crumb", "#sharing"):
        for element in page.locator(selector).all():
            expect(element).to_be_hidden()
    assert name not in page.locator("body").inner_text()
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[456]\S* 84[12]", sheet)
