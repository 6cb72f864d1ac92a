"""Banks as they are published, for those who write them: the file of the current revision, and its series."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import Bank, read_bank
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.series import Series
from quiz.services.attempts.refusals import NotFound
from quiz.services.content import editors
from quiz.services.content.checking import glossary_in
from quiz.services.content.named import series_named
from quiz.services.content.publishing import series_from
from quiz.services.content.revisions import reading
from quiz.services.content.revisions.reading import Revision
from quiz.services.current_user import Learner
from quiz.storage.models.content import SeriesRow


@dataclass(frozen=True, kw_only=True)
class Written:
    """The file of a bank's current revision, None where it was not kept, and what it is checked against."""

    slug: str
    series_id: int
    series: Series
    source: bytes | None
    glossary: Glossary | None

    @property
    def file(self) -> str:
        """What the file is called."""
        return f"{self.slug}.yaml"


def find_written(session: Session, person: Learner, series: str, bank: str) -> Written:
    """What ``person`` may edit as ``bank``. Raises ``NotFound`` where there is none, and for those who may not."""
    row = session.scalars(select(SeriesRow).where(SeriesRow.slug == series)).first()
    if row is None or not editors.may_edit(session, person, row.id):
        raise NotFound(series)
    try:
        revision, source = reading.find_revision(session, f"{series}/{bank}")
    except reading.UnknownRevision:
        raise NotFound(bank) from None
    read = series_from(row.definition)
    return Written(
        slug=revision.bank,
        series_id=row.id,
        series=read,
        source=source,
        glossary=glossary_in(row.definition, read.languages),
    )


def bank_of(session: Session, revision: Revision, source: bytes) -> Bank:
    """The bank in the file of a revision. Raises ``BankError`` where today's checks refuse what was published once."""
    series = series_from(series_named(session, revision.series).definition)
    # Its pictures were there when it was published.
    return read_bank(source, f"{revision.bank}.yaml", series, lambda name: 1)
