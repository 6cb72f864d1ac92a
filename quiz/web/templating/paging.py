"""Long lists a page at a time: which page an address asks for, and the addresses of the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from quiz.domain.text_limits import INVISIBLE
from quiz.services.identity.names import tidy_name
from quiz.web.request.whole_numbers import whole

KEPT = ("by", "show", "sort", "dir", "role", "action", "group", "state", "question", "q", "page")
"""What the address of a list may say, in the order in which it is written."""

PAGE = 50
"""Rows of a list on one page."""

MAX_PAGE = 10**18
"""Beyond the last page of any list: an address that asks for more shows the last one."""

MAX_SOUGHT = 64
"""Characters of what is looked for; no name is longer."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")


@dataclass(frozen=True, kw_only=True)
class Paging:
    """One page of a list of ``total`` entries, ``size`` to a page; pages are numbered from 1."""

    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many entries come before this page."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The number of the first entry on this page; 0 where there is none."""
        return self.offset + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The number of the last entry on this page."""
        return min(self.total, self.offset + self.size)


def paging(total: int, size: int) -> Paging:
    """The page that the address asks for; the last one where it asks for more than there are."""
    known = Paging(total=total, number=1, size=size)
    return Paging(
        total=total, number=max(1, min(whole(request.args.get("page", 1), MAX_PAGE) or 1, known.pages)), size=size
    )


def sought() -> str:
    """The name that the address looks for: without characters that nobody sees, or spaces around it."""
    return tidy_name(_INVISIBLE.sub("", request.args.get("q", "")))[:MAX_SOUGHT]


def query(**changes: object) -> str:
    """The query of this address with ``changes``, from its question mark on; None leaves something out."""
    asked = {name: request.args[name][:MAX_SOUGHT] for name in KEPT if request.args.get(name)}
    wanted = {name: str(value) for name, value in {**asked, **changes}.items() if value not in (None, "")}
    pairs = [(name, wanted[name]) for name in KEPT if name in wanted]
    return f"?{urlencode(pairs)}" if pairs else ""


def state() -> dict[str, Any]:
    """What the address says of the list, for a form that comes back to it."""
    return {name: request.args[name][:MAX_SOUGHT] for name in KEPT if request.args.get(name)}
