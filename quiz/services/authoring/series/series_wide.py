"""A change of series.yaml goes beyond that file: banks are stored again with it, from the files that were kept."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from quiz.domain.bank_format.series import read_series
from quiz.domain.errors import BankError, Problem, say
from quiz.services.authoring.desk import Draft
from quiz.services.content.checking import SERIES_FILE, BankFile, series_from
from quiz.services.content.revisions import series_files
from quiz.storage.models.content import SeriesRow
from quiz.storage.queries.authoring import series as queries


def files_with(session: Session, draft: Draft) -> list[BankFile]:
    """The file of ``draft``, a series.yaml, its glossary, and every bank that has to be stored again with it.

    That is each of them where languages, profile or sources change. Raises ``BankError`` where a file of these was not
    kept.
    """
    files = [BankFile(name=SERIES_FILE, raw=draft.source)]
    files += [
        BankFile(name=one.name, raw=one.raw)
        for one in series_files.files(session, draft.series)
        if one.name != SERIES_FILE
    ]
    return [*files, *(_banks(session, draft) if _concerns_banks(session, draft) else ())]


def _concerns_banks(session: Session, draft: Draft) -> bool:
    before, after = series_from(session.get_one(SeriesRow, draft.series_id).definition), read_series(draft.source)
    fields = ("languages", "profile", "sources", "glossary")
    return any(getattr(before, name) != getattr(after, name) for name in fields)


def _banks(session: Session, draft: Draft) -> Iterator[BankFile]:
    for slug, source in session.execute(queries.current_files(draft.series_id)):
        if source is None:
            raise BankError([_not_kept(slug)])
        yield BankFile(name=f"{slug}.yaml", raw=source)


def _not_kept(slug: str) -> Problem:
    return Problem(
        code="source",
        file=SERIES_FILE,
        message=say("the file of bank %(bank)s was not kept, so it can't be stored again with this change", bank=slug),
        remedy=say("publish that bank once, then this"),
    )


def pictures_of_series(session: Session, series_id: int) -> dict[str, str]:
    """The addresses of what every bank of a series shows, by the names that their files call it."""
    found: dict[str, str] = {}
    for pictures in session.scalars(queries.pictures_shown(series_id)):
        found |= pictures
    return found
