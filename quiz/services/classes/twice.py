"""What a form makes is made once, also where it is sent twice, as by a double click: the same within a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.classes.assignments.drafts import Draft
from quiz.services.classes.changing import Wanted
from quiz.services.current_user import Learner
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.gradebook import MarkColumn
from quiz.storage.models.identity import Account

WITHIN = timedelta(minutes=1)

_SAME = ("series_id", "title", "instructions", "opens_at", "due_at", "closes_at", "late_policy", "feedback")


def assignment(session: Session, class_id: int, draft: Draft, *, now: datetime) -> Assignment | None:
    """The assignment that was made of the same draft a moment ago; of two at once the second waits for the first."""
    session.execute(select(ClassRow.id).where(ClassRow.id == class_id).with_for_update())
    same = {name: getattr(draft, name) for name in _SAME}
    found = select(Assignment).filter_by(class_id=class_id, source=draft.choice.source, **same)
    rows = session.scalars(found.where(Assignment.created_at > now - WITHIN).order_by(Assignment.id))
    return next((row for row in rows if row.chosen == draft.choice.stored()), None)


def column(session: Session, wanted: MarkColumn, *, now: datetime) -> MarkColumn | None:
    """The column like the one that is ``wanted`` which was made a moment ago."""
    session.execute(select(ClassRow.id).where(ClassRow.id == wanted.class_id).with_for_update())
    same = {name: getattr(wanted, name) for name in ("class_id", "title", "possible", "category_id")}
    found = select(MarkColumn).filter_by(**same).where(MarkColumn.created_at > now - WITHIN).order_by(MarkColumn.id)
    return session.scalars(found).first()


def school_class(
    session: Session, owner: Learner, wanted: Wanted, *, but: int | None = None, now: datetime
) -> ClassRow | None:
    """The class that the same person made by the same name a moment ago, ``but`` for the one of that number."""
    session.execute(select(Account.id).where(Account.id == owner.id).with_for_update())
    found = (
        select(ClassRow)
        .join(ClassMember, ClassMember.class_id == ClassRow.id)
        .where(ClassMember.account_id == owner.id, ClassMember.role == "owner", ClassRow.created_at > now - WITHIN)
        .where(ClassRow.name == wanted.name, ClassRow.term == wanted.term, ClassRow.id != (but or 0))
        .order_by(ClassRow.id)
    )
    return session.scalars(found).first()
