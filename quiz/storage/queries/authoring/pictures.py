"""Named questions to the store about pictures that were uploaded for banks, and about those that banks have shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Select, delete, func, select

from quiz.storage.models.authoring import BankDraft, DraftPicture
from quiz.storage.models.content import BankRevision, MediaRow, SeriesRow
from quiz.storage.queries.parts import Rows


def uploaded_for(series_id: int, slug: str) -> Rows:
    """What was uploaded for a bank, without the contents, in the order of the names."""
    one = DraftPicture
    query = select(one.name, one.kept_as, one.size, one.width, one.height, one.alt, one.uploaded_at)
    return query.where(one.series_id == series_id, one.slug == slug).order_by(one.name)


def uploaded_content(series_id: int, slug: str, kept_as: str) -> Select[bytes]:
    """The content of a picture that was uploaded for a bank, by its name in ``media``."""
    query = select(DraftPicture.content).where(DraftPicture.series_id == series_id, DraftPicture.slug == slug)
    return query.where(DraftPicture.kept_as == kept_as)


def pictures_of_revisions(bank_id: int) -> Select[dict[str, Any]]:
    """The pictures of every revision of a bank, by their names, the earliest revision first."""
    return select(BankRevision.pictures).where(BankRevision.bank_id == bank_id).order_by(BankRevision.number)


def sizes_of(names: list[str]) -> Rows:
    """The name in ``media`` and the size of each of these published pictures."""
    return select(MediaRow.name, MediaRow.size).where(MediaRow.name.in_(names))


def due_before(moment: datetime, most: int) -> Select[DraftPicture]:
    """A few uploaded pictures of which it is time to look whether a draft names them still."""
    return select(DraftPicture).where(DraftPicture.kept_until < moment).order_by(DraftPicture.kept_until).limit(most)


def begins_of(names: list[str], most: int) -> Rows:
    """The name in ``media`` of each of these published pictures, and its first bytes."""
    return select(MediaRow.name, func.substr(MediaRow.content, 1, most)).where(MediaRow.name.in_(names))


def drafts_of_bank(series_id: int, slug: str) -> Select[bytes | None]:
    """What every account has typed of a bank; None where it was published or discarded."""
    return select(BankDraft.source).where(BankDraft.series_id == series_id, BankDraft.slug == slug)


def series_locked(series_id: int) -> Select[int]:
    """The number of a series, whose row is locked until the transaction ends."""
    return select(SeriesRow.id).where(SeriesRow.id == series_id).with_for_update()


def this_picture(row: DraftPicture) -> Delete:
    """Delete an uploaded picture, if it is still there."""
    one = DraftPicture
    return delete(one).where(one.series_id == row.series_id, one.slug == row.slug, one.name == row.name)
