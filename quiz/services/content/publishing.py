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
from quiz.services.audit import APP, Actor
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
from quiz.services.content.pictures import Shelf
from quiz.services.content.publish_plan import Plan, plan_bank, plan_series
from quiz.services.content.publishing_acts import record_bank, record_series
from quiz.services.content.rendered_banks import RenderedBank, render_bank
from quiz.storage import locks
from quiz.storage.models.content import BankRow, SeriesRow

__all__ = [
    "SERIES_FILE",
    "BankFile",
    "Plan",
    "PlanChanged",
    "Prepared",
    "Publication",
    "check",
    "check_files",
    "counted",
    "glossary_name",
    "plan",
    "prepare",
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
    warnings: tuple[Problem, ...]
    plan: Plan
    rendered: tuple[RenderedBank, ...] = ()


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


def prepare(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    *,
    beside: Sequence[BankFile] = (),
    whole: bool = False,
) -> Prepared:
    """Read, check, plan and render: all that takes long, for a transaction that only reads, which the caller ends.

    Raises ``BankError`` as ``publish`` does.
    """
    found = _prepared(session, files, media, beside, whole)
    return replace(found, rendered=_rendered(found, media))


def publish(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    *,
    now: datetime,
    beside: Sequence[BankFile] = (),
    whole: bool = False,
    agreed: Plan | None = None,
    by: Actor = APP,
    ready: Prepared | None = None,
) -> Publication:
    """Publish ``files``; among them ``series.yaml`` the first time and whenever it changes.

    Publishing the same again changes nothing. ``beside`` are other files of the same folder. Raises ``BankError``
    with every problem of every file, and ``PlanChanged`` where the store is no longer as it was when ``agreed`` or
    ``ready`` was made, or the files are no longer those of ``ready``; then nothing was published. With ``ready``
    nothing that takes long happens while others wait.
    """
    found = _begin(session, files, media, beside, whole, ready)
    if agreed is not None and agreed != found.plan:
        raise PlanChanged
    return _save(session, found, media, now, by)


def publish_at_start(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    *,
    now: datetime,
    by: Actor = APP,
    ready: Prepared | None = None,
) -> tuple[Publication, Plan]:
    """Fill an empty store with ``files``; to one that is in use add the banks that it lacks, and leave the rest.

    What is published already may have come from elsewhere, so a start never changes or withdraws it: the plan that
    is returned says what was left. Raises ``BankError`` and ``PlanChanged`` as ``publish`` does.
    """
    found = _begin(session, files, media, (), True, ready)
    if found.series_row is None and session.scalars(select(SeriesRow.id)).first() is not None:
        # Somebody's own series is published here: what is packaged is not for them.
        nothing = replace(found.plan, series=None, banks=(), without_file=())
        return Publication(published=(), unchanged=(), new_versions=0, warnings=()), nothing
    if found.series_row is None:
        return _save(session, found, media, now, by), replace(found.plan, series=None, banks=())
    safe = {bank.file for bank in found.plan.banks if bank.keeps_content or bank.is_new}
    if found.plan.series is not None:
        safe = set()
    left = replace(found.plan, banks=tuple(bank for bank in found.plan.banks if bank.file not in safe))
    rendered = found.rendered or _rendered(found, media)
    kept = [number for number, file in enumerate(found.fresh) if file.name in safe]
    chosen = replace(
        found,
        fresh=tuple(found.fresh[number] for number in kept),
        banks=tuple(found.banks[number] for number in kept),
        rendered=tuple(rendered[number] for number in kept),
    )
    return _save(session, chosen, media, now, by, series_too=found.plan.series is None), left


def _begin(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    beside: Sequence[BankFile],
    whole: bool,
    ready: Prepared | None,
) -> Prepared:
    """What is to be published, in a transaction in which nobody else publishes. Raises ``PlanChanged``."""
    same = ready is None or (ready.files, ready.beside, ready.pictures) == (tuple(files), tuple(beside), media.digest())
    locks.one_at_a_time(session.connection(), "publish")
    if ready is None:
        return _prepared(session, files, media, beside, whole)
    row = session.scalars(select(SeriesRow)).first()
    rows = {bank.slug: bank for bank in session.scalars(select(BankRow))}
    if not same or _standing(row, rows) != ready.standing:
        raise PlanChanged
    return replace(ready, series_row=row, rows=rows)


def _standing(row: SeriesRow | None, rows: Mapping[str, BankRow]) -> Mapping[str, str]:
    """What is published, each part by its file's hash: whatever is published changes one of them."""
    return {"": row.content_hash if row is not None else "", **{slug: bank.content_hash for slug, bank in rows.items()}}


def _rendered(found: Prepared, media: MediaFolder) -> tuple[RenderedBank, ...]:
    return tuple(render_bank(bank, found.series, media) for bank in found.banks)


def _prepared(
    session: Session, files: Sequence[BankFile], media: MediaFolder, beside: Sequence[BankFile], whole: bool
) -> Prepared:
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
        standing=_standing(row, rows),
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
    session: Session, found: Prepared, media: MediaFolder, now: datetime, by: Actor, *, series_too: bool = True
) -> Publication:
    row, kept = found.series_row, media.kept_by(Shelf(session, now=now).keep)
    if series_too and (row is None or row.content_hash != found.series_mark):
        record_series(session, row, found.series.series, found.series_mark, by=by, now=now)
        row = save_series(session, row, found.series, found.definition, found.series_mark, now)
    if row is None:
        raise ValueError("banks need a series that is stored")
    new_versions = 0
    rendered = found.rendered or _rendered(found, media)
    for bank, file, texts in zip(found.banks, found.fresh, rendered, strict=True):
        texts.keep_pictures(kept)
        stored = found.rows.get(bank.header.bank) or BankRow(series_id=row.id, slug=bank.header.bank)
        plan = next(one for one in found.plan.banks if one.file == file.name)
        record_bank(session, stored, plan, found.marks[file.name], by=by, now=now)
        new_versions += save_bank(session, stored, bank, texts, found.series, found.marks[file.name], now)
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
