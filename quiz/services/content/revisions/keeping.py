"""Each publishing of a bank is kept: its file, where it came from, and what stands around its questions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from quiz.domain.rendering import RENDERER
from quiz.storage.models.content import BankRevision, BankRow, QuestionContext
from quiz.storage.queries.content import revisions as revision_queries

Origin = Literal["command", "start", "studio", "upgrade", "challenge"]
Around = Mapping[tuple[int, str], tuple[dict[str, Any], list[dict[str, Any]]]]
"""Context and sources of question versions, by version and language."""


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Who publishes, how, and on what it is based.

    ``by_id`` is an account, ``by_name`` the user of the shell. ``bases`` holds, by folder, the hashes of the revisions
    that its files are based on, by bank; a folder that says nothing is not in it. Those ``behind`` can't be written, so
    that they know nothing of what was published from their own files. ``force`` publishes over what came
    from elsewhere; ``reverts`` are the ids of banks that may go back to what they were.
    """

    origin: Origin = "command"
    by_id: int | None = None
    by_name: str | None = None
    bases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    behind: frozenset[str] = frozenset()
    force: bool = False
    reverts: frozenset[int] = frozenset()


def hash_of(source: bytes) -> str:
    """The name of a file's bytes: their SHA-256."""
    return hashlib.sha256(source).hexdigest()


def current_hash(session: Session, bank: BankRow) -> str | None:
    """The name of the current revision's bytes; None where there is none, or its file was not kept."""
    if bank.current_revision_id is None:
        return None
    return session.scalar(select(BankRevision.content_hash).where(BankRevision.id == bank.current_revision_id))


def keep_revision(
    session: Session,
    bank: BankRow,
    source: bytes,
    pictures: Mapping[str, str],
    provenance: Provenance,
    path: str | None,
    now: datetime,
) -> BankRevision | None:
    """Keep ``source``, which was saved as ``bank`` just now, as its next revision.

    ``pictures`` are the addresses of those that it shows, by the names that it calls them.
    None where the file is the current revision's and nothing around the questions differs.
    """
    bank.renderer = RENDERER
    around = _around(session, bank.id)
    changed = _changed(session, bank.id, around)
    current = session.get(BankRevision, bank.current_revision_id) if bank.current_revision_id is not None else None
    if current is not None and current.content_hash == hash_of(source) and not changed:
        return None
    latest = session.scalar(select(func.max(BankRevision.number)).where(BankRevision.bank_id == bank.id))
    revision = BankRevision(
        bank_id=bank.id,
        number=(latest or 0) + 1,
        source=source,
        content_hash=hash_of(source),
        header=bank.header,
        pictures=dict(pictures),
        published_at=now,
        by_id=provenance.by_id,
        by_name=provenance.by_name,
        origin=provenance.origin,
        path=path,
    )
    session.add(revision)
    session.flush()
    bank.current_revision_id = revision.id
    if changed:
        session.execute(insert(QuestionContext), [_row(key, revision.id, *around[key]) for key in changed])
    session.flush()
    return revision


def _around(session: Session, bank_id: int) -> Around:
    return {
        (row.question_version_id, row.language): (row.shown["context"], row.revealed["sources"])
        for row in session.execute(revision_queries.contexts_on_offer(bank_id))
    }


def _changed(session: Session, bank_id: int, around: Around) -> list[tuple[int, str]]:
    """The versions and languages around which something else stands than was kept last."""
    kept = {
        (row.question_version_id, row.language): (row.context, row.sources)
        for row in session.scalars(revision_queries.latest_contexts(bank_id))
    }
    return [key for key, texts in around.items() if kept.get(key) != texts]


def _row(
    key: tuple[int, str], revision_id: int, context: dict[str, Any], sources: list[dict[str, Any]]
) -> dict[str, Any]:
    version, language = key
    return {
        "question_version_id": version,
        "language": language,
        "bank_revision_id": revision_id,
        "context": context,
        "sources": sources,
    }
