"""The journeys of the browser tests, through nginx, each request to the next machine."""

from __future__ import annotations

import pytest

from tests.browser.test_journey import (
    test_a_guest_practises_at_once_and_keeps_it_on_signing_up,
    test_a_learner_signs_up_practises_and_sees_the_moon_fill,
    test_a_learner_takes_the_months_check_and_is_told_what_is_unanswered,
)
from tests.cluster.conftest import Cluster

pytestmark = pytest.mark.cluster

__all__ = [
    "test_a_guest_practises_at_once_and_keeps_it_on_signing_up",
    "test_a_learner_signs_up_practises_and_sees_the_moon_fill",
    "test_a_learner_takes_the_months_check_and_is_told_what_is_unanswered",
]


def test_both_machines_had_their_part_in_it(cluster: Cluster) -> None:
    assert min(cluster.front.used().values()) > 100
