"""Clients that fall silent, or drip, in the midst of a request: they are given up, and keep nobody else waiting."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from http.client import HTTPConnection
from threading import Event, Thread

import pytest

from tests.faults.clients import ask, begun, reading, receive, saving
from tests.faults.conftest import School
from tests.faults.crowd import Learner
from tests.faults.oracle import answers_of

SLOW = 50
"""Many more than all workers have threads."""
CLASS = 8
ROUNDS = 5
HEAD = b"PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-"
WAIT = 120.0

pytestmark = [pytest.mark.faults, pytest.mark.parametrize("shared_school", ["sqlite"], indirect=True)]


def test_a_save_that_falls_silent_half_way_is_to_be_sent_again(shared_school: School) -> None:
    (alice,) = shared_school.gather(1)
    asked, port = alice.asked[0], shared_school.server.port
    whole = saving(alice, asked, asked.choices[0], sequence=1)
    with begun(port, whole, whole.body[:10]) as connection:
        told = receive(connection)
    assert (told.status, told.data["reason"]) == (503, "cut")
    assert ask(port, whole).status == 200
    with shared_school.store() as store:
        assert [row.value for row in answers_of(store, alice)] == [asked.choices[0].stored]


@contextmanager
def begun_by(port: int, crowd: list[Learner], part: str) -> Iterator[list[HTTPConnection]]:
    """Connections on which everybody has begun to send a save, and stands still in the midst of the ``part``."""
    with ExitStack() as stack:
        connections = []
        for learner in crowd:
            if part == "body":
                whole = saving(learner, learner.asked[0], learner.asked[0].choices[0], sequence=1)
                connections.append(stack.enter_context(begun(port, whole, whole.body[:1])))
            else:
                connections.append(HTTPConnection("127.0.0.1", port, timeout=WAIT))
                connections[-1].connect()
                connections[-1].sock.sendall(HEAD)
                stack.callback(connections[-1].close)
        yield connections


@contextmanager
def dripping(connections: list[HTTPConnection]) -> Iterator[None]:
    """Each of ``connections`` sends a byte every second while the block lasts."""
    over = Event()

    def drip() -> None:
        while not over.wait(1):
            for connection in connections:
                with suppress(OSError):
                    connection.sock.sendall(b"a")

    thread = Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("drips", [False, True], ids=["silent", "dripping"])
@pytest.mark.parametrize("part", ["head", "body"])
def test_clients_that_stand_still_in_the_midst_of_a_request_keep_nobody_waiting(
    part: str, drips: bool, shared_school: School
) -> None:
    class_of, slow = shared_school.gather(CLASS), shared_school.gather(SLOW)
    port = shared_school.server.port
    with (
        begun_by(port, slow, part) as connections,
        dripping(connections if drips else []),
        ThreadPoolExecutor(CLASS) as pool,
    ):
        for number in range(ROUNDS):
            saves = [
                saving(who, asked, asked.choices[0], sequence=number + 1)
                for who, asked in ((who, who.asked[number]) for who in class_of)
            ]
            assert {reply.status for reply in pool.map(lambda save: ask(port, save), saves)} == {200}
            pages = [reading(who, who.path(who.asked[number])) for who in class_of]
            assert {reply.status for reply in pool.map(lambda page: ask(port, page), pages)} == {200}


def test_a_save_that_drips_without_an_end_is_given_up(shared_school: School) -> None:
    (alice,) = shared_school.gather(1)
    whole = saving(alice, alice.asked[0], alice.asked[0].choices[0], sequence=1)
    endless = replace(whole, body=b"a" * 1_000)
    with begun(shared_school.server.port, endless, b"a") as connection, dripping([connection]):
        told = receive(connection)
    assert (told.status, told.data["reason"]) == (503, "cut")
