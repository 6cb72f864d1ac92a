"""Several people share a browser: what it keeps belongs to an account, and nobody else sends, opens or reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

import pytest
from playwright.sync_api import Page, Request, expect

from quiz.services.identity import accounts
from tests.browser.conftest import Visit
from tests.browser.steps import SAVE, Visitor, block_saving, csrf_token, expect_chosen, wait_until
from tests.browser.store import CHECKS, Store, stored
from tests.browser.test_offline import GONE, hand_in_offline, kept, leave_network, wait_until_kept
from tests.conftest import PASSWORD
from tests.faults import proxy
from tests.faults.proxy import Proxy, Upstream

pytestmark = pytest.mark.browser

PRACTICE = "2024-01/practice-1-2"
SIGNED_OUT = "the server responded with a status of 401"
BLOCKED = "net::ERR_FAILED"
DOUBT = "This answer was entered on this device while you were signed out. Look whether it is yours."
SEND_NOTHING_AT_LAST = "addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true);"
"""What a page sends when it is left passes by what blocks its requests."""
KEEPS = """
async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("dalmada");
    request.onsuccess = () => resolve(request.result);
  });
  const all = (name) => new Promise((resolve) => {
    const request = database.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => resolve(request.result);
  });
  const found = { entries: await all("entries"), attempts: await all("attempts"), local: { ...localStorage } };
  database.close();
  return found;
}
"""
PUT_IN = """
async (entry) => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("dalmada");
    request.onsuccess = () => resolve(request.result);
  });
  const transaction = database.transaction(["entries", "attempts"], "readwrite");
  transaction.objectStore("entries").put(entry);
  transaction.objectStore("attempts").put({ token: entry.token, handIn: true });
  await new Promise((resolve) => { transaction.oncomplete = resolve; });
  database.close();
}
"""


def keeps(page: Page, text: str) -> bool:
    """Whether a text stands in anything that the browser keeps of answers."""
    return text in str(page.evaluate(KEEPS))


def open_anew(visitor: Visitor, path: str = "/") -> None:
    """Close the page and open another, as a person does who comes to the machine."""
    visitor.page.close()
    visitor.page = visitor.context.new_page()
    visitor.goto(path)


def sent_to(visitor: Visitor, token: str) -> list[Request]:
    """What pages send to an attempt from now on; the list grows."""
    found: list[Request] = []

    def hear(request: Request) -> None:
        if f"/a/{token}" in request.url:
            found.append(request)

    visitor.context.on("request", hear)
    return found


def come_as(visitor: Visitor, name: str) -> None:
    """Sign in where somebody else's sign-in has ended, and look at two pages; all that they send is sent then."""
    visitor.context.clear_cookies()
    visitor.sign_in(name)
    for path in ("/", "/me"):
        visitor.goto(path)
        visitor.page.wait_for_load_state("networkidle")


def become_guest(visitor: Visitor, tab: Page) -> str:
    """Begin a practice without an account, and give its address."""
    tab.goto("/")
    answer = visitor.context.request.post(
        "/quizzes/start", form={"csrf_token": csrf_token(tab.content()), "quiz": PRACTICE}
    )
    return re.sub("^https?://[^/]+", "", answer.url)


def end_sign_ins(store: Store, name: str) -> None:
    """What a new password on another device does: every sign-in ends."""
    with store.session() as session:
        account = accounts.find_named(session, name)
        assert account is not None
        accounts.set_password(session, account, PASSWORD, now=datetime.now(UTC))


