"""Servers that end, on demand or by being killed: what has begun is finished, and the port is free for the next."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from quiz.runtime.server import port_is_taken
from tests.faults.clients import ask, begun, receive, saving
from tests.faults.conftest import School
from tests.faults.oracle import answers_of
from tests.faults.servers import until

AT_ONCE = 8.0
"""Seconds in which the port is free: less than requests that have begun may take."""
LONG = 14
"""Seconds that a save takes: servers that end wait longer."""

pytestmark = [pytest.mark.faults, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@contextmanager
def locked(school: School) -> Iterator[None]:
    """Somebody from outside writes while the block lasts."""
    other = sqlite3.connect(str(school.engine.url.database), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()


def test_workers_whose_master_was_killed_free_the_port_and_finish_what_has_begun(school: School) -> None:
    (alice,) = school.gather(1)
    server, asked = school.server, alice.asked[0]
    workers = server.all_workers()
    with ThreadPoolExecutor() as pool:
        with locked(school):
            sent = pool.submit(ask, server.port, saving(alice, asked, asked.choices[0], sequence=1))
            time.sleep(1)
            server.process.kill()
            server.process.wait()
            until(lambda: not port_is_taken("127.0.0.1", server.port), "a port that is free", AT_ONCE)
        assert sent.result().status == 200
    until(lambda: not any(map(server.is_there, workers)), "workers that are gone")
    with school.store() as store:
        assert [row.value for row in answers_of(store, alice)] == [asked.choices[0].stored]


def test_a_server_that_is_asked_to_end_finishes_a_save_that_takes_long(school: School) -> None:
    (alice,) = school.gather(1)
    server, asked = school.server, alice.asked[0]
    whole = saving(alice, asked, asked.choices[0], sequence=1)
    with begun(server.port, whole, whole.body[:-LONG]) as connection:
        server.process.send_signal(signal.SIGTERM)
        for byte in whole.body[-LONG:]:
            time.sleep(1)
            connection.sock.sendall(bytes([byte]))
        assert receive(connection).status == 200
    assert server.process.wait(timeout=60) == 0
    assert not port_is_taken("127.0.0.1", server.port)
