"""Finding what is published by words, as far as the person who looks may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, Select, func, select
from sqlalchemy.orm import Session

from quiz.domain.finding.words import MAX_QUERY, Piece, Query, excerpt, query_for
from quiz.services.content.catalogue import Catalogue, Library, PublishedMonth
from quiz.services.current_user import Learner
from quiz.storage import search_index
from quiz.storage.models.identity import TEACHERS
from quiz.storage.queries.content import search as search_queries

LONGEST_TITLE = 160
"""Characters of a title that are shown; that of a question is its whole prompt."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something that was found: of a note a paragraph, a question with its explanation, or a term.

    ``token`` and ``place`` lead a learner to the feedback, ``question`` a teacher to its statistics.
    """

    kind: str
    series: Catalogue
    month: PublishedMonth | None
    section: str
    anchor: str
    title: Sequence[Piece]
    body: Sequence[Piece]
    question: str | None
    token: str | None
    place: int | None


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for, among everything that a person may see; empty where the text has no words."""

    query: Query
    statement: Select[*tuple[object, ...]]
    library: Library

    def count(self, session: Session) -> int:
        """How much is found."""
        if not self.query.words:
            return 0
        return session.scalar(select(func.count()).select_from(self.statement.subquery())) or 0

    def hits(self, session: Session, *, limit: int, offset: int) -> list[Hit]:
        """A page of it: what bears the name first, then notes, then questions."""
        order = search_queries.in_order(self.query)
        rows = session.execute(self.statement.order_by(*order).limit(limit).offset(offset)).mappings()
        months = {month.id: month for series in self.library.series for month in series.months}
        return [_hit(row, months, self.library, self.query) for row in rows]


def is_too_long(text: str) -> bool:
    """Whether more is typed than is looked for: measured as it was typed, before anything is done with it."""
    return len(text) > MAX_QUERY


def search(session: Session, person: Learner | None, text: str, library: Library, language: str) -> Search:
    """Look for ``text`` in what ``person`` finds of ``library``, in one language.

    A learner finds notes, terms, and the questions whose feedback they may read now; a teacher every question on offer;
    a stranger notes and terms.
    """
    names = [term.names() for series in library.series for term in series.terms.values()]
    query = query_for(text, names)
    statement = _what_they_see(person, language, _banks(library), _series(library))
    if query.words:
        statement = statement.where(search_queries.holds(query, search_index.engine_of(session.connection())))
    return Search(query=query, statement=statement, library=library)


def _what_they_see(
    person: Learner | None, language: str, banks: list[int], series: list[int]
) -> Select[*tuple[object, ...]]:
    if person is None:
        return search_queries.entries_for_anybody(language, banks, series)
    if person.role in TEACHERS:
        return search_queries.entries_for_teacher(language, banks, series)
    return search_queries.entries_for_learner(person.id, language, banks, series)


def _banks(library: Library) -> list[int]:
    return [month.id for series in library.series for month in series.months]


def _series(library: Library) -> list[int]:
    return [series.id for series in library.series if series.id is not None]


def _hit(row: RowMapping, months: Mapping[int, PublishedMonth], library: Library, query: Query) -> Hit:
    return Hit(
        kind=row["kind"],
        series=library.numbered(row["series_id"]) or Catalogue(),
        month=months.get(row["bank_id"]),
        section=row["section"],
        anchor=row["anchor"],
        title=excerpt(row["title"], query, LONGEST_TITLE),
        body=excerpt(row["body"], query),
        question=row["question"],
        token=row["token"],
        place=row["place"],
    )
