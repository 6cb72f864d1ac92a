"""The classes that somebody is in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.services.current_user import Learner
from quiz.storage.models.classes import ClassRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A class in a list: the role that one has in it, and how many learners there are."""

    row: ClassRow
    role: str
    learners: int


def classes_of(session: Session, person: Learner) -> list[Listed]:
    """The classes that ``person`` is in, those that are archived last."""
    rows = fetch(session, class_queries.classes_of(person.id))
    return [Listed(row=row.ClassRow, role=row.role, learners=row.learners) for row in rows]


def teachers_of(session: Session, class_id: int) -> list[str]:
    """What the owners and teachers of a class are called, as its learners see them."""
    rows = fetch(session, class_queries.staff_of(class_id))
    return [row.name or "" for row in rows if row.role != "assistant"]
