"""What machines have to share: sign-ins, forms, pictures, receipts, limits; and what a balancer asks each of them."""

from __future__ import annotations

import json
import os
import subprocess
from random import Random
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import select

from quiz.storage.models.content import MediaRow
from tests.browser.server import QUIZ, environment
from tests.cluster.conftest import Cluster
from tests.cluster.machines import said
from tests.conftest import PASSWORD
from tests.faults.clients import Client, ask, reading
from tests.faults.conftest import School
from tests.faults.oracle import assert_kept
from tests.faults.test_several_machines import TOKEN, browser, read

pytestmark = pytest.mark.cluster


def test_a_balancer_is_answered_by_nginx_and_by_each_machine(cluster: Cluster) -> None:
    for port in (cluster.front.port, *(machine.port for machine in cluster.machines)):
        assert [said(port, path) for path in ("/healthz", "/readyz")] == [(200, "ok\n")] * 2


@pytest.mark.parametrize("number", range(4))
def test_somebody_who_signed_up_on_one_machine_is_known_on_the_other(
    number: int, server: str, cluster: Cluster
) -> None:
    before = cluster.front.used()
    person, name = browser(), f"Learner of both {number}"
    found = TOKEN.search(read(person, f"{server}/signup"))
    assert found is not None
    typed = {"name": name, "password": PASSWORD, "old_enough": "1"}
    read(person, f"{server}/signup", {"csrf_token": found[1], **typed})
    assert [name in read(person, f"{server}/account") for _ in range(4)] == [True] * 4
    assert all(count > before[port] for port, count in cluster.front.used().items())


def test_a_test_taken_on_both_machines_has_one_receipt(school: School, cluster: Cluster) -> None:
    (learner,) = school.gather(1)
    client = Client(cluster.front.port, learner)
    client.save_some(8, Random(1))
    client.hand_in()
    client.close()
    with school.store() as store:
        assert_kept(store, learner, client.acknowledged)
    path = f"/a/{learner.attempt}/receipt.json"
    receipts = [json.loads(ask(machine.port, reading(learner, path)).text) for machine in cluster.machines]
    assert receipts[0] == receipts[1]
    file = cluster.keys / "receipt.json"
    file.write_text(json.dumps(receipts[0]), encoding="utf-8")
    for machine in cluster.machines:
        command = [str(QUIZ), "receipt", "verify", str(file)]
        given = {**environment(machine.folder), "QUIZ_DATABASE_URL": cluster.url, "LC_ALL": "en_US.UTF-8"}
        done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.splitlines()[0][:23]) == (0, "The receipt is genuine,"), done.stderr


def test_every_machine_has_every_picture_and_no_folder_of_them(school: School, cluster: Cluster) -> None:
    with school.store() as store:
        pictures = store.execute(select(MediaRow.name, MediaRow.content)).all()
    assert pictures
    for machine in cluster.machines:
        assert not (machine.folder / "media").exists()
        for name, content in pictures:
            with urlopen(f"http://127.0.0.1:{machine.port}/media/{name}", timeout=60) as response:
                assert response.read() == content


def test_wrong_passwords_are_counted_together(server: str) -> None:
    statuses = []
    for _ in range(9):
        person = browser()
        found = TOKEN.search(read(person, f"{server}/signin"))
        assert found is not None
        body = f"csrf_token={found[1]}&name=Learner+of+both+0&password=wrong+password".encode()
        try:
            with person.open(Request(f"{server}/signin", data=body), timeout=60) as response:
                statuses.append(response.status)
        except HTTPError as refused:
            statuses.append(refused.code)
    assert statuses[-1] == 429
    assert 429 not in statuses[:8]
