"""Bookmarks: questions that a learner wants to find again, as they were put to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.rendering import fill, plain
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import variant_from
from quiz.services.content.definitions import texts_of
from quiz.services.current_user import Learner
from quiz.storage.models.review import Bookmark
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import cards as review_queries


@dataclass(frozen=True, kw_only=True)
class Bookmarked:
    """A bookmarked question: its words as they were put to the learner, and where it is found now.

    Not its id: that is the author's, and may say what is right.

    ``can_be_practised``: neither was it withdrawn, nor does a test ask it that its learner has running.
    """

    question_id: int
    prompt: str
    series_id: int
    bank: str
    section: str | None
    made_at: datetime
    can_be_practised: bool


def keep(session: Session, account: Learner, token: str, position: int, *, wanted: bool, now: datetime) -> None:
    """Bookmark the question at a position of one's own attempt, or take its bookmark away. Raises ``NotFound``.

    What was put to nobody can't be bookmarked by them. Doing so twice changes nothing.
    """
    row: Any = fetch(session, review_queries.asked_at(token, account.id, position)).first()
    if row is None:
        raise NotFound(token)
    if not wanted:
        remove(session, account, row.question_id)
        return
    made = Bookmark(
        account_id=account.id,
        question_id=row.question_id,
        question_version_id=row.version_id,
        variant=row.variant,
        made_at=now,
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        return


def remove(session: Session, account: Learner, question_id: int) -> None:
    """Take the bookmark of a question away, where there is one."""
    session.execute(delete(Bookmark).where(Bookmark.account_id == account.id, Bookmark.question_id == question_id))


def count(session: Session, account: Learner) -> int:
    """How many questions a learner has bookmarked."""
    return session.scalar(select(func.count()).select_from(Bookmark).where(Bookmark.account_id == account.id)) or 0


def find(session: Session, account: Learner, language: str, *, limit: int, offset: int) -> Sequence[Bookmarked]:
    """A page of a learner's bookmarks, the latest first."""
    rows = session.execute(review_queries.bookmarks(account.id, language).limit(limit).offset(offset))
    return [_bookmarked(row, language) for row in rows]


def place_of(session: Session, account: Learner, question_id: int) -> tuple[int, str, str]:
    """The series, the bank and the id of a question that a learner bookmarked. Raises ``NotFound``."""
    row = session.execute(review_queries.bookmarked_place(account.id, question_id)).first()
    if row is None:
        raise NotFound(str(question_id))
    return row.series_id, row.bank, row.slug


def _bookmarked(row: Any, language: str) -> Bookmarked:
    bookmark: Bookmark = row[0]
    prompt = fill(texts_of(row.shown)["passages"]["prompt"], variant_from(bookmark.variant).values, language)
    return Bookmarked(
        question_id=bookmark.question_id,
        prompt=plain(prompt),
        series_id=row.series_id,
        bank=row.bank,
        section=row.section,
        made_at=bookmark.made_at,
        can_be_practised=not (row.withdrawn or row.asked),
    )
