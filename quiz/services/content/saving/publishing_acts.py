"""What is recorded of a publishing: an act for the series, and one for each bank."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.content.publish_plan import BankPlan
from quiz.storage.models.content import BankRow, SeriesRow

_SHOWN = 12
"""Hex digits of a hash: enough to tell files apart."""


def record_series(
    session: Session, row: SeriesRow | None, slug: str, mark: str, *, by: audit.Actor, now: datetime
) -> None:
    """Record that the series is published as the file with the hash ``mark``; ``row`` is what stands so far."""
    before, after = _hash(row.content_hash if row is not None else None), {"hash": mark[:_SHOWN]}
    audit.record(session, "published", audit.series(slug), by=by, now=now, before=before, after=after)


def record_bank(
    session: Session, row: BankRow, series: str, plan: BankPlan, mark: str, *, by: audit.Actor, now: datetime
) -> None:
    """Record that ``plan`` is done to a bank by the file with the hash ``mark``; ``row`` is what stands so far."""
    moves = {name: len(getattr(plan.questions, name)) for name in ("new", "back", "withdrawn", "changed")}
    after = {"hash": mark[:_SHOWN], **moves}
    before = _hash(row.content_hash)
    audit.record(session, "published", audit.bank(series, plan.bank), by=by, now=now, before=before, after=after)


def _hash(mark: str | None) -> dict[str, str] | None:
    return {"hash": mark[:_SHOWN]} if mark else None
