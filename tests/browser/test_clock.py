"""The clock of a test goes by the server's time, speaks twice, and leads to the result when the time is up."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.store import CHECKS, Asked, Store

pytestmark = pytest.mark.browser

TIME = re.compile("/time$")
LISTEN = """
window.heard = [];
const voice = document.querySelector("#timer + [role=status]");
const hear = () => window.heard.push(voice.textContent);
new MutationObserver(hear).observe(voice, { childList: true, characterData: true });
"""


def open_exam(visit: Visit, store: Store, language: str = "ko", *, hours: float = 0) -> tuple[Visitor, Asked]:
    """A test of twenty minutes that has just begun, in a browser whose clock is ``hours`` off and stands still."""
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit(language, name=name)
    # The server's clock is not made up: it is not asked here while the browser's is.
    visitor.expects("net::ERR_FAILED")
    visitor.context.route(TIME, lambda route: route.abort())
    visitor.page.clock.install(time=datetime.now(UTC) + timedelta(hours=hours))
    visitor.page.clock.pause_at(datetime.now(UTC) + timedelta(hours=hours, minutes=1))
    visitor.goto(asked.path)
    return visitor, asked


def seconds_left(visitor: Visitor) -> int:
    timer = visitor.page.locator("#timer span")
    expect(timer).to_have_text(re.compile(r"^\d+:\d\d$"))
    minutes, seconds = timer.inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


@pytest.mark.parametrize("hours", [0, 3, -30])
def test_the_clock_counts_down_by_the_servers_time(hours: float, visit: Visit, store: Store) -> None:
    visitor, asked = open_exam(visit, store, hours=hours)
    begun = seconds_left(visitor)
    attempt = store.attempt(asked.token)
    assert attempt.deadline_at is not None
    whole = (attempt.deadline_at - attempt.started_at).total_seconds()
    assert whole - 60 < begun <= whole
    visitor.page.clock.run_for(90_000)
    assert seconds_left(visitor) == begun - 90


def test_the_clock_speaks_at_ten_minutes_at_five_and_at_one_once_each(visit: Visit, store: Store) -> None:
    visitor, _ = open_exam(visit, store, "ko")
    page = visitor.page
    page.evaluate(LISTEN)
    ten, five, one = (visitor.say("Minutes left: {n}").replace("{n}", str(minutes)) for minutes in (10, 5, 1))
    page.clock.run_for((seconds_left(visitor) - 601) * 1000)
    assert page.evaluate("window.heard") == []
    page.clock.run_for(2_000)
    assert page.evaluate("window.heard") == [ten]
    page.clock.run_for(300_000)
    assert page.evaluate("window.heard") == [ten, five]
    page.clock.run_for(236_000)
    assert seconds_left(visitor) > 60
    assert page.evaluate("window.heard") == [ten, five]
    page.clock.run_for(58_000)
    assert page.evaluate("window.heard") == [ten, five, one]


@pytest.mark.parametrize(
    ("minutes", "words", "width"), [(5, "You have {n} more minutes.", 390), (1, "You have 1 more minute.", 1280)]
)
def test_more_time_is_shown_to_everybody(minutes: int, words: str, width: int, visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    store.set_deadline(asked.token, seconds=1200)
    visitor = visit("ko", name=name)
    visitor.page.set_viewport_size({"width": width, "height": 800})
    visitor.goto(asked.path)
    seconds_left(visitor)
    store.set_deadline(asked.token, seconds=1200 + 60 * minutes)
    voice = visitor.page.locator("#timer + [role=status]")
    expect(voice).to_have_text(visitor.say(words).replace("{n}", str(minutes)))
    box = voice.bounding_box()
    assert box is not None
    assert box["height"] > 10
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_the_clock_itself_is_not_read_out_each_second(visit: Visit, store: Store) -> None:
    visitor, _ = open_exam(visit, store)
    timer = visitor.page.get_by_role("timer", name=visitor.say("Time left"))
    expect(timer).to_have_attribute("aria-live", "off")


def test_when_the_time_is_up_the_page_leads_to_the_result_with_what_was_saved(visit: Visit, store: Store) -> None:
    visitor, asked = open_exam(visit, store)
    visitor.give(asked.right)
    visitor.expect_saved()
    visitor.context.unroute(TIME)
    store.set_deadline(asked.token, seconds=-1)
    visitor.page.clock.run_for((seconds_left(visitor) + 2) * 1000)
    visitor.page.wait_for_url(re.compile("/result$"))
    expect(visitor.page.locator("details.question > summary .mark.right").first).to_be_visible()
    attempt = store.attempt(asked.token)
    assert attempt.state == "finished"
    assert attempt.points


def test_an_answer_after_the_time_is_kept_and_the_page_says_that_it_does_not_count(visit: Visit, store: Store) -> None:
    visitor, asked = open_exam(visit, store)
    store.set_deadline(asked.token, seconds=-1)
    visitor.give(asked.right)
    visitor.expect_state("kept")
    assert store.answers(asked) == []


def test_without_script_the_page_says_until_when(visit: Visit, store: Store) -> None:
    name = store.add()
    token = store.begin(name, CHECKS[0])
    visitor = visit("ko", name=name, java_script_enabled=False)
    visitor.goto(f"/a/{token}/1")
    expect(visitor.page.locator("#timer")).to_have_text(re.compile(r"오[전후]\s\d+:\d\d GMT\+09:00까지"))


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_clock_that_is_set_meanwhile_changes_nothing(hours: int, visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.page.clock.install()
    visitor.goto(asked.path)
    minutes = seconds_left(visitor) // 60
    going_on = re.compile(rf"^({minutes}|{minutes - 1}):\d\d$")
    visitor.page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours))
    # The page asks the server at once, and again every few seconds.
    timer = visitor.page.locator("#timer span")
    expect(timer).to_have_text(going_on)
    visitor.page.wait_for_timeout(1_500)
    expect(timer).to_have_text(going_on)
    assert store.attempt(asked.token).state == "running"
