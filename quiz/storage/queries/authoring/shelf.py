"""Named questions to the store about what somebody may edit: series with their banks, and who published them last."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from quiz.storage.models.content import BankRevision, BankRow, QuestionRow, SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import Rows


def series_numbered(numbers: Collection[int]) -> Rows:
    """These series, in the order in which they were published first."""
    return select(SeriesRow).where(SeriesRow.id.in_(numbers)).order_by(SeriesRow.id)


def banks_of(numbers: Collection[int]) -> Rows:
    """The banks of these series with their current revision, without its file, and the name of who published it."""
    return (
        select(BankRow, BankRevision, Account.name)
        .outerjoin(BankRevision, BankRow.current_revision_id == BankRevision.id)
        .outerjoin(Account, BankRevision.by_id == Account.id)
        .where(BankRow.series_id.in_(numbers))
        .order_by(BankRow.slug)
    )


def questions_named(bank_id: int, slugs: Collection[str]) -> Rows:
    """The numbers of these questions of a bank."""
    return select(QuestionRow.id, QuestionRow.slug).where(QuestionRow.bank_id == bank_id, QuestionRow.slug.in_(slugs))
