"""A bank of a series begins as a draft: with an id and a title, and no question yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.authoring.names import is_bank_slug
from quiz.domain.authoring.series import new_files
from quiz.domain.authoring.series.slugs import free_slug, slug_of
from quiz.services.authoring import drafts
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.series.new_series import FieldError, checked_title
from quiz.services.content.publishing import series_from
from quiz.services.current_user import Learner
from quiz.storage.models.content import SeriesRow
from quiz.storage.queries.authoring import drafts as queries

RESERVED = frozenset(("series", "new-bank"))
"""What stands in addresses of the studio in the place of a bank."""
_NAMELESS = "quiz"


def begin(
    session: Session, person: Learner, series: SeriesRow, titles: Mapping[str, str], asked: str, *, now: datetime
) -> Draft:
    """Begin a bank as a draft of ``person``; its id is made from the title where none is ``asked`` for.

    Raises ``FieldError``.
    """
    languages = series_from(series.definition).languages
    written = checked_title(titles, languages)
    slug = _slug(session, person, series, asked.strip(), written)
    try:
        return drafts.begin(session, person, series.slug, slug, new_files.new_bank(slug, written, languages), now)
    except drafts.Taken:
        # Another window has begun one of that id just now.
        raise FieldError("slug", "taken", _free(session, person, series, slug)) from None


def _slug(session: Session, person: Learner, series: SeriesRow, asked: str, titles: Mapping[str, str]) -> str:
    if not asked:
        made = next((slug for text in titles.values() if (slug := slug_of(text))), _NAMELESS)
        # An id that looks like a month is one.
        return _free(session, person, series, made if is_bank_slug(made) else f"{_NAMELESS}-{made}")
    if not is_bank_slug(asked):
        raise FieldError("slug", "slug", slug_of(asked))
    if _is_taken(session, person, series, asked):
        raise FieldError("slug", "taken", _free(session, person, series, asked))
    return asked


def _free(session: Session, person: Learner, series: SeriesRow, wanted: str) -> str:
    return free_slug(wanted, lambda slug: _is_taken(session, person, series, slug))


def _is_taken(session: Session, person: Learner, series: SeriesRow, slug: str) -> bool:
    if slug in RESERVED or session.execute(queries.current_of(series.id, slug)).first() is not None:
        return True
    kept = session.scalars(queries.draft_of(person.id, series.id, slug)).first()
    return kept is not None and kept.source is not None
