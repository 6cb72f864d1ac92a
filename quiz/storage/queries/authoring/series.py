"""Named questions to the store about one series that somebody sets up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, select

from quiz.storage.models.classes import ClassMember, ClassRow, ClassSeries
from quiz.storage.models.content import BankRevision, BankRow, QuizRow, QuizVersion, SeriesRow
from quiz.storage.queries.parts import Rows


def with_slug(slug: str) -> Select[SeriesRow]:
    """The series of that slug, whatever its standing."""
    return select(SeriesRow).where(SeriesRow.slug == slug)


def current_files(series_id: int) -> Rows:
    """The slug and the current file of every bank of a series that is not withdrawn."""
    return (
        select(BankRow.slug, BankRevision.source)
        .outerjoin(BankRevision, BankRow.current_revision_id == BankRevision.id)
        .where(BankRow.series_id == series_id, BankRow.standing != "withdrawn")
        .order_by(BankRow.slug)
    )


def pictures_shown(series_id: int) -> Select[dict[str, Any]]:
    """The pictures of the current revision of every bank of a series."""
    query = select(BankRevision.pictures).join(BankRow, BankRow.current_revision_id == BankRevision.id)
    return query.where(BankRow.series_id == series_id).order_by(BankRow.slug)


def quizzes_on_offer(bank_id: int) -> Select[dict[str, Any]]:
    """The stored form of every quiz of a bank that can be begun."""
    query = select(QuizVersion.definition).join(QuizRow, QuizRow.current_version_id == QuizVersion.id)
    return query.where(QuizRow.bank_id == bank_id, QuizRow.withdrawn.is_(False), QuizRow.built_in.is_(False))


def classes_for(series_id: int, account_id: int) -> Rows:
    """The classes that an account is in and that go on: number, name, its role, whether they work on the series."""
    works = exists().where(ClassSeries.class_id == ClassRow.id, ClassSeries.series_id == series_id)
    return (
        select(ClassRow.id, ClassRow.name, ClassMember.role, works.label("works_on_it"))
        .join(ClassMember, ClassMember.class_id == ClassRow.id)
        .where(ClassMember.account_id == account_id, ClassMember.left_at.is_(None), ClassRow.archived_at.is_(None))
        .order_by(ClassRow.created_at.desc(), ClassRow.id.desc())
    )
