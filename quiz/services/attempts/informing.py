"""Notices about attempts: their learners are informed of what others did to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.content.definitions import month_of, quiz_of
from quiz.services.notices import inbox, kinds
from quiz.services.notices.inbox import Notified
from quiz.storage.queries import notices as notice_queries


def inform(session: Session, kind: str, about: Mapping[int, Mapping[str, Any]], *, now: datetime) -> None:
    """Put a notice of ``kind`` into the inbox of each attempt's learner: ``about`` maps attempts' ids to its data.

    The quiz is added to the data. Attempts that the app puts together, such as reviews, have no notices.
    """
    if not about:
        return
    rows = session.execute(notice_queries.to_inform_of(about, kinds.KINDS[kind].tells_result))
    notices = [
        Notified(
            account_id=row.account_id,
            data={**about[row.id], **_quiz(row)},
            address=f"/a/{row.token}" if row.state == "running" else f"/a/{row.token}/result",
        )
        for row in rows
    ]
    inbox.notify_all(session, kind, notices, now=now)


def _quiz(row: Any) -> dict[str, Any]:
    title = quiz_of(row.quiz_hash, row.quiz).title
    return {"quiz": dict(title), "month": month_of(row.key), "possible": str(row.points_possible)}
