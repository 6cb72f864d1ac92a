"""What a publishing will do, with all that takes long done before it takes a lock: files read, checked, rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.source_edit import write_ids
from quiz.domain.bank_format.source_spots import SourceEditError
from quiz.domain.errors import BankError, Problem, say
from quiz.domain.yaml.reader import read_yaml
from quiz.services.content.checking import (
    SERIES_FILE,
    TERMS,
    BankFile,
    apart,
    bank_in,
    check,
    check_series_quizzes,
    copies_among,
    glossary_file,
    glossary_of,
    rows_for,
    series_of,
)
from quiz.services.content.media import MediaFolder
from quiz.services.content.publish_plan import Plan, plan_bank, plan_series
from quiz.services.content.revisions.bases import check_bases
from quiz.services.content.revisions.keeping import Provenance
from quiz.services.content.saving.known_questions import keep_ids
from quiz.services.content.saving.rendered_banks import RenderedBank, render_bank
from quiz.storage.models.content import BankRow, SeriesRow

# Raised when the shape of what is stored changes, so that unchanged files are stored again.
STORED = "3"
UNKNOWN = Provenance()


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What files hold, checked, and what publishing it would do to the store; ``rendered`` is empty or of each bank."""

    files: tuple[BankFile, ...]
    beside: tuple[BankFile, ...]
    pictures: str
    standing: Mapping[str, str]
    series_row: SeriesRow | None
    series: Series
    series_mark: str
    definition: Mapping[str, Any]
    rows: Mapping[str, BankRow]
    fresh: tuple[BankFile, ...]
    banks: tuple[Bank, ...]
    marks: Mapping[str, str]
    sources: Mapping[str, bytes]
    given_ids: Mapping[str, tuple[tuple[int, str], ...]]
    warnings: tuple[Problem, ...]
    plan: Plan
    rendered: tuple[RenderedBank, ...] = ()

    @property
    def given(self) -> Iterator[tuple[str, BankFile]]:
        """The banks that are not what is published already, each with its file."""
        return ((bank.header.bank, file) for bank, file in zip(self.banks, self.fresh, strict=True))


def prepare(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    *,
    beside: Sequence[BankFile] = (),
    whole: bool = False,
    provenance: Provenance | None = None,
) -> Prepared:
    """Read, check, plan and render: all that takes long, for a transaction that only reads, which the caller ends.

    Raises ``BankError`` as ``publish`` does; with ``provenance`` also where a file would undo what came from elsewhere.
    """
    found = read(session, files, media, beside, whole)
    if provenance is not None:
        check_bases(session, found.rows, found.given, provenance)
    return replace(found, rendered=rendered(found, media))


def rendered(found: Prepared, media: MediaFolder) -> tuple[RenderedBank, ...]:
    """The texts of every bank as HTML."""
    return found.rendered or tuple(render_bank(bank, found.series, media) for bank in found.banks)


def read(
    session: Session, files: Sequence[BankFile], media: MediaFolder, beside: Sequence[BankFile], whole: bool
) -> Prepared:
    """What files hold, checked, and what publishing it would do; nothing is rendered."""
    series_raw, bank_files = apart(files)
    rows_of_series = session.scalars(select(SeriesRow).order_by(SeriesRow.id)).all()
    series, series_mark, row = series_of(series_raw, rows_for(files, rows_of_series))
    glossary, faults = glossary_of(files, series, row if series_raw is None else None)
    if series_raw is not None and (words := glossary_file(files, series)) is not None:
        series_mark = hashlib.sha256(f"{series_mark}/{words.raw.hex()}".encode()).hexdigest()
    rows = banks_of(session, row)
    pictures = media.digest()
    marks = {file.name: _mark(file.raw, series_mark, pictures) for file in bank_files}
    known = {bank.content_hash for bank in rows.values()}
    copies = copies_among(bank_files, beside)
    fresh = [file for file in bank_files if marks[file.name] not in known or file in copies]
    kept = {marks[file.name] for file in bank_files if file not in fresh}
    taken = [bank.slug for bank in rows.values() if bank.content_hash in kept]
    banks, problems = check(fresh, series, media, taken, beside, glossary)
    banks, doubts = keep_ids(session, banks, rows)
    ready = [bank.looked_at() for bank in banks]
    problems = [*faults, *problems, *doubts, *check_series_quizzes(series, ready), *_without_questions(ready)]
    if any(problem.severity == "error" for problem in problems):
        raise BankError(problems)
    sources = {file.name: _with_ids(file, bank) for file, bank in zip(fresh, banks, strict=True)}
    given_ids = {bank.file: bank.ids_to_write() for bank in banks if bank.unnamed}
    banks = ready
    marks |= {name: _mark(source, series_mark, pictures) for name, source in sources.items()}
    definition = _definition(series_raw, series, row, glossary)
    held = {*taken, *(bank.header.bank for bank in banks), *(bank_in(file.raw) for file in beside)}
    made = Plan(
        series=plan_series(session, row, series, definition),
        banks=tuple(
            plan_bank(session, rows.get(bank.header.bank), bank, series, media, file.name)
            for bank, file in zip(banks, fresh, strict=True)
        ),
        unchanged=tuple(file.name for file in bank_files if file not in fresh),
        without_file=tuple(sorted(rows.keys() - held)) if whole else (),
    )
    return Prepared(
        files=tuple(files),
        beside=tuple(beside),
        pictures=pictures,
        standing=standing(row, rows),
        series_row=row,
        series=series,
        series_mark=series_mark,
        definition=definition,
        rows=rows,
        fresh=tuple(fresh),
        banks=tuple(banks),
        marks=marks,
        sources=sources,
        given_ids=given_ids,
        warnings=tuple(problems),
        plan=made,
    )


def _without_questions(banks: Sequence[Bank]) -> list[Problem]:
    """The banks of which nothing can be published yet."""
    message = say("every question of this bank was drafted by machine, and nobody has looked at one")
    remedy = say("read one at least, correct it, and remove its line drafted: machine")
    return [
        Problem(code="drafted", file=bank.file, message=message, remedy=remedy) for bank in banks if not bank.questions
    ]


def banks_of(session: Session, row: SeriesRow | None) -> dict[str, BankRow]:
    """The stored banks of a series, by their slugs."""
    if row is None:
        return {}
    return {bank.slug: bank for bank in session.scalars(select(BankRow).where(BankRow.series_id == row.id))}


def standing(row: SeriesRow | None, rows: Mapping[str, BankRow]) -> Mapping[str, str]:
    """What is published, each part by its file's hash: whatever is published changes one of them."""
    return {"": row.content_hash if row is not None else "", **{slug: bank.content_hash for slug, bank in rows.items()}}


def _with_ids(file: BankFile, bank: Bank) -> bytes:
    """A file with the ids that its questions are published under; as it is where they can't be put into it."""
    if not bank.unnamed:
        return file.raw
    try:
        return write_ids(file.raw, bank.ids_to_write())
    except SourceEditError:
        return file.raw


def _definition(
    raw: bytes | None, series: Series, row: SeriesRow | None, glossary: Glossary | None
) -> Mapping[str, Any]:
    if raw is None:
        return stored_formats.read("series", row.definition) if row is not None else {}
    terms = {TERMS: glossary.model_dump(mode="json")["terms"]} if glossary is not None else {}
    return {**read_yaml(raw, SERIES_FILE).data, "languages": list(series.languages), **terms}


def _mark(raw: bytes, series_hash: str, pictures: str) -> str:
    return hashlib.sha256(b"\0".join([raw, series_hash.encode(), pictures.encode(), STORED.encode()])).hexdigest()
