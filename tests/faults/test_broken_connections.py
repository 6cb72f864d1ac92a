"""Requests that are cut, lost, repeated or overtaken on their way: one answer each, and the newest stands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest

from quiz.runtime.request_gathering import MAX_SILENCE
from tests.faults import proxy
from tests.faults.clients import Reply, Request, ask, begun, handing_in, saving
from tests.faults.conftest import School
from tests.faults.crowd import Learner
from tests.faults.oracle import answers_of, assert_scored_once
from tests.faults.proxy import Held, Proxy

pytestmark = pytest.mark.xdist_group("broken connections")

BROKEN = (OSError, HTTPException)


@pytest.fixture(scope="module")
def network(shared_school: School) -> Iterator[Proxy]:
    with proxy.running(shared_school.server.port) as made:
        yield made


@pytest.fixture
def alice(shared_school: School) -> Learner:
    (alice,) = shared_school.gather(1)
    return alice


def save(learner: Learner, number: int, sequence: int, base: int = 0) -> Request:
    """A save of one of the answers to the first question."""
    asked = learner.asked[0]
    return saving(learner, asked, asked.choices[number], sequence=sequence, base=base)


def acknowledged(reply: Reply) -> tuple[int, bool]:
    """The revision that was acknowledged, and whether it was there before."""
    assert reply.status == 200, reply
    return reply.data["revision"], reply.data["repeated"]


def assert_stored(school: School, learner: Learner, *numbers: int) -> None:
    """These answers to the first question are stored and no others, the oldest first."""
    with school.store() as store:
        rows = answers_of(store, learner)
    assert [row.value for row in rows] == [learner.asked[0].choices[number].stored for number in numbers]
    assert [row.revision for row in rows] == list(range(1, len(numbers) + 1))
    assert {row.latest for row in rows} <= {len(numbers)}


def test_a_save_whose_response_was_lost_is_one_answer_when_sent_again(
    shared_school: School, network: Proxy, alice: Learner
) -> None:
    network.treat("PUT", proxy.lose_response)
    with pytest.raises(BROKEN):
        ask(network.port, save(alice, 0, 1))
    assert_stored(shared_school, alice, 0)
    assert acknowledged(ask(network.port, save(alice, 0, 1))) == (1, True)
    assert_stored(shared_school, alice, 0)


def test_a_save_that_was_cut_half_way_leaves_nothing_and_can_be_sent_again(
    shared_school: School, network: Proxy, alice: Learner
) -> None:
    network.treat("PUT", *[proxy.cut_request] * 3)
    for _ in range(3):
        with pytest.raises(BROKEN):
            ask(network.port, save(alice, 1, 1))
    assert acknowledged(ask(network.port, save(alice, 1, 1))) == (1, False)
    assert_stored(shared_school, alice, 1)


def test_a_save_that_arrives_twice_at_once_is_one_answer(shared_school: School, network: Proxy, alice: Learner) -> None:
    network.treat("PUT", *[proxy.repeat] * 3)
    revisions = [acknowledged(ask(network.port, save(alice, n, n + 1, base=n)))[0] for n in range(3)]
    assert revisions == [1, 2, 3]
    assert_stored(shared_school, alice, 0, 1, 2)


def test_a_save_that_was_overtaken_by_a_newer_one_does_not_undo_it(
    shared_school: School, network: Proxy, alice: Learner
) -> None:
    held = Held()
    network.treat("PUT", held)
    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(ask, network.port, save(alice, 0, 1))
        held.wait()
        assert acknowledged(ask(network.port, save(alice, 1, 2))) == (1, False)
        held.let_go()
        assert acknowledged(older.result()) == (1, True)
    assert_stored(shared_school, alice, 1)


def test_a_save_that_was_given_up_and_sent_again_is_one_answer_when_it_arrives_after_all(
    shared_school: School, network: Proxy, alice: Learner
) -> None:
    held = Held()
    network.treat("PUT", held)
    with pytest.raises(TimeoutError):
        ask(network.port, save(alice, 0, 1), timeout=0.2)
    held.wait()
    assert acknowledged(ask(network.port, save(alice, 0, 1))) == (1, False)
    assert acknowledged(ask(network.port, save(alice, 1, 2, base=1))) == (2, False)
    held.let_go()
    assert_stored(shared_school, alice, 0, 1)


def test_a_save_that_arrives_after_the_hand_in_is_kept_and_changes_nothing(
    shared_school: School, network: Proxy, alice: Learner
) -> None:
    assert acknowledged(ask(network.port, save(alice, 0, 1))) == (1, False)
    held = Held()
    network.treat("PUT", held)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(ask, network.port, save(alice, 1, 2, base=1))
        held.wait()
        assert ask(network.port, handing_in(alice)).status == 303
        held.let_go()
        told = late.result()
    assert (told.status, told.data["kept"], told.data["revision"]) == (200, True, 1)
    assert_stored(shared_school, alice, 0)


def test_a_save_that_falls_silent_half_way_keeps_nobody_else_waiting(shared_school: School, alice: Learner) -> None:
    (bora,) = shared_school.gather(1)
    silent = save(bora, 0, 1)
    with begun(shared_school.server.port, silent, silent.body[:10]):
        started = time.monotonic()
        assert acknowledged(ask(shared_school.server.port, save(alice, 0, 1))) == (1, False)
        assert time.monotonic() - started < MAX_SILENCE - 2
    assert_stored(shared_school, bora)


@pytest.mark.parametrize("treatment", [proxy.lose_response, proxy.cut_request, proxy.repeat, proxy.delay(0.2)])
def test_a_hand_in_is_scored_once_whatever_becomes_of_it_on_the_way(
    treatment: proxy.Treatment, shared_school: School, network: Proxy, alice: Learner
) -> None:
    assert acknowledged(ask(network.port, save(alice, 0, 1))) == (1, False)
    network.treat("POST", treatment, treatment)
    for _ in range(2):
        try:
            assert ask(network.port, handing_in(alice)).status == 303
        except BROKEN:
            assert treatment in (proxy.lose_response, proxy.cut_request)
    assert ask(network.port, handing_in(alice)).status == 303
    with shared_school.store() as store:
        assert_scored_once(store, [alice])
