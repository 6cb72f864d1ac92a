"""The one door in: YAML text becomes immutable versions in the store, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import Problem
from quiz.services.audit import APP, Actor
from quiz.services.content.checking import (
    SERIES_FILE,
    BankFile,
    check,
    check_files,
    glossary_name,
    series_from,
)
from quiz.services.content.editors import may_edit
from quiz.services.content.media import MediaFolder
from quiz.services.content.pictures import Shelf
from quiz.services.content.preparing import UNKNOWN, Prepared, banks_of, prepare, read, rendered, standing
from quiz.services.content.publish_plan import Plan
from quiz.services.content.revisions.bases import check_bases
from quiz.services.content.revisions.keeping import Provenance, current_hash, keep_revision
from quiz.services.content.saving.bank_saving import save_bank, save_series
from quiz.services.content.saving.publishing_acts import record_bank, record_series
from quiz.services.content.search import entries
from quiz.storage import locks
from quiz.storage.models.content import BankRow, SeriesRow
from quiz.storage.models.identity import TEACHERS, Account

__all__ = [
    "SERIES_FILE",
    "BankFile",
    "MayNotEdit",
    "Plan",
    "PlanChanged",
    "Prepared",
    "Publication",
    "check",
    "check_files",
    "glossary_name",
    "plan",
    "prepare",
    "publish",
    "publish_at_start",
    "series_from",
]

_AT_START = Provenance(origin="start")


class PlanChanged(Exception):
    """The store is no longer as it was when somebody agreed to a plan."""


class MayNotEdit(Exception):
    """An account publishes what it may not edit: it is no editor of the series."""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What a publishing did: banks taken over, banks that were the same already, new versions, warnings."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    new_versions: int
    warnings: tuple[Problem, ...]
    ids_to_write: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """By file, the numbers of the questions that it gives no id, each with the id that it was published under."""
    sources: Mapping[str, bytes] = field(default_factory=dict)
    """By file, its bytes with these ids, as its revision keeps them."""


def plan(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    *,
    beside: Sequence[BankFile] = (),
    whole: bool = False,
    provenance: Provenance = UNKNOWN,
) -> Plan:
    """What ``publish`` would do with the same arguments; nothing is written.

    Where ``files`` are the ``whole_account`` folder, the plan names the published banks that none of them holds. Raises
    ``BankError`` as ``publish`` does.
    """
    found = read(session, files, media, beside, whole)
    check_bases(session, found.rows, found.given, provenance)
    return found.plan


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
    provenance: Provenance = UNKNOWN,
) -> Publication:
    """Publish ``files``; among them ``series.yaml`` the first time and whenever it changes.

    Publishing the same again changes nothing. ``beside`` are other files of the same folder. Raises ``BankError``
    with every problem of every file, and ``PlanChanged`` where the store is no longer as it was when ``agreed`` or
    ``ready`` was made, or the files are no longer those of ``ready``; then nothing was published. With ``ready``
    nothing that takes long happens while others wait. Where a file would undo what came from elsewhere, ``BankError``
    is ``Refused``. Raises ``MayNotEdit`` where ``by`` is an account that may not edit the series.
    """
    found = _begin(session, files, media, beside, whole, ready)
    _check_rights(session, found.series_row, by)
    check_bases(session, found.rows, found.given, provenance)
    if agreed is not None and agreed != found.plan:
        raise PlanChanged
    return _save(session, found, media, provenance, now, by)


def _check_rights(session: Session, row: SeriesRow | None, by: Actor) -> None:
    """Raise ``MayNotEdit`` for an account that may not publish the series; somebody at the shell always may."""
    if by.id is None:
        return
    person = session.get(Account, by.id)
    teaches = person is not None and person.role in TEACHERS and not person.disabled
    # A series that is new is whose who publishes it.
    if person is None or not teaches or (row is not None and not may_edit(session, person, row.id)):
        raise MayNotEdit


def publish_at_start(
    session: Session,
    files: Sequence[BankFile],
    media: MediaFolder,
    *,
    now: datetime,
    by: Actor = APP,
    ready: Prepared | None = None,
) -> tuple[Publication, Plan]:
    """Fill an empty store with ``files``; to one that is in use publish nothing.

    What is published may have come from elsewhere, and what is missing may have been left out: the plan that is
    returned says how the files differ. Raises ``BankError`` and ``PlanChanged`` as ``publish`` does.
    """
    found = _begin(session, files, media, (), True, ready)
    nothing = Publication(published=(), unchanged=found.plan.unchanged, new_versions=0, warnings=())
    if found.series_row is None and session.scalars(select(SeriesRow.id)).first() is not None:
        # Somebody's own series is published here: what is packaged is not for them.
        return nothing, replace(found.plan, series=None, banks=(), without_file=())
    if found.series_row is None:
        return _save(session, found, media, _AT_START, now, by), replace(found.plan, series=None, banks=())
    return nothing, replace(found.plan, banks=tuple(bank for bank in found.plan.banks if not bank.keeps_content))


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
        return read(session, files, media, beside, whole)
    row = session.scalars(select(SeriesRow).where(SeriesRow.slug == ready.series.series)).first()
    rows = banks_of(session, row)
    if not same or standing(row, rows) != ready.standing:
        raise PlanChanged
    return replace(ready, series_row=row, rows=rows)


def _save(
    session: Session, found: Prepared, media: MediaFolder, provenance: Provenance, now: datetime, by: Actor
) -> Publication:
    row, kept = found.series_row, media.kept_by(Shelf(session, now=now).keep)
    if row is None or row.content_hash != found.series_mark:
        record_series(session, row, found.series.series, found.series_mark, by=by, now=now)
        is_new = row is None
        row = save_series(session, row, found.series, found.definition, found.series_mark, now)
        if is_new:
            row.owner_id = by.id
        entries.keep_terms(session, row)
    new_versions, published, unchanged = 0, [], [*found.plan.unchanged]
    for bank, file, texts in zip(found.banks, found.fresh, rendered(found, media), strict=True):
        texts.keep_pictures(kept)
        stored = found.rows.get(bank.header.bank) or BankRow(series_id=row.id, slug=bank.header.bank)
        moves = next(one for one in found.plan.banks if one.file == file.name)
        before = current_hash(session, stored)
        new_versions += save_bank(session, stored, bank, texts, found.series, found.marks[file.name], now)
        entries.keep_bank(session, stored)
        source = found.sources[file.name]
        revision = keep_revision(session, stored, source, texts.pictures, provenance, file.path, now)
        if revision is None and moves.keeps_content:
            # The series changed, and the bank was checked and stored with it; nothing of its own differs.
            unchanged.append(file.name)
            continue
        published.append(bank.header.bank)
        record_bank(session, row.slug, moves, before, current_hash(session, stored), by=by, now=now)
    return Publication(
        published=tuple(published),
        unchanged=tuple(unchanged),
        new_versions=new_versions,
        warnings=found.warnings,
        ids_to_write=found.given_ids,
        sources={file: found.sources[file] for file in found.given_ids},
    )
