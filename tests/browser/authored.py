"""Drafts of banks, put into the store for the browser."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.services.authoring import drafts
from quiz.services.identity import accounts
from quiz.storage.models.authoring import BankDraft

SERIES = "ai-2024"


def write(session: Session, name: str, bank: str, old: bytes, new: bytes) -> None:
    """Let the draft that somebody has of a bank say ``new`` where the published file first says ``old``."""
    person = accounts.find_named(session, name)
    assert person is not None
    draft = drafts.open_draft(session, person, SERIES, bank)
    assert old in draft.published.source
    drafts.save(session, draft, draft.published.source.replace(old, new, 1), draft.number, datetime.now(UTC))


def write_beside(session: Session, name: str, bank: str, old: bytes, mine: bytes, before: bytes) -> None:
    """A draft that said ``before``, now says ``mine``, and where somebody else has published ``old`` meanwhile."""
    write(session, name, bank, old, mine)
    person = accounts.find_named(session, name)
    assert person is not None
    draft = drafts.open_draft(session, person, SERIES, bank)
    session.execute(delete(BankDraft).where(BankDraft.id == draft.row_id))
    row = BankDraft(
        account_id=person.id,
        series_id=draft.series_id,
        slug=bank,
        source=draft.source,
        base_source=draft.published.source.replace(old, before, 1),
        number=draft.number,
        saved_at=datetime.now(UTC),
    )
    session.add(row)
