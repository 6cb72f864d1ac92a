"""What somebody has written of banks and not published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.storage.models.authoring import BankDraft, BankDraftStep
from quiz.storage.models.base import Base
from quiz.storage.models.content import SeriesRow

SHOWN: Mapping[type[Base], tuple[str, ...]] = {
    BankDraft: ("slug", "number", "saved_at"),
    BankDraftStep: ("size", "saved_at"),
}
"""The columns that are handed out as they are."""

ELSEWISE: Mapping[str, str] = {
    "bank_draft.account_id": "the file is the account's",
    "bank_draft.series_id": "as the series' id",
    "bank_draft.source": "as text",
    "bank_draft_step.draft_id": "the steps are listed with their draft",
}

WITHHELD: Mapping[str, str] = {
    "bank_draft.id": "a number of the store",
    "bank_draft.base_revision_id": "a number of the store",
    "bank_draft.base_source": "what is published of the series",
    "bank_draft.step": "a number of a step",
    "bank_draft_step.number": "the steps are listed in their order",
    "bank_draft_step.packed": "what the draft said before, which its history page shows",
    "bank_draft_step.packed_size": "the bytes that a step takes in the store",
}

Plain = dict[str, Any]


def of_author(session: Session, account_id: int, as_plain: Callable[[Base], Plain]) -> Plain:
    """The drafts of an account, each with the times of its steps."""
    own = select(BankDraft, SeriesRow.slug).join(SeriesRow, BankDraft.series_id == SeriesRow.id)
    rows = session.execute(own.where(BankDraft.account_id == account_id).order_by(BankDraft.id)).all()
    steps = _steps(session, account_id)
    return {
        "bank_drafts": [
            {
                "series": series,
                **as_plain(draft),
                "source": draft.source.decode(errors="replace") if draft.source is not None else None,
                "steps": [as_plain(step) for step in steps if step.draft_id == draft.id],
            }
            for draft, series in rows
        ]
    }


def _steps(session: Session, account_id: int) -> Sequence[BankDraftStep]:
    own = select(BankDraftStep).join(BankDraft, BankDraftStep.draft_id == BankDraft.id)
    return session.scalars(own.where(BankDraft.account_id == account_id).order_by(BankDraftStep.number)).all()
