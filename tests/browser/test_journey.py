"""From signing up to progress, on a phone, in Korean with script and in English without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.store import Store
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

# No question of this section waits for a person's judgement.
PRACTICE = "2024-02/practice-2-2"
CHECK = "2024-02/check"
in_both_ways = pytest.mark.parametrize(
    ("language", "script"), [("ko", True), ("en", False)], ids=["Korean, by script", "English, without"]
)


def sign_up(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_label(visitor.say("Name"), exact=True).fill(name)
    visitor.page.get_by_label(visitor.say("Password"), exact=True).fill(PASSWORD)
    visitor.page.locator("#old_enough").check()
    visitor.press("Sign up")
    visitor.press("I have written it down")


def start(visitor: Visitor, quiz: str) -> str:
    """Begin a quiz from its month's page; gives the attempt's token."""
    explained = visitor.page.locator(f'a[href^="/quizzes/start?quiz={quiz}"]')
    if explained.count():
        explained.first.click()
    visitor.page.locator(f'form:has(input[name=quiz][value="{quiz}"]) button').first.click()
    visitor.page.wait_for_url(re.compile(r"/a/[\w-]+/1$"))
    return visitor.page.url.split("/")[-2]


def to_month(visitor: Visitor) -> None:
    visitor.goto("/")
    visitor.page.locator('.path a[href="/m/2024-02"]').click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text(visitor.say("February"))


def moon_of_february(visitor: Visitor) -> tuple[int, str]:
    """How many lit parts the month's moon has on the home page, and what stands below it."""
    visitor.goto("/")
    month = visitor.page.locator('.path li:has(a[href="/m/2024-02"])')
    return month.locator("svg path[fill]").count(), month.locator("p").last.inner_text()


@in_both_ways
def test_a_learner_signs_up_practises_and_sees_the_moon_fill(
    language: str, script: bool, visit: Visit, store: Store
) -> None:
    visitor = visit(language, java_script_enabled=script)
    page = visitor.page
    visitor.goto("/signup")
    sign_up(visitor, f"Arang {language} {'with' if script else 'without'}")
    to_month(visitor)
    questions = store.questions(start(visitor, PRACTICE))
    for number, asked in enumerate(questions, 1):
        visitor.expect_position(number)
        wrong = number == 2
        visitor.give(asked.wrong if wrong else asked.right)
        visitor.press("Check my answer")
        expect(page.locator("#verdict h2")).to_have_text(
            re.compile(rf"{visitor.say('Wrong')}|{visitor.say('Partly right')}") if wrong else visitor.say("Right")
        )
        expect(page.get_by_role("heading", name=visitor.say("Why"))).to_be_visible()
        expect(page.locator(".choices .choice, table.output td").first).to_be_visible()
        visitor.follow("See the result" if number == len(questions) else "Next question")
    expect(page.get_by_role("heading", level=1)).to_have_text(visitor.say("Well done, nearly everything is right"))
    expect(page.locator(".outcome")).to_contain_text(
        visitor.say_many("%(n)s question is worth another look", "%(n)s questions are worth another look", 1)
    )
    expect(page.locator("details.question")).to_have_count(8)
    expect(page.locator("details.question[open]")).to_have_count(1)
    visitor.goto("/me")
    expect(page.locator(".lead")).to_contain_text("8")
    lit, below = moon_of_february(visitor)
    assert lit == 1
    assert "8" in below


@in_both_ways
def test_a_learner_takes_the_months_check_and_is_told_what_is_unanswered(
    language: str, script: bool, visit: Visit, store: Store
) -> None:
    name = store.add()
    visitor = visit(language, java_script_enabled=script, name=name)
    page = visitor.page
    to_month(visitor)
    questions = store.questions(start(visitor, CHECK))
    for asked in questions:
        visitor.expect_position(asked.position)
        if asked.position not in (3, 7):
            visitor.give(asked.right)
        visitor.press("Review and submit" if asked.position == len(questions) else "Next")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        visitor.say_many("%(n)s question is not answered", "%(n)s questions are not answered", 2)
    )
    missing = page.get_by_role("navigation", name=visitor.say("Not answered")).get_by_role("link")
    # The page may come anew meanwhile: what its script still kept is sent first.
    expect(missing).to_have_text([re.compile(r"\b3$"), re.compile(r"\b7$")])
    missing.last.click()
    visitor.expect_position(7)
    visitor.give(questions[6].right)
    visitor.press("Next")
    visitor.expect_position(8)
    visitor.goto(f"/a/{questions[0].token}/hand-in")
    visitor.press("Submit anyway")
    expect(page.locator(".big")).to_be_visible()
    expect(page.locator("details.question[open]")).to_have_count(1)
    assert store.attempt(questions[0].token).state == "finished"
    lit, below = moon_of_february(visitor)
    assert lit == 1
    assert "11" in below


@in_both_ways
def test_a_guest_practises_at_once_and_keeps_it_on_signing_up(
    language: str, script: bool, visit: Visit, store: Store
) -> None:
    visitor = visit(language, java_script_enabled=script)
    page = visitor.page
    to_month(visitor)
    token = start(visitor, PRACTICE)
    first, second = store.questions(token)[:2]
    visitor.give(first.right)
    visitor.press("Check my answer")
    expect(page.locator("#verdict h2")).to_have_text(visitor.say("Right"))
    visitor.goto(first.path.removesuffix("/1"))
    expect(page).to_have_url(re.compile(rf"{second.path}$"))
    visitor.goto("/me")
    page.locator(".note").get_by_role("link", name=visitor.say("Sign up")).click()
    name = f"Byeol {language} {'with' if script else 'without'}"
    sign_up(visitor, name)
    assert store.tokens(name) == [token]
    expect(page.get_by_role("link", name=visitor.say("Go on at question %(number)s", number=2))).to_be_visible()
    visitor.goto(first.path)
    expect(page.locator("#verdict h2")).to_have_text(visitor.say("Right"))


def test_somebody_new_has_the_time_zone_of_the_browser(visit: Visit) -> None:
    visitor = visit("en", timezone_id="America/New_York")
    visitor.goto("/m/2024-01")
    visitor.page.locator("form[action='/quizzes/start'] button").first.click()
    visitor.page.wait_for_url("**/a/**")
    assert visitor.page.locator("html").get_attribute("data-zone") == "America/New_York"
