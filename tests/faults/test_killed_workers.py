"""Workers that are killed in the midst of saves and hand-ins: what was acknowledged stays, and is scored once."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.faults.clients import Client
from tests.faults.conftest import School
from tests.faults.crowd import Learner
from tests.faults.oracle import assert_kept, assert_scored_once
from tests.faults.progress import Progress, a_moment, drawn_moments, meanwhile
from tests.faults.servers import until

SAVES = 10


@pytest.mark.parametrize(
    ("learners", "kills"),
    [pytest.param(20, 6, id="20_learners"), pytest.param(200, 40, id="200_learners", marks=pytest.mark.faults)],
)
def test_what_was_acknowledged_survives_workers_that_are_killed(
    learners: int, kills: int, school: School, rng: Random
) -> None:
    progress, chance = Progress(), Random(rng.random())
    killed: list[int] = []

    def sit(learner: Learner) -> Client:
        client = Client(school.server.port, learner, progress.step)
        client.save_some(SAVES, Random(f"{learner.name} {learner.attempt}"))
        client.hand_in()
        client.close()
        return client

    def kill() -> None:
        for moment in drawn_moments(chance, kills, learners * (SAVES + 1)):
            progress.wait_for(moment)
            a_moment(chance)
            workers = until(school.server.workers, "a worker to kill")
            victims = chance.sample(workers, chance.randint(1, len(workers)))
            school.server.kill(victims)
            killed.extend(victims)

    crowd = school.gather(learners)
    begun = time.monotonic()
    clients = meanwhile(sit, crowd, kill, progress)
    seconds = time.monotonic() - begun
    with school.store() as store:
        for client in clients:
            assert_kept(store, client.learner, client.acknowledged)
        assert_scored_once(store, crowd)
    again = sum(client.broken + len(client.refused) for client in clients)
    print(
        f"{school.engine.dialect.name}: {learners * SAVES} saves and {learners} hand-ins in {seconds:.1f} s, "
        f"{len(killed)} workers killed, {again} requests sent again, "
        f"of which {sum(client.repeated for client in clients)} had been saved"
    )
    assert len(killed) >= kills
