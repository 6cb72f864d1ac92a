"""The files of a series beside its banks, written from what is published: series.yaml, and its glossary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.glossary import read_glossary
from quiz.domain.bank_format.series import read_series
from quiz.domain.errors import BankError
from quiz.domain.yaml.reader import read_yaml
from quiz.domain.yaml.writer import block
from quiz.services.content.checking import SERIES_FILE, TERMS, series_from
from quiz.storage.models.content import SeriesRow

STEP = 2


@dataclass(frozen=True, kw_only=True)
class SeriesFile:
    """A file that stands beside the banks; ``definition`` is what it says."""

    name: str
    raw: bytes
    definition: Mapping[str, Any]
    languages: tuple[str, ...]

    def says_the_same(self, raw: bytes) -> bool:
        """Whether a file ``raw`` says what this one does, however it is written."""
        try:
            if self.name == SERIES_FILE:
                return read_series(raw) == read_series(self.raw)
            return read_glossary(raw, self.name, self.languages) == read_glossary(self.raw, self.name, self.languages)
        except BankError:
            return False


def files(session: Session, slug: str) -> list[SeriesFile]:
    """The files of a series as it is published: comments and line breaks of what was published are not kept."""
    row = session.scalars(select(SeriesRow).where(SeriesRow.slug == slug)).one()
    stored = stored_formats.read("series", row.definition)
    series = series_from(row.definition)
    written = {name: value for name, value in stored.items() if name != TERMS}
    found = [_file(SERIES_FILE, written, series.languages)]
    if series.glossary is not None and TERMS in stored:
        found.append(_file(series.glossary, {"terms": _without_blanks(stored[TERMS])}, series.languages))
    return found


def _file(name: str, definition: Mapping[str, Any], languages: tuple[str, ...]) -> SeriesFile:
    text = "".join(f"{key}:{block(value, 0, STEP, chr(10))}\n" for key, value in definition.items())
    raw = text.encode()
    # What is written has to be read as it is stored: a folder that can't be published again helps nobody.
    read_yaml(raw, name)
    return SeriesFile(name=name, raw=raw, definition=definition, languages=languages)


def _without_blanks(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms without fields that say nothing."""
    return {name: {field: value for field, value in term.items() if value} for name, term in terms.items()}
