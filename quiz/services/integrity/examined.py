"""The store as it is examined, and how it is read: in batches, and whatever stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.integrity import clocks
from quiz.storage.queries.parts import Rows


@dataclass(frozen=True, kw_only=True)
class Examined:
    """The store that is examined, the folder where its pictures were before, and the moment.

    ``clock`` is this machine's, to be held against the database's; without one that is not done. ``open_key_file`` is
    the file of the secret keys where others can read it.
    """

    session: Session
    media: Path
    now: datetime
    clock: clocks.Clock | None = None
    open_key_file: Path | None = None


UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""What reading a store raises in which somebody has written what is no fraction, no JSON, or JSON of another shape."""

Found = Iterator[tuple[str, str]]
"""The code of a check that does not hold, and the place where."""


def rows_of(store: Examined, query: Rows, at_once: int = 500) -> Iterator[Any]:
    """The rows of a query, a few at a time; what it holds open is closed even where the reading breaks off."""
    with store.session.execute(query.execution_options(yield_per=at_once)) as rows:
        yield from rows


def is_readable(read: Callable[..., object], *stored: Any) -> bool:
    """Whether a stored definition can be read at all."""
    try:
        read(*stored)
    except UNREADABLE:
        return False
    return True
