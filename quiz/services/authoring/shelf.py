"""What somebody may edit: series with their banks, how each stands, who published it last, and one's own drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.authoring.names import text_of, title_near_top
from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.fields import Text
from quiz.services.content import editors
from quiz.services.content.checking import SERIES_FILE, series_from
from quiz.services.current_user import Learner
from quiz.storage.queries.authoring import drafts as draft_queries
from quiz.storage.queries.authoring import shelf as queries


@dataclass(frozen=True, kw_only=True)
class EditedBank:
    """A bank that somebody may edit. One that was never published has only a draft.

    ``number`` is its current revision, published ``at`` by ``by`` (an account, else the user of the shell) from
    ``origin`` and ``path``; ``draft_at`` is when one's own draft of it was saved, and ``is_behind`` where something
    else was published since that was begun.
    """

    slug: str
    title: Text | None
    standing: str | None
    questions: int
    number: int | None = None
    at: datetime | None = None
    by: str | None = None
    origin: str | None = None
    path: str | None = None
    draft_at: datetime | None = None
    is_behind: bool = False


@dataclass(frozen=True, kw_only=True)
class EditedSeries:
    """A series that somebody may edit, with its banks; ``draft_at`` is of one's own draft of series.yaml."""

    id: int
    slug: str
    title: Text
    standing: str
    banks: tuple[EditedBank, ...]
    draft_at: datetime | None = None


def shelf(session: Session, person: Learner) -> tuple[EditedSeries, ...]:
    """Every series that ``person`` may edit, in the order in which they were published first."""
    numbers = editors.editable(session, person)
    if not numbers:
        return ()
    drafts = {
        (row.series_id, row.slug): (row.saved_at, row.base_revision_id, row.top)
        for row in session.execute(draft_queries.drafts_kept(person.id))
    }
    banks: dict[int, list[EditedBank]] = {}
    for row, revision, by in session.execute(queries.banks_of(numbers)):
        draft_at, base, _ = drafts.get((row.series_id, row.slug), (None, None, b""))
        bank = EditedBank(
            slug=row.slug,
            title=_title(row.header),
            standing=row.standing,
            questions=row.questions,
            number=revision.number if revision is not None else None,
            at=revision.published_at if revision is not None else None,
            by=(by or revision.by_name) if revision is not None else None,
            origin=revision.origin if revision is not None else None,
            path=revision.path if revision is not None else None,
            draft_at=draft_at,
            is_behind=draft_at is not None and base != row.current_revision_id,
        )
        banks.setdefault(row.series_id, []).append(bank)
    known = {(series, bank.slug) for series, every in banks.items() for bank in every}
    for (series, slug), (draft_at, _, top) in drafts.items():
        if slug != SERIES_FILE and (series, slug) not in known:
            new = EditedBank(slug=slug, title=title_near_top(top), standing=None, questions=0, draft_at=draft_at)
            banks.setdefault(series, []).append(new)
    return tuple(
        EditedSeries(
            id=row.id,
            slug=row.slug,
            title=series_from(row.definition).title,
            standing=row.standing,
            banks=tuple(sorted(banks.get(row.id, ()), key=lambda bank: bank.slug)),
            draft_at=drafts.get((row.id, SERIES_FILE), (None, None, b""))[0],
        )
        for row in session.scalars(queries.series_numbered(numbers))
    )


def _title(header: Mapping[str, Any]) -> Text | None:
    """A bank's title, read without the rest of its header: no page of a hundred banks checks all of them."""
    return text_of(stored_formats.read("header", header).get("title"))
