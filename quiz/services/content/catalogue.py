"""What is published, ready to show: series with their parts, banks, sections with their notes, objectives, quizzes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text, is_month
from quiz.domain.bank_format.glossary import Term
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.bank_format.stored_formats import NewerFormat
from quiz.domain.finding.term_links import LinkedTerm
from quiz.domain.reading import reading_minutes
from quiz.domain.review_plan import whole_minutes
from quiz.services.content import openings
from quiz.services.content.checking import glossary_in
from quiz.services.content.definitions import header_of, quiz_of
from quiz.services.content.openings import Candidates, Opening
from quiz.services.content.publishing import series_from
from quiz.storage.models.content import BankRow, SeriesRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.content import published as content_queries

USUAL_SECONDS = 60
"""What a question takes somebody who has not answered any here."""

Marks = tuple[tuple[str, int, str], ...]
Read = TypeVar("Read")
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class QuizOnOffer:
    """A quiz that can be begun; ``bank`` is None for one over several banks."""

    id: int
    key: str
    bank: str | None
    quiz: Quiz

    @property
    def minutes(self) -> int:
        """How long it takes: its limit, or what its questions usually take."""
        return self.quiz.minutes or whole_minutes(self.quiz.size() * USUAL_SECONDS)

    @property
    def starts_a_clock(self) -> bool:
        """Whether it is a test with a time limit, which runs from the moment it is begun."""
        return self.quiz.mode == "exam" and self.quiz.minutes is not None


@dataclass(frozen=True, kw_only=True)
class PublishedMonth:
    """A published bank; ``hidden`` from learners until it is opened. ``in_sections`` counts the questions of each."""

    id: int
    slug: str
    header: Header
    notes: Mapping[str, Mapping[str, str]]
    questions: int
    quizzes: tuple[QuizOnOffer, ...]
    hidden: bool = False
    in_sections: Mapping[str, int] = field(default_factory=dict)
    opening: Opening | None = None
    """What somebody new can try of it at once; None where nothing is short enough."""

    @property
    def is_month(self) -> bool:
        """Whether its slug is a month, by whose name it is shown."""
        return is_month(self.slug)

    @property
    def practice(self) -> tuple[QuizOnOffer, ...]:
        """The quizzes that are no test."""
        return tuple(offer for offer in self.quizzes if offer.quiz.mode == "practice")

    def practice_of(self, section: str) -> tuple[QuizOnOffer, ...]:
        """Those that ask about one section alone."""
        return tuple(one for one in self.practice if {line.section for line in one.quiz.draw} == {section})

    def minutes_to_read(self, section: str, language: str) -> int | None:
        """How long the study note of a section takes to read; None where it has none."""
        note = self.notes.get(section)
        return reading_minutes(note[language], language) if note is not None else None


@dataclass(frozen=True, kw_only=True)
class PublishedPart:
    """A part of the series with the banks that are published."""

    id: str
    title: Text
    months: tuple[PublishedMonth, ...]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All that one series offers, in order; ``line`` says in a sentence what it is, ``footer`` stands below its pages.

    One without an ``id`` is of no series: nothing is published, or several are and none is asked for.
    """

    id: int | None = None
    slug: str = ""
    title: Text | None = None
    line: Text | None = None
    footer: Text | None = None
    languages: tuple[str, ...] = ()
    parts: tuple[PublishedPart, ...] = ()
    quizzes: tuple[QuizOnOffer, ...] = ()
    hidden: bool = False
    terms: Mapping[str, Term] = field(default_factory=dict)

    @cached_property
    def linked_terms(self) -> tuple[LinkedTerm, ...]:
        """The terms of its glossary as texts may write them."""
        return tuple(LinkedTerm(name=n, forms=t.forms(), unlinked=t.unlinked) for n, t in self.terms.items())

    @cached_property
    def months(self) -> tuple[PublishedMonth, ...]:
        """Every published bank, part after part."""
        return tuple(month for part in self.parts for month in part.months)

    @cached_property
    def of_months(self) -> bool:
        """Whether every bank is a month; pages speak of units otherwise."""
        return all(month.is_month for month in self.months)

    @cached_property
    def spans_years(self) -> bool:
        """Whether months of several years are published, so that "March" alone may mean more than one."""
        return len({month.slug.split("-")[0] for month in self.months if month.is_month}) > 1

    @cached_property
    def first_practice(self) -> tuple[PublishedMonth, QuizOnOffer] | None:
        """Where somebody who is new begins: the first bank that has something to practise, and what."""
        found = ((month, month.practice[0]) for month in self.months if month.practice)
        return next(found, None)

    def month(self, slug: str) -> PublishedMonth | None:
        """The bank of that slug, if it is published."""
        return next((month for month in self.months if month.slug == slug), None)

    def quiz(self, key: str) -> QuizOnOffer | None:
        """The quiz under ``key``, if it is on offer."""
        every = (*self.quizzes, *(quiz for month in self.months for quiz in month.quizzes))
        return next((quiz for quiz in every if quiz.key == key), None)

    def open_part(self, but: Collection[str] = ()) -> Catalogue:
        """The same without the banks that are hidden, ``but`` for these, and without quizzes that draw from one."""
        found = {month.slug for month in self.months if not month.hidden or month.slug in but}
        parts = tuple(replace(p, months=tuple(m for m in p.months if m.slug in found)) for p in self.parts)
        return replace(self, parts=parts, quizzes=_possible(self.quizzes, found))


