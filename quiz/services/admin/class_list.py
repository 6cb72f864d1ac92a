"""All classes of a store, with those who teach them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.storage.models.classes import ClassRow
from quiz.storage.queries import admin as admin_queries


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who owns a class."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A class: its owners, how many learners it has, and when one of these was last seen."""

    row: ClassRow
    owners: Sequence[Owner]
    learners: int
    seen_at: datetime | None


def count(session: Session, named: str = "") -> int:
    """How many classes have ``named`` in their names, or in those of their owners."""
    return session.scalar(admin_queries.count_classes(named)) or 0


def page(session: Session, named: str = "", *, limit: int, offset: int = 0) -> list[Listed]:
    """A page of the classes, those that are archived last, the latest first."""
    rows = session.execute(admin_queries.classes(named).limit(limit).offset(offset)).all()
    owners: defaultdict[int, list[Owner]] = defaultdict(list)
    for class_id, account_id, name in session.execute(admin_queries.owners([row.ClassRow.id for row in rows])):
        owners[class_id].append(Owner(id=account_id, name=name))
    return [
        Listed(row=row.ClassRow, owners=owners[row.ClassRow.id], learners=row.learners, seen_at=row.seen_at)
        for row in rows
    ]
