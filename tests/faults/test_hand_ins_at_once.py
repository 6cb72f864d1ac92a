"""A whole school hands in within the same second, everybody twice: all get their result, each exam is scored once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

from tests.faults.clients import Reply, ask, handing_in, reading, receive, send
from tests.faults.conftest import School
from tests.faults.crowd import Learner
from tests.faults.oracle import assert_scored_once

ANSWERED = 4
WAIT = 240.0


def hand_in_together(port: int, learners: Sequence[Learner], times: int) -> tuple[list[Reply], float, float]:
    """What is said to hand-ins that are all sent before any answer is read; the seconds to send, and to the last."""
    with ExitStack() as stack:
        pairs = []
        for learner in (learner for learner in learners for _ in range(times)):
            connection = HTTPConnection("127.0.0.1", port, timeout=WAIT)
            pairs.append((stack.enter_context(closing(connection)), handing_in(learner)))
        begun = time.monotonic()
        for connection, request in pairs:
            send(connection, request)
        sent = time.monotonic() - begun
        replies = [receive(connection) for connection, _ in pairs]
        return replies, sent, time.monotonic() - begun


@pytest.mark.parametrize(
    "number",
    [pytest.param(40, id="40_learners"), pytest.param(400, id="400_learners", marks=pytest.mark.faults)],
)
def test_a_school_that_hands_in_at_once_gets_its_results(number: int, school: School) -> None:
    learners = school.gather(number, answered=ANSWERED)
    replies, sent, seconds = hand_in_together(school.server.port, learners, 2)
    assert [reply for reply in replies if reply.status != 303] == []
    print(
        f"\n{school.engine.dialect.name}: {number} learners handed in twice, sent in {sent:.2f} s, "
        f"the last was told after {seconds:.1f} s"
    )
    with school.store() as store:
        assert_scored_once(store, learners)
    result = ask(school.server.port, reading(learners[0], f"/a/{learners[0].attempt}/result"))
    assert result.status == 200
