"""Workers that are killed in the midst of a transaction that writes: they leave no lock behind."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from random import Random

import psycopg
from sqlalchemy import Engine

from tests.faults.clients import Client
from tests.faults.conftest import School
from tests.faults.crowd import Learner
from tests.faults.oracle import assert_kept
from tests.faults.progress import Progress, meanwhile
from tests.faults.servers import Served, until

SAVES = 100
ROUNDS = 4
AT_ONCE = 12.0
"""Seconds in which the next save succeeds, workers that start anew included: less than a lock is waited for."""
WRITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND backend_xid IS NOT NULL AND state = 'idle in transaction'"
)


def is_locked(engine: Engine) -> bool:
    """Whether somebody is in the midst of a transaction that has written or is about to."""
    if engine.dialect.name == "postgresql":
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(WRITING).fetchone() != (0,)
    other = sqlite3.connect(str(engine.url.database), timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    finally:
        other.close()
    return False


def frozen_writing(server: Served, locked: Callable[[], bool]) -> list[int]:
    """The workers, frozen while one of them holds a lock; none where they were frozen a moment too late."""
    until(locked, "a worker that writes")
    workers = server.freeze()
    # What was on its way to the database when they froze is done by then, or is waited for.
    if all(locked() for _ in range(3)):
        return workers
    server.thaw()
    return []


def test_workers_that_are_killed_while_they_write_leave_no_lock(school: School) -> None:
    *crowd, alice = school.gather(5)
    progress = Progress()
    waited: list[float] = []
    last = Client(school.server.port, alice)

    def sit(learner: Learner) -> Client:
        client = Client(school.server.port, learner, progress.step)
        client.save_some(SAVES, Random(f"{learner.name} {learner.attempt}"))
        client.close()
        return client

    def kill() -> None:
        for number in range(ROUNDS):
            progress.wait_for(number * SAVES // 2)
            school.server.kill(until(lambda: frozen_writing(school.server, lambda: is_locked(school.engine)), "a lock"))
            killed = time.monotonic()
            asked = alice.asked[number]
            last.save(asked, asked.choices[0])
            waited.append(time.monotonic() - killed)

    clients = [*meanwhile(sit, crowd, kill, progress), last]
    last.close()
    print(f"\n{school.engine.dialect.name}: saved " + ", ".join(f"{seconds:.2f}" for seconds in waited) + " s later")
    assert max(waited) < AT_ONCE
    with school.store() as store:
        for client in clients:
            assert_kept(store, client.learner, client.acknowledged)
