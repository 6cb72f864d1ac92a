"""The placement test of a series: an attempt that grows question by question, and where it says to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain import placement
from quiz.domain.bank_format.quizzes import Draw
from quiz.domain.mastery import Evidence
from quiz.domain.placement import Candidate, Placement
from quiz.services.aggregates.learning import evidence_of
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.content.catalogue import Catalogue
from quiz.services.content.checking import may_be_placed, series_from
from quiz.services.current_user import Learner
from quiz.services.review.sittings import offered, recipes
from quiz.services.review.sittings.offered import Offered
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import SeriesRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import cards as review_queries


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What a placement test says: P(known) by the number of a month, of what was not asked; and where to begin."""

    known: dict[int, float]
    begin_with: int | None
    ended_early: bool = False
    """Whether it was ended before it had asked all that it asks for."""


def start(session: Session, account: Learner, series_id: int, *, now: datetime) -> Attempt:
    """The running placement test of a learner in a series, begun now unless there is one.

    Raises ``NotFound`` where there is nothing to ask, ``HeldByTest`` where a running test asks it.
    """
    recipe, running = recipes.begin(session, account, series_id, "placement", "", now)
    if running is not None:
        return running
    on_offer = _offered(session, account, series_id)
    pool = _pool(session, series_id)
    first = placement.next_question(Placement(), _months(on_offer), _candidates(on_offer, pool), (), _bounds(pool))
    if first is None:
        raise offered.nothing(session, account, series_id, str(series_id))
    return offered.put_together(session, account, recipe, "", [(on_offer[first.question], first.question)], now=now)


def go_on(session: Session, account: Learner, target: LockedQuestion) -> None:
    """Put the next question at the end of a placement test, unless it is over."""
    attempt = target.attempt
    series_id = session.scalars(review_queries.series_of_quiz(attempt.quiz_id)).one()
    on_offer = _offered(session, account, series_id)
    pool = _pool(session, series_id)
    candidates = {one.question: one for one in _candidates(on_offer, pool)}
    session.flush()
    found, asked = Placement(), []
    for row in fetch(session, review_queries.placement_answers(attempt.id)):
        if row.question_id in candidates:
            asked.append(candidates[row.question_id])
            found.take(row.bank_id, _evidence_of(row))
    chosen = placement.next_question(found, _months(on_offer), list(candidates.values()), asked, _bounds(pool))
    if chosen is not None:
        position = fetch(session, review_queries.questions_asked(attempt.id)).all()[-1].position + 1
        offered.append(session, attempt, chosen.question, position)


def placed(session: Session, account: Learner, series: Catalogue) -> Placed | None:
    """What the latest placement test of a learner says of a series; None where there was none.

    It is about what was not asked, and never counts as done.
    """
    latest = fetch(session, review_queries.latest_of(account.id, series.id or 0, "placement")).first()
    if latest is None:
        return None
    found = Placement()
    for row in fetch(session, review_queries.placement_answers(latest.id)):
        found.take(row.bank_id, _evidence_of(row))
    months = [month.id for month in series.months]
    known = {month: share for month, share in found.known.items() if month in months}
    return Placed(known=known, begin_with=placement.begin_with(months, known), ended_early=latest.ended_early)


def _evidence_of(row: Any) -> Evidence:
    """What an answer says of its month; an “I don't know” is no guess."""
    found = evidence_of(row)
    return found if row.answered else replace(found, guess=0.0)


def _offered(session: Session, account: Learner, series_id: int) -> dict[int, Offered]:
    found = offered.find(session, account, series_id)
    return {number: one for number, one in found.items() if may_be_placed(one.question)}


def _months(on_offer: dict[int, Offered]) -> Sequence[int]:
    """The months of what is on offer, in their order."""
    slugs = {one.measured[0]: one.bank for one in on_offer.values()}
    return sorted(slugs, key=lambda number: slugs[number])


def _pool(session: Session, series_id: int) -> tuple[Draw, ...]:
    """The lines of the pool that the author of a series gave; none where the test picks from all its questions."""
    return series_from(session.get_one(SeriesRow, series_id).definition).placement


def _bounds(pool: Sequence[Draw]) -> list[int]:
    return [line.wanted() for line in pool]


def _candidates(on_offer: dict[int, Offered], pool: Sequence[Draw]) -> list[Candidate]:
    """What is on offer and in the ``pool``: a question counts for the first line that takes it."""
    found = []
    for one in on_offer.values():
        line = next((n for n, line in enumerate(pool) if line.bank == one.bank and line.admits(one.question)), None)
        if pool and line is None:
            continue
        month, measures = one.measured
        found.append(
            Candidate(
                question=one.id,
                month=month,
                measures=measures,
                idea=one.idea[1],
                guess=one.guess,
                slip=one.slip,
                line=line or 0,
            )
        )
    return found
