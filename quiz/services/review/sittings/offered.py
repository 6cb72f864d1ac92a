"""What the app may ask a learner of a series now, and the attempts that it puts together of that."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain import mastery
from quiz.domain.delivery import Delivered, variant_of
from quiz.domain.questions import Question
from quiz.domain.questions.base import idea_of
from quiz.domain.recipes import MODES
from quiz.services import seeds
from quiz.services.aggregates.learning import Measured
from quiz.services.attempts.refusals import HeldByTest, NotFound
from quiz.services.attempts.starting import insert_once, pin
from quiz.services.content.definitions import question_of
from quiz.services.content.question_pool import standings_for
from quiz.services.current_user import Learner
from quiz.services.review.sittings.recipes import Recipe
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.queries.review import cards as review_queries


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A question as it may be asked now."""

    id: int
    bank: str
    measured: Measured
    revision: int | None
    version: int
    question: Question
    guess: float
    slip: float

    @property
    def idea(self) -> tuple[str, str]:
        """What it asks for: of questions of one bank with the same idea, no sitting asks two."""
        return self.bank, idea_of(self.question)


def nothing(
    session: Session, account: Learner, series_id: int, scope: str, bank: str | None = None
) -> NotFound | HeldByTest:
    """Why nothing can be asked: a running test of the learner asks of the same, or there is nothing."""
    is_held = session.scalar(review_queries.held_in(account.id, series_id, bank)) is not None
    return HeldByTest(scope) if is_held else NotFound(scope)


def find(
    session: Session,
    account: Learner,
    series_id: int,
    *,
    bank: str | None = None,
    measured: list[Measured] | None = None,
) -> dict[int, Offered]:
    """What a learner may be asked of a series, by its number: of one bank, or of these banks' objectives alone."""
    query = review_queries.on_offer(account.id, series_id, standings_for(account), measured, bank)
    return {row.id: _read(row) for row in session.execute(query)}


def _read(row: Any) -> Offered:
    question = question_of(row.content_hash, row.question)
    facility = row.total / row.answers if row.answers else 0.0
    guess, slip = mastery.chances(float(question.guess()), row.answers or 0, facility)
    return Offered(
        id=row.id,
        bank=row.slug,
        measured=(row.bank_id, row.measures),
        revision=row.current_revision_id,
        version=row.version_id,
        question=question,
        guess=guess,
        slip=slip,
    )


def put_together(
    session: Session,
    account: Learner,
    recipe: Recipe,
    scope: str,
    asked: Sequence[tuple[Offered, int]],
    *,
    now: datetime,
    seed: str | None = None,
) -> Attempt:
    """A learner's attempt that asks these questions, each given with the number of the one that it stands for.

    It is begun once: where another start came first, that one is returned. Without a seed chance draws.
    """
    seed = seed or seeds.new_seed()
    attempt = Attempt(
        token=secrets.token_urlsafe(12),
        account_id=account.id,
        quiz_id=recipe.quiz_id,
        quiz_version_id=recipe.version_id,
        seed=seed,
        mode=MODES[recipe.purpose],
        purpose=recipe.purpose,
        scope=scope,
        state="running",
        started_at=now,
        points_possible=sum((one.question.points for one, _ in asked), Fraction(0)),
    )
    rows = [
        pin(
            position,
            Delivered(key=one.version, variant=variant_of(one.question, one.bank, seed)),
            one.revision,
            stands_for=meant if meant != one.id else None,
        )
        for position, (one, meant) in enumerate(asked, 1)
    ]
    return insert_once(session, attempt, rows)


def append(session: Session, attempt: Attempt, question_id: int, position: int) -> None:
    """Put one more question at the end of a running attempt; nothing where it is not on offer any more."""
    row = session.execute(review_queries.version_on_offer(question_id)).first()
    if row is None:
        return
    question = question_of(row.content_hash, row.question)
    variant = variant_of(question, row.slug, f"{attempt.seed}/{position}")
    session.add(
        AttemptQuestion(
            attempt_id=attempt.id,
            **pin(position, Delivered(key=row.version_id, variant=variant), row.current_revision_id),
        )
    )
    attempt.points_possible += question.points
    session.flush()
