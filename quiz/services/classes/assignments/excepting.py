"""Exceptions from an assignment: for learners and groups, many at once, reaching attempts that run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.services import audit
from quiz.services.attempts.informing import inform
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments import in_time, terms
from quiz.services.classes.assignments.drafts import BadDraft, faults_of_moments
from quiz.services.classes.assignments.in_time import MadeLate
from quiz.services.classes.assignments.writing import locked
from quiz.services.classes.entering import Entered
from quiz.services.classes.faults import ClassError
from quiz.services.content.definitions import quiz_of
from quiz.services.notices import inbox
from quiz.services.notices.inbox import Notified
from quiz.storage.models.assignments import PAGE, Assignment, AssignmentOverride
from quiz.storage.models.attempts import Attempt, AttemptEvent
from quiz.storage.models.classes import ClassGroup
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import given as assignment_queries
from quiz.storage.queries.assignments import in_time as time_queries
from quiz.storage.queries.classes import entering as class_queries

MAX_MINUTES, MAX_PERCENT, MAX_EXTRA, MAX_REASON = 600, 300, 20, 200


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An exception as it is entered: for which members and groups of the class, and what holds for them."""

    members: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int = 0
    percent: int = 0
    attempts: int = 0
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        moments = (self.opens_at, self.due_at, self.closes_at)
        return not any((*moments, self.minutes, self.percent, self.attempts))


def faults_of(wanted: Wanted, row: Assignment) -> dict[str, Message]:
    """What is wrong with an exception, by the field."""
    found = dict(faults_of_moments(wanted))
    for name, most in (("minutes", MAX_MINUTES), ("percent", MAX_PERCENT), ("attempts", MAX_EXTRA)):
        if not 0 <= getattr(wanted, name) <= most:
            found[name] = say("Use a whole number from 0 to %(most)s.", most=most)
    if len(wanted.reason) > MAX_REASON:
        found["reason"] = say("Use at most %(most)s characters.", most=MAX_REASON)
    if wanted.opens_at is not None and row.opens_at is not None and wanted.opens_at > row.opens_at:
        found.setdefault("opens_at", say("It can only open earlier than for everybody."))
    for name in ("due_at", "closes_at"):
        own, everybodys = getattr(wanted, name), getattr(row, name)
        if own is not None and everybodys is not None and own < everybodys:
            found.setdefault(name, say("It can only be later than for everybody."))
    if not (wanted.members or wanted.groups):
        found["members"] = say("Choose at least one learner or group.")
    elif wanted.is_empty and not found:
        found["minutes"] = say("Enter what is to be different.")
    return found


def make(
    session: Session,
    entered: Entered,
    assignment_id: int,
    wanted: Wanted,
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
) -> int:
    """Make an exception for each that it is wanted for, in the place of one that they had; for how many learners.

    They have a notice of it; of one from a draft once that is published.

    Attempts that run get their deadlines in the same transaction. Raises ``BadDraft``, ``NotFound``.
    """
    row = locked(session, entered, assignment_id)
    faults = faults_of(wanted, row)
    if faults:
        raise BadDraft(faults)
    learners = {one.ClassMember.id: one.ClassMember.account_id for one in _learners(session, entered)}
    groups = {one.id for one in fetch(session, assignment_queries.groups_of(entered.id))}
    if not (set(wanted.members) <= learners.keys() and set(wanted.groups) <= groups):
        raise NotFound(str(assignment_id))
    try:
        # It may take the place of one that was due later.
        with in_time.kept(session, [row], now=now):
            for member in dict.fromkeys(wanted.members):
                _put(session, row, wanted, now, by, member_id=member)
            for group in dict.fromkeys(wanted.groups):
                _put(session, row, wanted, now, by, group_id=group)
    except MadeLate as error:
        raise BadDraft({"due_at": error.message(entered.row.time_zone)}) from None
    in_groups = fetch(session, assignment_queries.in_groups(entered.id))
    concerned = {*wanted.members, *(place.member_id for place in in_groups if place.group_id in wanted.groups)}
    accounts = [learners[member] for member in sorted(concerned) if member in learners]
    _reach(session, row, accounts, now, by)
    for account in accounts:
        audit.record(session, "exception_made", audit.assignment(row.id, account), by=by, now=now, after=_said(wanted))
    return len(accounts)


def _learners(session: Session, entered: Entered) -> Sequence[Any]:
    return fetch(session, class_queries.learners_in(entered.id)).all()


