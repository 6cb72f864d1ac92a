"""Who is signed in, as far as nearly every page needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quiz.storage.models.identity import Account


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """What a request needs of the account behind it. Reading this past the mapping halves the time of doing so."""

    id: int
    role: str
    name: str | None
    language: str | None
    time_zone: str | None
    seen_at: datetime


Learner = Account | CurrentUser
"""A person who takes quizzes: as an account, or as what a request knows of one."""
