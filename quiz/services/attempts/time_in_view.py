"""How long a question was looked at, as browsers report it: stored, and used for no mark and no deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.queries.parts import AttemptToSave, PlaceToSave

MAX_SECONDS = 86_400
"""The longest time in view that is stored, in seconds: a day."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a browser reports with an answer, in whole seconds; None where it reports nothing.

    ``shown_ago`` is how long before the request the question was first shown, ``in_view`` how long it has been in view
    in all.
    """

    shown_ago: int | None = None
    in_view: int | None = None


NOTHING = Looked()
"""What an older page reports, and one without script."""


def first_shown(
    attempt: Attempt | AttemptToSave, row: AttemptQuestion | PlaceToSave, looked: Looked, now: datetime
) -> datetime | None:
    """When the question was first shown, by the server's clock: the earliest report, never before the start."""
    known = row.first_shown_at
    if looked.shown_ago is None:
        return known
    reported = max(now - timedelta(seconds=looked.shown_ago), attempt.started_at)
    return reported if known is None else min(known, reported)


def in_view(row: AttemptQuestion | PlaceToSave, looked: Looked) -> int | None:
    """How many seconds the question was in view; it never becomes less. What is out of bounds is ignored."""
    known, reported = row.seconds_in_view, looked.in_view
    if reported is None or not 0 <= reported <= MAX_SECONDS:
        return known
    return reported if known is None else max(known, reported)


def note(attempt: Attempt, row: AttemptQuestion, looked: Looked, now: datetime) -> None:
    """Put what was reported into ``row``, which is written with whatever else changes in it."""
    row.first_shown_at = first_shown(attempt, row, looked, now)
    row.seconds_in_view = in_view(row, looked)
