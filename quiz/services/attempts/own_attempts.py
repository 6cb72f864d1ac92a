"""What browsers keep until it is saved: whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.identity.current_user import Learner
from quiz.storage.models.attempts import Attempt


def own_tokens(session: Session, account: Learner, tokens: Sequence[str]) -> list[str]:
    """Those of ``tokens`` that name an attempt of ``account``."""
    found = select(Attempt.token).where(Attempt.account_id == account.id, Attempt.token.in_(tokens))
    return list(session.scalars(found.order_by(Attempt.id)))
