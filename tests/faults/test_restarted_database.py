"""PostgreSQL that goes down and comes back while answers are saved: clients are told, and nothing is lost."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests import postgres
from tests.conftest import Stores
from tests.faults.clients import Client
from tests.faults.conftest import School, opened
from tests.faults.oracle import assert_kept, assert_scored_once
from tests.faults.progress import Progress, a_moment, drawn_moments, meanwhile
from tests.faults.servers import until

LEARNERS = 60
SAVES = 10
RESTARTS = 6


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    with postgres.running(postgres.DURABLE) as server:
        yield server


@pytest.fixture
def school(tmp_path: Path, server: postgres.Server) -> Iterator[School]:
    (tmp_path / "stores").mkdir()
    with closing(Stores(tmp_path / "stores", lambda: server.address)) as stores:
        url = stores.url("postgresql")
    with opened(tmp_path / "instance", url) as school:
        yield school


@pytest.mark.faults
def test_a_database_that_restarts_loses_nothing_and_is_found_again(
    school: School, server: postgres.Server, rng: Random
) -> None:
    progress, chance = Progress(), Random(rng.random())
    crowd = school.gather(LEARNERS)
    clients = [Client(school.server.port, learner, progress.step) for learner in crowd]

    def refusals() -> int:
        return sum(len(client.refused) for client in clients)

    def sit(client: Client) -> None:
        client.save_some(SAVES, Random(f"{client.learner.name} {client.learner.attempt}"))
        client.hand_in()
        client.close()

    def restart() -> None:
        for number, moment in enumerate(drawn_moments(chance, RESTARTS, LEARNERS * (SAVES + 1) * 9 // 10)):
            progress.wait_for(moment)
            a_moment(chance)
            go_down_and_up(server, signal.SIGINT if number % 2 else signal.SIGQUIT, refusals)

    begun = time.monotonic()
    meanwhile(sit, clients, restart, progress)
    seconds = time.monotonic() - begun
    assert_told(clients)
    with school.store() as store:
        for client in clients:
            assert_kept(store, client.learner, client.acknowledged)
        assert_scored_once(store, crowd)
    print(
        f"{LEARNERS * SAVES} saves and {LEARNERS} hand-ins in {seconds:.1f} s, {RESTARTS} restarts, "
        f"{refusals()} requests refused and sent again"
    )


def go_down_and_up(server: postgres.Server, how: signal.Signals, refusals: Callable[[], int]) -> None:
    """Stop the database, let a client be told, and start it again."""
    before = refusals()
    server.stop(how)
    try:
        until(lambda: refusals() > before, "a client that is told")
    finally:
        server.start()


def assert_told(clients: list[Client]) -> None:
    """Every refusal said why: to a script as JSON, to a form as a page; no connection broke."""
    assert sum(client.broken for client in clients) == 0
    for reply in (reply for client in clients for reply in client.refused):
        assert reply.status == 503, reply
        assert "Traceback" not in reply.text
        if reply.kind == "application/json":
            assert reply.data["reason"] == "gone", reply
        else:
            assert "does not answer" in reply.text, reply
