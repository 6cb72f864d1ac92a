"""The one way to a class: who asks for it, in which role, and whether that role may do what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.classes import rights
from quiz.domain.classes.rights import Action
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.names import Names
from quiz.services.current_user import Learner
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.prepared import fetch
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.queries.classes import entering as class_queries

LOOKING_IS_ONE_FOR = timedelta(hours=1)
"""What an admin looks at in a class of others within this time is one event."""


class NotAllowed(Exception):
    """A member asks for something that their role in the class does not allow."""


class IsArchived(Exception):
    """Something is to be changed in a class that is only read."""


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A class as somebody sees it: ``member`` is None for an admin who is not in it.

    ``hides_names``: its learners are shown by pseudonyms, for the projector.
    """

    row: ClassRow
    member: ClassMember | None
    is_admin: bool
    hides_names: bool = False

    @property
    def id(self) -> int:
        """The number of the class."""
        return self.row.id

    @property
    def role(self) -> str:
        """The role in the class; ``admin`` for an admin from outside."""
        return self.member.role if self.member is not None else "admin"

    @property
    def names(self) -> Names:
        """How the learners of the class are called: every page of a class that names any asks here."""
        return Names(row=self.row, hidden=self.hides_names)

    @property
    def teaches(self) -> bool:
        """Whether this person sees the class as its teachers do."""
        return self.may("see_learners")

    @property
    def archived(self) -> bool:
        """Whether it is only read."""
        return self.row.archived_at is not None

    def may(self, action: Action) -> bool:
        """Whether this person may do ``action`` here. What changes something needs a class that is not archived."""
        if self.archived and action in rights.CHANGING:
            return False
        return self._role_may(action)

    def _role_may(self, action: Action) -> bool:
        role = self.member.role if self.member is not None else None
        return rights.may(role, action, admin=self.is_admin)


def enter(session: Session, person: Learner, class_id: int, action: Action = "see_class") -> Entered:
    """The class of that number, for somebody who may do ``action`` there.

    Raises ``NotFound`` where there is none, or none that this person is in; ``NotAllowed`` where their role there does
    not allow it: a learner finds nothing of what is the teachers'; ``IsArchived`` where nothing is changed any more.
    """
    return checked(fetch(session, class_queries.entered(class_id, person.id)).first(), person, class_id, action)


def checked(row: Any, person: Learner, class_id: int, action: Action) -> Entered:
    """The class of a row with ``ClassRow``, and who asks there as ``ClassMember`` or None. Raises as ``enter``."""
    if row is None or (row.ClassMember is None and person.role != "admin"):
        raise NotFound(str(class_id))
    entered = Entered(row=row.ClassRow, member=row.ClassMember, is_admin=person.role == "admin")
    if not entered._role_may(action):
        if entered.role == "learner":
            raise NotFound(str(class_id))
        raise NotAllowed(action)
    if not entered.may(action):
        raise IsArchived(str(class_id))
    return entered


def is_to_record(session: Session, entered: Entered, person: Learner, *, now: datetime) -> bool:
    """Whether it is to be recorded that ``person`` looks at a class: an admin at one of others, once in a while."""
    if entered.member is not None:
        return False
    since = now - LOOKING_IS_ONE_FOR
    return (
        fetch(session, integrity_queries.class_looked_at(str(entered.id), person.id, since)).scalars().first() is None
    )


def record_looking(session: Session, entered: Entered, *, now: datetime, by: audit.Actor) -> None:
    """Record that an admin looks at a class of others."""
    audit.record(session, "class_looked_at", audit.school_class(entered.id), by=by, now=now)
