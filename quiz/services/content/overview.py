"""What a store holds: every series with its banks, whatever learners find of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.services.content.checking import series_from
from quiz.storage.queries.content import published as content_queries


@dataclass(frozen=True, kw_only=True)
class ListedBank:
    """A bank: ``questions`` that are on offer, the number of its current revision, None before one was kept."""

    bank: str
    standing: str
    questions: int
    revision: int | None


@dataclass(frozen=True, kw_only=True)
class ListedSeries:
    """A series with its banks, and the name of the account that owns it."""

    series: str
    title: Text
    languages: tuple[str, ...]
    profile: str
    standing: str
    owner: str | None
    banks: tuple[ListedBank, ...] = ()


def every_series(session: Session) -> tuple[ListedSeries, ...]:
    """Every series in the order in which they were published first, with its banks by their slugs."""
    found: dict[int, ListedSeries] = {}
    for row, owner in session.execute(content_queries.every_series()):
        series = series_from(row.definition)
        found[row.id] = ListedSeries(
            series=row.slug,
            title=series.title,
            languages=series.languages,
            profile=series.profile,
            standing=row.standing,
            owner=owner,
        )
    for series_id, slug, standing, questions, number in session.execute(content_queries.every_bank()):
        bank = ListedBank(bank=slug, standing=standing, questions=questions, revision=number)
        found[series_id] = replace(found[series_id], banks=(*found[series_id].banks, bank))
    return tuple(found.values())
