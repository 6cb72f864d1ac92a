"""A running assignment as it goes: where each learner is, and what who teaches does about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.services import audit
from quiz.services.attempts import deadlines, ending, submitting
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments.writing import locked
from quiz.services.classes.entering import Entered
from quiz.services.current_user import Learner
from quiz.services.notices import inbox
from quiz.services.notices.inbox import Notified
from quiz.storage.models.assignments import PAGE
from quiz.storage.models.attempts import Attempt, AttemptEvent
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import assigning as assigning_queries
from quiz.storage.queries.assignments import given as assignment_queries

OFFLINE_AFTER = timedelta(seconds=30)
"""A page that has not asked for the time for so long has no network, or is closed."""
MAX_MESSAGE = 500


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A learner of the class, with their latest attempt; ``state`` is none or excused where they have not begun.

    ``position`` is the question that their page shows, ``waiting`` how many answers their device could not send yet.
    """

    member_id: int
    name: str | Message
    state: str
    token: str = ""
    position: int | None = None
    questions: int = 0
    answered: int = 0
    saved_at: datetime | None = None
    waiting: int = 0
    conflicts: int = 0
    offline: bool = False
    deadline_at: datetime | None = None

    @property
    def needs_look(self) -> bool:
        """Whether something stands between this learner and the test: who teaches goes there first."""
        return self.offline or self.waiting > 0 or self.conflicts > 0


def tally(watched: Sequence[Watched]) -> dict[str, int]:
    """How many learners need a look, and how many are in each state."""
    states = Counter(one.state for one in watched)
    look = sum(one.needs_look for one in watched)
    return {"look": look, **{state: states[state] for state in ("running", "none", "waiting", "finished")}}


def watch(session: Session, entered: Entered, quiz_id: int, *, now: datetime) -> list[Watched]:
    """Every learner of the class with their state now, by one statement.

    Those who need a look come first, then those who sit, each by their names.
    """
    found: dict[int, Watched] = {}
    for row in fetch(session, assigning_queries.live(entered.id, quiz_id)):
        # The latest attempt comes last.
        found[row.member_id] = _watched(row, entered.names.of(row.member_id, row.name), now)
    return sorted(found.values(), key=lambda one: (not one.needs_look, one.state != "running", str(one.name)))


def _watched(row: Any, name: str | Message, now: datetime) -> Watched:
    if row.token is None:
        return Watched(member_id=row.member_id, name=name, state="excused" if row.excused else "none")
    running = row.state == "running"
    return Watched(
        member_id=row.member_id,
        name=name,
        state=row.state,
        token=row.token,
        position=row.position if running else None,
        questions=row.questions,
        answered=row.answered,
        saved_at=row.saved_at,
        waiting=row.waiting or 0 if running else 0,
        conflicts=row.conflicts if running else 0,
        offline=running and row.seen_at is not None and now - row.seen_at > OFFLINE_AFTER,
        deadline_at=row.deadline_at if running else None,
    )


def _running(session: Session, entered: Entered, assignment_id: int, token: str) -> Sequence[Attempt]:
    """The attempts that run at an assignment: that of a token, or all of learners. Raises ``NotFound``."""
    row = locked(session, entered, assignment_id)
    every = fetch(session, assignment_queries.running_at(row.quiz_id)).scalars().all()
    found = [one for one in every if token in ("", one.token)]
    if token and not found:
        raise NotFound(token)
    return found


def extend(
    session: Session,
    entered: Entered,
    assignment_id: int,
    token: str,
    minutes: int,
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
) -> int:
    """Give an attempt, or without a token all that run, more minutes; how many had a deadline to be moved.

    Raises ``NotFound`` and ``ValueError`` as ``deadlines.extend``.
    """
    timed = [one for one in _running(session, entered, assignment_id, token) if one.deadline_at is not None]
    for attempt in timed:
        deadlines.extend(session, attempt.token, minutes, now=now, by=by)
    return len(timed)


def close(
    session: Session,
    entered: Entered,
    assignment_id: int,
    token: str,
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
) -> int:
    """Hand in an attempt as it is saved, or without a token all that run; how many. Raises ``NotFound``."""
    found = _running(session, entered, assignment_id, token)
    for attempt in found:
        account = session.get_one(Account, attempt.account_id)
        session.add(AttemptEvent(attempt_id=attempt.id, kind="closed", by_id=by.id, at=now, detail={}))
        if attempt.mode == "exam":
            submitting.hand_in(session, account, attempt.token, now=now)
        else:
            ending.close(session, account, attempt, now=now)
        audit.record(session, "attempt_closed", audit.attempt(attempt), by=by, now=now)
    return len(found)


def tell(
    session: Session, entered: Entered, assignment_id: int, token: str, text: str, by: Learner, *, now: datetime
) -> int:
    """Put a message onto the page and into the inbox of who sits an attempt, or without a token of all; how many."""
    found = _running(session, entered, assignment_id, token)
    data = {"by": by.name or "", "text": text}
    address = f"{PAGE}{assignment_id}"
    notices = [Notified(account_id=one.account_id, data=data, address=address) for one in found]
    inbox.notify_all(session, "message", notices, now=now)
    return len(found)
