"""A teacher begins a series of their own: it is published at once, hidden from learners until somebody opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from quiz.domain.authoring.series import new_files
from quiz.domain.authoring.series.slugs import free_slug, slug_of
from quiz.domain.bank_format.fields import LANGUAGES, Slug
from quiz.domain.errors import Profile
from quiz.domain.text_limits import fault_of
from quiz.services import audit
from quiz.services.content import standings
from quiz.services.content.checking import SERIES_FILE, BankFile
from quiz.services.content.publishing import publish
from quiz.services.content.revisions.keeping import Provenance
from quiz.services.content.revisions.pictures import kept_pictures
from quiz.storage import locks
from quiz.storage.queries.authoring import series as queries

LONGEST = 120
"""Characters of a title."""
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)
_NAMELESS = "series"


class FieldError(ValueError):
    """A field that can't be taken, by its name, and why: ``empty``, ``too_long``, ``marks``, ``slug``, ``taken``.

    ``free`` is an id that is free where that one is taken.
    """

    def __init__(self, field: str, code: str, free: str = "") -> None:
        self.field, self.code, self.free = field, code, free
        super().__init__(f"{field}: {code}")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for: titles by language, the languages of the series, its id (made where it is empty)."""

    titles: Mapping[str, str]
    languages: tuple[str, ...]
    slug: str = ""
    profile: Profile = "open"


def checked_title(titles: Mapping[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    """The titles as they are kept, those that say something. Raises ``FieldError``."""
    written = {language: " ".join(titles.get(language, "").split()) for language in languages}
    for text in written.values():
        if (fault := fault_of(text, LONGEST)) is not None:
            raise FieldError("title", fault)
    found = {language: text for language, text in written.items() if text}
    if not found:
        raise FieldError("title", "empty")
    return found


def begin(session: Session, wanted: Wanted, folder: Path, *, now: datetime, by: audit.Actor) -> str:
    """Publish a series without banks, owned by who asks, and give its id. Raises ``FieldError``.

    ``folder`` is the one of pictures of earlier releases.
    """
    if not wanted.languages or not set(wanted.languages) <= set(LANGUAGES):
        raise FieldError("languages", "empty")
    # A title in another language than the questions is a title.
    titles = checked_title(wanted.titles, LANGUAGES)
    # Nobody else begins one of the same id meanwhile.
    locks.one_at_a_time(session.connection(), "publish")
    slug = _slug(session, wanted.slug.strip(), titles)
    raw = new_files.new_series(slug, titles, wanted.languages, wanted.profile)
    file = BankFile(name=SERIES_FILE, raw=raw)
    provenance = Provenance(origin="studio", by_id=by.id, by_name=None if by.id else by.name)
    publish(session, [file], kept_pictures(session, {}, folder), now=now, by=by, provenance=provenance)
    # An empty series is not for learners; and where there was one alone, its pages stay where learners know them.
    row = session.scalars(queries.with_slug(slug)).one()
    standings.give(session, row, "hidden", by=by, now=now)
    return slug


def proposed_slug(session: Session, titles: Mapping[str, str]) -> str:
    """A free id made from the first title that can be written in Latin letters."""
    made = next((slug for text in titles.values() if (slug := slug_of(text))), _NAMELESS)
    return free_slug(made, lambda slug: _is_taken(session, slug))


def _slug(session: Session, asked: str, titles: Mapping[str, str]) -> str:
    if not asked:
        return proposed_slug(session, titles)
    try:
        _SLUG.validate_python(asked)
    except ValidationError:
        raise FieldError("slug", "slug", slug_of(asked)) from None
    if _is_taken(session, asked):
        raise FieldError("slug", "taken", free_slug(asked, lambda slug: _is_taken(session, slug)))
    return asked


def _is_taken(session: Session, slug: str) -> bool:
    return session.scalars(queries.with_slug(slug)).first() is not None