@pytest.mark.parametrize("answers_wait", [True, False], ids=["with an answer", "alone"])
def test_a_hand_in_that_waits_is_left_to_its_owner(answers_wait: bool, visit: Visit, store: Store) -> None:
    name, other = store.add(), store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.goto(asked.path)
    if not answers_wait:
        visitor.give(asked.right)
        visitor.expect_saved()
    leave_network(visitor, asked, store)
    if answers_wait:
        hand_in_offline(visitor, asked)
    else:
        visitor.goto(f"/a/{asked.token}/hand-in")
        visitor.page.locator("#hand-in button.go").click()
        visitor.expect_state("queued")
    visitor.page.close()
    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()
    sent = sent_to(visitor, asked.token)
    come_as(visitor, other)
    assert sent == []
    assert store.attempt(asked.token).state == "running"
    visitor.context.clear_cookies()
    visitor.sign_in(name)
    visitor.goto("/")
    wait_until(visitor.page, "async (path) => (await fetch(path)).url.endsWith('/result')", f"/a/{asked.token}/result")
    assert store.attempt(asked.token).state == "finished"
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_what_an_earlier_release_kept_without_an_owner_reaches_its_owner_and_nobody_else(
    visit: Visit, store: Store
) -> None:
    name, other = store.add(), store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=other)
    visitor.goto("/")
    wait_until(visitor.page, "async () => (await indexedDB.databases()).length > 0")
    entry = {"token": asked.token, "position": str(asked.position), "state": "waiting", "answer": stored(asked.right)}
    visitor.page.evaluate(PUT_IN, {**entry, "device": "web-old", "sequence": 3, "base": 0, "at": 0})
    sent = sent_to(visitor, asked.token)
    come_as(visitor, other)
    assert sent == []
    assert keeps(visitor.page, asked.token)
    visitor.context.clear_cookies()
    visitor.sign_in(name)
    visitor.goto("/")
    wait_until(visitor.page, "async (path) => (await fetch(path)).url.endsWith('/result')", f"/a/{asked.token}/result")
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_what_waits_of_a_guest_arrives_at_the_account_that_they_sign_in_to(visit: Visit, store: Store) -> None:
    name = store.add()
    visitor = visit("ko")
    visitor.expects(BLOCKED)
    path = become_guest(visitor, visitor.page)
    token = path.split("/")[2]
    asked = next(one for one in store.questions(token) if one.kind in ("single_choice", "true_false"))
    let_through = block_saving(visitor.context)
    visitor.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.goto("/signin")
    visitor.sign_in(name)
    let_through()
    open_anew(visitor)
    visitor.page.wait_for_load_state("networkidle")
    visitor.goto(asked.path)
    expect_chosen(visitor.page, stored(asked.right))
    assert token in store.tokens(name)
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_a_page_of_a_sign_in_that_ended_does_not_open_for_somebody_else(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "short_text")
    visitor = visit("ko", name=name)
    visitor.goto(asked.path)
    wait_until_kept(visitor, asked, store)
    end_sign_ins(store, name)
    own = become_guest(visitor, visitor.page)
    visitor.goto(own)
    guests = next(one for one in store.questions(own.split("/")[2]) if one.position == 1)
    leave_network(visitor, guests, store)
    visitor.goto(asked.path)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.say("No network"))
    expect(visitor.page.locator(f"#kept a[href$='{guests.path}']")).to_be_visible()
    expect(visitor.page.locator(f"#kept a[href*='{asked.token}']")).to_have_count(0)
    assert [path for path in kept(visitor.page) if asked.token in path] == []


@pytest.mark.parametrize(("somebody", "language"), [(True, "ko"), (False, "en")], ids=["somebody else", "nobody"])
def test_a_page_that_is_open_is_closed_to_whoever_is_not_its_owner(
    somebody: bool, language: str, visit: Visit, store: Store
) -> None:
    name = store.add()
    asked = store.find(name, "short_text")
    visitor = visit(language, name=name)
    visitor.goto(asked.path)
    visitor.page.locator("#text").fill("가지치기")
    visitor.expect_saved()
    end_sign_ins(store, name)
    tab = visitor.context.new_page()
    if somebody:
        tab.goto(become_guest(visitor, tab))
    else:
        tab.goto("/")
    visitor.page.bring_to_front()
    visitor.expect_state("otheraccountsaved" if somebody else "signedoutsaved")
    expect(visitor.page.locator("#answer")).to_have_js_property("inert", True)
    sign_in = visitor.page.locator(SAVE).get_by_role("link", name=visitor.say("Sign in"))
    assert visitor.page.locator(SAVE).get_attribute("role") == "status"
    assert sign_in.evaluate("link => link === document.activeElement")
    visitor.page.keyboard.type("양자화")
    assert visitor.page.locator("#text").input_value() == "가지치기"
    visitor.context.clear_cookies()
    visitor.sign_in(name)
    tab.goto("/")
    expect(visitor.page.locator("#answer")).to_have_js_property("inert", False)
    expect_chosen(visitor.page, {"text": ["가지치기"]})
    assert store.answers(asked) == [{"text": ["가지치기"]}]


