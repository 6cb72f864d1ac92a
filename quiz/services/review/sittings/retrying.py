"""Practice of exactly what was answered wrong: in one attempt, or of late in a bank or a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.services.current_user import Learner
from quiz.services.review.sittings import offered, recipes
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import sittings as sitting_queries

MOST = 10
"""Questions that one sitting asks at most of what was wrong of late. Of one attempt it asks all."""

KINDS = ("attempt", "bank", "series")


class NothingToRetry(LookupError):
    """Everything was right, or what was wrong can't be asked now: a running test asks it, or it was withdrawn."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Where something was wrong: in the attempt of a token, in the bank of a slug, or in a whole series."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind

    @classmethod
    def read(cls, written: str) -> Wrong:
        """What is written so. Raises ``NotFound``."""
        kind, _, name = written.partition(":")
        found = cls(kind=kind, name=name)
        if kind not in KINDS or str(found) != written or bool(name) != (kind != "series"):
            raise NotFound(written)
        return found


def start(session: Session, account: Learner, series_id: int, wrong: Wrong, *, now: datetime) -> Attempt:
    """The running practice of what was wrong, begun now unless there is one.

    A question that has drawn values comes with others. Raises ``NothingToRetry``.
    """
    recipe, running = recipes.begin(session, account, series_id, "retry", str(wrong), now)
    if running is not None:
        return running
    on_offer = offered.find(session, account, series_id, bank=wrong.name if wrong.kind == "bank" else None)
    # A review may have asked for one question twice.
    numbers = dict.fromkeys(_not_right(session, account, series_id, wrong))
    asked = [(on_offer[number], number) for number in numbers if number in on_offer]
    if not asked:
        raise NothingToRetry
    return offered.put_together(session, account, recipe, str(wrong), asked, now=now)


def _not_right(session: Session, account: Learner, series_id: int, wrong: Wrong) -> Sequence[int]:
    if wrong.kind == "attempt":
        return fetch(session, sitting_queries.not_right_in(account.id, wrong.name)).scalars().all()
    bank = wrong.name if wrong.kind == "bank" else None
    return session.scalars(sitting_queries.not_right_of_late(account.id, series_id, bank, MOST)).all()