@dataclass(frozen=True, kw_only=True)
class Library:
    """Every series on offer, in the order in which they were published first."""

    series: tuple[Catalogue, ...] = ()

    def named(self, slug: str) -> Catalogue | None:
        """The series of that slug."""
        return next((one for one in self.series if one.slug == slug), None)

    def numbered(self, series_id: int) -> Catalogue | None:
        """The series of that number."""
        return next((one for one in self.series if one.id == series_id), None)

    def at_home(self, home: str) -> Catalogue | None:
        """The series at the root of all addresses: the one named ``home``, else the only one there is."""
        return self.named(home) or (self.series[0] if len(self.series) == 1 else None)

    def open_part(self) -> Library:
        """What learners find of it: no series and no bank that is hidden."""
        return Library(series=tuple(one.open_part() for one in self.series if not one.hidden))


class LibraryCache:
    """Keeps what is published between requests; one statement shows whether anything was published since."""

    def __init__(self) -> None:
        # One value, changed in one step: threads that load at once never pair a library with another one's marks.
        self._kept: tuple[Marks | None, Library, Library] = (None, Library(), Library())

    def load(self, session: Session, *, hidden_too: bool) -> Library:
        """What is published now, for teachers with what is hidden."""
        rows = fetch(session, content_queries.published_marks())
        marks: Marks = tuple(sorted((mark, number, standing) for mark, number, standing in rows))
        known, whole, open_part = self._kept
        if marks != known:
            whole = build(session)
            open_part = whole.open_part()
            self._kept = (marks, whole, open_part)
        return whole if hidden_too else open_part

    def latest(self, session: Session | None, *, hidden_too: bool) -> Library:
        """The same as this process loaded it last; where it never did, what ``session`` finds."""
        known, whole, open_part = self._kept
        if known is None and session is not None:
            return self.load(session, hidden_too=hidden_too)
        return whole if hidden_too else open_part


def build(session: Session) -> Library:
    """Everything on offer, read from the store."""
    every = select(SeriesRow).where(SeriesRow.standing != "withdrawn").order_by(SeriesRow.id)
    read = (_readable(row.slug, partial(_catalogue, session, row)) for row in session.scalars(every).all())
    return Library(series=tuple(one for one in read if one is not None))


def _readable(name: str, read: Callable[[], Read]) -> Read | None:
    """What is stored under a name; None, and a line in the log, where it can't be read: the others are shown."""
    try:
        return read()
    except NewerFormat:
        raise
    except (ValueError, LookupError, TypeError):
        log.exception("unreadable", stored=name, remedy="quiz doctor")
        return None


def _catalogue(session: Session, row: SeriesRow) -> Catalogue:
    series = series_from(row.definition)
    offered = [
        QuizOnOffer(id=quiz_id, key=key, bank=bank, quiz=quiz_of(mark, definition))
        for quiz_id, key, bank, mark, definition in fetch(session, content_queries.quizzes(row.id)).all()
    ]
    sections: dict[int, dict[str, int]] = defaultdict(dict)
    for bank_id, section, count in fetch(session, content_queries.section_counts(row.id)):
        sections[bank_id][section or ""] = count
    short = _readable(row.slug, partial(openings.candidates, session, row.id)) or {}
    banks = session.scalars(select(BankRow).where(BankRow.series_id == row.id, BankRow.standing != "withdrawn"))
    found = {
        bank.slug: _readable(
            f"{row.slug}/{bank.slug}",
            partial(_month, session, bank, offered, series.languages, sections[bank.id], short),
        )
        for bank in banks
    }
    months = {slug: month for slug, month in found.items() if month is not None}
    named = set(series.banks())
    parts = []
    for part in series.parts:
        slugs = list(part.every())
        if part is series.parts[-1]:
            # A bank that no part names belongs to the last: publishing it is all it takes.
            slugs += sorted(slug for slug in months if slug not in named)
        parts.append(PublishedPart(id=part.id, title=part.title, months=_published(slugs, months)))
    return Catalogue(
        id=row.id,
        slug=row.slug,
        title=series.title,
        line=series.line,
        footer=series.footer,
        languages=tuple(series.languages),
        parts=tuple(parts),
        quizzes=_possible((quiz for quiz in offered if quiz.bank is None), months.keys()),
        hidden=row.standing == "hidden",
        terms=glossary.terms if (glossary := glossary_in(row.definition, series.languages)) is not None else {},
    )


def _possible(quizzes: Iterable[QuizOnOffer], banks: Collection[str]) -> tuple[QuizOnOffer, ...]:
    """Those that draw from ``banks`` alone."""
    return tuple(one for one in quizzes if all(bank in banks for bank in one.quiz.banks(one.key)))


def _published(slugs: Sequence[str], months: Mapping[str, PublishedMonth]) -> tuple[PublishedMonth, ...]:
    return tuple(months[slug] for slug in slugs if slug in months)


def _month(
    session: Session,
    bank: BankRow,
    offered: Sequence[QuizOnOffer],
    languages: Sequence[str],
    sections: Mapping[str, int],
    short: Candidates,
) -> PublishedMonth:
    quizzes = tuple(quiz for quiz in offered if quiz.bank == bank.slug)
    return PublishedMonth(
        id=bank.id,
        slug=bank.slug,
        header=header_of(bank.header, languages),
        notes=bank.rendered,
        questions=bank.questions,
        quizzes=quizzes,
        hidden=bank.standing == "hidden",
        in_sections=sections,
        opening=openings.choose(session, bank.slug, (one.quiz for one in quizzes), short),
    )
