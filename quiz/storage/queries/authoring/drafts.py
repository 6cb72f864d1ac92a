"""Named questions to the store about drafts: whose, of which file, and what they said before."""

from __future__ import annotations

from sqlalchemy import LargeBinary, Select, func, select

from quiz.domain.authoring.names import NEAR_THE_TOP
from quiz.storage.models.authoring import BankDraft, BankDraftStep
from quiz.storage.models.content import BankRevision, BankRow, SeriesRow
from quiz.storage.queries.parts import Rows


def draft_of(account_id: int, series_id: int, slug: str) -> Select[BankDraft]:
    """The draft that an account has of a file, also one that was published or discarded."""
    return select(BankDraft).where(
        BankDraft.account_id == account_id, BankDraft.series_id == series_id, BankDraft.slug == slug
    )


def drafts_kept(account_id: int) -> Rows:
    """The series, the slug, the time and the top of each draft that an account has, the latest first."""
    top = func.substr(BankDraft.source, 1, NEAR_THE_TOP, type_=LargeBinary).label("top")
    return (
        select(BankDraft.series_id, BankDraft.slug, BankDraft.saved_at, BankDraft.base_revision_id, top)
        .where(BankDraft.account_id == account_id, BankDraft.source.is_not(None))
        .order_by(BankDraft.saved_at.desc())
    )


def steps_of(draft_id: int) -> Rows:
    """Number, size and time of what a draft said before, the latest first."""
    return (
        select(BankDraftStep.number, BankDraftStep.size, BankDraftStep.packed_size, BankDraftStep.saved_at)
        .where(BankDraftStep.draft_id == draft_id)
        .order_by(BankDraftStep.number.desc())
    )


def latest_steps(draft_id: int, most: int) -> Rows:
    """Number and compressed text of the latest steps of a draft."""
    latest = select(BankDraftStep.number, BankDraftStep.packed).where(BankDraftStep.draft_id == draft_id)
    return latest.order_by(BankDraftStep.number.desc()).limit(most)


def step_of(draft_id: int, number: int) -> Select[bytes]:
    """What a draft said at a step, compressed."""
    return select(BankDraftStep.packed).where(BankDraftStep.draft_id == draft_id, BankDraftStep.number == number)


def series_of_slug(slug: str) -> Select[SeriesRow]:
    """The series of that slug."""
    return select(SeriesRow).where(SeriesRow.slug == slug)


def current_of(series_id: int, slug: str) -> Rows:
    """The bank of a slug with its current revision, None where none was kept yet, its file and its pictures."""
    return (
        select(BankRow, BankRevision.id, BankRevision.number, BankRevision.source, BankRevision.pictures)
        .outerjoin(BankRevision, BankRow.current_revision_id == BankRevision.id)
        .where(BankRow.series_id == series_id, BankRow.slug == slug)
    )


def revision_numbered(bank_id: int, number: int) -> Rows:
    """The id and the file of a revision."""
    return select(BankRevision.id, BankRevision.number, BankRevision.source).where(
        BankRevision.bank_id == bank_id, BankRevision.number == number
    )


def revision_of(revision_id: int) -> Rows:
    """The same of the revision of an id."""
    return select(BankRevision.id, BankRevision.number, BankRevision.source).where(BankRevision.id == revision_id)
