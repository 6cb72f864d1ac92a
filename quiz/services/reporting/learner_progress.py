"""A learner's way through the series: what is done, how it went, where to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.mastery import is_right
from quiz.services.aggregates.learning import day_in
from quiz.services.aggregates.own_mastery import mastered_here
from quiz.services.content.catalogue import Catalogue, PublishedMonth
from quiz.services.content.definitions import month_of, quiz_of
from quiz.services.current_user import Learner
from quiz.services.reporting import known_questions
from quiz.services.reporting.known_questions import KnownQuestion, Layers, layers_by, shares_by_measure
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.reporting import LearnerMonth
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries import reporting as report_queries
from quiz.storage.queries.parts import LATEST

PAGE = 20

Shares = Mapping[tuple[int, str], Sequence[float]]
"""The latest shares by a bank's number and what is measured."""


@dataclass(frozen=True, kw_only=True)
class MonthProgress:
    """One month for one learner. Shares run from 0 to 1; None before the first finished attempt.

    Of the questions that are done some are mastered, and of these some are remembered today. ``due`` wait for review.
    Reviews that were brought along count in these; ``by_brought`` of those mastered would not be so without them.
    """

    month: PublishedMonth
    done: int
    finished: int
    best: float | None
    latest: float | None
    latest_at: datetime | None
    mastered: int = 0
    remembered: int = 0
    due: int = 0
    by_brought: int = 0
    sealed_by: str | None = None
    """The token of a running test that asks what was asked here: until then best and latest are secret."""

    @property
    def mastered_here(self) -> int:
        """How many questions are mastered by answers that were given here."""
        return self.mastered - self.by_brought

    @property
    def share(self) -> float:
        """The share of the month's questions that are done."""
        return self.share_of(self.done)

    def share_of(self, count: int) -> float:
        """The share of the month's questions that ``count`` of them are."""
        return min(1.0, count / self.month.questions) if self.month.questions else 0.0


@dataclass(frozen=True, kw_only=True)
class ObjectiveProgress:
    """One objective for one learner: how many of its questions were answered, how many of the latest answers right.

    A question without an objective counts for its section: then it is one of these, without a level.
    """

    id: str
    month: PublishedMonth
    text: Text
    level: str
    answered: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Begun:
    """An attempt that waits to be gone on with."""

    attempt: Attempt
    quiz: Quiz
    quiz_key: str
    series_id: int
    questions: int
    answered: int
    resume_at: int
    last_at: datetime

    @property
    def ready(self) -> bool:
        """Whether nothing is left but to hand it in."""
        return self.attempt.mode == "exam" and self.answered == self.questions

    @property
    def left(self) -> int:
        """How many questions are not answered."""
        return self.questions - self.answered

    @property
    def month(self) -> str | None:
        """The month that the quiz belongs to."""
        return month_of(self.quiz_key)


