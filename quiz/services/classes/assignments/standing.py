"""What a learner may see and do of an assignment, their attempts, and what counts of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.assignments import counting, prerequisites, rules
from quiz.domain.assignments.counting import Mark, Result, Standing
from quiz.domain.assignments.prerequisites import Unmet
from quiz.domain.assignments.rules import Outcome
from quiz.domain.assignments.terms import Extra, Terms, with_extras
from quiz.domain.bank_format.quizzes import Quiz
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments.terms import extras_for, seen_mark_of, terms_of
from quiz.services.content.definitions import quiz_of
from quiz.services.current_user import Learner
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import given as assignment_queries


@dataclass(frozen=True, kw_only=True)
class Sat:
    """An attempt at an assignment: what it shows now, and what it keeps after what late work costs."""

    attempt: Attempt
    shown: rules.Shown
    days_late: int
    factor: Fraction
    sealed_by: str | None = None
    """The token of a running test that asks a question of it as well: until that is handed in, its total is secret."""

    @property
    def is_secret(self) -> bool:
        """Whether its total is not shown yet."""
        return self.attempt.held_back or self.sealed_by is not None

    @property
    def share(self) -> Fraction | None:
        """The share of its points before what late work costs; None where it has none yet, or does not show it."""
        attempt = self.attempt
        if self.is_secret or attempt.points is None or not attempt.points_possible:
            return None
        return attempt.points / attempt.points_possible


@dataclass(frozen=True, kw_only=True)
class Mine:
    """An assignment as one learner sees it, with their own terms."""

    row: Assignment
    quiz: Quiz
    series: str
    school_class: ClassRow
    terms: Terms
    outcome: Outcome
    attempts: Sequence[Sat]
    unmet: Sequence[Unmet] = ()
    titles: Mapping[int, str]
    """The titles of the assignments that prerequisites name."""
    standing: Standing | None
    """What counts of the attempts that may be seen."""
    mark: Mark = field(default_factory=Mark)
    """What a teacher entered, as far as it may be seen."""

    @property
    def counts(self) -> Fraction | None:
        """The share that counts: what a teacher entered, where it may be seen, else what the attempts brought."""
        return counting.counts(self.standing, self.mark)

    @property
    def running(self) -> Attempt | None:
        """The attempt that runs."""
        return next((one.attempt for one in self.attempts if one.attempt.state == "running"), None)

    @property
    def left(self) -> int | None:
        """How many attempts are left; None where they are not limited."""
        allowed = self.terms.attempts_allowed
        return None if allowed is None else max(0, allowed - len(self.attempts))

    @property
    def is_done(self) -> bool:
        """Whether something was handed in."""
        return any(one.attempt.state in ("waiting", "finished") for one in self.attempts)


def find(session: Session, account: Learner, assignment_id: int, *, now: datetime) -> Mine:
    """An assignment that a learner of its class finds. Raises ``NotFound``."""
    rows = fetch(session, assignment_queries.for_learner(assignment_id, account.id)).all()
    if not rows:
        raise NotFound(str(assignment_id))
    return _mine(session, account, rows, now)[0]


def every(session: Session, account: Learner, *, now: datetime) -> list[Mine]:
    """All assignments of a learner, those that are due first for them before the others; without a date last."""
    rows = fetch(session, assignment_queries.of_learner(account.id)).all()
    mine = _mine(session, account, rows, now) if rows else []
    return sorted(mine, key=lambda one: (one.terms.due_at is None, one.terms.due_at or now))


def in_class(session: Session, account: Learner, class_id: int, *, now: datetime) -> list[Mine]:
    """The assignments of one class: first what is open or opens later, then what is over, the latest first."""
    mine = [one for one in every(session, account, now=now) if one.row.class_id == class_id]
    ahead = [one for one in mine if one.outcome not in PAST]
    return [*ahead, *reversed([one for one in mine if one.outcome in PAST])]


PAST = ("over", "used_up")
"""What becomes of an assignment once there is nothing more to do for it."""
SOON = timedelta(days=14)
MOST = 5


def soon(session: Session, account: Learner, *, only_in: int | None = None, now: datetime) -> list[Mine]:
    """What a learner has to do now, in one class or in all.

    That is what runs, and what can be begun, was not handed in, and is due soonest.
    """
    if account.role == "guest":
        return []
    mine = [one for one in every(session, account, now=now) if only_in in (None, one.row.class_id)]
    found = [one for one in mine if _is_to_do(one, now)]
    return sorted(found, key=lambda one: one.outcome != "go_on")[:MOST]


def _is_to_do(one: Mine, now: datetime) -> bool:
    if one.outcome == "go_on":
        return True
    is_near = one.terms.due_at is None or one.terms.due_at <= now + SOON
    return not one.mark.excused and not one.is_done and one.outcome in rules.STARTS and is_near


def _mine(session: Session, account: Learner, rows: Sequence[Any], now: datetime) -> list[Mine]:
    """The assignments of rows that have one for each attempt. The statements do not grow with them."""
    extras = extras_for(session, account.id) if any(row.excepted for row in rows) else {}
    found = _by_assignment(rows)
    missing = _missing(session, account, [of_one[0].Assignment for of_one in found.values()], now)
    titles = _titles(session, [unmet for of_one in missing.values() for unmet in of_one])
    return [
        _one(of_one, extras.get(number, ()), missing.get(number, ()), titles, now) for number, of_one in found.items()
    ]


def _by_assignment(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.Assignment.id, []).append(row)
    return found


def _one(
    rows: Sequence[Any], extras: Sequence[Extra], missing: Sequence[Unmet], titles: Mapping[int, str], now: datetime
) -> Mine:
    row = rows[0]
    assignment, quiz = row.Assignment, quiz_of(row.quiz_hash, row.quiz)
    terms = with_extras(terms_of(assignment, quiz), extras)
    terms = replace(terms, archived=row.ClassRow.archived_at is not None)
    attempts = [_sat(terms, one.Attempt, now, one.sealed_by) for one in rows if one.Attempt is not None]
    states = [one.attempt.state for one in attempts]
    return Mine(
        row=assignment,
        quiz=quiz,
        series=row.series,
        school_class=row.ClassRow,
        terms=terms,
        outcome=rules.decide(terms, states, now, locked=bool(missing)),  # type: ignore[arg-type]  # set-aside are none
        attempts=attempts,
        unmet=missing,
        titles=titles,
        standing=standing_of(terms, [one.attempt for one in attempts if not one.is_secret]),
        mark=seen_mark_of(row, terms, now),
    )


def _sat(terms: Terms, attempt: Attempt, now: datetime, sealed_by: str | None) -> Sat:
    at = attempt.handed_in_at or attempt.finished_at or now
    shown = rules.shown_of(terms, attempt.state, now)  # type: ignore[arg-type]  # set-aside ones are none of them
    return Sat(
        attempt=attempt,
        shown=shown,
        days_late=counting.days_late(terms, at),
        factor=counting.late_factor(terms, at),
        sealed_by=sealed_by,
    )


def standing_of(terms: Terms, attempts: Sequence[Attempt]) -> Standing | None:
    """What counts of a learner's attempts: of those that are graded, after what late work costs."""
    graded = sorted(
        (one for one in attempts if one.points is not None and one.points_possible),
        key=lambda one: (one.handed_in_at or one.started_at, one.id),
    )
    results = [
        Result(
            share=(one.points or Fraction(0)) / one.points_possible,
            handed_in_at=one.handed_in_at or one.finished_at or one.started_at,
        )
        for one in graded
    ]
    return counting.standing(terms, results)