def _put(session: Session, row: Assignment, wanted: Wanted, now: datetime, by: audit.Actor, **whose: int) -> None:
    (column, number), *_ = whose.items()
    own = select(AssignmentOverride).where(AssignmentOverride.assignment_id == row.id)
    known = session.scalars(own.where(getattr(AssignmentOverride, column) == number)).first()
    one = known or AssignmentOverride(assignment_id=row.id, **whose)
    one.opens_at, one.due_at, one.closes_at = wanted.opens_at, wanted.due_at, wanted.closes_at
    one.extra_minutes, one.extra_percent, one.extra_attempts = wanted.minutes, wanted.percent, wanted.attempts
    one.reason, one.made_at, one.made_by_id = wanted.reason, now, by.id
    session.add(one)


def _reach(session: Session, row: Assignment, accounts: Iterable[int], now: datetime, by: audit.Actor) -> None:
    """Let an exception reach whom it is for: the attempts that run, and their inboxes."""
    mine = list(accounts)
    extend(session, row, mine, now, by)
    if row.published_at is not None:
        data, address = {"title": row.title}, f"{PAGE}{row.id}"
        notices = [Notified(account_id=one, data=data, address=address) for one in mine]
        inbox.notify_all(session, "exception", notices, now=now)


def extend(session: Session, row: Assignment, accounts: Iterable[int], now: datetime, by: audit.Actor) -> None:
    """Give the attempts of some that run the time that their exceptions give now, and tell them."""
    quiz = quiz_of(*_recipe(session, row))
    before = {one.id: one.deadline_at for one in fetch(session, assignment_queries.running_at(row.quiz_id)).scalars()}
    for attempt in terms.reach(session, row, quiz, accounts, now=now):
        _note(session, attempt, before[attempt.id], now, by)


def _note(session: Session, attempt: Attempt, before: datetime | None, now: datetime, by: audit.Actor) -> None:
    if attempt.deadline_at is None or before is None:
        return
    minutes = round((attempt.deadline_at - before).total_seconds() / 60)
    detail = {"minutes": minutes, "until": attempt.deadline_at.isoformat()}
    session.add(AttemptEvent(attempt_id=attempt.id, kind="extended", by_id=by.id, at=now, detail=detail))
    session.flush()
    inform(session, "more_time", {attempt.id: {"minutes": minutes}}, now=now)


def _recipe(session: Session, row: Assignment) -> tuple[str, str]:
    found = fetch(session, assignment_queries.in_class_numbered(row.class_id, row.id)).one()
    return found.quiz_hash, found.quiz


def _said(wanted: Wanted) -> dict[str, Any]:
    until = wanted.due_at or wanted.closes_at
    return {"until": until.isoformat()} if until is not None else {}


@dataclass(frozen=True, kw_only=True)
class Made:
    """An exception in the list: whose it is."""

    row: AssignmentOverride
    name: str | Message

    @property
    def of_group(self) -> bool:
        """Whether it is a group's."""
        return self.row.group_id is not None


def every(session: Session, entered: Entered, row: Assignment) -> list[Made]:
    """The exceptions from an assignment, those of groups first."""
    rows = fetch(session, assignment_queries.overrides_from(row.id))
    # One of a group has a row for each of its members.
    found = {one.AssignmentOverride.id: _made(entered, one) for one in rows}
    return list(found.values())


def _made(entered: Entered, one: Any) -> Made:
    row = one.AssignmentOverride
    name = one.name if row.member_id is None else entered.names.of(row.member_id, one.name)
    return Made(row=row, name=name)


def end(
    session: Session,
    entered: Entered,
    assignment_id: int,
    number: int,
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
) -> None:
    """End an exception. An attempt that runs keeps the time that it has. Raises ``NotFound``, ``MadeLate``."""
    row = locked(session, entered, assignment_id)
    one = session.get(AssignmentOverride, number)
    if one is None or one.assignment_id != row.id:
        raise NotFound(str(number))
    member = next((o for o in _learners(session, entered) if o.ClassMember.id == one.member_id), None)
    with in_time.kept(session, [row], now=now):
        session.delete(one)
    about = member.ClassMember.account_id if member is not None else None
    audit.record(session, "exception_made", audit.assignment(row.id, about), by=by, now=now)


@contextmanager
def regrouped(
    session: Session, group: ClassGroup, members: Collection[int], *, now: datetime, by: audit.Actor
) -> Iterator[None]:
    """Put members into a group or take them out of it within. Who is taken out keeps the time that runs.

    Raises ``ClassError`` (``made_late``).
    """
    rows = list(session.scalars(time_queries.excepting_group(group.id)))
    try:
        with in_time.kept(session, rows, now=now):
            yield
    except MadeLate:
        raise ClassError("made_late") from None
    if rows and members:
        accounts = session.scalars(time_queries.accounts_of(group.class_id, members)).all()
        for row in rows:
            extend(session, row, accounts, now, by)
