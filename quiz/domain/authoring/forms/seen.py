"""What the page of a form has seen of its part of a file: so a change elsewhere in the file stands in nobody's way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


def mark_of(part: Any) -> str:
    """The mark of what a part of a file says: another one for other data."""
    said = json.dumps(part, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A part as a page showed it: the draft's number and the part's mark then; the id of what is one of several."""

    number: int | None = None
    mark: str = ""
    id: str = ""

    def is_fresh(self, number: int, mark: str) -> bool:
        """Whether nothing was changed that the page has not seen: neither the draft of that number, nor this part."""
        return self.number == number or (self.mark != "" and self.mark == mark)

    def place_in(self, parts: Sequence[Any], place: int, number: int) -> int | None:
        """Where the part is now that stood at ``place``; None where it is gone."""
        if self.number == number:
            return place
        marks = [mark_of(part) for part in parts]
        same = [at for at, mark in enumerate(marks) if mark == self.mark]
        if place in same:
            return place
        ids = [str(part.get("id", "")) if isinstance(part, dict) else "" for part in parts]
        named = [at for at, name in enumerate(ids) if self.id and name == self.id]
        return next(iter([*same, *named]), None if self.id else place)
