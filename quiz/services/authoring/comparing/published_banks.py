"""A published bank as it was written: its file, read again under its series."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import Bank, read_bank
from quiz.services.content.named import series_named
from quiz.services.content.publishing import series_from
from quiz.services.content.revisions.reading import Revision


def bank_of(session: Session, revision: Revision, source: bytes) -> Bank:
    """The bank in the file of a revision. Raises ``BankError`` where today's checks refuse what was published once."""
    series = series_from(series_named(session, revision.series).definition)
    # Its pictures were there when it was published.
    return read_bank(source, f"{revision.bank}.yaml", series, lambda name: 1)
