"""An answer that the server does not have yet is kept, sent as soon as it can be, and never passed over in silence."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Open, Visit
from tests.browser.steps import NO_NETWORK, PAGES, SAVE, block_saving, expect_chosen
from tests.browser.store import Store, stored
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

GONE = "net::ERR_INTERNET_DISCONNECTED"
NO_WORKER = "An unknown error occurred when fetching the script"
"""What the browser says where the network goes before its service worker came."""
REFUSE_STORAGE = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
"""


def test_offline_an_answer_is_kept_and_sent_by_itself_when_the_network_is_back(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    visitor.expects(GONE, NO_WORKER)
    visitor.context.set_offline(True)
    visitor.give(asked.right)
    visitor.expect_state("local")
    assert store.answers(asked) == []
    visitor.context.set_offline(False)
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_offline_answers_to_several_questions_are_all_sent_later(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.expects("net::ERR_FAILED")
    let_through = block_saving(visitor.context)
    # A question of one step: each step that fails lets the page wait longer before it tries again.
    rest = [one for one in store.questions(asked.token) if one.position != asked.position]
    other = next(one for one in rest if one.kind in ("single_choice", "true_false", "numeric", "short_text"))
    for waiting, one in enumerate((asked, other), 1):
        visitor.goto(one.path)
        visitor.give(one.right)
        visitor.expect_state("local", waiting)
    let_through()
    visitor.expect_saved()
    visitor.goto(asked.path)
    expect_chosen(visitor.page, stored(asked.right))
    assert [store.answers(one) for one in (asked, other)] == [[stored(one.right_stored)] for one in (asked, other)]


def test_a_reload_before_an_answer_was_sent_keeps_it_and_sends_it(opened: Open, store: Store) -> None:
    visitor, asked = opened("short_text")
    visitor.expects("net::ERR_FAILED")
    let_through = block_saving(visitor.context)
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.page.reload()
    visitor.expect_state("local")
    expect_chosen(visitor.page, stored(asked.right))
    let_through()
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_leaving_in_the_middle_of_a_word_loses_nothing(opened: Open, store: Store) -> None:
    visitor, asked = opened("short_text")
    visitor.page.locator("#text").fill("가지치")
    visitor.goto("/")
    visitor.goto(asked.path)
    expect_chosen(visitor.page, {"text": ["가지치"]})
    expect(visitor.page.locator(SAVE)).to_contain_text(visitor.say("Saved"))
    assert store.answers(asked) == [{"text": ["가지치"]}]


def test_offline_the_button_waits_and_the_page_stays(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    visitor.expects(GONE, NO_WORKER)
    visitor.context.set_offline(True)
    visitor.give(asked.right)
    visitor.press("Check my answer")
    expect(visitor.page.locator("#notice")).to_contain_text(visitor.say(NO_NETWORK))
    expect_chosen(visitor.page, stored(asked.right))
    visitor.context.set_offline(False)
    visitor.expect_saved()
    expect(visitor.page.locator("#notice")).to_be_hidden()
    visitor.press("Check my answer")
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Right"))
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_after_a_lost_session_signing_in_saves_the_answer(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice")
    visitor = visit("ko", name=name)
    visitor.expects("the server responded with a status of 400", "the server responded with a status of 401")
    visitor.goto(asked.path)
    visitor.context.clear_cookies()
    visitor.give(asked.right)
    visitor.expect_state("signedout")
    visitor.page.locator(SAVE).get_by_role("link", name=visitor.say("Sign in")).click()
    visitor.page.get_by_label(visitor.say("Name"), exact=True).fill(name)
    visitor.page.get_by_label(visitor.say("Password"), exact=True).fill(PASSWORD)
    visitor.press("Sign in")
    visitor.page.wait_for_url(re.compile(rf"{asked.path}$"))
    visitor.expect_saved()
    expect_chosen(visitor.page, stored(asked.right))
    assert store.answers(asked) == [stored(asked.right_stored)]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_fails_for_a_while_is_asked_again(status: int, opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    visitor.expects(f"the server responded with a status of {status}")
    refusals: list[str] = []

    def refuse_twice(route: Route) -> None:
        if route.request.method == "PUT" and len(refusals) < 2:
            refusals.append(route.request.url)
            route.fulfill(status=status, content_type="application/json", body=json.dumps({"reason": ""}))
        else:
            route.continue_()

    visitor.context.route(PAGES, refuse_twice)
    visitor.give(asked.right)
    visitor.expect_state("failed")
    visitor.expect_saved()
    assert len(refusals) == 2
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_where_one_tab_hands_in_the_others_go_on_to_the_result(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.give(asked.right)
    visitor.expect_saved()
    tab = visitor.context.new_page()
    tab.goto(f"/a/{asked.token}/hand-in")
    tab.get_by_role("button", name=visitor.say("Submit anyway")).click()
    expect(tab.locator(".big")).to_be_visible()
    visitor.page.bring_to_front()
    visitor.page.wait_for_url(re.compile("/result"))
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_an_answer_after_another_device_handed_in_is_kept_and_the_page_leads_to_the_result(
    opened: Open, store: Store
) -> None:
    visitor, asked = opened("single_choice", exam=True)
    store.hand_in(asked.token)
    visitor.give(asked.right)
    visitor.page.wait_for_url(re.compile("/result"))
    late = visitor.page.locator(f"#q{asked.position} .note")
    expect(late).to_contain_text(
        visitor.say("This came too late to count, %(time)s. It is kept, and a teacher can see it.", time="")
        .split(",")[0]
        .split("(")[0]
    )
    assert store.answers(asked) == []


def test_what_is_still_kept_is_sent_before_handing_in(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.expects("net::ERR_FAILED")
    let_through = block_saving(visitor.context)
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.follow("Submit")
    missing = visitor.page.locator(".qnav a")
    expect(missing).to_have_count(12)
    let_through()
    expect(missing).to_have_count(11)
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_a_browser_that_refuses_storage_saves_all_the_same(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice")
    visitor = visit("ko", name=name)
    visitor.context.add_init_script(REFUSE_STORAGE)
    visitor.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_an_answer_that_is_too_long_says_so_and_is_saved_once_shortened(opened: Open, store: Store) -> None:
    visitor, asked = opened("short_text")
    visitor.expects("the server responded with a status of 413")
    text = visitor.page.locator("#text")
    text.evaluate("field => field.removeAttribute('maxlength')")
    text.fill("가" * 4_001)
    visitor.expect_state("long")
    text.fill("가")
    visitor.expect_saved()
    assert store.answers(asked) == [{"text": ["가"]}]


def test_why_a_number_was_not_checked_stands_until_it_is_changed(opened: Open, store: Store) -> None:
    visitor, asked = opened("numeric")
    visitor.expects("net::ERR_FAILED", "the server responded with a status of 422")
    let_through = block_saving(visitor.context)
    visitor.page.locator("#number").fill("스물")
    visitor.press("Check my answer")
    notice = visitor.page.get_by_role("alert")
    expect(notice).not_to_be_empty()
    let_through()
    visitor.expect_saved()
    expect(notice).to_be_visible()
    visitor.give(asked.right)
    expect(visitor.page.locator("#notice")).to_be_hidden()
    assert store.answers(asked)[0] == {"number": ["스물"]}
