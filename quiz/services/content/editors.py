"""Who may publish and correct a series: admins, its owner, and those whom an admin made an editor of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quiz.services.current_user import Learner
from quiz.storage.prepared import fetch
from quiz.storage.queries.content import editors as editor_queries


class NotAnEditor(PermissionError):
    """Only who may edit a series changes its questions, or their scores."""


def may_edit(session: Session, person: Learner, series_id: int) -> bool:
    """Whether ``person`` may publish and correct the series of that number; nobody may where there is none."""
    return series_id in editable(session, person)


def editable(session: Session, person: Learner) -> frozenset[int]:
    """The numbers of the series that ``person`` may publish and correct."""
    query = editor_queries.every_series() if person.role == "admin" else editor_queries.series_edited_by(person.id)
    return frozenset(fetch(session, query).scalars())


def require(session: Session, person: Learner, series_id: int) -> None:
    """Raise ``NotAnEditor`` unless ``person`` may publish and correct the series of that number."""
    if not may_edit(session, person, series_id):
        raise NotAnEditor(str(series_id))


def names_of(session: Session, series_id: int) -> tuple[str, ...]:
    """The names of a series' owner and editors, for a teacher who wants something corrected; admins may as well."""
    found = fetch(session, editor_queries.names_of_editors(series_id)).scalars()
    return tuple(name for name in found if name)


def editors_of(session: Session, series_id: int) -> tuple[int, ...]:
    """The accounts that can be asked to correct a series: its owner and editors; without any, the admins."""
    named = tuple(fetch(session, editor_queries.editors_of(series_id)).scalars())
    return named or tuple(fetch(session, editor_queries.admins()).scalars())
