"""Without a network: a running attempt goes on and is handed in; nothing that a score reveals is kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Visit
from tests.browser.steps import NO_NETWORK, SAVE, Visitor, expect_chosen, wait_until
from tests.browser.store import Asked, Store, stored
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

GONE = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "An unknown error occurred when fetching the script")
KEPT = """
async () => {
  const cache = await caches.open("pages");
  const texts = {};
  for (const request of await cache.keys()) {
    texts[new URL(request.url).pathname] = await (await cache.match(request)).text();
  }
  return texts;
}
"""


def kept(page: Page) -> dict[str, str]:
    """The pages that the service worker keeps, by address."""
    found: dict[str, str] = page.evaluate(KEPT)
    return found


def leave_network(visitor: Visitor, asked: Asked, store: Store) -> None:
    """Wait until every question of the attempt is kept, then take the network away."""
    wait_until_kept(visitor, asked, store)
    visitor.expects(*GONE)
    visitor.context.set_offline(True)


def hand_in_offline(visitor: Visitor, asked: Asked) -> None:
    """Answer a question and hand in, without a network: both wait on the device."""
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.goto(f"/a/{asked.token}/hand-in")
    visitor.page.locator("#hand-in button.go").click()
    visitor.expect_state("queued")


def wait_until_kept(visitor: Visitor, asked: Asked, store: Store) -> None:
    """Until every page of the running attempt would open without a network."""
    wanted = {one.path for one in store.questions(asked.token)}
    if store.attempt(asked.token).mode == "exam":
        wanted.add(f"/a/{asked.token}/hand-in")
    wait_until(
        visitor.page,
        "async (wanted) => { const cache = await caches.open('pages');"
        " const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);"
        " return !!navigator.serviceWorker.controller && wanted.every((path) => kept.includes(path)); }",
        sorted(wanted),
    )


def test_a_test_goes_on_in_a_tunnel_and_is_handed_in_behind_it(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    leave_network(visitor, asked, store)
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.press("Next")
    visitor.expect_position(asked.position + 1)
    other = store.questions(asked.token)[asked.position]
    visitor.give(other.right)
    expect(visitor.page.locator(f"{SAVE}[data-waiting='2']")).to_be_visible()
    visitor.page.locator(f".qnav [href='{asked.position}']").click()
    visitor.expect_position(asked.position)
    expect_chosen(visitor.page, stored(asked.right))
    visitor.page.locator(".side").get_by_role("link", name=visitor.say("Submit")).click()
    visitor.expect_offline_hand_in()
    visitor.page.locator("#hand-in button.go").click()
    visitor.expect_state("queued", 2)
    assert store.attempt(asked.token).state == "running"
    visitor.context.set_offline(False)
    visitor.page.wait_for_url(re.compile("/result$"))
    assert store.attempt(asked.token).state == "finished"
    assert [store.answers(one) for one in (asked, other)] == [[stored(one.right_stored)] for one in (asked, other)]


def test_a_test_that_was_handed_in_offline_is_sent_at_the_next_visit(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice", exam=True)
    leave_network(visitor, asked, store)
    hand_in_offline(visitor, asked)
    visitor.page.close()
    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()
    visitor.goto("/")
    wait_until(visitor.page, "async (path) => (await fetch(path)).url.endsWith('/result')", f"/a/{asked.token}/result")
    assert store.attempt(asked.token).state == "finished"
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_what_was_handed_in_offline_is_not_answered_any_more_and_goes_out_from_there(
    opened: Open, store: Store
) -> None:
    visitor, asked = opened("single_choice", exam=True)
    leave_network(visitor, asked, store)
    hand_in_offline(visitor, asked)
    expect(visitor.page.locator("#hand-in a")).to_be_hidden()
    visitor.goto(asked.path)
    visitor.page.wait_for_url(re.compile("/hand-in"))
    visitor.expect_state("queued")
    visitor.context.set_offline(False)
    visitor.page.wait_for_url(re.compile("/result"))
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_practice_without_a_network_keeps_its_answers_and_gives_feedback_later(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    leave_network(visitor, asked, store)
    visitor.give(asked.right)
    visitor.press("Check my answer")
    expect(visitor.page.locator("#notice")).to_contain_text(visitor.say(NO_NETWORK))
    visitor.page.reload()
    expect_chosen(visitor.page, stored(asked.right))
    visitor.context.set_offline(False)
    visitor.expect_saved()
    visitor.press("Check my answer")
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Right"))
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_no_key_and_no_reason_is_kept_on_the_device(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    leave_network(visitor, asked, store)
    visitor.context.set_offline(False)
    secrets = store.secrets(asked.token)
    assert len(secrets) > 20
    visitor.give(asked.right)
    visitor.press("Check my answer")
    expect(visitor.page.locator("#verdict")).to_be_visible()
    wait_until(visitor.page, "async (path) => !(await (await caches.open('pages')).match(path))", asked.path)
    texts = kept(visitor.page)
    assert len(texts) >= 7
    for path, text in texts.items():
        assert [secret for secret in secrets if secret in text] == [], path


def test_a_page_that_is_not_kept_says_so_and_leads_to_those_that_are(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    leave_network(visitor, asked, store)
    visitor.goto("/me")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.say("No network"))
    visitor.page.locator(f"#kept a[href$='{asked.path}']").click()
    visitor.expect_position(asked.position)
    visitor.goto("/me")
    visitor.context.set_offline(False)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.say("My progress"))


@pytest.mark.parametrize("way", ["out", "in as another"])
def test_kept_pages_are_forgotten_when_somebody_signs(way: str, visit: Visit, store: Store) -> None:
    name, other = store.add(), store.add()
    asked = store.find(name, "single_choice")
    visitor = visit("ko", name=name)
    visitor.goto(asked.path)
    leave_network(visitor, asked, store)
    visitor.context.set_offline(False)
    if way == "out":
        visitor.goto("/account")
        visitor.press("Sign out")
    else:
        visitor.goto("/signin")
        visitor.page.get_by_label(visitor.say("Name"), exact=True).fill(other)
        visitor.page.get_by_label(visitor.say("Password"), exact=True).fill(PASSWORD)
        visitor.press("Sign in")
    visitor.page.wait_for_url(re.compile(r"/$"))
    wait_until(visitor.page, "async () => !(await (await caches.open('pages')).keys()).length")
    assert kept(visitor.page) == {}


def test_without_a_service_worker_answers_are_kept_all_the_same(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice")
    visitor = visit("ko", name=name)
    # As on a local network over http, where browsers have none.
    visitor.context.add_init_script("delete Navigator.prototype.serviceWorker")
    visitor.goto(asked.path)
    assert not visitor.page.evaluate("'serviceWorker' in navigator")
    visitor.expects(*GONE)
    visitor.context.set_offline(True)
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.context.set_offline(False)
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_the_page_for_no_network_names_each_quiz_and_its_questions(visit: Visit, store: Store) -> None:
    name = store.add()
    keys = ("2024-01/practice-1-1", "2024-02/check")
    visitor = visit("ko", name=name)
    tokens = [store.begin(name, key) for key in keys]
    titles = []
    for token in tokens:
        asked = store.questions(token)[0]
        visitor.goto(asked.path)
        wait_until_kept(visitor, asked, store)
        heading = visitor.page.locator("h1")
        month, title = heading.get_attribute("data-month"), heading.inner_text()
        titles.append(title if str(month) in title else f"{month} · {title}")
    visitor.expects(*GONE)
    visitor.context.set_offline(True)
    visitor.goto("/me")
    expect(visitor.page.locator("#kept h3")).to_have_count(2)
    shown = visitor.page.evaluate(
        "() => [...document.querySelectorAll('#kept h3')].map((head) => ["
        " head.textContent, head.nextElementSibling.querySelectorAll('a').length,"
        " head.nextElementSibling.querySelector('a').pathname])"
    )
    wanted = [
        [title, len(store.questions(token)), f"/a/{token}/1"] for title, token in zip(titles, tokens, strict=True)
    ]
    assert sorted(shown) == sorted(wanted)


def test_a_kept_page_goes_on_with_the_styles_and_scripts_of_its_own_release(opened: Open, store: Store) -> None:
    visitor, asked = opened("single_choice")
    wait_until_kept(visitor, asked, store)
    for age, release in enumerate(("oldest", "older", "old")):
        visitor.page.evaluate(
            "async ([release, age]) => { const cache = await caches.open(`shell ${release}`);"
            " await cache.put(`/static/${release}/css/app.css`, new Response(String(age))); }",
            [release, age],
        )
    # The service worker of this release comes after those three.
    visitor.page.evaluate(
        "async () => { for (const name of await caches.keys())"
        " if (name.startsWith('shell ') && !/old/.test(name)) await caches.delete(name);"
        " await (await navigator.serviceWorker.getRegistration()).unregister(); }"
    )
    visitor.page.reload()
    wait_until(
        visitor.page,
        "async () => !!navigator.serviceWorker.controller"
        " && (await caches.keys()).filter((name) => name.startsWith('shell ')).length === 3",
    )
    visitor.expects(*GONE, "net::ERR_FAILED")
    visitor.context.set_offline(True)
    found = visitor.page.evaluate(
        "() => Promise.all(['oldest', 'older', 'old'].map((release) =>"
        " fetch(`/static/${release}/css/app.css`).then((response) => response.text(), () => 'gone')))"
    )
    assert found == ["gone", "1", "2"]


@pytest.mark.parametrize("refused", [True, False], ids=["refused", "meant"])
def test_a_sign_in_that_is_refused_takes_no_kept_page(refused: bool, visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice")
    visitor = visit("ko", name=name)
    visitor.goto(asked.path)
    wait_until_kept(visitor, asked, store)
    visitor.expects("the server responded with a status of 422")
    before = kept(visitor.page)
    visitor.goto("/signin")
    visitor.page.get_by_label(visitor.say("Name"), exact=True).fill(name)
    visitor.page.get_by_label(visitor.say("Password"), exact=True).fill("구름 아래의 산책" if refused else PASSWORD)
    visitor.press("Sign in")
    visitor.page.wait_for_load_state("networkidle")
    assert set(kept(visitor.page)) == set(before)


def test_without_a_network_a_blank_is_no_answer_that_is_kept(opened: Open, store: Store) -> None:
    visitor, asked = opened("short_text")
    leave_network(visitor, asked, store)
    visitor.goto("/me")
    expect(visitor.page.locator("h1")).to_have_text(visitor.say("No network"))
    expect(visitor.page.locator("#waiting")).to_be_hidden()
    visitor.goto(asked.path)
    visitor.press("Check my answer")
    expect(visitor.page.locator("#notice")).to_contain_text(visitor.say("Answer the question first."))
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.press("Check my answer")
    expect(visitor.page.locator("#notice")).not_to_contain_text(visitor.say("Answer the question first."))
    visitor.goto("/me")
    expect(visitor.page.locator("#waiting")).to_be_visible()
    visitor.context.set_offline(False)
