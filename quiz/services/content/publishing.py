"""The one door in: YAML text becomes immutable versions in the store, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import Bank
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.series import Series
from quiz.domain.errors import BankError, Problem
from quiz.domain.rendering import RENDERER
from quiz.domain.yaml.reader import read_yaml
from quiz.services.content.bank_saving import save_bank, save_series
from quiz.services.content.checking import (
    SERIES_FILE,
    TERMS,
    BankFile,
    apart,
    bank_in,
    check,
    check_files,
    check_series_quizzes,
    copies_among,
    counted,
    glossary_file,
    glossary_name,
    glossary_of,
    series_from,
    series_of,
)
from quiz.services.content.known_questions import keep_ids
from quiz.services.content.media import MediaFolder
from quiz.services.content.publish_plan import Plan, plan_bank, plan_series
from quiz.storage import locks
from quiz.storage.models.content import BankRow, SeriesRow

__all__ = [
    "SERIES_FILE",
    "BankFile",
    "Plan",
    "PlanChanged",
    "Publication",
    "check",
    "check_files",
    "counted",
    "glossary_name",
    "plan",
    "publish",
    "publish_at_start",
    "series_from",
]

# Raised when the shape of what is stored changes, so that unchanged files are stored again.
STORED = "2"


class PlanChanged(Exception):
    """The store is no longer as it was when somebody agreed to a plan."""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What a publishing did: banks taken over, banks that were the same already, new versions, warnings."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    new_versions: int
    warnings: tuple[Problem, ...]
    ids_to_write: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """By file, the numbers of the questions that it gives no id, each with the id that it was published under."""


@dataclass(frozen=True, kw_only=True)
class _Prepared:
    """What files hold, checked, and what publishing it would do to the store."""

    series_row: SeriesRow | None
    series: Series
    series_mark: str
    definition: Mapping[str, Any]
    rows: Mapping[str, BankRow]
    fresh: tuple[BankFile, ...]
    banks: tuple[Bank, ...]
    marks: Mapping[str, str]
    warnings: tuple[Problem, ...]
    plan: Plan


def plan(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    *,
    beside: Sequence[BankFile] = (),
    whole: bool = False,
) -> Plan:
    """What ``publish`` would do with the same arguments; nothing is written.

    Where ``files`` are the ``whole_account`` folder, the plan names the published banks that none of them holds. Raises
    ``BankError`` as ``publish`` does.
    """
    return _prepared(session, files, media, beside, whole).plan


def publish(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    *,
    now: datetime,
    beside: Sequence[BankFile] = (),
    whole: bool = False,
    agreed: Plan | None = None,
) -> Publication:
    """Publish ``files``; among them ``series.yaml`` the first time and whenever it changes.

    Publishing the same again changes nothing. ``beside`` are other files of the same folder. Raises ``BankError``
    with every problem of every file, and ``PlanChanged`` where the store is no longer as it was when ``agreed`` was
    made; then nothing was published.
    """
    locks.one_at_a_time(session.connection(), "publish")
    found = _prepared(session, files, media, beside, whole)
    if agreed is not None and agreed != found.plan:
        raise PlanChanged
    return _save(session, found, media, now)


def publish_at_start(
    session: Session, files: Sequence[BankFile], media: MediaFolder, *, now: datetime
) -> tuple[Publication, Plan]:
    """Fill an empty store with ``files``; to one that is in use add the banks that it lacks, and leave the rest.

    What is published already may have come from elsewhere, so a start never changes or withdraws it: the plan that
    is returned says what was left. Raises ``BankError`` as ``publish`` does.
    """
    locks.one_at_a_time(session.connection(), "publish")
    found = _prepared(session, files, media, (), True)
    if found.series_row is None and session.scalars(select(SeriesRow.id)).first() is not None:
        # Somebody's own series is published here: what is packaged is not for them.
        nothing = replace(found.plan, series=None, banks=(), without_file=())
        return Publication(published=(), unchanged=(), new_versions=0, warnings=()), nothing
    if found.series_row is None:
        return _save(session, found, media, now), replace(found.plan, series=None, banks=())
    safe = {bank.file for bank in found.plan.banks if bank.keeps_content or bank.is_new}
    if found.plan.series is not None:
        safe = set()
    left = replace(found.plan, banks=tuple(bank for bank in found.plan.banks if bank.file not in safe))
    pairs = [(f, b) for f, b in zip(found.fresh, found.banks, strict=True) if f.name in safe]
    chosen = replace(found, fresh=tuple(f for f, _ in pairs), banks=tuple(b for _, b in pairs))
    return _save(session, chosen, media, now, series_too=found.plan.series is None), left


def _prepared(
    session: Session, files: Sequence[BankFile], media: MediaFolder, beside: Sequence[BankFile], whole: bool
) -> _Prepared:
    series_raw, bank_files = apart(files)
    rows_of_series = session.scalars(select(SeriesRow).order_by(SeriesRow.id)).all()
    series, series_mark, row = series_of(series_raw, rows_of_series)
    glossary, faults = glossary_of(files, series, row if series_raw is None else None)
    if series_raw is not None and (words := glossary_file(files, series)) is not None:
        series_mark = hashlib.sha256(f"{series_mark}/{words.raw.hex()}".encode()).hexdigest()
    rows = _banks_of(session, row)
    pictures = media.digest()
    marks = {file.name: _mark(file.raw, series_mark, pictures) for file in bank_files}
    known = {bank.content_hash for bank in rows.values()}
    copies = copies_among(bank_files, beside)
    fresh = [file for file in bank_files if marks[file.name] not in known or file in copies]
    kept = {marks[file.name] for file in bank_files if file not in fresh}
    taken = [bank.slug for bank in rows.values() if bank.content_hash in kept]
    banks, problems = check(fresh, series, media, taken, beside, glossary)
    banks, doubts = keep_ids(session, banks, rows)
    problems = [*faults, *problems, *doubts, *check_series_quizzes(series, banks)]
    if any(problem.severity == "error" for problem in problems):
        raise BankError(problems)
    definition = _definition(series_raw, series, row, glossary)
    looking = media.only_looking()
    held = {*taken, *(bank.header.bank for bank in banks), *(bank_in(file.raw) for file in beside)}
    made = Plan(
        series=plan_series(session, row, series, definition),
        banks=tuple(
            plan_bank(session, rows.get(bank.header.bank), bank, series, looking, file.name)
            for bank, file in zip(banks, fresh, strict=True)
        ),
        unchanged=tuple(file.name for file in bank_files if file not in fresh),
        without_file=tuple(sorted(rows.keys() - held)) if whole else (),
    )
    return _Prepared(
        series_row=row,
        series=series,
        series_mark=series_mark,
        definition=definition,
        rows=rows,
        fresh=tuple(fresh),
        banks=tuple(banks),
        marks=marks,
        warnings=tuple(problems),
        plan=made,
    )


def _banks_of(session: Session, row: SeriesRow | None) -> dict[str, BankRow]:
    if row is None:
        return {}
    return {bank.slug: bank for bank in session.scalars(select(BankRow).where(BankRow.series_id == row.id))}


def _save(
    session: Session, found: _Prepared, media: MediaFolder, now: datetime, *, series_too: bool = True
) -> Publication:
    row = found.series_row
    if series_too and (row is None or row.content_hash != found.series_mark):
        row = save_series(session, row, found.series, found.definition, found.series_mark, now)
    if row is None:
        raise ValueError("banks need a series that is stored")
    new_versions = 0
    for bank, file in zip(found.banks, found.fresh, strict=True):
        stored = found.rows.get(bank.header.bank) or BankRow(series_id=row.id, slug=bank.header.bank)
        new_versions += save_bank(session, stored, bank, found.series, found.marks[file.name], media, now)
    return Publication(
        published=tuple(bank.header.bank for bank in found.banks),
        unchanged=found.plan.unchanged,
        new_versions=new_versions,
        warnings=found.warnings,
        ids_to_write={bank.file: bank.ids_to_write() for bank in found.banks if bank.unnamed},
    )


def _definition(
    raw: bytes | None, series: Series, row: SeriesRow | None, glossary: Glossary | None
) -> Mapping[str, Any]:
    if raw is None:
        return row.definition if row is not None else {}
    terms = {TERMS: glossary.model_dump(mode="json")["terms"]} if glossary is not None else {}
    return {**read_yaml(raw, SERIES_FILE).data, "languages": list(series.languages), **terms}


def _mark(raw: bytes, series_hash: str, pictures: str) -> str:
    return hashlib.sha256(
        b"\0".join([raw, series_hash.encode(), pictures.encode(), RENDERER.encode(), STORED.encode()])
    ).hexdigest()