def test_what_was_entered_after_the_sign_in_had_ended_is_named_when_it_arrives(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.expects(SIGNED_OUT, "the server responded with a status of 400")
    visitor.goto(asked.path)
    end_sign_ins(store, name)
    visitor.give(asked.right)
    visitor.expect_state("signedout")
    expect(visitor.page.locator("#answer")).to_have_js_property("inert", True)
    visitor.sign_in(name)
    visitor.goto("/")
    arrived = visitor.page.get_by_role("status").filter(
        has_text=visitor.say("An answer waiting on this device is now saved:")
    )
    arrived.get_by_role("link").click()
    visitor.expect_position(asked.position)
    expect_chosen(visitor.page, stored(asked.right))
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_what_was_entered_after_the_sign_in_had_ended_is_doubted_on_its_page(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.expects(SIGNED_OUT, "the server responded with a status of 400")
    visitor.goto(asked.path)
    end_sign_ins(store, name)
    visitor.give(asked.wrong)
    visitor.expect_state("signedout")
    visitor.sign_in(name)
    visitor.goto(asked.path)
    expect(visitor.page.get_by_role("alert")).to_contain_text(visitor.say(DOUBT))
    visitor.expect_saved()
    expect(visitor.page.get_by_role("alert")).to_contain_text(visitor.say(DOUBT))
    visitor.give(asked.right)
    visitor.expect_saved()
    expect(visitor.page.locator("#notice")).to_be_hidden()
    assert store.answers(asked)[-1] == stored(asked.right_stored)


def test_after_signing_out_nothing_that_was_saved_is_left_in_the_browser(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "short_text", CHECKS)
    visitor = visit("ko", name=name)
    visitor.goto(asked.path)
    visitor.give({"text": ("가지치기와 증류",)})
    visitor.expect_saved()
    assert keeps(visitor.page, "가지치기와 증류")
    visitor.goto("/account")
    visitor.press("Sign out")
    visitor.page.wait_for_url(re.compile(r"/$"))
    wait_until(visitor.page, f"async () => !(await ({KEEPS})()).entries.length")
    wait_until(visitor.page, "() => !Object.keys(localStorage).some((key) => key.startsWith('dalmada:device'))")
    found = visitor.page.evaluate(KEEPS)
    assert (found["entries"], found["attempts"]) == ([], [])
    assert asked.token not in str(found)
    wait_until(visitor.page, "async () => !(await (await caches.open('pages')).keys()).length")
    assert kept(visitor.page) == {}


def test_what_can_not_be_sent_is_named_at_signing_out_and_waits_for_its_owner(visit: Visit, store: Store) -> None:
    name, other = store.add(), store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("en", name=name)
    visitor.expects(BLOCKED)
    let_through = block_saving(visitor.context)
    visitor.context.add_init_script(SEND_NOTHING_AT_LAST)
    visitor.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.goto("/account")
    visitor.press("Sign out")
    told = "An answer has not reached the server yet. It stays on this device until %(name)s signs in here again."
    expect(visitor.page.get_by_role("alert")).to_contain_text(visitor.say(told, name=name))
    visitor.press("Sign out anyway")
    visitor.page.wait_for_url(re.compile(r"/$"))
    let_through()
    sent = sent_to(visitor, asked.token)
    visitor.goto("/signin")
    named = visitor.say("An answer of {name} is waiting on this device. It is saved when {name} signs in.")
    expect(visitor.page.locator("#left")).to_contain_text(named.replace("{name}", name))
    come_as(visitor, other)
    assert sent == []
    assert store.answers(asked) == []
    visitor.goto("/account")
    visitor.press("Sign out")
    visitor.page.wait_for_url(re.compile(r"/$"))
    visitor.sign_in(name)
    visitor.goto("/")
    expect(visitor.page.locator("#arrived a")).to_have_attribute("href", asked.path)
    assert store.answers(asked) == [stored(asked.right_stored)]
    visitor.goto("/account")
    visitor.press("Sign out")
    visitor.page.wait_for_url(re.compile(r"/$"))
    visitor.goto("/signin")
    visitor.page.wait_for_load_state("networkidle")
    expect(visitor.page.locator("#left")).to_be_hidden()


def test_without_a_network_nobody_is_signed_out_and_the_page_says_so(visit: Visit, store: Store) -> None:
    visitor = visit("ko", name=store.add())
    visitor.expects(*GONE)
    visitor.goto("/account")
    visitor.page.wait_for_load_state("networkidle")
    visitor.context.set_offline(True)
    visitor.press("Sign out")
    words = visitor.say("There is no network, so you are still signed in.")
    expect(visitor.page.get_by_role("alert")).to_contain_text(words)
    visitor.context.set_offline(False)
    visitor.press("Sign out")
    visitor.page.wait_for_url(re.compile(r"/$"))


def test_a_page_that_was_saved_claims_no_waiting_answer_after_signing_out_elsewhere(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_saved()
    tab = visitor.context.new_page()
    tab.goto("/account")
    tab.wait_for_load_state("networkidle")
    tab.get_by_role("button", name=visitor.say("Sign out"), exact=True).click()
    tab.wait_for_url(re.compile(r"/$"))
    visitor.expect_state("signedoutsaved")
    assert visitor.page.locator(SAVE).get_by_role("link", name=visitor.say("Sign in")).is_visible()


def test_what_was_named_at_signing_out_is_named_no_more_once_it_is_saved(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.expects(BLOCKED, *GONE)
    let_through = block_saving(visitor.context)
    visitor.context.add_init_script(SEND_NOTHING_AT_LAST)
    visitor.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_state("local")
    visitor.goto("/account")
    visitor.page.wait_for_load_state("networkidle")
    visitor.context.set_offline(True)
    visitor.press("Sign out")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    let_through()
    visitor.context.set_offline(False)
    expect(visitor.page.locator("#unsent")).to_be_hidden()
    assert store.answers(asked) == [stored(asked.right_stored)]
    visitor.press("Sign out")
    visitor.page.wait_for_url(re.compile(r"/$"))


def test_with_the_account_goes_what_waits_for_it(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.expects(BLOCKED, "the server responded with a status of 422")
    block_saving(visitor.context)
    visitor.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_state("local")
    for password, left in (("구름 아래의 산책", True), (PASSWORD, False)):
        visitor.goto("/account")
        visitor.page.locator("#delete input[type=password]").fill(password)
        visitor.press("Delete everything")
        visitor.page.wait_for_load_state("networkidle")
        wait_until(visitor.page, "() => sessionStorage.getItem('dalmada:deleted') === null")
        wait_until(visitor.page, f"async (left) => !!(await ({KEEPS})()).entries.length === left", left)
    assert not keeps(visitor.page, asked.token)


class Withheld:
    """An answer of the server that has left it, and comes when it is let go."""

    def __init__(self) -> None:
        self.answered, self.may_go = Event(), Event()

    def __call__(self, request: bytes, upstream: Upstream) -> bytes:
        """Ask at once, and keep the answer back."""
        answer = upstream.ask(request)
        self.answered.set()
        assert self.may_go.wait(60)
        return answer


@pytest.fixture
def network(server: str) -> Iterator[Proxy]:
    with proxy.running(int(server.rpartition(":")[2])) as made:
        yield made


def test_a_page_that_was_on_its_way_while_somebody_signed_out_is_not_kept(
    visit: Visit, store: Store, network: Proxy
) -> None:
    name = store.add()
    asked = store.find(name, "single_choice")
    visitor = visit("ko", name=name, address=f"http://127.0.0.1:{network.port}")
    visitor.goto(asked.path)
    wait_until_kept(visitor, asked, store)
    visitor.goto("/me")
    tab = visitor.context.new_page()
    tab.goto("/account")
    tab.wait_for_load_state("networkidle")
    withheld = Withheld()
    network.treat("GET", withheld)
    visitor.page.evaluate("(path) => { setTimeout(() => location.assign(path)); }", asked.path)
    assert withheld.answered.wait(60)
    tab.get_by_role("button", name=visitor.say("Sign out"), exact=True).click()
    tab.wait_for_url(re.compile(r"/$"))
    wait_until(tab, "async () => !(await (await caches.open('pages')).keys()).length")
    withheld.may_go.set()
    visitor.page.wait_for_url(re.compile(asked.path))
    visitor.page.goto("/")
    visitor.page.wait_for_load_state("networkidle")
    assert kept(visitor.page) == {}
