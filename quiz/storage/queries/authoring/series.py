"""Named questions to the store about one series that somebody sets up."""

from __future__ import annotations

from sqlalchemy import Select, select

from quiz.storage.models.content import SeriesRow


def with_slug(slug: str) -> Select[SeriesRow]:
    """The series of that slug, whatever its standing."""
    return select(SeriesRow).where(SeriesRow.slug == slug)