@dataclass(frozen=True, kw_only=True)
class PastAttempt:
    """A line of the history."""

    attempt: Attempt
    quiz: Quiz
    quiz_key: str
    series_id: int
    sealed_by: str | None
    """The token of a running test that asks a question of it as well: until that is handed in, its total is secret."""

    @property
    def month(self) -> str | None:
        """The month that the quiz belongs to."""
        return month_of(self.quiz_key)

    @property
    def share(self) -> float | None:
        """The share of the points, once finished, and shown."""
        if self.attempt.points is None or self.attempt.held_back or self.sealed_by is not None:
            return None
        return float(self.attempt.points / self.attempt.points_possible)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What an account did in every bank that it began, by the bank's number; and what is known of every question.

    ``certificates`` has their tokens by the number of the series and the part, ``by_brought`` how many questions of a
    bank are mastered only with what was brought along, where that was asked for.
    """

    sums: Mapping[int, LearnerMonth]
    layers: Mapping[int, Layers]
    sections: Mapping[tuple[int, str], Layers]
    questions: Sequence[KnownQuestion]
    certificates: Mapping[tuple[int, str], str]
    by_brought: Mapping[int, int]
    sealed: Mapping[int, str]
    """The running tests that hold best and latest of a bank back, by its number."""

    @property
    def brought(self) -> int:
        """How many questions count by what was brought along, alone or with answers given here."""
        return sum(one.brought for one in self.questions)


def progress(session: Session, account: Learner | None, now: datetime, *, certified: bool = False) -> Progress:
    """What an account did in every bank, and what of it is mastered and remembered at ``now``; nothing for nobody.

    ``certified``: certificates are asked for, which leave out what was brought along. Finding that takes longer.
    """
    rows = fetch(session, report_queries.learner_months(account.id)).all() if account is not None else []
    sums = {row.bank_id: row.LearnerMonth for row in rows}
    questions = known_questions.find(session, account) if account is not None else []
    day = day_in(account.time_zone, now) if account is not None else now.date()
    return Progress(
        sums=sums,
        layers=layers_by(((one.bank, one) for one in questions), day),
        sections=layers_by((((one.bank, one.section), one) for one in questions), day),
        questions=questions,
        certificates={(row.series_id, row.part): row.token for row in rows if row.token is not None},
        by_brought=_by_brought(session, account, questions) if account is not None and certified else {},
        sealed={row.bank_id: row.sealed_by for row in rows if row.sealed_by is not None},
    )


def _by_brought(session: Session, account: Learner, questions: Sequence[KnownQuestion]) -> Mapping[int, int]:
    """How many questions of each bank are mastered only with what was brought along; most learners brought nothing."""
    touched = {(one.bank, one.measures) for one in questions if one.brought}
    asked = [one for one in questions if one.level == "mastered" and (one.bank, one.measures) in touched]
    here = mastered_here(session, account.id) if asked else frozenset()
    return Counter(one.bank for one in asked if one.only_brought or (one.bank, one.measures) not in here)


def months(
    session: Session, account: Learner | None, catalogue: Catalogue, now: datetime, *, certified: bool = False
) -> dict[str, MonthProgress]:
    """The progress in every bank of a series; nothing done for nobody. ``certified`` as for ``progress``."""
    return months_in(catalogue, progress(session, account, now, certified=certified))


def months_in(catalogue: Catalogue, known: Progress) -> dict[str, MonthProgress]:
    """The progress in every bank of a series, by its slug."""
    found = {}
    for month in catalogue.months:
        row, layers = known.sums.get(month.id), known.layers.get(month.id, Layers())
        shown = row if month.id not in known.sealed else None
        found[month.slug] = MonthProgress(
            month=month,
            done=(row.done if row else 0) + layers.brought,
            finished=row.finished if row else 0,
            best=shown.best if shown else None,
            latest=shown.latest if shown else None,
            latest_at=row.latest_at if row else None,
            mastered=layers.mastered,
            remembered=layers.remembered,
            due=layers.due,
            by_brought=known.by_brought.get(month.id, 0),
            sealed_by=known.sealed.get(month.id),
        )
    return found


def begun(session: Session, account: Learner | None) -> list[Begun]:
    """The attempts that wait: first those whose time runs, the next to end before the others, then the latest."""
    if account is None:
        return []
    found = [
        Begun(
            attempt=row[0],
            quiz=quiz_of(row.quiz_hash, row.quiz),
            quiz_key=row.key,
            series_id=row.series_id,
            questions=row.questions,
            answered=row.answered,
            resume_at=(row.first_blank if row[0].mode == "exam" else row.first_open) or 1,
            last_at=row.last_at or row[0].started_at,
        )
        for row in fetch(session, report_queries.running(account.id)).all()
    ]
    timed = [one for one in found if one.attempt.deadline_at is not None]
    timed.sort(key=lambda one: one.attempt.deadline_at or one.last_at)
    return [*timed, *(one for one in found if one.attempt.deadline_at is None)]


def history(session: Session, account: Learner, before: int | None = None) -> tuple[list[PastAttempt], int | None]:
    """A page of past attempts, the latest first, and the mark of the next page."""
    rows = fetch(session, report_queries.history(account.id, PAGE + 1, before or LATEST)).all()
    page = [
        PastAttempt(
            attempt=row[0],
            quiz=quiz_of(row.quiz_hash, row.quiz),
            quiz_key=row.key,
            series_id=row.series_id,
            sealed_by=row.sealed_by,
        )
        for row in rows[:PAGE]
    ]
    return page, (rows[PAGE - 1][0].id if len(rows) > PAGE else None)


def objectives(session: Session, account: Learner, catalogue: Catalogue) -> list[ObjectiveProgress]:
    """Every objective of the banks that were begun, with the share right on the latest answers."""
    return objectives_in(catalogue, shares_by_measure(known_questions.find(session, account)))


def objectives_in(catalogue: Catalogue, shares: Shares) -> list[ObjectiveProgress]:
    """The objectives of a series' banks that were begun."""
    begun_months = {bank for bank, _ in shares}
    return [one for month in catalogue.months if month.id in begun_months for one in _objectives_of(month, shares)]


def _objectives_of(month: PublishedMonth, found: Shares) -> Iterator[ObjectiveProgress]:
    """The objectives of a bank, then its sections that questions without an objective count for."""
    header = month.header
    for name, objective in header.objectives.items():
        shares = found.get((month.id, f"objective:{name}"), [])
        yield _progress(month, name, objective.text, objective.level, shares)
    for name, section in header.sections.items():
        shares = found.get((month.id, f"section:{name}"), [])
        if shares or not header.objectives:
            yield _progress(month, name, section.title, "", shares)


def _progress(month: PublishedMonth, name: str, text: Text, level: str, shares: Sequence[float]) -> ObjectiveProgress:
    right = sum(map(is_right, shares))
    return ObjectiveProgress(id=name, month=month, text=text, level=level, answered=len(shares), right=right)


def times_finished(session: Session, account: Learner | None) -> dict[int, int]:
    """How often each quiz was finished, by its number."""
    if account is None:
        return {}
    return {row.quiz_id: row.finished for row in fetch(session, attempt_queries.quiz_results(account.id))}
