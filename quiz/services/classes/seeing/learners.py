"""A learner of a class, as somebody who teaches it finds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import entering
from quiz.services.classes.entering import LOOKING_IS_ONE_FOR, Entered
from quiz.services.current_user import Learner
from quiz.storage.models.identity import Account
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.queries.classes import data as class_data


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The account of a learner, the name that it has in the class, and whether this look is recorded already."""

    entered: Entered
    account: Account
    name: str
    is_recorded: bool


def enter(session: Session, person: Learner, class_id: int, member_id: int, *, now: datetime) -> Seen:
    """The learner that a member of a class is, for who may see its learners; with the class, by one statement.

    Raises ``NotFound`` for everybody else, and for who left; and as ``entering.enter``.
    """
    looked = integrity_queries.progress_looked_at(person.id, now - LOOKING_IS_ONE_FOR)
    row = session.execute(class_data.with_learner(class_id, person.id, member_id, looked)).first()
    entered = entering.checked(row, person, class_id, "see_learners")
    if row is None or row.Account is None:
        raise NotFound(str(member_id))
    name = row.shown_name or row.Account.name or ""
    return Seen(entered=entered, account=row.Account, name=name, is_recorded=row.looked)
