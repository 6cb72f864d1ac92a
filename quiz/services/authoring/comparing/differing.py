"""What differs between two texts of a file, line by line, as ``diff -u`` writes it."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass

from quiz.domain.authoring.typed_text import shown

CONTEXT = 3
"""Lines around a change."""
MOST_LINES = 2_000
"""Lines of a difference that a page shows."""


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The lines of a difference; ``more`` are left off. ``added`` and ``removed`` count all."""

    lines: tuple[str, ...]
    more: int
    added: int
    removed: int


def lines_in(raw: bytes) -> Counter[str]:
    """How often each line stands in a file."""
    return Counter(shown(raw).splitlines())


def difference(before: bytes, after: bytes, names: tuple[str, str]) -> Lines:
    """What is to be done to ``before`` to make it ``after``; ``names`` are what they are called."""
    old, new = (shown(raw).splitlines() for raw in (before, after))
    found = list(difflib.unified_diff(old, new, names[0], names[1], n=CONTEXT, lineterm=""))
    changes = [line for line in found[2:] if line[:1] in "+-"]
    added = sum(line.startswith("+") for line in changes)
    return Lines(
        lines=tuple(found[:MOST_LINES]),
        more=max(0, len(found) - MOST_LINES),
        added=added,
        removed=len(changes) - added,
    )
