"""What a teacher writes to who sits an assignment: shown on its running pages until it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from quiz.services.notices import kinds


@dataclass(frozen=True, kw_only=True)
class RunningMessage:
    """A message in the inbox that is not read yet: ``id`` is its notice's, ``text`` is plain, as somebody wrote it."""

    id: int
    headline: str
    text: str


def messages_in(rows: Iterable[Any], language: str) -> tuple[RunningMessage, ...]:
    """The messages that ``message_at`` found beside an attempt, the earliest first."""
    found = ((row.message_id, row.message) for row in rows if row.message_id is not None)
    return tuple(_message(number, data, language) for number, data in sorted(found, key=lambda one: one[0]))


def _message(number: int, data: Any, language: str) -> RunningMessage:
    said = kinds.words("message", data, language)
    return RunningMessage(id=number, headline=said.headline, text=said.quoted)
