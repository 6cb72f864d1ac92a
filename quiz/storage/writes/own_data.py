"""Named changes of what people brought along: in parts, so that nobody waits long for one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from quiz.storage.models.review import BroughtReview
from quiz.storage.writes.base import _insert


def bring(dialect: str) -> Any:
    """Take a review that is not there yet; nothing changes where it is."""
    key = ("account_id", "question_id", "scored_at")
    return _insert(dialect, BroughtReview.__table__).on_conflict_do_nothing(index_elements=key)


def take_back(account_id: int, most: int) -> Any:
    """Forget the oldest ``most`` reviews that an account brought along, and those of the same moment."""
    known = aliased(BroughtReview)
    moments = select(known.scored_at).where(known.account_id == account_id).order_by(known.scored_at)
    until = moments.offset(most - 1).limit(1).scalar_subquery()
    old = (BroughtReview.scored_at <= until) | until.is_(None)
    return delete(BroughtReview).where(BroughtReview.account_id == account_id, old)
