"""Who is in a group changes: its exceptions reach the attempts that run, and nothing that came in time is late then."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes.assignments import excepting, in_time
from quiz.services.classes.faults import ClassError
from quiz.storage.models.classes import ClassGroup
from quiz.storage.queries.assignments import in_time as time_queries


@contextmanager
def regrouped(
    session: Session, group: ClassGroup, members: Collection[int], *, now: datetime, by: audit.Actor
) -> Iterator[None]:
    """Put members into a group or take them out of it within. Who is taken out keeps the time that runs.

    Raises ``ClassError`` (``made_late``).
    """
    rows = list(session.scalars(time_queries.excepting_group(group.id)))
    try:
        with in_time.kept(session, rows, now=now):
            yield
    except in_time.MadeLate:
        raise ClassError("made_late") from None
    if rows and members:
        accounts = session.scalars(time_queries.accounts_of(group.class_id, members)).all()
        for row in rows:
            excepting.extend(session, row, accounts, now, by)
