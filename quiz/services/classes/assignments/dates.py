"""When assignments open and are due, for calendars: a learner's by their own terms, a class's for its teachers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from quiz.domain.assignments.terms import Terms
from quiz.services.classes.assignments import listing, standing
from quiz.services.classes.assignments.terms import terms_of
from quiz.services.current_user import Learner
from quiz.storage.models.assignments import Assignment


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One moment of an assignment."""

    assignment: int
    class_id: int
    title: str
    what: Literal["opens", "due"]
    at: datetime


def of_learner(session: Session, account: Learner, *, now: datetime) -> list[Dated]:
    """When the assignments of a learner open and are due, with the exceptions that hold for them.

    What they are excused from is not among them.
    """
    every = [mine for mine in standing.every(session, account, now=now) if not mine.mark.excused]
    return [one for mine in every for one in _dates(mine.row, mine.terms)]


def of_class(session: Session, class_id: int, *, now: datetime) -> list[Dated]:
    """When the published assignments of a class open and are due, for everybody."""
    found = [one for one in listing.every(session, class_id, now=now) if one.row.published_at is not None]
    return [one for listed in found for one in _dates(listed.row, terms_of(listed.row, listed.quiz))]


def _dates(row: Assignment, terms: Terms) -> Iterator[Dated]:
    if terms.opens_at is not None:
        yield Dated(assignment=row.id, class_id=row.class_id, title=row.title, what="opens", at=terms.opens_at)
    if terms.due_at is not None:
        yield Dated(assignment=row.id, class_id=row.class_id, title=row.title, what="due", at=terms.due_at)
