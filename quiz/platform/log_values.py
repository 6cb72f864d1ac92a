"""What the log may say: where something went wrong and what kind of fault it is, never what somebody entered."""

from __future__ import annotations

import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

from sqlalchemy.exc import DBAPIError

OF_CODE = (TypeError, AttributeError, NameError, ImportError, OSError, RuntimeError, ZeroDivisionError)
"""Faults whose words name code, files or hosts. Any other may quote an answer, as that of ``int("…")`` does."""


def database_words(error: DBAPIError) -> str:
    """What a database says is wrong. The lines below the first quote rows and keys."""
    return (str(error.orig).strip().splitlines() or [""])[0][:300]


def fault_words(error: BaseException) -> str:
    """The kind of a fault, with its words where they can hold nothing that anybody entered."""
    name = type(error).__name__
    if isinstance(error, DBAPIError):
        return f"{name}: {database_words(error)}"
    return f"{name}: {error}"[:300] if isinstance(error, OF_CODE) else name


def without_values(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the way to a fault and its kind in the place of ``exc_info``: a processor of structlog."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["exception"] = _way_to(error)
    return event


def _way_to(error: BaseException) -> str:
    """A traceback as Python prints it, and those of the faults that led to this one above it."""
    parts: list[str] = []
    led: BaseException | None = error
    while led is not None:
        way = "".join(traceback.format_tb(led.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{way}{fault_words(led)}")
        led = led.__cause__ or (None if led.__suppress_context__ else led.__context__)
    return "\n\n".join(reversed(parts))
