"""The terms of a stored assignment: for everybody, and with the exceptions that hold for a learner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.assignments.counting import Mark
from quiz.domain.assignments.rules import holds_back, shows_mark
from quiz.domain.assignments.terms import Extra, Terms, deadline_of, with_extras
from quiz.domain.bank_format.quizzes import Quiz
from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import given as assignment_queries


def terms_of(row: Assignment, quiz: Quiz) -> Terms:
    """The terms of an assignment for everybody, with the recipe of its quiz."""
    return Terms(
        published=row.published_at is not None,
        opens_at=row.opens_at,
        due_at=row.due_at,
        closes_at=row.closes_at,
        late_policy=row.late_policy,  # type: ignore[arg-type]  # the table holds these words alone
        late_share=row.late_share or Fraction(0),
        attempts_allowed=row.attempts_allowed,
        counted=row.counted,  # type: ignore[arg-type]
        feedback=row.feedback,  # type: ignore[arg-type]
        mode=quiz.mode,
        minutes=quiz.minutes if quiz.mode == "exam" else None,
        needs_code=bool(row.access_code),
    )


def mark_of(row: Any) -> Mark:
    """What a teacher entered for a learner, of a row with ``ENTERED``; nobody can have begun what has no points."""
    share = row.mark_points / row.mark_possible if row.mark_points is not None and row.mark_possible else None
    return Mark(share=share, excused=bool(row.mark_excused))


def seen_mark_of(row: Any, terms: Terms, now: datetime) -> Mark:
    """The same as the learner may see it, of a row with their ``Assignment``: that they are excused is no secret."""
    mark = mark_of(row)
    is_shown = row.Assignment.released_at is not None and shows_mark(terms, now)
    return mark if is_shown else Mark(excused=mark.excused)


def everybodys_dates(row: Assignment) -> Terms:
    """The dates alone of an assignment, as they are for everybody: what lateness follows from."""
    return Terms(due_at=row.due_at, closes_at=row.closes_at)


def extra_of(row: AssignmentOverride) -> Extra:
    """A stored exception."""
    return Extra(
        opens_at=row.opens_at,
        due_at=row.due_at,
        closes_at=row.closes_at,
        minutes=row.extra_minutes,
        percent=row.extra_percent,
        attempts=row.extra_attempts,
    )


def extras_for(session: Session, account_id: int) -> Mapping[int, Sequence[Extra]]:
    """The exceptions that hold for an account, their own and those of their groups, by assignment."""
    found: dict[int, list[Extra]] = defaultdict(list)
    for row in fetch(session, assignment_queries.overrides_for(account_id)).scalars():
        found[row.assignment_id].append(extra_of(row))
    return found


def terms_for(session: Session, row: Assignment, quiz: Quiz, account_id: int) -> Terms:
    """The terms of an assignment for one learner."""
    return with_extras(terms_of(row, quiz), extras_for(session, account_id).get(row.id, ()))


def extras_by_account(session: Session, row: Assignment) -> Mapping[int, Sequence[Extra]]:
    """The exceptions from an assignment by the accounts that they hold for."""
    found: dict[int, list[Extra]] = defaultdict(list)
    for one in fetch(session, assignment_queries.overrides_from(row.id)):
        if one.account_id is not None:
            found[one.account_id].append(extra_of(one.AssignmentOverride))
    return found


def set_deadline(attempt: Attempt, terms: Terms, quiz: Quiz) -> None:
    """Give an attempt the deadline that its learner's terms set; one that runs never loses time that it had."""
    wanted = deadline_of(terms, attempt.started_at)
    if wanted is not None and attempt.deadline_at is not None:
        wanted = max(wanted, attempt.deadline_at)
    attempt.deadline_at = wanted
    grace = timedelta(seconds=quiz.grace if quiz.mode == "exam" else 0)
    attempt.closes_at = wanted + grace if wanted is not None else None


def reach(
    session: Session, row: Assignment, quiz: Quiz, accounts: Iterable[int] | None = None, *, now: datetime
) -> list[Attempt]:
    """Let the terms of an assignment reach the attempts that are begun and show no scores yet.

    Those that run get their deadlines again, and all hold their scores back as is said now; those whose deadline moved.
    With ``accounts`` theirs alone. It is done in the transaction that changes the terms or the exceptions.
    """
    own, only = extras_by_account(session, row), set(accounts) if accounts is not None else None
    moved = []
    for attempt in fetch(session, assignment_queries.unfinished_at(row.quiz_id)).scalars():
        if only is not None and attempt.account_id not in only:
            continue
        before, terms = attempt.deadline_at, with_extras(terms_of(row, quiz), own.get(attempt.account_id, ()))
        if attempt.mode == "exam":
            attempt.held_back = holds_back(terms, now)
        if attempt.state == "running":
            set_deadline(attempt, terms, quiz)
        if attempt.deadline_at != before:
            moved.append(attempt)
    session.flush()
    return moved
