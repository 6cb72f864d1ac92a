"""A learner of a class, as somebody who teaches it finds them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.storage.models.identity import Account
from quiz.storage.queries import class_data


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The account of a learner, and the name that it has in the class."""

    account: Account
    name: str


def learner_in(session: Session, class_id: int, member_id: int) -> Seen:
    """The learner that a member of a class is. Raises ``NotFound`` for everybody else, and for who left."""
    row = session.execute(class_data.learner(class_id, member_id)).first()
    if row is None:
        raise NotFound(str(member_id))
    return Seen(account=row.Account, name=row.shown_name or row.Account.name)
