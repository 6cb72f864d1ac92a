"""One's data, of what a learner remarked on questions: what they bookmarked, and what they reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.integrity.answer_masking import plain
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.grading import QuestionReport
from quiz.storage.models.review import Bookmark

SHOWN: Mapping[type[Base], tuple[str, ...]] = {
    Bookmark: ("made_at",),
    QuestionReport: ("position", "kind", "text", "made_at", "state", "reply", "answers", "answered_at"),
}

ELSEWISE: Mapping[str, str] = {
    "bookmark.account_id": "the file is the account's",
    "bookmark.question_id": "as its bank: the id is the author's, and may say what is right",
    "bookmark.question_version_id": "as question_version",
    "bookmark.variant": "as values: what was drawn",
    "question_report.attempt_id": "the report stands with its attempt",
    "question_report.question_version_id": "as question_version",
}

WITHHELD: Mapping[str, str] = {
    "question_report.id": "a number of the store",
    "question_report.answered_by_id": "somebody else's account",
}


def bookmarks(session: Session, account_id: int) -> list[dict[str, Any]]:
    """What an account bookmarked."""
    rows = session.execute(
        select(Bookmark, BankRow.slug)
        .join(QuestionRow, Bookmark.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(Bookmark.account_id == account_id)
        .order_by(QuestionRow.id)
    )
    return [
        {
            "bank": bank,
            "question_version": one.question_version_id,
            "values": dict(one.variant["values"]),
            "made_at": plain(one.made_at),
        }
        for one, bank in rows
    ]


def report(one: QuestionReport, attempt: Attempt) -> dict[str, Any]:
    """A report, with the reply to it as far as the learner may read it: it may say what is right."""
    said = {name: plain(getattr(one, name)) for name in SHOWN[QuestionReport]}
    return {
        "question_version": one.question_version_id,
        **said,
        "reply": said["reply"] if attempt.shows_scores else None,
    }
