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
    unread: int = 0
    """How many notices in their inbox they have not read."""
    in_class: bool = False
    """Whether they learn or teach in a class."""
    teaches: bool = False
    """Whether they teach in a class, as an assistant too."""

    @classmethod
    def of(cls, account: Account) -> CurrentUser:
        """The same of an account that was read whole."""
        return cls(account.id, account.role, account.name, account.language, account.time_zone, account.seen_at)


Learner = Account | CurrentUser
"""A person who takes quizzes: as an account, or as what a request knows of one."""
