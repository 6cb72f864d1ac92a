"""The assignments of a class as those who teach it see them: the list, and what each learner has done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.assignments import counting, rules
from quiz.domain.assignments.counting import Mark, Standing
from quiz.domain.assignments.rules import Phase
from quiz.domain.assignments.terms import Terms, with_extras
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.errors import Message
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments import terms
from quiz.services.classes.assignments.standing import standing_of
from quiz.services.classes.entering import Entered
from quiz.services.content.definitions import quiz_of
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import given as assignment_queries


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An assignment of a class: where it is in its time, how many have begun, handed in, and wait to be graded."""

    row: Assignment
    quiz: Quiz
    series: str
    phase: Phase
    begun: int = 0
    handed_in: int = 0
    waiting: int = 0
    is_begun: bool = False
    """Whether anybody has an attempt at it, where that was asked for."""


def every(session: Session, class_id: int, *, now: datetime) -> list[Listed]:
    """The assignments of a class, those that are due first before the others."""
    counted = {row.id: row for row in fetch(session, assignment_queries.tallies(class_id))}
    return [_listed(row, counted, now) for row in fetch(session, assignment_queries.in_class(class_id)).all()]


def _listed(row: Any, counted: Mapping[int, Any], now: datetime) -> Listed:
    quiz, tally = quiz_of(row.quiz_hash, row.quiz), counted.get(row.Assignment.id)
    numbers = {name: getattr(tally, name) for name in ("begun", "handed_in", "waiting")} if tally is not None else {}
    phase = rules.phase_of(terms.terms_of(row.Assignment, quiz), now)
    return Listed(row=row.Assignment, quiz=quiz, series=row.series, phase=phase, **numbers)


def find(session: Session, entered: Entered, assignment_id: int, *, now: datetime) -> Listed:
    """One assignment of a class. Raises ``NotFound``."""
    row = fetch(session, assignment_queries.in_class_numbered(entered.id, assignment_id)).first()
    if row is None:
        raise NotFound(str(assignment_id))
    return replace(_listed(row, {}, now), is_begun=row.begun)


@dataclass(frozen=True, kw_only=True)
class Try:
    """An attempt of a learner, with how much of it is answered and when something was saved last."""

    attempt: Attempt
    questions: int
    answered: int
    saved_at: datetime | None

    @property
    def share(self) -> Any:
        """The share of its points; None before it is graded. Who teaches sees it whatever its learner does."""
        attempt = self.attempt
        return None if attempt.points is None else attempt.points / attempt.points_possible


@dataclass(frozen=True, kw_only=True)
class LearnerStands:
    """What a learner of the class may do of an assignment and has done, by their own terms."""

    member_id: int
    account_id: int
    name: str | Message
    terms: Terms
    excepted: bool
    tries: Sequence[Try] = field(default_factory=tuple)
    standing: Standing | None = None
    mark: Mark = field(default_factory=Mark)

    @property
    def counts(self) -> Any:
        """The share that counts: what a teacher entered, else what the attempts brought; None before there is any."""
        return counting.counts(self.standing, self.mark)

    @property
    def state(self) -> str:
        """In a word: excused, not begun, running, waiting, finished."""
        if self.mark.excused:
            return "excused"
        states = [one.attempt.state for one in self.tries]
        return next((one for one in ("running", "waiting", "finished") if one in states), "none")


def learners(session: Session, entered: Entered, found: Listed) -> list[LearnerStands]:
    """What every learner of the class has done, by their names."""
    extras = terms.extras_by_account(session, found.row)
    everybodys = terms.terms_of(found.row, found.quiz)
    rows = fetch(session, assignment_queries.learners_at(entered.id, found.row.quiz_id)).all()
    found_ones = [
        _stands(entered, list(of_one), with_extras(everybodys, extras.get(account, ())), account in extras)
        for account, of_one in groupby(rows, key=lambda row: row.account_id)
    ]
    return entered.names.in_order(found_ones, lambda one: one.name)


def _stands(entered: Entered, rows: Sequence[Any], own: Terms, excepted: bool) -> LearnerStands:
    tries = tuple(
        Try(attempt=row.Attempt, questions=row.questions, answered=row.answered, saved_at=row.saved_at)
        for row in rows
        if row.Attempt is not None
    )
    return LearnerStands(
        member_id=rows[0].id,
        account_id=rows[0].account_id,
        name=entered.names.of(rows[0].id, rows[0].shown),
        terms=own,
        excepted=excepted,
        tries=tries,
        standing=standing_of(own, [one.attempt for one in tries]),
        mark=terms.mark_of(rows[0]),
    )
