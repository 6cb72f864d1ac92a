"""The tests of the pure core apart from all others, and which tests are to begin early."""

from __future__ import annotations

from pathlib import Path

import pytest

_TESTS = Path(__file__).parent
CORE = (str(_TESTS / "domain"),)
"""What pytest is given to run the tests of the pure core."""
APP = (str(_TESTS), f"--ignore={_TESTS / 'domain'}")
"""What it is given to run all others."""

_SERVERS = ("browser", "cluster", "faults")
"""Folders whose tests drive ``quiz serve`` in processes of its own."""


def on_postgres(item: pytest.Item) -> bool:
    """Whether a test runs on PostgreSQL, of those that run on either database."""
    call = getattr(item, "callspec", None)
    return call is not None and "postgresql" in call.params.values()


def is_slow(item: pytest.Item) -> bool:
    """Whether a test is to begin early, so that at the end no process waits for another's last test."""
    alone = item.get_closest_marker("xdist_group")
    return item.path.parent.name in _SERVERS or alone is not None
