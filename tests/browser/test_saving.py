"""Nothing that was entered is lost, and the page says in words how it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import Visit
from tests.browser.steps import SAVE, Visitor, chosen
from tests.browser.store import Asked, Store, stored
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

CHECK = "2024-02/check"
LOCAL = "Kept on this device; it is sent when the network is back"
FAILED = "Not saved. Your answer is still here; try again."
CLOSED = "This attempt is over."
CONFLICT = "Another device had saved an answer here. Both are kept; this one is the latest."
GONE = "net::ERR_INTERNET_DISCONNECTED"
FORGET_NOTHING = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
)

Open = Callable[..., tuple[Visitor, Asked]]


@pytest.fixture
def opened(visit: Visit, store: Store) -> Open:
    """A learner at a question of that kind, in practice or in a test."""

    def open_question(
        kind: str, *, exam: bool = False, language: str = "ko", **options: object
    ) -> tuple[Visitor, Asked]:
        name = store.add()
        asked = store.find_in(store.begin(name, CHECK), kind) if exam else store.find(name, kind)
        visitor = visit(language, name=name, **options)
        visitor.goto(asked.path)
        return visitor, asked

    return open_question


def block_saving(context: BrowserContext) -> Callable[[], None]:
    """Let no answer through; gives what ends that."""

    def block(route: Route) -> None:
        if route.request.method == "PUT":
            route.abort()
        else:
            route.continue_()

    context.route(re.compile("/a/"), block)
    return lambda: context.unroute(re.compile("/a/"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_choice_is_saved_at_once_and_the_page_says_so(language: str, opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", language=language)
    expect(visitor.page.locator(SAVE)).to_have_text("")
    visitor.give(asked.right)
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


@pytest.mark.parametrize("kind", ["short_text", "numeric", "matching", "multiple_choice", "true_false"])
def test_every_kind_is_saved_without_a_button(kind: str, opened: Open, store: Store) -> None:
    visitor, asked = opened(kind)
    visitor.give(asked.right)
    visitor.expect_saved()
    expect(visitor.page.locator(SAVE)).to_be_visible()
    visitor.page.reload()
    assert chosen(visitor.page) == stored(asked.right)
    assert store.answers(asked)[-1] == stored(asked.right_stored)


def test_what_is_typed_is_saved_after_a_pause_as_one_answer(opened: Open, store: Store) -> None:
    visitor, asked = opened("short_text")
    visitor.page.locator("#text").fill("양자화")
    visitor.expect_saved()
    assert store.answers(asked) == [{"text": ["양자화"]}]


def test_a_reload_keeps_the_answer(opened: Open) -> None:
    visitor, asked = opened("multiple_choice")
    visitor.give(asked.right)
    visitor.expect_saved()
    visitor.page.reload()
    assert chosen(visitor.page) == stored(asked.right)
    expect(visitor.page.locator(SAVE)).to_contain_text(visitor.say("Saved"))


def test_the_back_button_shows_the_answer_and_a_change_after_it_counts(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.give(asked.right)
    visitor.press("Next")
    visitor.expect_position(asked.position + 1)
    visitor.page.go_back()
    visitor.expect_position(asked.position)
    assert chosen(visitor.page) == stored(asked.right)
    visitor.give(asked.wrong)
    visitor.expect_saved()
    visitor.press("Next")
    visitor.expect_position(asked.position + 1)
    assert store.answers(asked) == [stored(asked.right_stored), stored(asked.wrong_stored)]


def test_without_script_a_change_after_the_back_button_counts_too(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True, java_script_enabled=False)
    visitor.give(asked.right)
    visitor.press("Next")
    visitor.expect_position(asked.position + 1)
    visitor.page.go_back()
    visitor.expect_position(asked.position)
    visitor.give(asked.wrong)
    visitor.press("Next")
    visitor.expect_position(asked.position + 1)
    assert store.answers(asked)[-1] == stored(asked.wrong_stored)


def test_a_second_tab_sees_the_answer(opened: Open) -> None:
    visitor, asked = opened("matching")
    visitor.give(asked.right)
    visitor.expect_saved()
    tab = visitor.context.new_page()
    tab.goto(asked.path)
    assert chosen(tab) == stored(asked.right)
    expect(tab.locator(SAVE)).to_contain_text(visitor.say("Saved"))


def test_two_tabs_of_one_browser_make_no_conflict(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    tab = visitor.context.new_page()
    tab.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_saved()
    tab.bring_to_front()
    tab.locator(f'[name="answer-choice"][value="{asked.wrong["choice"][0]}"]').check()
    expect(tab.locator(f"{SAVE}[data-state=saved]")).to_contain_text(visitor.say("Saved"))
    assert store.answers(asked) == [stored(asked.right_stored), stored(asked.wrong_stored)]


def test_another_device_that_had_not_seen_the_answer_is_told(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice")
    phone, desk = visit("ko", name=name), visit("ko", name=name, width=1280)
    for visitor in (phone, desk):
        visitor.goto(asked.path)
    phone.give(asked.right)
    phone.expect_saved()
    desk.give(asked.wrong)
    desk.expect_state("conflict", CONFLICT)
    assert store.answers(asked) == [stored(asked.right_stored), stored(asked.wrong_stored)]
    phone.page.reload()
    assert chosen(phone.page) == stored(asked.wrong)
    expect(phone.page.locator(".note.warn")).to_be_visible()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_offline_an_answer_is_kept_and_sent_by_itself_when_the_network_is_back(
    language: str, opened: Open, store: Store
) -> None:
    visitor, asked = opened("single_choice", language=language)
    visitor.expects(GONE)
    visitor.context.set_offline(True)
    visitor.give(asked.right)
    visitor.expect_state("local", LOCAL)
    assert store.answers(asked) == []
    visitor.context.set_offline(False)
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_offline_answers_to_several_questions_are_all_sent_later(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.expects("net::ERR_FAILED")
    let_through = block_saving(visitor.context)
    other = store.find_in(asked.token, "true_false")
    for one in (asked, other):
        visitor.goto(one.path)
        visitor.give(one.right)
        visitor.expect_state("local", LOCAL)
    expect(visitor.page.locator(SAVE)).to_contain_text("(2)")
    let_through()
    visitor.expect_saved()
    visitor.goto(asked.path)
    assert chosen(visitor.page) == stored(asked.right)
    assert [store.answers(one) for one in (asked, other)] == [[stored(one.right_stored)] for one in (asked, other)]


def test_a_reload_before_an_answer_was_sent_keeps_it_and_sends_it(opened: Open, store: Store) -> None:
    visitor, asked = opened("short_text")
    visitor.expects("net::ERR_FAILED")
    let_through = block_saving(visitor.context)
    visitor.give(asked.right)
    visitor.expect_state("local", LOCAL)
    visitor.page.reload()
    visitor.expect_state("local", LOCAL)
    assert chosen(visitor.page) == stored(asked.right)
    let_through()
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_leaving_in_the_middle_of_a_word_loses_nothing(opened: Open, store: Store) -> None:
    visitor, asked = opened("short_text")
    visitor.page.locator("#text").fill("가지치")
    visitor.goto("/")
    visitor.goto(asked.path)
    assert chosen(visitor.page) == {"text": ["가지치"]}
    expect(visitor.page.locator(SAVE)).to_contain_text(visitor.say("Saved"))
    assert store.answers(asked) == [{"text": ["가지치"]}]


def test_offline_the_button_waits_and_the_page_stays(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    visitor.expects(GONE)
    visitor.context.set_offline(True)
    visitor.give(asked.right)
    visitor.press("Check my answer")
    expect(visitor.page.locator("#notice")).to_contain_text(visitor.say(LOCAL))
    assert chosen(visitor.page) == stored(asked.right)
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
    visitor.expects("the server responded with a status of 400")
    visitor.goto(asked.path)
    visitor.context.clear_cookies()
    visitor.give(asked.right)
    visitor.expect_state("signedout", "Signed out. Your answer is kept on this device.")
    visitor.page.locator(SAVE).get_by_role("link", name=visitor.say("Sign in")).click()
    visitor.page.get_by_label(visitor.say("Name"), exact=True).fill(name)
    visitor.page.get_by_label(visitor.say("Password"), exact=True).fill(PASSWORD)
    visitor.press("Sign in")
    visitor.page.wait_for_url(re.compile(rf"{asked.path}$"))
    visitor.expect_saved()
    assert chosen(visitor.page) == stored(asked.right)
    assert store.answers(asked) == [stored(asked.right_stored)]


@pytest.mark.parametrize("status", [429, 500, 503])
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

    visitor.context.route(re.compile("/a/"), refuse_twice)
    visitor.give(asked.right)
    visitor.expect_state("failed", FAILED)
    visitor.expect_saved()
    assert len(refusals) == 2
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_an_attempt_that_was_handed_in_from_another_tab_says_that_it_is_over(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.expects("the server responded with a status of 409")
    tab = visitor.context.new_page()
    tab.goto(f"/a/{asked.token}/hand-in")
    tab.get_by_role("button", name=visitor.say("Hand in all the same")).click()
    expect(tab.locator(".big")).to_be_visible()
    visitor.page.bring_to_front()
    visitor.give(asked.right)
    visitor.expect_state("closed", CLOSED)
    assert store.answers(asked) == []
    visitor.press("Next")
    visitor.page.wait_for_url(re.compile("/result"))
    expect(visitor.page.locator(".big")).to_be_visible()


def test_what_is_still_kept_is_sent_before_handing_in(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.expects("net::ERR_FAILED")
    let_through = block_saving(visitor.context)
    visitor.give(asked.right)
    visitor.expect_state("local", LOCAL)
    visitor.follow("Hand in")
    missing = visitor.page.locator(".qnav a")
    expect(missing).to_have_count(12)
    let_through()
    expect(missing).to_have_count(11)
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_handing_in_by_a_double_click_scores_once(visit: Visit, store: Store) -> None:
    name = store.add()
    token = store.begin(name, CHECK)
    visitor = visit("ko", name=name)
    visitor.goto(f"/a/{token}/hand-in")
    visitor.page.get_by_role("button", name=visitor.say("Hand in all the same")).dblclick()
    expect(visitor.page.locator(".big")).to_be_visible()
    assert store.times_finished(name) == 1


def test_checking_by_a_double_click_scores_once(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    visitor.give(asked.right)
    visitor.page.get_by_role("button", name=visitor.say("Check my answer")).dblclick()
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Right"))
    assert store.answers(asked) == [stored(asked.right_stored)]


@pytest.mark.parametrize("kind", ["single_choice", "numeric", "short_text"])
def test_the_form_after_the_script_is_one_answer(kind: str, opened: Open, store: Store) -> None:
    visitor, asked = opened(kind)
    visitor.give(asked.right)
    visitor.expect_saved()
    visitor.press("Check my answer")
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Right"))
    assert store.answers(asked) == [stored(asked.right_stored)]


@pytest.mark.parametrize("kind", ["numeric", "short_text"])
def test_a_form_that_overtakes_the_script_is_one_answer(kind: str, opened: Open, store: Store) -> None:
    visitor, asked = opened(kind)
    visitor.give(asked.right)
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Right"))
    visitor.goto(asked.path.rsplit("/", 1)[0])
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_a_browser_that_refuses_storage_saves_all_the_same(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice")
    visitor = visit("ko", name=name)
    visitor.context.add_init_script(FORGET_NOTHING)
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
    visitor.expect_state("long", "Too long to save. Shorten the answer.")
    text.fill("가")
    visitor.expect_saved()
    assert store.answers(asked) == [{"text": ["가"]}]


def test_a_number_that_cant_be_read_is_named_while_typing_in_a_test(opened: Open) -> None:
    visitor, asked = opened("numeric", exam=True)
    visitor.page.locator("#number").fill("스물")
    visitor.expect_saved()
    expect(visitor.page.get_by_role("alert")).not_to_be_empty()
    visitor.give(asked.right)
    expect(visitor.page.locator("#notice")).to_be_hidden()


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


def test_nothing_entered_is_asked_for_in_words(opened: Open) -> None:
    visitor, _ = opened("single_choice")
    visitor.expects("the server responded with a status of 422")
    visitor.press("Check my answer")
    expect(visitor.page.get_by_role("alert")).to_have_text(visitor.say("Give an answer first."))


def test_the_download_of_ones_data_holds_each_answer_once(opened: Open) -> None:
    visitor, asked = opened("single_choice")
    visitor.give(asked.right)
    visitor.expect_saved()
    visitor.press("Check my answer")
    expect(visitor.page.locator("#verdict")).to_be_visible()
    data = visitor.context.request.get("/account/data.json").json()
    answers = [
        answer for attempt in data["attempts"] for question in attempt["questions"] for answer in question["answers"]
    ]
    assert len(answers) == 1
