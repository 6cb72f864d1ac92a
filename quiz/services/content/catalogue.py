"""What is published, ready to show: parts, months, sections with their notes, objectives, quizzes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.quizzes import Quiz
from quiz.services.content.definitions import quiz_of
from quiz.services.content.publishing import series_from
from quiz.storage.models.content import BankRow, SeriesRow
from quiz.storage.prepared import fetch
from quiz.storage.queries import content as content_queries

Hashes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class QuizOnOffer:
    """A quiz that can be begun; ``bank`` is None for one over several months."""

    key: str
    bank: str | None
    quiz: Quiz


@dataclass(frozen=True, kw_only=True)
class PublishedMonth:
    """A published month."""

    slug: str
    number: int
    header: Header
    notes: Mapping[str, Mapping[str, str]]
    questions: int
    quizzes: tuple[QuizOnOffer, ...]


@dataclass(frozen=True, kw_only=True)
class PublishedPart:
    """A part of the series with the months that are published; ``coming`` counts those announced."""

    id: str
    title: Text
    months: tuple[PublishedMonth, ...]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Everything on offer, in order; ``line`` says in one sentence what it is, ``footer`` stands below every page."""

    title: Text | None = None
    line: Text | None = None
    footer: Text | None = None
    parts: tuple[PublishedPart, ...] = ()
    quizzes: tuple[QuizOnOffer, ...] = ()

    @property
    def months(self) -> tuple[PublishedMonth, ...]:
        """Every published month, part after part."""
        return tuple(month for part in self.parts for month in part.months)

    @property
    def spans_years(self) -> bool:
        """Whether months of several years are published, so that "March" alone may mean more than one."""
        return len({month.slug.split("-")[0] for month in self.months}) > 1

    def month(self, slug: str) -> PublishedMonth | None:
        """The month of that name, if it is published."""
        return next((month for month in self.months if month.slug == slug), None)

    def quiz(self, key: str) -> QuizOnOffer | None:
        """The quiz under ``key``, if it is on offer."""
        every = (*self.quizzes, *(quiz for month in self.months for quiz in month.quizzes))
        return next((quiz for quiz in every if quiz.key == key), None)


class CatalogueCache:
    """Keeps the catalogue between requests; one statement shows whether anything was published since."""

    def __init__(self) -> None:
        # One value, changed in one step: threads that load at once never pair a catalogue with another one's hashes.
        self._kept: tuple[Hashes | None, Catalogue] = (None, Catalogue())

    def load(self, session: Session) -> Catalogue:
        """The catalogue as it is published now."""
        hashes = tuple(sorted((slug, mark) for slug, mark in fetch(session, content_queries.published_hashes())))
        known, catalogue = self._kept
        if hashes != known:
            catalogue = build(session)
            self._kept = (hashes, catalogue)
        return catalogue

    def latest(self, session: Session | None) -> Catalogue:
        """The catalogue as this process loaded it last; where it never did, what ``session`` finds."""
        known, catalogue = self._kept
        return self.load(session) if known is None and session is not None else catalogue


def build(session: Session) -> Catalogue:
    """The catalogue, read from the store."""
    row = session.scalars(select(SeriesRow)).first()
    if row is None:
        return Catalogue()
    series = series_from(row.definition)
    offered = [
        QuizOnOffer(key=key, bank=bank, quiz=quiz_of(mark, definition))
        for key, bank, mark, definition in fetch(session, content_queries.quizzes()).all()
    ]
    languages = tuple(series.languages)
    months = {bank.slug: _month(bank, offered, languages) for bank in session.scalars(select(BankRow))}
    named = {slug for part in series.parts for slug in part.months}
    parts = []
    for part in series.parts:
        slugs = list(part.months)
        if part is series.parts[-1]:
            # A month that no part names belongs to the last: publishing its bank is all it takes.
            slugs += sorted(slug for slug in months if slug not in named)
        parts.append(PublishedPart(id=part.id, title=part.title, months=_published(slugs, months)))
    return Catalogue(
        title=series.title,
        line=series.line,
        footer=series.footer,
        parts=tuple(parts),
        quizzes=tuple(quiz for quiz in offered if quiz.bank is None),
    )


def _published(slugs: Sequence[str], months: Mapping[str, PublishedMonth]) -> tuple[PublishedMonth, ...]:
    return tuple(months[slug] for slug in slugs if slug in months)


def _month(bank: BankRow, offered: Sequence[QuizOnOffer], languages: tuple[str, ...]) -> PublishedMonth:
    header = stored_formats.read("header", bank.header)
    return PublishedMonth(
        slug=bank.slug,
        number=int(bank.slug.split("-")[1]),
        header=Header.model_validate(header, context={"languages": languages}),
        notes=bank.rendered,
        questions=bank.questions,
        quizzes=tuple(quiz for quiz in offered if quiz.bank == bank.slug),
    )
