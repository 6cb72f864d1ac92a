"""The two parts of the tests: those whose lines are counted, and the same on PostgreSQL, in browsers and on servers."""

from __future__ import annotations

import pytest

COUNTED = "counted"
PARTS = (COUNTED, "uncounted")

_SERVERS = ("browser", "faults")
"""Folders whose tests drive ``quiz serve`` in processes of its own, where nothing is counted."""


def part_of(item: pytest.Item) -> str:
    """The part that a test belongs to."""
    call = getattr(item, "callspec", None)
    on_postgres = call is not None and "postgresql" in call.params.values()
    among_servers = item.path.parent.name in _SERVERS or item.get_closest_marker("wheel") is not None
    return PARTS[on_postgres or among_servers]
