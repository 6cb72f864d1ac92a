"""What is recorded of a publishing: an act for the series, and one for each bank."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.content.publish_plan import BankPlan
from quiz.storage.models.content import SeriesRow

_SHOWN = 8
"""Hex digits of a hash: as many as ``quiz history`` prints."""


def record_series(
    session: Session, row: SeriesRow | None, slug: str, mark: str, *, by: audit.Actor, now: datetime
) -> None:
    """Record that the series is published as the file with the hash ``mark``; ``row`` is what stands so far."""
    before, after = _hash(row.content_hash if row is not None else None), {"hash": mark[:_SHOWN]}
    audit.record(session, "published", audit.series(slug), by=by, now=now, before=before, after=after)


def record_bank(
    session: Session, series: str, plan: BankPlan, old: str | None, new: str | None, *, by: audit.Actor, now: datetime
) -> None:
    """Record that ``plan`` was done to a bank of a series; ``old`` and ``new`` name the files of its revisions."""
    moves = {name: len(getattr(plan.questions, name)) for name in ("new", "back", "withdrawn", "changed")}
    after = {**(_hash(new) or {}), **moves}
    audit.record(session, "published", audit.bank(series, plan.bank), by=by, now=now, before=_hash(old), after=after)


def _hash(mark: str | None) -> dict[str, str] | None:
    return {"hash": mark[:_SHOWN]} if mark else None
