"""Clients that fall silent in the midst of a request: they are given up, and keep nobody else waiting for ever."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, closing

import pytest

from quiz.serving import MOST_SILENCE
from tests.faults.clients import ask, begun, receive, saving
from tests.faults.conftest import School
from tests.faults.oracle import answers_of

SILENT = 8
"""As many as all workers have threads."""
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


@pytest.mark.parametrize("part", ["head", "body"])
def test_silent_clients_do_not_keep_others_waiting_for_ever(part: str, shared_school: School) -> None:
    *crowd, alice = shared_school.gather(SILENT + 1)
    port = shared_school.server.port
    with ExitStack() as stack:
        for learner in crowd:
            if part == "body":
                whole = saving(learner, learner.asked[0], learner.asked[0].choices[0], sequence=1)
                stack.enter_context(begun(port, whole, whole.body[:10]))
            else:
                connection = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
                connection.sendall(HEAD)
        started = time.monotonic()
        saved = ask(port, saving(alice, alice.asked[0], alice.asked[0].choices[0], sequence=1), timeout=WAIT)
        print(f"\n{SILENT} silent in the midst of the {part}: saved {time.monotonic() - started:.1f} s later")
    assert saved.status == 200
    # One worker may have taken all of them, and gives them up thread by thread.
    assert time.monotonic() - started < 3 * MOST_SILENCE + 10
