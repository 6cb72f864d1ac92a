"""What networks do between the browser and the server: nothing is lost, nothing is saved twice, the newest stands."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from threading import Event, Timer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import SAVE, Visitor, block_saving
from tests.browser.store import CHECKS, Asked, Store, stored
from tests.browser.test_offline import wait_until_kept
from tests.faults import proxy
from tests.faults.proxy import Held, Proxy, Treatment, Upstream, cut_request, delay, lose_response, repeat

pytestmark = pytest.mark.browser

BROKEN = ("net::ERR_EMPTY_RESPONSE", "net::ERR_CONNECTION", "a status of 503")


@pytest.fixture
def network(server: str) -> Iterator[Proxy]:
    with proxy.running(urlsplit(server).port or 80) as made:
        yield made


def at_question(visit: Visit, store: Store, network: Proxy, kind: str = "single_choice") -> tuple[Visitor, Asked]:
    """A learner at a question of a test, with a network that does what it is told."""
    name = store.add()
    asked = store.find(name, kind, CHECKS)
    visitor = visit("ko", name=name, address=f"http://127.0.0.1:{network.port}")
    visitor.expects(*BROKEN)
    visitor.goto(asked.path)
    return visitor, asked


@pytest.mark.parametrize(
    "treatment",
    [
        pytest.param(lose_response, id="the response is lost"),
        pytest.param(cut_request, id="the request is cut"),
        pytest.param(repeat, id="the request arrives twice"),
        pytest.param(delay(1.5), id="the request is late"),
    ],
)
def test_one_change_is_one_answer(treatment: Treatment, visit: Visit, store: Store, network: Proxy) -> None:
    visitor, asked = at_question(visit, store, network)
    network.treat("PUT", treatment)
    visitor.give(asked.right)
    visitor.expect_saved()
    assert store.answers(asked) == [stored(asked.right_stored)]


def test_a_change_that_others_overtook_changes_nothing_when_it_arrives(
    visit: Visit, store: Store, network: Proxy
) -> None:
    visitor, asked = at_question(visit, store, network)
    held = Held()
    network.treat("PUT", held)
    visitor.give(asked.wrong)
    held.wait()
    # The page is opened anew while its first change is still on the way: the second one arrives before it.
    visitor.page.reload()
    visitor.give(asked.right)
    visitor.expect_saved()
    held.let_go()
    assert store.answers(asked)[-1] == stored(asked.right_stored)
    visitor.page.reload()
    expect(visitor.page.locator(f'[name="answer-choice"][value="{asked.right["choice"][0]}"]')).to_be_checked()


def test_a_network_that_is_there_and_leads_nowhere_is_none(visit: Visit, store: Store, network: Proxy) -> None:
    visitor, asked = at_question(visit, store, network)
    wait_until_kept(visitor, asked, store)
    # The next question may be one with a picture.
    visitor.expects("net::ERR_FAILED")
    is_dead = Event()
    is_dead.set()

    def swallow(request: bytes, upstream: Upstream) -> bytes:
        return b"" if is_dead.is_set() else upstream.ask(request)

    for method in ("GET", "PUT", "POST"):
        network.treat(method, *[swallow] * 500)
    visitor.give(asked.right)
    visitor.press("Next")
    visitor.expect_position(asked.position + 1)
    visitor.page.locator(".side").get_by_role("link", name=visitor.say("Submit")).click()
    visitor.expect_offline_hand_in()
    expect(visitor.page.locator(f'.qnav [href$="/{asked.position}"]')).to_have_count(0)
    is_dead.clear()
    visitor.expect_offline_hand_in(shown=False)
    assert store.answers(asked) == [stored(asked.right_stored)]


def hand_in_page_late(request: bytes, upstream: Upstream) -> bytes:
    """The page that hands in is made at once, and comes two seconds later."""
    said = upstream.ask(request)
    if b"/hand-in " in request.partition(b"\r\n")[0]:
        time.sleep(2)
    return said


@pytest.mark.parametrize(
    ("seconds", "by_link"),
    [
        pytest.param(0.5, False, id="shorter than the page waits"),
        pytest.param(2.0, False, id="longer than the page waits"),
        pytest.param(0.5, True, id="left by a link"),
    ],
)
def test_the_page_that_hands_in_knows_of_a_save_that_was_on_its_way(
    seconds: float, by_link: bool, visit: Visit, store: Store, network: Proxy
) -> None:
    visitor, asked = at_question(visit, store, network)
    questions = store.questions(asked.token)
    visitor.goto(questions[-1].path)
    wait_until_kept(visitor, questions[-1], store)
    held = Held()
    network.treat("PUT", held)
    network.treat("GET", *[hand_in_page_late] * 50)
    visitor.give(questions[-1].wrong)
    held.wait()
    visitor.give(questions[-1].right)
    # Pressing waits for the next page.
    Timer(seconds, held.let_go).start()
    if by_link:
        visitor.page.locator(".side").get_by_role("link", name=visitor.say("Submit")).click()
    else:
        visitor.press("Review and submit")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(
        visitor.say_many("%(n)s question is not answered", "%(n)s questions are not answered", len(questions) - 1)
    )


def test_a_hand_in_whose_response_is_lost_is_scored_once_and_leads_to_the_result(
    visit: Visit, store: Store, network: Proxy
) -> None:
    visitor, asked = at_question(visit, store, network)
    visitor.give(asked.right)
    visitor.expect_saved()
    visitor.goto(f"/a/{asked.token}/hand-in")
    network.treat("POST", lose_response)
    visitor.page.locator("#hand-in button.go").click()
    visitor.page.wait_for_url(re.compile("/result$"))
    expect(visitor.page.locator(".big")).to_be_visible()
    assert store.attempt(asked.token).state == "finished"


def test_what_was_still_here_when_the_time_was_up_counts_and_is_late(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.expects("net::ERR_FAILED")
    let_through = block_saving(visitor.context)
    visitor.goto(asked.path)
    visitor.give(asked.right)
    visitor.expect_state("local")
    store.set_deadline(asked.token, seconds=2, grace=60)
    expect(visitor.page.locator(f"{SAVE}[data-state=queued]")).to_be_visible()
    let_through()
    visitor.page.wait_for_url(re.compile("/result$"))
    assert store.answers(asked) == [stored(asked.right_stored)]
    assert store.late(asked) == [True]
    assert store.attempt(asked.token).points
