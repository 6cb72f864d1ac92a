"""Named questions to the store about what was published: revisions of banks, and what stood around their questions."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, select

from quiz.storage.models.content import (
    BankRevision,
    BankRow,
    MediaRow,
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


def banks_of_slug(bank: str, series: str | None) -> Rows:
    """Every bank of that slug with slug and definition of its series: in one series, or in all."""
    query = select(BankRow, SeriesRow.slug, SeriesRow.definition).join_from(BankRow, SeriesRow)
    query = query.where(BankRow.slug == bank, *((SeriesRow.slug == series,) if series is not None else ()))
    return query.order_by(SeriesRow.id)


def source_of(bank_id: int, number: int) -> Select[bytes | None]:
    """The file of a revision."""
    return select(BankRevision.source).where(BankRevision.bank_id == bank_id, BankRevision.number == number)


def source_by_hash(bank_id: int, mark: str) -> Select[bytes | None]:
    """The file of a bank that has this hash."""
    return select(BankRevision.source).where(BankRevision.bank_id == bank_id, BankRevision.content_hash == mark)


def published_from(bank_id: int, path: str) -> Select[str | None]:
    """The hashes of the revisions of a bank that came from the file at ``path``, the latest first."""
    query = select(BankRevision.content_hash).where(BankRevision.bank_id == bank_id, BankRevision.path == path)
    return query.order_by(BankRevision.number.desc())


def current_number(bank_id: int) -> Rows:
    """The numbers of a bank's current revision, and of its series."""
    return (
        select(BankRevision.number, BankRow.series_id)
        .join(BankRow, BankRow.current_revision_id == BankRevision.id)
        .where(BankRow.id == bank_id)
    )


def contexts_on_offer(bank_id: int) -> Rows:
    """What stands around each question that a bank offers, as its texts have it now: one row a language."""
    return (
        select(QuestionText.question_version_id, QuestionText.language, QuestionText.shown, QuestionText.revealed)
        .join(QuestionVersion, QuestionText.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.withdrawn.is_(False))
    )


def questions_on_offer(bank_id: int) -> Rows:
    """Hash and definition of every question that a bank offers, in the order of its file."""
    return (
        select(QuestionVersion.content_hash, QuestionVersion.definition)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .where(QuestionRow.bank_id == bank_id, QuestionRow.withdrawn.is_(False))
        .order_by(QuestionRow.position, QuestionRow.id)
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


def pictures_named(names: Collection[str]) -> Select[str, bytes]:
    """The names and contents of some pictures."""
    return select(MediaRow.name, MediaRow.content).where(MediaRow.name.in_(names))
