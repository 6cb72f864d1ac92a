"""One learner on two devices, with a battery that dies, a page that comes back, and more time from a teacher."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, Open, Visit
from tests.browser.steps import SAVE, Visitor, block_saving, chosen, expect_chosen, wait_until
from tests.browser.store import CHECKS, Store, stored
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser


def two_answers(visit: Visit, store: Store) -> tuple[Visitor, Visitor, str]:
    """A phone and a desk that answered the same question differently, neither having seen the other."""
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    phone, desk = visit("ko", name=name), visit("en", name=name, width=1280)
    for visitor in (phone, desk):
        visitor.goto(asked.path)
    phone.give(asked.right)
    phone.expect_saved()
    desk.give(asked.wrong)
    desk.expect_state("conflict")
    return phone, desk, asked.path


@pytest.mark.parametrize("place", [0, 1])
def test_both_answers_are_shown_and_the_one_that_is_kept_stands(place: int, visit: Visit, store: Store) -> None:
    phone, desk, _ = two_answers(visit, store)
    rivals = desk.page.locator("#rivals li")
    expect(rivals).to_have_count(2)
    words = rivals.locator("q").all_inner_texts()
    assert len(set(words)) == 2
    rivals.nth(place).get_by_role("button", name=desk.say("Keep this one")).click()
    expect(desk.page.locator("#rivals li")).to_have_count(0)
    assert desk.page.locator(".choice:has(:checked)").inner_text().endswith(words[place])
    phone.page.reload()
    expect(phone.page.locator("#rivals li")).to_have_count(0)
    expect_chosen(phone.page, chosen(desk.page))


def test_before_handing_in_an_open_conflict_is_named(visit: Visit, store: Store) -> None:
    _, desk, path = two_answers(visit, store)
    desk.goto(f"{path.rpartition('/')[0]}/hand-in")
    named = desk.page.get_by_role("navigation", name=desk.say("Two devices gave different answers"))
    named.get_by_role("link").click()
    expect(desk.page).to_have_url(re.compile(f"{path}$"))
    expect(desk.page.locator("#rivals li")).to_have_count(2)


def test_another_device_goes_on_at_the_same_place(visit: Visit, store: Store) -> None:
    name = store.add()
    token = store.begin(name, CHECKS[1])
    phone = visit("ko", name=name)
    phone.goto(f"/a/{token}/1")
    for position in (1, 2):
        phone.expect_position(position)
        phone.give(store.questions(token)[position - 1].right)
        phone.expect_saved()
        phone.press("Next")
    phone.expect_position(3)
    desk = visit("en", name=name, width=1280)
    desk.goto(f"/a/{token}")
    desk.expect_position(3)
    assert [one.position for one in store.questions(token) if store.answers(one)] == [1, 2]


def test_two_tabs_show_what_was_entered_last(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    tab = visitor.context.new_page()
    tab.goto(asked.path)
    visitor.page.bring_to_front()
    visitor.give(asked.right)
    visitor.expect_saved()
    expect(tab.locator(f'[name="answer-choice"][value="{asked.right["choice"][0]}"]')).to_be_checked()
    tab.locator(f'[name="answer-choice"][value="{asked.wrong["choice"][0]}"]').check()
    expect(tab.locator(f'{SAVE}[data-state=saved][data-waiting="0"]')).to_be_visible()
    expect_chosen(visitor.page, stored(asked.wrong))
    assert store.answers(asked) == [stored(asked.right_stored), stored(asked.wrong_stored)]


def test_more_time_from_a_teacher_arrives_within_five_seconds(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("en", name=name)
    visitor.goto(asked.path)
    timer = visitor.page.locator("#timer span")
    expect(timer).to_have_text(re.compile(r"^2[34]:\d\d$|^25:00$"))
    teacher = visit("ko", name=store.add(role="teacher"), width=1280)
    teacher.goto("/teach/tests")
    # By the form: a question of that kind may have come only in the second test that was begun.
    row = teacher.page.locator(f'form[action="/teach/tests/{asked.token}/extend"]')
    row.get_by_role("textbox").fill("25")
    row.get_by_role("button", name=teacher.say("Give minutes")).click()
    expect(teacher.page.get_by_role("status")).to_be_visible()
    visitor.page.bring_to_front()
    expect(timer).to_have_text(re.compile(r"^4[89]:\d\d$|^50:00$"), timeout=5_000)
    words = visitor.say("You have {n} more minutes.").replace("{n}", "25")
    expect(visitor.page.locator("#timer + [role=status]")).to_have_text(words)


def test_a_form_that_grew_stale_while_the_page_stood_open_loses_nothing(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.expects("the server responded with a status of 400")
    # The session began anew in another tab: this page's token belongs to none.
    visitor.page.evaluate("document.querySelector('#answer [name=csrf_token]').value = 'stale'")
    visitor.page.reload()
    visitor.page.evaluate(
        "import(document.querySelector('script[src*=attempt]').src.replace('attempt', 'network'))"
        ".then((network) => network.begin('stale'))"
    )
    visitor.give(asked.right)
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_back_from_the_cache_of_pages_the_answer_is_there(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    visitor.page.evaluate("addEventListener('pageshow', (event) => { window.wasKept = event.persisted; })")
    visitor.give(asked.right)
    visitor.expect_saved()
    visitor.goto("/account")
    visitor.page.go_back()
    visitor.expect_position(asked.position)
    expect_chosen(visitor.page, stored(asked.right))


def own_browser(browser: Browser, profile: Path, address: str) -> Visitor:
    """A browser with a profile on the disk, as a person's is."""
    context = browser.browser_type.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=ARGUMENTS, base_url=address, locale="ko-KR"
    )
    return Visitor.of(context, "ko")


