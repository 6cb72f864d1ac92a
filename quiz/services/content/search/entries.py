"""What can be found of a bank and of a glossary, made from what is published and kept beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.glossary import Term
from quiz.domain.finding.paragraphs import paragraphs, words_alone
from quiz.domain.finding.term_links import anchor_of
from quiz.domain.finding.words import indexed
from quiz.domain.text_limits import composed
from quiz.platform.settings import LANGUAGES
from quiz.services.content.checking import glossary_in, series_from
from quiz.services.content.definitions import header_of
from quiz.storage import search_index
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion, SearchEntry, SeriesRow
from quiz.storage.queries.content import search as search_queries

Rows = list[dict[str, Any]]

_TABLE: Any = SearchEntry.__table__
_VALUE = re.compile("\ue000.*?\ue001|\ue004.*?\ue005", re.S)
_GAP = re.compile("\ue002.*?\ue003", re.S)
_COLUMNS = tuple(column.name for column in _TABLE.columns if column.name != "id")


def keep_bank(session: Session, bank: BankRow) -> None:
    """Put what can be found of a bank where it stood before; the bank and its texts are stored already."""
    session.flush()
    connection = session.connection()
    connection.execute(delete(_TABLE).where(_TABLE.c.bank_id == bank.id))
    _insert(connection, of_bank(session, bank))


def keep_terms(session: Session, series: SeriesRow) -> None:
    """The same of the terms of a series."""
    session.flush()
    connection = session.connection()
    connection.execute(delete(_TABLE).where(_TABLE.c.series_id == series.id, _TABLE.c.kind == "term"))
    _insert(connection, of_series(series))


def rebuild(session: Session) -> int:
    """Make all of it, and the indexes, again; how many entries there are is returned."""
    session.flush()
    connection = session.connection()
    connection.execute(delete(_TABLE))
    search_index.rebuild(connection)
    return sum(_insert(connection, rows) for rows in _every(session))


def is_missing(session: Session) -> bool:
    """Whether something is published and nothing of it can be found, as in a store of before."""
    published = session.scalars(select(BankRow.id).limit(1)).first()
    return published is not None and session.scalars(select(SearchEntry.id).limit(1)).first() is None


def differences(session: Session) -> Iterator[str]:
    """What of the store can't be found as it is published: each bank and each series' terms, by their slugs."""
    if not search_index.is_whole(session.connection()):
        yield "index"
    for series in session.scalars(select(SeriesRow).order_by(SeriesRow.id)):
        kept = session.execute(search_queries.terms_of_series(series.id)).mappings()
        if _as_kept(kept) != _as_kept(_readable(partial(of_series, series))):
            yield series.slug
    for bank in session.scalars(select(BankRow).order_by(BankRow.id)):
        kept = session.execute(search_queries.entries_of_bank(bank.id)).mappings()
        if _as_kept(kept) != _as_kept(_readable(partial(of_bank, session, bank))):
            yield bank.slug


def _as_kept(rows: Any) -> list[str]:
    return sorted(repr([row[name] for name in _COLUMNS]) for row in rows)


def _every(session: Session) -> Iterator[Rows]:
    for series in session.scalars(select(SeriesRow).order_by(SeriesRow.id)):
        yield _readable(partial(of_series, series))
    for bank in session.scalars(select(BankRow).order_by(BankRow.id)):
        yield _readable(partial(of_bank, session, bank))


def _readable(make: Callable[[], Rows]) -> Rows:
    """What ``make`` makes; nothing of what was damaged outside the app, which is not shown anywhere either."""
    try:
        return make()
    except (ValueError, LookupError, TypeError, AttributeError):
        return []


def _insert(connection: Connection, rows: Rows) -> int:
    if rows:
        connection.execute(insert(_TABLE), rows)
    return len(rows)


def of_bank(session: Session, bank: BankRow) -> Rows:
    """The paragraphs of a bank's notes, and every version of its questions."""
    series = session.get_one(SeriesRow, bank.series_id)
    header = header_of(bank.header, series_from(series.definition).languages)
    rows = [
        _row(
            bank.series_id,
            bank.id,
            "note",
            language,
            section=name,
            position=position,
            anchor=paragraph.anchor,
            title=paragraph.heading or header.sections[name].title[language],
            body=paragraph.text,
            titles=_titles(position, paragraph.heading, header.sections[name].title[language]),
        )
        for name, texts in bank.rendered.items()
        if name in header.sections
        for language, rendered in texts.items()
        for position, paragraph in enumerate(paragraphs(rendered, name), 1)
    ]
    return rows + [_question(bank, *found) for found in session.execute(_texts_of(bank.id)).all()]


def _titles(position: int, heading: str, section: str) -> str:
    """What a paragraph is found by beside its own words; the title of its section finds the first one alone."""
    return f"{section} {heading}" if position == 1 else heading


def _texts_of(bank_id: int) -> Any:
    return (
        select(QuestionText, QuestionRow.position, QuestionRow.section)
        .join(QuestionVersion, QuestionText.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .where(QuestionRow.bank_id == bank_id)
        .order_by(QuestionRow.position, QuestionVersion.id, QuestionText.language)
    )


def _question(bank: BankRow, texts: QuestionText, position: int, section: str | None) -> dict[str, Any]:
    made = _row(
        bank.series_id,
        bank.id,
        "question",
        texts.language,
        section=section or "",
        position=position,
        anchor="",
        title=_words_of(texts.shown["passages"].get("prompt", "")),
        body=_words_of(texts.revealed["passages"].get("explanation", "")),
    )
    return {**made, "question_version_id": texts.question_version_id}


def _words_of(rendered: str) -> str:
    """The words of a passage; dots where a value stands that each learner gets another of, a line for a gap."""
    return words_alone(_GAP.sub("___", _VALUE.sub("…", rendered)))


def of_series(series: SeriesRow) -> Rows:
    """The terms of a series' glossary; each is found by its name in any language, and by its other forms."""
    glossary = glossary_in(series.definition, series_from(series.definition).languages)
    terms: Mapping[str, Term] = glossary.terms if glossary is not None else {}
    return [_term(series, *found, language) for found in enumerate(terms.items(), 1) for language in LANGUAGES]


def _term(series: SeriesRow, position: int, named: tuple[str, Term], language: str) -> dict[str, Any]:
    name, term = named
    return _row(
        series.id,
        None,
        "term",
        language,
        section="",
        position=position,
        anchor=anchor_of(name),
        title=term.term[language],
        body=term.meaning[language],
        titles=" ".join(term.names()),
    )


def _row(
    series_id: int,
    bank_id: int | None,
    kind: str,
    language: str,
    *,
    section: str,
    position: int,
    anchor: str,
    title: str,
    body: str,
    titles: str | None = None,
) -> dict[str, Any]:
    """An entry; ``titles`` is found in the place of its title, where that is given."""
    title_words = indexed(title if titles is None else titles)
    return {
        "series_id": series_id,
        "bank_id": bank_id,
        "question_version_id": None,
        "kind": kind,
        "language": language,
        "section": section,
        "position": position,
        "anchor": anchor,
        "title": composed(title),
        "body": composed(body),
        "title_words": title_words,
        "words": f"{title_words}{indexed(body)}",
    }
