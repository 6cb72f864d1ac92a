"""What is entered is saved by itself, once, and the page says in words how it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Open, Visit
from tests.browser.steps import PAGES, SAVE, expect_chosen
from tests.browser.store import CHECKS, Store, stored

pytestmark = pytest.mark.browser

CHECK = "2024-02/check"


def test_a_choice_is_saved_at_once_and_the_page_says_so(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", language="en")
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
    expect_chosen(visitor.page, stored(asked.right))
    assert store.answers(asked)[-1] == stored(asked.right_stored)


@pytest.mark.parametrize(("width", "language"), [(320, "ko"), (320, "en"), (390, "ko"), (768, "en")])
def test_no_button_moves_while_an_answer_is_saved(width: int, language: str, opened: Open) -> None:
    visitor, asked = opened("short_text", exam=True, language=language, width=width)
    held: list[Route] = []
    visitor.context.route(
        PAGES, lambda route: held.append(route) if route.request.method == "PUT" else route.continue_()
    )
    button = visitor.page.locator("button.go")
    places = [button.bounding_box()]
    visitor.give(asked.right)
    visitor.expect_state("saving")
    places.append(button.bounding_box())
    held[0].continue_()
    visitor.expect_saved()
    places.append(button.bounding_box())
    assert places == [places[0]] * 3


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
    expect_chosen(visitor.page, stored(asked.right))
    expect(visitor.page.locator(SAVE)).to_contain_text(visitor.say("Saved"))


def test_the_back_button_shows_the_answer_and_a_change_after_it_counts(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.give(asked.right)
    visitor.press("Next")
    visitor.expect_position(asked.position + 1)
    visitor.page.go_back()
    visitor.expect_position(asked.position)
    expect_chosen(visitor.page, stored(asked.right))
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
    expect_chosen(tab, stored(asked.right))
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
    desk.expect_state("conflict")
    assert store.answers(asked) == [stored(asked.right_stored), stored(asked.wrong_stored)]
    phone.page.reload()
    expect_chosen(phone.page, stored(asked.wrong))
    expect(phone.page.locator(".note.warn")).to_be_visible()


def test_handing_in_by_a_double_click_scores_once(visit: Visit, store: Store) -> None:
    name = store.add()
    token = store.begin(name, CHECK)
    visitor = visit("ko", name=name)
    visitor.goto(f"/a/{token}/hand-in")
    visitor.page.get_by_role("button", name=visitor.say("Submit anyway")).dblclick()
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


def test_a_number_that_cant_be_read_is_named_while_typing_in_a_test(opened: Open) -> None:
    visitor, asked = opened("numeric", exam=True)
    visitor.page.locator("#number").fill("스물")
    visitor.expect_saved()
    expect(visitor.page.get_by_role("alert")).not_to_be_empty()
    visitor.give(asked.right)
    expect(visitor.page.locator("#notice")).to_be_hidden()


def test_nothing_entered_is_asked_for_in_words(opened: Open) -> None:
    visitor, _ = opened("single_choice")
    visitor.expects("the server responded with a status of 422")
    visitor.press("Check my answer")
    expect(visitor.page.get_by_role("alert")).to_have_text(visitor.say("Answer the question first."))


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


@pytest.mark.parametrize("kind", ["single_choice", "short_text", "matching", "ordering"])
def test_what_was_entered_before_the_script_came_is_saved(kind: str, visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, kind, CHECKS)
    visitor = visit("ko", name=name)
    held: list[Route] = []
    visitor.context.route("**/js/attempt.js", lambda route: held.append(route))
    visitor.page.goto(asked.path, wait_until="commit")
    visitor.give(asked.right)
    assert held
    for route in held:
        route.continue_()
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]
