"""Certificates: which parts of a series a learner has mastered, and who may see that they did."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text, is_month
from quiz.services.aggregates.learning import day_in
from quiz.services.attempts.refusals import AccountRequired, NotFound
from quiz.services.content.catalogue import Catalogue, PublishedMonth, PublishedPart
from quiz.services.current_user import Learner
from quiz.services.reporting.learner_progress import MonthProgress
from quiz.storage.models.review import Certificate
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import cards as review_queries

ENOUGH = 80
"""Per cent of a month's questions that have to be mastered."""

Months = Mapping[str, MonthProgress]
"""A learner's progress in every bank of a series, by its slug."""


class NotEarned(ValueError):
    """The part is not mastered."""


@dataclass(frozen=True, kw_only=True)
class CertifiedMonth:
    """A month of a certificate, as it was when it was earned."""

    slug: str
    title: Text | None
    mastered: int
    questions: int

    @property
    def is_month(self) -> bool:
        """Whether its slug is a month, by whose name it is shown."""
        return is_month(self.slug)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A certificate as a page shows it, to its owner or to a visitor. ``name`` is None unless it may be read."""

    token: str
    series_id: int
    part_id: str
    series: Text
    part: Text
    months: Sequence[CertifiedMonth]
    earned_on: date
    name: str | None
    public: bool
    own: bool

    @property
    def mastered(self) -> int:
        """How many questions were mastered, of all months."""
        return sum(month.mastered for month in self.months)

    @property
    def questions(self) -> int:
        """How many questions there were, of all months."""
        return sum(month.questions for month in self.months)


@dataclass(frozen=True, kw_only=True)
class Earned:
    """A part that is mastered; ``token`` is that of its certificate, None as long as there is none."""

    series: Catalogue
    part: PublishedPart
    token: str | None


def earned(catalogue: Catalogue, months: Months) -> list[PublishedPart]:
    """The parts whose every published month is mastered to 80 % of its questions; months that are hidden don't count.

    A part has to have a month. What was brought along from another instance does not count.
    """
    return [
        part
        for part in catalogue.open_part().parts
        if part.months and all(_is_mastered(months.get(month.slug)) for month in part.months)
    ]


def _is_mastered(mine: MonthProgress | None) -> bool:
    if mine is None or not mine.month.questions:
        return False
    # In whole numbers: no share is rounded up to enough.
    return 100 * mine.mastered_here >= ENOUGH * mine.month.questions


def standing(made: Mapping[tuple[int, str], str], shelf: Iterable[tuple[Catalogue, Months]]) -> list[Earned]:
    """The parts that a learner has mastered, of all series, with the certificates that were ``made`` of them."""
    return [
        Earned(series=series, part=part, token=made.get((series.id or 0, part.id)))
        for series, months in shelf
        for part in earned(series, months)
    ]


def issue(
    session: Session, account: Learner, catalogue: Catalogue, part: str, months: Months, now: datetime
) -> Certificate:
    """The certificate of ``account`` for a part, made now unless there is one.

    Raises ``AccountRequired`` for guests, ``NotFound`` where there is no such part, ``NotEarned``.
    """
    if account.role == "guest":
        raise AccountRequired(part)
    found = next((one for one in catalogue.parts if one.id == part), None)
    if found is None or catalogue.id is None:
        raise NotFound(part)
    known = fetch(session, review_queries.certificate_of(account.id, catalogue.id, part)).scalars().first()
    if known is not None:
        return known
    mastered = next((one for one in earned(catalogue, months) if one.id == part), None)
    if mastered is None:
        raise NotEarned(part)
    return _insert_once(
        session,
        Certificate(
            token=secrets.token_urlsafe(18),
            account_id=account.id,
            series_id=catalogue.id,
            part=part,
            earned_at=now,
            earned_on=day_in(account.time_zone, now),
            texts=_texts(catalogue, mastered, months),
            public=False,
        ),
    )


def _insert_once(session: Session, made: Certificate) -> Certificate:
    """Store a certificate; where another request came first, its one is returned."""
    account_id, series_id, part = made.account_id, made.series_id, made.part
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        return fetch(session, review_queries.certificate_of(account_id, series_id, part)).scalars().one()
    return made


def _texts(catalogue: Catalogue, part: PublishedPart, months: Months) -> dict[str, Any]:
    """What a certificate says, as plain data."""
    return {
        "series": _written(catalogue.title) or {catalogue.languages[0]: catalogue.slug},
        "part": _written(part.title),
        "months": [_month(month, months[month.slug]) for month in part.months],
    }


def _month(month: PublishedMonth, mine: MonthProgress) -> dict[str, Any]:
    return {
        "slug": month.slug,
        "title": _written(month.header.title),
        "mastered": min(mine.mastered_here, month.questions),
        "questions": month.questions,
    }


def _written(text: Text | None) -> dict[str, str] | None:
    """A text in the languages that it was written in; one string for several is in each of them."""
    return dict(text.written()) if text is not None else None


def find(session: Session, token: str, account: Learner | None) -> Shown:
    """A certificate: its owner always finds it, everybody else only while it is public.

    Raises ``NotFound``, and does not say which it was: that of somebody else, or one that never was.
    """
    row = fetch(session, review_queries.certificate(token)).first()
    if row is None:
        raise NotFound(token)
    certificate, closed = row
    own = account is not None and account.id == certificate.account_id
    if not own and (closed or not certificate.public):
        raise NotFound(token)
    return _shown(certificate, own=own)


def every(session: Session, account: Learner) -> list[Shown]:
    """All certificates of a learner, the first one first."""
    return [_shown(one, own=True) for one in _of(session, account)]


def _of(session: Session, account: Learner) -> Sequence[Certificate]:
    return fetch(session, review_queries.certificates(account.id)).scalars().all()


def allow(session: Session, account: Learner, token: str, *, public: bool, name: str | None) -> None:
    """Let everybody who has the link see a certificate, or its owner alone; and let it call them by a name.

    Raises ``NotFound`` for that of somebody else.
    """
    row = fetch(session, review_queries.certificate(token)).first()
    if row is None or row[0].account_id != account.id:
        raise NotFound(token)
    row[0].public, row[0].name = public, name
    session.flush()


def _shown(certificate: Certificate, *, own: bool) -> Shown:
    texts = certificate.texts
    return Shown(
        token=certificate.token,
        series_id=certificate.series_id,
        part_id=certificate.part,
        series=Text(texts["series"]),
        part=Text(texts["part"]),
        months=[
            CertifiedMonth(**{**month, "title": Text(month["title"]) if month["title"] else None})
            for month in texts["months"]
        ],
        earned_on=certificate.earned_on,
        name=certificate.name,
        public=certificate.public,
        own=own,
    )
