"""The figures of a bank that is published, as it is on offer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quiz.domain.authoring.counting import Figures, figures_of
from quiz.services.authoring.comparing.differences import published_side
from quiz.services.content.definitions import header_of
from quiz.services.content.named import bank_named
from quiz.storage.models.content import SeriesRow


def find(session: Session, name: str) -> Figures:
    """The figures of the bank of that name. Raises ``named.Unknown``."""
    row = bank_named(session, name)
    languages = session.get_one(SeriesRow, row.series_id).definition["languages"]
    side = published_side(session, row)
    return figures_of(header_of(row.header, languages), side.questions, languages)
