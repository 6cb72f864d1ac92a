"""What was published is found again: a bank's revisions, and one of them by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.services.content.named import Unknown, bank_named, called, series_named
from quiz.storage.models.content import BankRevision, BankRow, SeriesRow
from quiz.storage.queries.content import revisions as revision_queries

_NAME = re.compile(r"(?P<bank>[^@]+)(?:@(?P<number>[0-9]{1,9}))?")


class UnknownRevision(LookupError):
    """No bank or no revision has the name that was given; ``message`` says so with a remedy."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.template)


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A revision of a bank, which commands call ``called``: by its slug, with its series where several have that.

    ``by`` is who published it: an account's name, else the user of the shell.
    """

    bank_id: int
    series: str
    bank: str
    called: str
    number: int
    is_current: bool
    content_hash: str | None
    published_at: datetime
    by: str | None
    origin: str
    path: str | None

    @property
    def name(self) -> str:
        """What commands call it: ``2024-01@3``, ``ai-2024/2024-01@3``."""
        return f"{self.called}@{self.number}"


def find_bank(session: Session, name: str) -> BankRow:
    """The published bank of that name. Raises ``UnknownRevision``."""
    try:
        return bank_named(session, name)
    except Unknown as unknown:
        raise UnknownRevision(unknown.message) from None


def history(session: Session, bank: BankRow) -> list[Revision]:
    """Every revision of a bank, the latest first."""
    names = called(session, bank)
    return [_revision(bank, names, row[0], row[1]) for row in session.execute(revision_queries.revisions_of(bank.id))]


def find_revision(session: Session, name: str) -> tuple[Revision, bytes | None]:
    """The revision named ``BANK@N``, or the current one of ``BANK``, and its file as it was: None where it wasn't kept.

    Raises ``UnknownRevision``.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise UnknownRevision(say("%(name)s names no revision. Write BANK@N, as in 2024-01@3.", name=repr(name)))
    bank = find_bank(session, found["bank"])
    wanted = int(found["number"]) if found["number"] else None
    for revision in history(session, bank):
        if revision.is_current if wanted is None else revision.number == wanted:
            return revision, _source(session, bank.id, revision.number)
    raise UnknownRevision(
        say(
            "%(bank)s has no revision %(number)d. To list them, run: quiz history %(bank)s",
            bank=called(session, bank)[1],
            number=wanted,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The current revision of a bank with its file, None where it was not kept, and the hashes of all its revisions."""

    revision: Revision
    source: bytes | None
    hashes: frozenset[str]


def current(session: Session, names: Sequence[str] = (), series: str = "") -> list[Kept]:
    """The current revision of each bank of ``names``, where ``SERIES/`` is every bank of that.

    All of them are of one series: of the one with the slug ``series`` where that is given, and without ``names`` all of
    it, else of the only one there is. Raises ``UnknownRevision``.
    """
    try:
        wanted = [bank for name in names or _whole(session, series) for bank in _banks(session, name, series)]
    except Unknown as unknown:
        raise UnknownRevision(unknown.message) from None
    _require_one_series(session, wanted, series)
    if not wanted:
        return []
    return [
        Kept(
            revision=_revision(row[0], called(session, row[0]), row[1], row[2]),
            source=row[1].source,
            hashes=frozenset(one.content_hash or "" for one in history(session, row[0])),
        )
        for row in session.execute(revision_queries.current_revisions([bank.id for bank in wanted])).all()
    ]


def latest_from(session: Session, bank_id: int, path: str) -> str | None:
    """The hash of the last revision of a bank that was published from the file at ``path``."""
    return session.scalars(revision_queries.published_from(bank_id, path)).first()


def source_named(session: Session, bank_id: int, mark: str) -> bytes | None:
    """The file of the revision of a bank that has this hash; None where there is none."""
    return session.scalars(revision_queries.source_by_hash(bank_id, mark)).first()


def _whole(session: Session, series: str) -> list[str]:
    """The name of all banks of ``series``, or of the only one there is."""
    slugs = [series] if series else session.scalars(select(SeriesRow.slug).order_by(SeriesRow.id)).all()
    if len(slugs) > 1:
        message = say(
            "Several series are published: %(series)s. Name one, as in: quiz pull %(first)s/ --to FOLDER",
            series=", ".join(slugs),
            first=slugs[0],
        )
        raise UnknownRevision(message)
    return [f"{slug}/" for slug in slugs]


def _banks(session: Session, name: str, series: str) -> Sequence[BankRow]:
    """The banks of a name; one without a series is looked for in ``series`` first. Raises ``Unknown``."""
    if name.endswith("/"):
        row = series_named(session, name.removesuffix("/"))
        return session.scalars(select(BankRow).where(BankRow.series_id == row.id)).all()
    if series and "/" not in name:
        with suppress(Unknown):
            return [bank_named(session, f"{series}/{name}")]
    return [bank_named(session, name)]


def _require_one_series(session: Session, banks: Sequence[BankRow], series: str) -> None:
    query = select(SeriesRow.slug).where(SeriesRow.id.in_({bank.series_id for bank in banks}))
    found = sorted({*session.scalars(query), *([series] if series else ())})
    if len(found) > 1:
        raise UnknownRevision(
            say(
                "A folder holds one series, not several: %(series)s. Pull each to a folder of its own with --to.",
                series=", ".join(found),
            )
        )


def pictures(session: Session, revision: Revision) -> dict[str, str]:
    """The addresses of the pictures that a revision shows, by the names that its file calls them."""
    query = select(BankRevision.pictures).where(BankRevision.bank_id == revision.bank_id)
    return dict(session.scalars(query.where(BankRevision.number == revision.number)).one())


def plain(revision: Revision) -> dict[str, Any]:
    """A revision as plain data."""
    return {
        "series": revision.series,
        "bank": revision.bank,
        "revision": revision.number,
        "current": revision.is_current,
        "sha256": revision.content_hash,
        "published_at": revision.published_at.isoformat(),
        "by": revision.by,
        "origin": revision.origin,
        "path": revision.path,
    }


def _revision(bank: BankRow, names: tuple[str, str], row: BankRevision, account: str | None) -> Revision:
    return Revision(
        bank_id=bank.id,
        series=names[0],
        bank=bank.slug,
        called=names[1],
        number=row.number,
        is_current=row.id == bank.current_revision_id,
        content_hash=row.content_hash,
        published_at=row.published_at,
        by=account or row.by_name,
        origin=row.origin,
        path=row.path,
    )


def _source(session: Session, bank_id: int, number: int) -> bytes | None:
    return session.scalar(
        select(BankRevision.source).where(BankRevision.bank_id == bank_id, BankRevision.number == number)
    )
