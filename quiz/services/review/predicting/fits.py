"""Parameters that were fitted to learners, kept with how both sets predicted; where they predict better they count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.predicting.fitting import Fit
from quiz.services.aggregates import rebuild, sums
from quiz.storage.models.reporting import ReviewFit


def keep(session: Session, account_id: int, fit: Fit, *, now: datetime) -> None:
    """Keep a fit in the place of the one before, and recount the learner's memory where that changes it."""
    sums.lock_account(session, account_id)
    row = session.get(ReviewFit, account_id)
    before = tuple(row.parameters) if row is not None and row.used else None
    if row is None:
        row = ReviewFit(account_id=account_id)
        session.add(row)
    row.parameters, row.used, row.fitted_at = list(fit.parameters), fit.used, now
    row.reviews, row.held_out = fit.reviews, fit.held_out
    row.loss_default, row.loss_fitted = fit.loss_default, fit.loss_fitted
    session.flush()
    if before != (fit.parameters if fit.used else None):
        rebuild.recount_learner(session, account_id)
