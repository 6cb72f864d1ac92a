"""Whole numbers that come from outside: plain digits, never more than the store's columns hold."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter

MAX_INTEGER = 2**31 - 1
"""The largest number that a column of the store holds on every database."""


def whole(given: Any, most: int = MAX_INTEGER) -> int | None:
    """The number that ``given`` writes in plain digits, 0 to ``most``; None for everything else."""
    text = str(given)
    if isinstance(given, bool) or not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return number if (number := int(text)) <= most else None


class InAddress(IntegerConverter):
    """``<int:…>`` in an address; one that the store can't hold belongs to no page."""

    regex = "[0-9]{1,9}"
