"""What the next bank of a series is called: the month after its last one, or the next number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from quiz.domain.bank_format.fields import is_month

_COUNTED = re.compile(r"(?P<name>[a-z0-9-]*?)(?P<number>[0-9]+)")


def next_slug(slugs: Iterable[str]) -> str | None:
    """The name that goes on with ``slugs``: 2024-08 after 2024-07, unit-04 after unit-03; None where none does."""
    known = set(slugs)
    if months := sorted(slug for slug in known if is_month(slug)):
        year, month = map(int, months[-1].split("-"))
        return f"{year + month // 12}-{month % 12 + 1:02}"
    counted = [found for slug in known if (found := _COUNTED.fullmatch(slug))]
    if not counted:
        return None
    last = max(counted, key=lambda found: (int(found["number"]), found["name"]))
    return f"{last['name']}{int(last['number']) + 1:0{len(last['number'])}}"
