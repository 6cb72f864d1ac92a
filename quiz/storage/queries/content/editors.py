"""Which series somebody may publish and correct, and who may do so with a series."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

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
    owner = select(SeriesRow.owner_id).where(SeriesRow.id == series_id)
    editors = select(SeriesEditor.account_id).where(SeriesEditor.series_id == series_id)
    theirs = or_(Account.id.in_(owner), Account.id.in_(editors))
    return select(Account.id).where(theirs, *_TEACHING).order_by(Account.id)


@prepared
def admins() -> Select[int]:
    """The admins, by number; none who is disabled."""
    return select(Account.id).where(Account.role == "admin", *_TEACHING).order_by(Account.id)
