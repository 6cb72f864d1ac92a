"""The two parts of the tests: the pure core, whose lines are counted in every run, and everything above it."""

from __future__ import annotations

from pathlib import Path

import pytest

CORE = "core"
PARTS = (CORE, "app")

_DOMAIN = Path(__file__).parent / "domain"
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


def part_of(item: pytest.Item) -> str:
    """The part that a test belongs to."""
    return PARTS[_DOMAIN not in item.path.parents]
