"""A class as somebody sees it before they join: its name, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import listing, making
from quiz.services.current_user import Learner
from quiz.storage.models.classes import ClassRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries

PREFIX = "/join/"
"""How the path of a class's link begins; the code follows."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A class that lets learners in: what it is called, and what its teachers are."""

    class_id: int
    name: str
    term: str
    teachers: Sequence[str]


def find(session: Session, code: str) -> Invitation | None:
    """The class that lets learners in by ``code``; None where there is none."""
    row: ClassRow | None = fetch(session, class_queries.by_code(making.tidy_code(code))).scalars().first()
    if row is None:
        return None
    return Invitation(class_id=row.id, name=row.name, term=row.term, teachers=listing.teachers_of(session, row.id))


def find_linked(session: Session, path: str) -> Invitation | None:
    """The class whose link ``path`` is; None for every other path, at no cost."""
    return find(session, path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None


def is_in(session: Session, class_id: int, account_id: int) -> bool:
    """Whether an account is in a class."""
    row = fetch(session, class_queries.entered(class_id, account_id)).first()
    return row is not None and row.ClassMember is not None


def join_linked(session: Session, person: Learner, path: str, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Let ``person``, who came by the link ``path`` and has just signed in, into its class; nothing for other paths."""
    if path.startswith(PREFIX):
        # The class may have been closed since its page was read: its link then leads to a page that says so.
        with suppress(NotFound):
            making.join(session, person, path.removeprefix(PREFIX), now=now, by=by)
