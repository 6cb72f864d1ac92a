"""Guests who do not come back: after some days they are deleted with all that is theirs.

Nothing else has to move: no sum over learners counts a guest, and no guest takes a test, so none of theirs runs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.current_user import Learner
from quiz.storage.models.identity import Account
from quiz.storage.queries import identity as account_queries
from quiz.storage.queries import integrity as integrity_queries

FEW = 50
"""How many are deleted in one transaction, so that nobody waits long for it."""


def ends(guest: Learner, days: int) -> datetime:
    """When a guest is deleted who is not seen again; ``days`` is how long one is kept."""
    return guest.seen_at + timedelta(days=days)


def count_expired(session: Session, *, days: int, now: datetime) -> int:
    """How many guests were not seen for ``days``."""
    return session.scalar(account_queries.count_guests_before(now - timedelta(days=days))) or 0


def expire(session: Session, *, days: int, now: datetime, most: int = FEW) -> int:
    """Delete at most ``most`` guests who were not seen for ``days``, the oldest first; how many there were.

    Guests whom another worker is deleting, or who are signing up, are passed over.
    """
    old = session.scalars(account_queries.guests_before(now - timedelta(days=days), most)).all()
    for guest in session.scalars(integrity_queries.with_acts([one.id for one in old])).all():
        # Somebody graded what they wrote: that stays, under a pseudonym.
        audit.forget(session, guest)
    session.execute(
        delete(Account).where(Account.id.in_([one.id for one in old])),
        execution_options={"synchronize_session": False},
    )
    session.expunge_all()
    return len(old)
