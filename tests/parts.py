"""The two parts of the tests: those whose lines are counted, and those on PostgreSQL, tours, browsers and servers."""

from __future__ import annotations

import pytest

COUNTED = "counted"
PARTS = (COUNTED, "uncounted")

_SERVERS = ("browser", "cluster", "faults")
"""Folders whose tests drive ``quiz serve`` in processes of its own, where nothing is counted."""


def on_postgres(item: pytest.Item) -> bool:
    """Whether a test runs on PostgreSQL, of those that run on either database."""
    call = getattr(item, "callspec", None)
    return call is not None and "postgresql" in call.params.values()


def is_slow(item: pytest.Item) -> bool:
    """Whether a test is to begin early, so that at the end no process waits for another's last test."""
    alone = item.get_closest_marker("xdist_group")
    return item.path.parent.name in _SERVERS or alone is not None


def part_of(item: pytest.Item) -> str:
    """The part that a test belongs to."""
    among_servers = item.path.parent.name in _SERVERS or item.get_closest_marker("wheel") is not None
    return PARTS[on_postgres(item) or among_servers or _tours(item)]


def _tours(item: pytest.Item) -> bool:
    """Whether a test looks at every page: that runs no line that others do not, and takes as long as fifty of them."""
    return any(mark.args == ("tours",) for mark in item.iter_markers("xdist_group"))
