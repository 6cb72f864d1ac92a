"""Who may publish and correct a series: admins, its owner and its editors."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.current_user import Learner
from quiz.storage.models.content import SeriesEditor, SeriesRow


def may_edit(session: Session, person: Learner, series_id: int) -> bool:
    """Whether ``person`` may publish and correct the series of that number."""
    if person.role == "admin":
        return True
    owned = select(SeriesRow.id).where(SeriesRow.id == series_id, SeriesRow.owner_id == person.id)
    edited = select(SeriesEditor.series_id).where(
        SeriesEditor.series_id == series_id, SeriesEditor.account_id == person.id
    )
    return session.execute(owned.union_all(edited).limit(1)).first() is not None
