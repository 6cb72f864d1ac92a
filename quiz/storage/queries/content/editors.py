"""Which series somebody may publish and correct, and who may do so with a series."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select

from quiz.storage.models.content import SeriesEditor, SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.prepared import prepared

_TEACHING = (Account.role.in_(("teacher", "admin")), ~Account.disabled)


@prepared
def every_series() -> Select[int]:
    """The numbers of all series."""
    return select(SeriesRow.id)


@prepared
def series_edited_by(account_id: int) -> Select[int]:
    """The numbers of the series that an account owns, or was made an editor of."""
    edited = select(SeriesEditor.series_id).where(SeriesEditor.account_id == account_id)
    return select(SeriesRow.id).where(or_(SeriesRow.owner_id == account_id, SeriesRow.id.in_(edited)))


@prepared
def editors_of(series_id: int) -> Select[int]:
    """Who owns or edits a series, by number; of teachers and admins, none who is disabled."""
    return select(Account.id).where(_edits(series_id), *_TEACHING).order_by(Account.id)


@prepared
def names_of_editors(series_id: int) -> Select[str | None]:
    """What they are called, in the order of their names."""
    return select(Account.name).where(_edits(series_id), *_TEACHING).order_by(Account.name)


def _edits(series_id: int) -> ColumnElement[bool]:
    owner = select(SeriesRow.owner_id).where(SeriesRow.id == series_id)
    editors = select(SeriesEditor.account_id).where(SeriesEditor.series_id == series_id)
    return or_(Account.id.in_(owner), Account.id.in_(editors))


@prepared
def admins() -> Select[int]:
    """The admins, by number; none who is disabled."""
    return select(Account.id).where(Account.role == "admin", *_TEACHING).order_by(Account.id)
