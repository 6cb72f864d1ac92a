"""A sitting of today's review: an attempt of the questions that are due, begun once. What was wrong comes again."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.starting import insert_once, pin
from quiz.services.content.definitions import question_of
from quiz.services.current_user import Learner
from quiz.services.review import cards, recipes, today
from quiz.services.review.cards import Remembered
from quiz.services.review.today import Today
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.prepared import fetch
from quiz.storage.queries import review as review_queries
from quiz.storage.queries import sittings as sitting_queries

MOST_TIMES = 3
"""How often a sitting asks for one question, however often it is answered wrong."""


class NothingDue(LookupError):
    """Nothing is due today, or as much was answered as the learner wants to answer a day."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A question as it may be asked now."""

    id: int
    bank: str
    measured: tuple[int, str]
    revision: int | None
    version: int
    question: Question
    guess: float
    slip: float

    @property
    def idea(self) -> tuple[str, str]:
        """What it asks for: of questions of one bank with the same idea, no sitting asks two."""
        return self.bank, idea_of(self.question)


def start(session: Session, account: Learner, series_id: int, *, now: datetime, seed: str | None = None) -> Attempt:
    """The running sitting of a learner in a series, begun now unless there is one. Raises ``NothingDue``.

    Without a seed chance draws.
    """
    recipe, running = recipes.begin(session, account, series_id, "review", "", now)
    if running is not None:
        return running
    found = today.find(session, account, series_id, now)
    seed = seed or secrets.token_hex(8)
    asked = _asked(session, account, series_id, found)
    if not asked:
        raise NothingDue
    attempt = Attempt(
        token=secrets.token_urlsafe(12),
        account_id=account.id,
        quiz_id=recipe.quiz_id,
        quiz_version_id=recipe.version_id,
        seed=seed,
        mode=MODES["review"],
        purpose="review",
        scope="",
        state="running",
        started_at=now,
        points_possible=sum((one.question.points for one, _ in asked), Fraction(0)),
    )
    rows = [
        pin(position, delivered(one, seed), one.revision, stands_for=due if due != one.id else None)
        for position, (one, due) in enumerate(asked, 1)
    ]
    return insert_once(session, attempt, rows)


def running(session: Session, account: Learner, series_id: int) -> Attempt | None:
    """The sitting that a learner has begun in a series and not ended."""
    return fetch(session, sitting_queries.running_in(account.id, series_id, "review")).scalars().first()


def delivered(offered: Offered, seed: str) -> Delivered:
    """A question with the variant that the seed draws."""
    return Delivered(key=offered.version, variant=variant_of(offered.question, offered.bank, seed))


def offered_from(rows: Iterable[Any]) -> list[Offered]:
    """The questions of ``on_offer``."""
    return [
        Offered(
            id=row.id,
            bank=row.slug,
            measured=(row.bank_id, row.measures),
            revision=row.current_revision_id,
            version=row.version_id,
            question=question,
            guess=guess,
            slip=slip,
        )
        for row in rows
        for question in [question_of(row.content_hash, row.question)]
        for guess, slip in [_chances(question, row)]
    ]


def _chances(question: Question, row: Any) -> tuple[float, float]:
    return mastery.chances(float(question.guess()), row.answers or 0, row.total / row.answers if row.answers else 0.0)


def _asked(session: Session, account: Learner, series_id: int, found: Today) -> list[tuple[Offered, int]]:
    """What is asked, in its order, each with the question that is due: itself, or another of its objective."""
    if not found.planned:
        return []
    known = {one.question: one for one in found.known}
    measured = sorted({(known[due.question].bank, known[due.question].measures) for due in found.planned})
    rows = session.execute(review_queries.on_offer(account.id, series_id, cards.standings_for(account), measured))
    offered = {one.id: one for one in offered_from(rows)}
    alike: dict[tuple[int, str], list[Offered]] = defaultdict(list)
    for one in offered.values():
        alike[one.measured].append(one)
    fresh = {one.question for one in found.known if one.card.seen >= found.day}
    due = {number for number, day in found.days.items() if day <= found.day}
    taken: set[tuple[str, str]] = set()
    asked: list[tuple[Offered, int]] = []
    for planned in found.planned:
        meant = offered.get(planned.question)
        if meant is None or meant.idea in taken:
            continue
        others = [other for other in alike[meant.measured] if other.id not in due | fresh and other.idea not in taken]
        chosen = _another(meant, others, known) or meant
        taken |= {meant.idea, chosen.idea}
        asked.append((chosen, meant.id))
    return asked


def _another(meant: Offered, others: Sequence[Offered], known: Mapping[int, Remembered]) -> Offered | None:
    """A question to ask for one that is due, so that its objective is remembered and not its words.

    Drawn values make another variant of the question itself. Else one of the same idea is best, then the one that the
    learner answered longest ago. None that they have never seen: a review asks for what was learnt. ``others`` are
    neither due themselves nor answered today.
    """
    if meant.question.has_values():
        return None
    seen = [one for one in others if one.id in known and not one.question.judged_by_person]
    if not seen:
        return None
    return min(seen, key=lambda one: (one.idea != meant.idea, known[one.id].card.seen, one.id))


def ask_again(session: Session, target: LockedQuestion) -> None:
    """Ask once more, at the end of the sitting, for what was answered wrong; nothing where it was right.

    The question that was due comes itself then, with other values where it has any.
    """
    if mastery.is_right(target.row.share or 0.0):
        return
    asked = fetch(session, review_queries.questions_asked(target.attempt.id)).all()
    here = next(row for row in asked if row.position == target.row.position)
    wanted = here.stands_for_id or here.question_id
    if sum((row.stands_for_id or row.question_id) == wanted for row in asked) >= MOST_TIMES:
        return
    append(session, target.attempt, wanted, asked[-1].position + 1)


def append(session: Session, attempt: Attempt, question_id: int, position: int) -> bool:
    """Put one more question at the end of a running attempt; False where it is not on offer any more."""
    rows = session.execute(review_queries.version_on_offer(question_id)).all()
    if not rows:
        return False
    row = rows[0]
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
    return True
