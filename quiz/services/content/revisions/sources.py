"""The files of revisions for those who may read them: who may edit the series."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.services.content import editors
from quiz.services.content.publishing import series_from
from quiz.services.content.revisions import reading
from quiz.services.content.revisions.reading import Revision
from quiz.services.current_user import Learner
from quiz.storage.models.content import BankRow
from quiz.storage.queries.content import revisions as revision_queries


@dataclass(frozen=True, kw_only=True)
class Readable:
    """A bank of which somebody may read what was published, with the slug and the title of its series."""

    bank: BankRow
    series: str
    title: Text


@dataclass(frozen=True, kw_only=True)
class Source:
    """A revision with its file, None where it was not kept, and the numbers of those before and after it."""

    revision: Revision
    source: bytes | None
    older: int | None
    newer: int | None


def readable(session: Session, person: Learner, bank: str, series: str | None = None) -> list[Readable]:
    """The banks of that slug, in one series or in all, whose sources ``person`` may read."""
    theirs = editors.editable(session, person)
    return [
        Readable(bank=row[0], series=row.slug, title=series_from(row.definition).title)
        for row in session.execute(revision_queries.banks_of_slug(bank, series))
        if row[0].series_id in theirs
    ]


def find(session: Session, bank: BankRow, number: int) -> Source | None:
    """A revision of a bank; None where there is none of that number."""
    every = reading.history(session, bank)
    found = next((one for one in every if one.number == number), None)
    if found is None:
        return None
    return Source(
        revision=found,
        source=session.scalars(revision_queries.source_of(bank.id, number)).first(),
        older=max((one.number for one in every if one.number < number), default=None),
        newer=min((one.number for one in every if one.number > number), default=None),
    )


def current_number(session: Session, person: Learner, bank_id: int) -> int | None:
    """The number of a bank's current revision; None for those who may not read it."""
    row = session.execute(revision_queries.current_number(bank_id)).first()
    return row.number if row is not None and editors.may_edit(session, person, row.series_id) else None
