"""An account goes with all that is its own; what it did, and what was done to it, stays under a pseudonym."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.aggregates import sums
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch
from quiz.storage.queries import identity as account_queries


def lock(session: Session, account: Account) -> None:
    """Wait for a hand-in that is going on, and hold what counts for an account: its scores are taken out, too."""
    fetch(session, account_queries.attempts_of(account.id)).scalars().all()
    sums.lock_account(session, account.id)


def remove(session: Session, account: Account, act: str, *, now: datetime, by: audit.Actor | None = None) -> None:
    """Delete an account that is locked, and record it as ``act``: by ``by``, else by its owner."""
    sums.remove_first_scores(session, account.id)
    gone = audit.forget(session, account)
    audit.record(session, act, audit.Object(kind="account", key=gone.name), by=by or gone, now=now)
    session.execute(delete(Account).where(Account.id == account.id))
    session.expunge_all()