def _missing(
    session: Session, account: Learner, assigned: Sequence[Assignment], now: datetime
) -> dict[int, tuple[Unmet, ...]]:
    """The prerequisites of each assignment that a learner has not met. Scores that are held back do not count."""
    wanted = {row.id: [prerequisites.read(one) for one in row.prerequisites] for row in assigned if row.prerequisites}
    every = [one for of_one in wanted.values() for one in of_one]
    scores = _scores(session, account, {one.assignment for one in every if one.kind == "score"}, now)
    series = {row.series_id for row in assigned if any(one.kind == "mastery" for one in wanted.get(row.id, ()))}
    mastered = {number: _mastered(session, account, number) for number in series}
    return {
        row.id: prerequisites.unmet(wanted[row.id], mastered.get(row.series_id, {}), scores)
        for row in assigned
        if row.id in wanted
    }


def _mastered(session: Session, account: Learner, series_id: int) -> dict[tuple[str, str], Fraction]:
    """The shares mastered of each bank, and of each objective: all of it, or nothing."""
    known = {(row.slug, row.measures) for row in fetch(session, assignment_queries.mastered(account.id, series_id))}
    measured = {(row.slug, row.measures) for row in session.execute(assignment_queries.measured(series_id))}
    shares = {
        (bank, what.removeprefix("objective:")): Fraction((bank, what) in known) for bank, what in measured if what
    }
    for bank in {bank for bank, _ in measured}:
        of_bank = [(bank, what) in known for one, what in measured if one == bank]
        shares[(bank, "")] = Fraction(sum(of_bank), len(of_bank))
    return shares


def _scores(session: Session, account: Learner, named: Collection[int], now: datetime) -> dict[int, Fraction]:
    """What counts of a learner at these assignments, where something may be seen already."""
    if not named:
        return {}
    rows = session.execute(assignment_queries.some_of_learner(named, account.id)).all()
    extras = extras_for(session, account.id) if any(row.excepted for row in rows) else {}
    found = {}
    for number, of_one in _by_assignment(rows).items():
        quiz = quiz_of(of_one[0].quiz_hash, of_one[0].quiz)
        terms = with_extras(terms_of(of_one[0].Assignment, quiz), extras.get(number, ()))
        shown = (row for row in of_one if row.Attempt is not None and row.sealed_by is None)
        attempts = [row.Attempt for row in shown if not row.Attempt.held_back]
        mark = seen_mark_of(of_one[0], terms, now)
        # What nobody asks of a learner locks nothing.
        counts = Fraction(1) if mark.excused else counting.counts(standing_of(terms, attempts), mark)
        if counts is not None:
            found[number] = counts
    return found


def _titles(session: Session, missing: Sequence[Unmet]) -> dict[int, str]:
    named = [one.wanted.assignment for one in missing if one.wanted.kind == "score"]
    if not named:
        return {}
    return {row.id: row.title for row in session.execute(assignment_queries.named(named))}
