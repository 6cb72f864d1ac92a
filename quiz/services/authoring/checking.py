"""What is wrong with a draft, and how many questions it has: the checks of ``quiz check``, against its own series."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import Bank
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import BankError, Problem, say
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.pictures.folder import pictures_for
from quiz.services.authoring.series.series_wide import pictures_of_series
from quiz.services.content.checking import (
    SERIES_FILE,
    BankFile,
    bank_in,
    check,
    check_series_quizzes,
    glossary_in,
    questions_in,
    series_from,
    series_in,
)
from quiz.services.content.media import MediaFolder
from quiz.services.content.revisions.pictures import kept_pictures
from quiz.storage.models.content import SeriesRow


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Every problem of a draft in the order of its lines; ``bank`` is None where errors are among them."""

    problems: tuple[Problem, ...]
    questions: int = 0
    bank: Bank | None = None

    @property
    def errors(self) -> int:
        """How many problems keep it from being published."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many deserve a look before it is."""
        return sum(problem.severity == "warning" for problem in self.problems)

    @property
    def hints(self) -> int:
        """How many only say what may be better."""
        return len(self.problems) - self.errors - self.warnings


def media_of(session: Session, draft: Draft, folder: Path) -> MediaFolder:
    """The pictures that a draft may show: of a bank what is published and what was uploaded for it.

    ``folder`` holds those that an earlier version kept.
    """
    if draft.is_bank:
        return pictures_for(session, draft, folder)
    return kept_pictures(session, pictures_of_series(session, draft.series_id), folder)


def check_draft(session: Session, draft: Draft, media: MediaFolder, source: bytes | None = None) -> Checked:
    """Every problem of a draft, or of ``source`` in its place."""
    raw = draft.source if source is None else source
    if draft.slug == SERIES_FILE:
        return Checked(problems=tuple(_of_series(raw, draft.series)))
    row = session.get_one(SeriesRow, draft.series_id)
    series = series_from(row.definition)
    file = BankFile(name=draft.file, raw=raw, series=draft.series)
    banks, problems = check([file], series, media, glossary=glossary_in(row.definition, series.languages))
    found = [*problems, *_of_name(raw, draft), *check_series_quizzes(series, banks)]
    return Checked(
        problems=tuple(sorted(found, key=lambda one: (one.line, one.column))),
        questions=len(banks[0].questions) if banks else questions_in(file),
        bank=banks[0] if banks and not any(one.severity == "error" for one in found) else None,
    )


def series_of(session: Session, draft: Draft) -> Series:
    """The series that a draft is of, as it is published."""
    return series_from(session.get_one(SeriesRow, draft.series_id).definition)


def _of_name(raw: bytes, draft: Draft) -> list[Problem]:
    """That the file holds another bank than its page says: publishing it would change that one."""
    named = bank_in(raw)
    if named in ("", draft.slug):
        return []
    return [
        Problem(
            code="file-name",
            file=draft.file,
            message=say("the file is named %(stem)s and holds bank %(month)s", stem=draft.slug, month=named),
            remedy=say("write bank: %(bank)s", bank=draft.slug),
        )
    ]


def _of_series(raw: bytes, slug: str) -> list[Problem]:
    try:
        read_series(raw)
    except BankError as error:
        return list(error.problems)
    if series_in(raw) == slug:
        return []
    message = say("the file holds series %(series)s", series=series_in(raw))
    return [
        Problem(code="file-name", file=SERIES_FILE, message=message, remedy=say("write series: %(slug)s", slug=slug))
    ]