def kill(profile: Path) -> None:
    """End every process of the browser at once, as an empty battery does."""
    found = subprocess.run(["pgrep", "-f", f"user-data-dir={profile}"], capture_output=True, text=True, check=True)
    for pid in map(int, found.stdout.split()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_a_battery_that_dies_takes_no_answer(browser: Browser, server: str, store: Store, tmp_path: Path) -> None:
    name, typed = store.add(), "배터리가 없어도"
    asked = store.find(name, "short_text", CHECKS)
    visitor = own_browser(browser, tmp_path / "profile", server)
    visitor.sign_in(name)
    block_saving(visitor.context)
    visitor.goto(asked.path)
    visitor.page.locator("#text").fill(typed)
    visitor.expect_state("local")
    kill(tmp_path / "profile")
    visitor = own_browser(browser, tmp_path / "profile", server)
    visitor.sign_in(name)
    visitor.goto("/")
    wait_until(
        visitor.page,
        "async ([path, typed]) => (await (await fetch(path)).text()).includes(typed)",
        [asked.path, typed],
    )
    visitor.goto(asked.path)
    expect_chosen(visitor.page, {"text": [typed]})
    visitor.context.close()
    assert store.answers(asked) == [{"text": [typed]}]


def test_after_a_lost_session_everything_that_waited_is_sent(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    other = store.questions(asked.token)[asked.position]
    visitor = visit("ko", name=name)
    visitor.expects(
        "the server responded with a status of 400", "the server responded with a status of 401", "ERR_FAILED"
    )
    let_through = block_saving(visitor.context)
    visitor.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.press("Next")
    visitor.expect_position(other.position)
    visitor.context.clear_cookies()
    let_through()
    visitor.expect_state("signedout")
    visitor.page.locator(SAVE).get_by_role("link", name=visitor.say("Sign in")).click()
    visitor.page.get_by_label(visitor.say("Name"), exact=True).fill(name)
    visitor.page.get_by_label(visitor.say("Password"), exact=True).fill(PASSWORD)
    visitor.press("Sign in")
    visitor.expect_position(other.position)
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]
