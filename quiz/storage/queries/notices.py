"""Notices in an inbox, mail that is due, addresses and consents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select

from quiz.storage.models.notices import Notice, OutgoingMail
from quiz.storage.prepared import prepared


@prepared
def notices_of(account_id: int, most: int, skipped: int) -> Select[Notice]:
    """A page of an account's notices, the latest first."""
    return select(Notice).where(Notice.account_id == account_id).order_by(Notice.id.desc()).limit(most).offset(skipped)


@prepared
def count_notices(account_id: int) -> Select[int]:
    """How many notices an account has."""
    return select(func.count()).select_from(Notice).where(Notice.account_id == account_id)


@prepared
def own_notice(account_id: int, notice_id: int) -> Select[Notice]:
    """One notice of an account."""
    return select(Notice).where(Notice.id == notice_id, Notice.account_id == account_id)


@prepared
def due_mail(now: datetime) -> Select[OutgoingMail]:
    """The mail that has been due for longest, locked; one that somebody else has locked is passed over."""
    return (
        select(OutgoingMail)
        .where(OutgoingMail.next_try_at <= now)
        .order_by(OutgoingMail.next_try_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=OutgoingMail)
    )
