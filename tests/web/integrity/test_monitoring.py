"""Numbers for Prometheus: for who knows the token, of what happened, with labels that hold nothing personal."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.metrics import EVENTS
from quiz.platform.paths import CHECKOUT
from quiz.platform.settings import Settings
from quiz.runtime import closing
from quiz.storage.models.grading import Regrade
from tests.conftest import NOW, PASSWORD
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, PRACTICE, asked, let_time_run_out

TOKEN = "numbers-for-prometheus-alone"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(settings: Settings) -> Iterator[Flask]:
    """An app whose numbers are counted."""
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, replace(settings, metrics_token=TOKEN))
    yield app
    with app.app_context():
        db.engine.dispose()


def numbers(app: Flask) -> dict[str, float]:
    """What is counted, by name and labels."""
    response = app.test_client().get("/metrics", headers=BEARER)
    assert response.status_code == 200
    assert response.content_type.startswith("text/plain; version=0.0.4")
    lines = [line for line in response.get_data(as_text=True).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer of another"}, BEARER])
def test_without_the_token_there_is_nothing(headers: dict[str, str], app: Flask, watched: Flask) -> None:
    assert app.test_client().get("/metrics", headers=headers).status_code == 404
    if headers != BEARER:
        assert watched.test_client().get("/metrics", headers=headers).status_code == 404


def test_what_people_do_is_counted(watched: Flask) -> None:
    alice = Browser(watched.test_client())
    for path in ("/signup", "/signin"):
        alice.client.post(path, data={"name": "Alice", "password": PASSWORD, "old_enough": "1"})
    Browser(watched.test_client()).client.post("/signin", data={"name": "Alice", "password": "another one"})
    token = token_of(alice.begin(CHECK))
    one, two = asked(watched, token)[:2]
    for device, answer in (("phone", two.right), ("desk", two.wrong)):
        alice.client.put(two.path, json={"answer": answer, "device": device, "sequence": 1, "base": 0})
    alice.send(alice.get(one.path).answer_form.answer(one.right))
    alice.client.post(f"/a/{token}/hand-in")
    practised = asked(watched, token_of(alice.begin(PRACTICE)))[0]
    alice.send(alice.get(practised.path).answer_form.answer(practised.right), "check")
    found = numbers(watched)
    counted = {name: int(found[f"dalmada_{name}_total"]) for name in EVENTS}
    assert counted == {
        "saves": 3, "checks": 1, "hand_ins": 1, "late_answers": 0, "conflicts": 1, "sign_ins": 1, "failed_sign_ins": 1,
    }  # fmt: skip


def test_a_late_answer_and_the_closing_are_counted(watched: Flask) -> None:
    alice = Browser(watched.test_client())
    alice.client.post("/signup", data={"name": "Alice", "password": PASSWORD, "old_enough": "1"})
    token = token_of(alice.begin(CHECK))
    one = asked(watched, token)[0]
    let_time_run_out(watched, token)
    closing._measured(watched, set())
    sent = {"answer": one.right, "device": "phone", "sequence": 1, "base": 0}
    assert alice.client.put(one.path, json=sent).get_json()["kept"]
    with watched.app_context():
        db.session.add(Regrade(bank_id=1, made_at=NOW, lowered=False))
        db.session.commit()
    found = numbers(watched)
    assert (found["dalmada_late_answers_total"], found["dalmada_closing_closed_total"]) == (1, 1)
    assert found["dalmada_closing_seconds_count"] == 1
    assert found["dalmada_regrades"] == 1


def test_requests_are_counted_by_endpoint_method_and_class_of_status(watched: Flask) -> None:
    client = watched.test_client()
    for path in ("/", "/signin", "/Geum-sun", "/a/a-token-of-somebody/1"):
        client.get(path)
    client.open("/", method="BREW")
    found = numbers(watched)
    labels = [re.findall(r'="([^"]*)"', name) for name in found if name.startswith("dalmada_request_seconds_count")]
    assert sorted(labels) == [
        ["attempts.question", "GET", "3xx"],
        ["catalogue.home", "GET", "2xx"],
        ["identity.sign_in", "GET", "2xx"],
        ["none", "GET", "4xx"],
        ["none", "other", "4xx"],
    ]
    assert not re.search("Geum-sun|a-token-of-somebody", str(found))


def test_the_memory_of_the_process_is_among_them(watched: Flask) -> None:
    assert numbers(watched)['dalmada_memory_bytes{process="workers"}'] > 2**20


def test_nothing_of_it_is_loaded_where_nobody_asks() -> None:
    code = "import sys; from quiz.app import create_app; create_app(); print('prometheus_client' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
