"""Workers, whole machines and Redis that end while learners answer through nginx: nothing acknowledged is lost."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from random import Random
from threading import Event

import pytest

from tests.browser.server import QUIZ, environment
from tests.cluster.conftest import Cluster
from tests.cluster.machines import said
from tests.conftest import PASSWORD
from tests.faults.clients import Client
from tests.faults.conftest import School
from tests.faults.crowd import Learner
from tests.faults.oracle import assert_kept, assert_scored_once
from tests.faults.progress import THREADS, Progress, a_moment, meanwhile
from tests.faults.servers import until
from tests.faults.test_killed_workers import test_what_was_acknowledged_survives_workers_that_are_killed
from tests.faults.test_several_machines import TOKEN, browser, read

pytestmark = pytest.mark.cluster

__all__ = ["test_what_was_acknowledged_survives_workers_that_are_killed"]

LEARNERS = THREADS
"""As many as answer at the same time."""
SOME = 40
"""So many saves before anything happens."""
BETWEEN = 0.4
"""Seconds, at most, between two answers of a learner."""


def answered_while(disturb: Callable[[], None], school: School, cluster: Cluster) -> list[Client]:
    """Learners who answer through nginx for as long as ``disturb`` takes, and hand in then."""
    progress, over = Progress(), Event()

    def sit(learner: Learner) -> Client:
        chance = Random(f"{learner.name} {learner.attempt}")
        client = Client(cluster.front.port, learner, progress.step)
        while not over.is_set():
            client.save_some(1, chance)
            # Servers that start meanwhile need the machine as well.
            time.sleep(chance.uniform(0, BETWEEN))
        client.hand_in()
        client.close()
        return client

    def begin() -> None:
        try:
            progress.wait_for(SOME)
            disturb()
        finally:
            over.set()

    return meanwhile(sit, school.gather(LEARNERS), begin, progress)


def assert_all_is_well(school: School, cluster: Cluster, clients: list[Client]) -> None:
    """What was acknowledged is there, scored once; the doctor finds nothing; every machine is ready."""
    with school.store() as store:
        for client in clients:
            assert_kept(store, client.learner, client.acknowledged)
        assert_scored_once(store, [client.learner for client in clients])
    given = {**environment(cluster.machines[0].folder), "QUIZ_DATABASE_URL": cluster.url}
    done = subprocess.run([str(QUIZ), "doctor"], env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for machine in cluster.machines:
        until(lambda port=machine.port: said(port, "/readyz")[0] == 200, "a machine that is ready")
    again = sum(client.broken + len(client.refused) for client in clients)
    print(f"{len(clients)} learners, {sum(len(client.acknowledged) for client in clients)} saves, {again} sent again")


def test_machines_that_go_down_in_turn_lose_nothing(school: School, cluster: Cluster, rng: Random) -> None:
    def pull_plugs() -> None:
        # Four times, and then until it happened while nginx was about to send something there.
        for number in range(40):
            a_moment(rng)
            machine = cluster.machines[number % 2]
            machine.kill()
            assert said(machine.port, "/healthz")[0] == 0
            machine.start()
            if number >= 3 and cluster.front.tried_twice() > before:
                break

    before = cluster.front.tried_twice()
    clients = answered_while(pull_plugs, school, cluster)
    assert cluster.front.tried_twice() > before
    assert_all_is_well(school, cluster, clients)


def test_without_redis_learners_answer_and_sign_up_as_before(school: School, cluster: Cluster, server: str) -> None:
    def sign_up(name: str) -> bool:
        person = browser()
        found = TOKEN.search(read(person, f"{server}/signup"))
        assert found is not None
        read(
            person, f"{server}/signup", {"csrf_token": found[1], "name": name, "password": PASSWORD, "old_enough": "1"}
        )
        return name in read(person, f"{server}/account")

    def go_without() -> None:
        cluster.redis.kill()
        assert all(sign_up(f"Without limits {number}") for number in range(6))
        cluster.redis.start()
        assert sign_up("With limits again")

    clients = answered_while(go_without, school, cluster)
    assert [client.refused for client in clients] == [[]] * LEARNERS
    assert_all_is_well(school, cluster, clients)


def test_a_rolling_restart_refuses_nothing(school: School, cluster: Cluster) -> None:
    """As docs/deployment.md has it: out of the proxy, SIGTERM, start, ready, in again."""

    def roll() -> None:
        for machine in cluster.machines:
            cluster.front.leave_out(machine)
            machine.stop()
            machine.start()
            cluster.front.leave_out()

    clients = answered_while(roll, school, cluster)
    assert [client.refused for client in clients] == [[]] * LEARNERS
    assert_all_is_well(school, cluster, clients)


def test_keys_are_rotated_on_running_machines_and_nobody_is_signed_out(school: School, cluster: Cluster) -> None:
    """As docs/deployment.md has it: first every machine knows the new key, then one after the other signs by it."""

    def restart_each() -> None:
        cluster.share_keys()
        for machine in cluster.machines:
            cluster.front.leave_out(machine)
            machine.stop()
            machine.start()
            cluster.front.leave_out()

    def key(*words: str) -> str:
        given = {**environment(cluster.keys), "LC_ALL": "en_US.UTF-8"}
        done = subprocess.run([str(QUIZ), "key", *words], env=given, capture_output=True, text=True, check=True)
        return done.stdout

    def rotate() -> None:
        made = key("new", "--standby").split()[2]
        restart_each()
        key("use", made)
        restart_each()
        assert key("list").startswith(f"{made} signs\n")

    clients = answered_while(rotate, school, cluster)
    assert [client.refused for client in clients] == [[]] * LEARNERS
    assert_all_is_well(school, cluster, clients)
