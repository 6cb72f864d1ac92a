"""What a guest bookmarked, when they sign in to an account that they have already."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.services.current_user import Learner
from quiz.storage.models.review import Bookmark


def move(session: Session, guest: Learner, account: Learner) -> None:
    """Give a guest's bookmarks to an account; what it has bookmarked itself stays as it is.

    The account may bookmark a question between our look and our move, on another device: then a second look sees it.
    """
    own = select(Bookmark.question_id).where(Bookmark.account_id == account.id)
    moved = update(Bookmark).where(Bookmark.account_id == guest.id, Bookmark.question_id.not_in(own))
    while True:
        try:
            with session.begin_nested():
                session.execute(moved.values(account_id=account.id), execution_options={"synchronize_session": False})
        except IntegrityError:
            continue
        return
