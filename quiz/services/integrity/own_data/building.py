"""A file of somebody's data is built, in the request that asks for it or by a worker's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.integrity.own_data import archive
from quiz.storage.models.identity import Account


def no_progress(percent: int) -> None:
    """Hear nothing."""


def content_of(
    session: Session,
    account: Account,
    kind: str,
    language: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None] = no_progress,
) -> bytes:
    """What a file of this kind holds, by what was chosen. ``progress`` hears how far it is, in per cent."""
    return archive.build(session, account, options["site"], progress)
