"""A file of somebody's data is built, in the request that asks for it or by a worker's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.integrity.own_data import archive, decks
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
    *,
    now: datetime,
) -> bytes:
    """What a file of this kind holds, by what was chosen. ``progress`` hears how far it is, in per cent."""
    if kind == "deck":
        return decks.build(session, account, language, options, progress, now)
    return archive.build(session, account, options["site"], progress)
