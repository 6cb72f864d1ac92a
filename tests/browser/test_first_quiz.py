"""A new teacher on a phone, from signing in to a guest's right answer, by touch and without seeing the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from quiz.storage.models.content import SeriesRow
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.store import Store
from tests.browser.test_pages import AXE, RUN, TAGS

pytestmark = pytest.mark.browser
SOURCE = re.compile("yaml|claims:|kind:", re.IGNORECASE)
GO = "main .btn.go:visible"


def looked_at(page: Page) -> None:
    """On the way nothing of the source is seen, axe finds nothing, and at most one button is the main one."""
    page.evaluate(AXE)
    found = page.evaluate(RUN, TAGS)["violations"]
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert not SOURCE.search(page.locator("main").inner_text())
    assert page.locator(GO).count() <= 1


def tap(visitor: Visitor, role: str, text: str) -> None:
    """Tap what has that text in the page, and look at the page that comes."""
    found = visitor.page.locator("main").get_by_role(role, name=visitor.say(text), exact=True)  # type: ignore[arg-type]
    follow(found.first)


def follow(found: Locator) -> None:
    """Tap what leads to another page, and look at that."""
    with found.page.expect_navigation():
        found.tap()
    looked_at(found.page)


def choose(page: Page, text: str) -> None:
    """Tap the option of that text."""
    page.locator(".choice", has_text=text).locator("input").tap()


def begin_bank(visitor: Visitor) -> str:
    """A series and a bank by their titles alone; gives the bank's address."""
    page = visitor.page
    visitor.goto("/teach")
    follow(page.locator(".nav").get_by_role("link", name=visitor.say("Banks"), exact=True))
    tap(visitor, "link", "New series")
    page.locator("#title-ko").fill("중학교 2학년 통계: 자료를 읽고 생각을 말하는 아주 긴 이름의 과목")
    tap(visitor, "button", "Make the series")
    page.locator("#title-ko").fill("평균과 중앙값")
    tap(visitor, "button", "Go on to the first question")
    return page.url.removesuffix("/questions/new")


def write_question(visitor: Visitor, bank: str) -> None:
    """A question that is saved before it is finished: the page of publishing leads back to the field."""
    page = visitor.page
    follow(page.locator("a[href*='/new/single_choice']"))
    page.locator("[id='f.prompt.ko']").fill("2, 3, 10의 중앙값은 얼마인가요?")
    tap(visitor, "button", "Save in the draft")
    tap(visitor, "link", "Publish")
    expect(page).to_have_url(f"{bank}/publish")
    tap(visitor, "link", "Mend the first one")
    expect(page).to_have_url(f"{bank}/questions/1#f.options-said")
    for place, text in enumerate(("3", "5")):
        page.locator("[name^='f.options.'][name$='.text.ko']").nth(place).fill(text)
    page.locator("[type=checkbox][name^='f.options.'][name$='.correct']").first.tap()
    tap(visitor, "button", "Save in the draft")


def make_quiz(visitor: Visitor) -> None:
    tap(visitor, "link", "Quizzes")
    tap(visitor, "link", "New quiz")
    visitor.page.locator("[id='f.title.ko']").fill("첫 퀴즈")
    tap(visitor, "button", "Save in the draft")


def publish(visitor: Visitor) -> str:
    """Try the question, publish, open it to learners; gives the link for them."""
    page = visitor.page
    tap(visitor, "link", "Preview")
    choose(page, "3")
    visitor.press("Check this answer")
    expect(page.locator(".verdict.right")).to_be_visible()
    tap(visitor, "link", "Publish")
    tap(visitor, "button", "Publish")
    tap(visitor, "button", "Let learners find it")
    return page.locator("#link").inner_text()


@pytest.fixture
def alone(store: Store) -> Iterator[None]:
    """Afterwards the store has one series again, as other tests of this browser take for granted."""
    yield
    with store.session() as session:
        session.execute(update(SeriesRow).where(SeriesRow.slug != "ai-2024").values(standing="withdrawn"))
        session.commit()


@pytest.mark.usefixtures("alone")
def test_a_new_teacher_gets_from_signing_in_to_the_first_right_answer(visit: Visit, store: Store) -> None:
    visitor = visit("ko", name=store.add("김새롬", role="teacher"), has_touch=True)
    bank = begin_bank(visitor)
    write_question(visitor, bank)
    make_quiz(visitor)
    link = publish(visitor)
    guest = visit("ko", has_touch=True)
    guest.goto(link)
    looked_at(guest.page)
    guest.page.get_by_role("button", name=guest.say("Begin")).first.tap()
    choose(guest.page, "3")
    guest.press("Check my answer")
    expect(guest.page.locator(".verdict.right")).to_be_visible()
    other = visit("ko", name=store.add(role="teacher"))
    other.expects("404")
    for path in ("", "/questions", "/questions/1", "/quizzes", "/preview", "/publish", "/history", "/share"):
        assert other.context.request.get(f"{bank}{path}").status == 404, path
    other.goto("/studio")
    expect(other.page.locator("main")).not_to_contain_text("평균과 중앙값")
