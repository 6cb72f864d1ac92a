"""Whether the time of an attempt is up."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Timed(Protocol):
    """An attempt, as far as its time goes."""

    @property
    def deadline_at(self) -> datetime | None:
        """When the time is up."""

    @property
    def closes_at(self) -> datetime | None:
        """When nothing counts any more."""


def is_late(attempt: Timed, now: datetime) -> bool:
    """Whether the time of an attempt is up, though what is still on its way may count."""
    return attempt.deadline_at is not None and now > attempt.deadline_at


def is_overdue(attempt: Timed, now: datetime) -> bool:
    """Whether an attempt is to be handed in by rule, if it was not yet."""
    return attempt.closes_at is not None and now > attempt.closes_at


def timed_out(attempt: Timed, handed_in_at: datetime | None) -> bool:
    """Whether the time of an attempt had run out when it was handed in, by its page or by rule."""
    return attempt.deadline_at is not None and handed_in_at is not None and handed_in_at >= attempt.deadline_at
