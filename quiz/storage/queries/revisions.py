"""Named questions to the store about what was published: revisions of banks, and what stood around their questions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select

from quiz.storage.models.content import (
    BankRevision,
    BankRow,
    QuestionContext,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    SeriesRow,
)
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import Rows


def revisions_of(bank_id: int) -> Rows:
    """Every revision of a bank with the name of the account that published it, the latest first."""
    return (
        select(BankRevision, Account.name)
        .outerjoin(Account, BankRevision.by_id == Account.id)
        .where(BankRevision.bank_id == bank_id)
        .order_by(BankRevision.number.desc())
    )


def source_of(series_id: int | None, bank: str, number: int) -> Select[int | None, bytes | None]:
    """Owner of the series and file of a revision, for every bank of that slug: in one series, or in all."""
    query = (
        select(SeriesRow.owner_id, BankRevision.source)
        .join(BankRow, BankRevision.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .where(BankRow.slug == bank, BankRevision.number == number)
    )
    return query if series_id is None else query.where(SeriesRow.id == series_id)


def contexts_on_offer(bank_id: int) -> Rows:
    """What stands around each question that a bank offers, as its texts have it now: one row a language."""
    return (
        select(QuestionText.question_version_id, QuestionText.language, QuestionText.shown, QuestionText.revealed)
        .join(QuestionVersion, QuestionText.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.withdrawn.is_(False))
    )


def definitions_on_offer(bank_id: int) -> Select[dict[str, Any]]:
    """The definition of every question that a bank offers."""
    return (
        select(QuestionVersion.definition)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.withdrawn.is_(False))
    )


def current_revisions(banks: Collection[int]) -> Rows:
    """The current revision of each of these banks, or of all where none is named, in their order."""
    current = (
        select(BankRow, BankRevision, Account.name)
        .join(BankRevision, BankRow.current_revision_id == BankRevision.id)
        .outerjoin(Account, BankRevision.by_id == Account.id)
        .order_by(BankRow.slug)
    )
    return current.where(BankRow.id.in_(banks)) if banks else current


def sources_kept() -> Rows:
    """Every file that is kept, with its bank, number and hash."""
    return (
        select(BankRow.slug, BankRevision.number, BankRevision.content_hash, BankRevision.source)
        .join(BankRow, BankRevision.bank_id == BankRow.id)
        .where(BankRevision.source.is_not(None))
        .order_by(BankRevision.id)
    )


def latest_contexts(bank_id: int) -> Select[QuestionContext]:
    """What was last kept to stand around each question that a bank offers."""
    newer = QuestionContext.__table__.alias()
    latest = (
        select(func.max(newer.c.bank_revision_id))
        .where(
            newer.c.question_version_id == QuestionContext.question_version_id,
            newer.c.language == QuestionContext.language,
        )
        .scalar_subquery()
    )
    return (
        select(QuestionContext)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionContext.question_version_id)
        .where(QuestionRow.bank_id == bank_id, QuestionContext.bank_revision_id == latest)
    )
