"""The one door in: YAML text becomes immutable versions in the store, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank
from quiz.domain.bank_format.series import Series
from quiz.domain.errors import BankError, Problem
from quiz.domain.rendering import RENDERER
from quiz.domain.yaml.reader import read_yaml
from quiz.services.content.bank_saving import save_bank, save_series
from quiz.services.content.checking import (
    SERIES_FILE,
    BankFile,
    OtherSeries,
    apart,
    check,
    check_files,
    check_series_quizzes,
    copies_among,
    counted,
    month_in,
    same_series,
    series_from,
    series_of,
)
from quiz.services.content.media import MediaFolder
from quiz.services.content.publish_plan import Plan, plan_bank, plan_series
from quiz.storage import locks
from quiz.storage.models.content import BankRow, SeriesRow

__all__ = [
    "SERIES_FILE",
    "BankFile",
    "OtherSeries",
    "Plan",
    "PlanChanged",
    "Publication",
    "check",
    "check_files",
    "counted",
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
    row = session.scalars(select(SeriesRow)).first()
    series, series_mark = series_of(series_raw, row)
    same_series(series, row)
    rows = {bank.slug: bank for bank in session.scalars(select(BankRow))}
    pictures = media.digest()
    marks = {file.name: _mark(file.raw, series_mark, pictures) for file in bank_files}
    known = {bank.content_hash for bank in rows.values()}
    copies = copies_among(bank_files, beside)
    fresh = [file for file in bank_files if marks[file.name] not in known or file in copies]
    kept = {marks[file.name] for file in bank_files if file not in fresh}
    taken = [bank.slug for bank in rows.values() if bank.content_hash in kept]
    banks, problems = check(fresh, series, media, taken, beside)
    problems.extend(check_series_quizzes(series, banks))
    if any(problem.severity == "error" for problem in problems):
        raise BankError(problems)
    definition = _definition(series_raw, series, row)
    looking = media.only_looking()
    held = {*taken, *(bank.header.bank for bank in banks), *(month_in(file.raw) for file in beside)}
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


def _save(
    session: Session, found: _Prepared, media: MediaFolder, now: datetime, *, series_too: bool = True
) -> Publication:
    row = found.series_row
    if series_too and (row is None or row.content_hash != found.series_mark):
        save_series(session, row, found.series, found.definition, found.series_mark, now)
    new_versions = 0
    for bank, file in zip(found.banks, found.fresh, strict=True):
        stored = found.rows.get(bank.header.bank) or BankRow(slug=bank.header.bank)
        new_versions += save_bank(session, stored, bank, found.series, found.marks[file.name], media, now)
    return Publication(
        published=tuple(bank.header.bank for bank in found.banks),
        unchanged=found.plan.unchanged,
        new_versions=new_versions,
        warnings=found.warnings,
    )


def _definition(raw: bytes | None, series: Series, row: SeriesRow | None) -> Mapping[str, Any]:
    if raw is None:
        return stored_formats.read("series", row.definition) if row is not None else {}
    return {**read_yaml(raw, SERIES_FILE).data, "languages": list(series.languages)}


def _mark(raw: bytes, series_hash: str, pictures: str) -> str:
    return hashlib.sha256(
        b"\0".join([raw, series_hash.encode(), pictures.encode(), RENDERER.encode(), STORED.encode()])
    ).hexdigest()
