"""Who may edit which series: its owner, and editors whom an administrator names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.text_limits import fault_of
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.content import standings
from quiz.services.content.checking import series_from
from quiz.services.identity.names import MAX_KEY, name_key
from quiz.storage.models.content import SeriesEditor, SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.queries import admin as admin_queries


class NoTeacher(ValueError):
    """There is no open account of a teacher with that name."""


@dataclass(frozen=True, kw_only=True)
class Editor:
    """Somebody who may edit a series beside its owner."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A series with the name of its owner and its editors, by name."""

    id: int
    slug: str
    title: Text
    standing: str
    owner: str | None
    editors: Sequence[Editor]


def every_series(session: Session) -> list[Edited]:
    """Every series, and who may edit it."""
    editors: defaultdict[int, list[Editor]] = defaultdict(list)
    for series_id, account_id, name in session.execute(admin_queries.editors()):
        editors[series_id].append(Editor(id=account_id, name=name))
    return [
        Edited(
            id=row.id,
            slug=row.slug,
            title=series_from(row.definition).title,
            standing=row.standing,
            owner=owner,
            editors=editors[row.id],
        )
        for row, owner in session.execute(admin_queries.series_with_owners())
    ]


def change_owner(session: Session, series_id: int, name: str, *, by: audit.Actor, now: datetime) -> None:
    """Give a series to the teacher of that name; to nobody where it is empty. Raises ``NotFound``, ``NoTeacher``."""
    series = _series(session, series_id)
    person = _teacher(session, name) if name.strip() else None
    standings.set_owner(session, series.slug, person, by=by, now=now)


def add_editor(session: Session, series_id: int, name: str, *, by: audit.Actor, now: datetime) -> None:
    """Let the teacher of that name edit a series. Raises ``NotFound``, ``NoTeacher``."""
    series, person = _series(session, series_id), _teacher(session, name)
    if session.get(SeriesEditor, (series_id, person.id)) is None:
        session.add(SeriesEditor(series_id=series_id, account_id=person.id))
        session.flush()
        audit.record(session, "editor_added", audit.series(series.slug, person.id), by=by, now=now)


def remove_editor(session: Session, series_id: int, account_id: int, *, by: audit.Actor, now: datetime) -> None:
    """Let somebody edit a series no more. Raises ``NotFound`` where there is no such series."""
    series, found = _series(session, series_id), session.get(SeriesEditor, (series_id, account_id))
    if found is not None:
        session.delete(found)
        session.flush()
        audit.record(session, "editor_removed", audit.series(series.slug, account_id), by=by, now=now)


def _series(session: Session, series_id: int) -> SeriesRow:
    # Two who change the same series wait for each other.
    found = session.get(SeriesRow, series_id, with_for_update=True)
    if found is None:
        raise NotFound(str(series_id))
    return found


def _teacher(session: Session, name: str) -> Account:
    if fault_of(name, MAX_KEY) is not None:
        raise NoTeacher(name)
    found = session.scalars(admin_queries.may_teach(name_key(name)[:MAX_KEY])).first()
    if found is None:
        raise NoTeacher(name)
    return found
