"""A sitting of today's review: an attempt of the questions that are due, begun once. What was wrong comes again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain import mastery
from quiz.services.aggregates.learning import Measured
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.current_user import Learner
from quiz.services.review import today
from quiz.services.review.cards import Remembered
from quiz.services.review.sittings import offered, recipes
from quiz.services.review.sittings.offered import Offered
from quiz.services.review.today import Today
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import cards as review_queries
from quiz.storage.queries.review import sittings as sitting_queries

MOST_TIMES = 3
"""How often a sitting asks for one question, however often it is answered wrong."""


class NothingDue(LookupError):
    """Nothing is due today, or as much was answered as the learner wants to answer a day."""


def start(session: Session, account: Learner, series_id: int, *, now: datetime, seed: str | None = None) -> Attempt:
    """The running sitting of a learner in a series, begun now unless there is one. Raises ``NothingDue``.

    Without a seed chance draws.
    """
    recipe, running = recipes.begin(session, account, series_id, "review", "", now)
    if running is not None:
        return running
    asked = _asked(session, account, series_id, today.find(session, account, series_id, now))
    if not asked:
        raise NothingDue
    return offered.put_together(session, account, recipe, "", asked, now=now, seed=seed)


def running(session: Session, account: Learner, series_id: int) -> Attempt | None:
    """The sitting that a learner has begun in a series and not ended."""
    return fetch(session, sitting_queries.running_in(account.id, series_id, "review")).scalars().first()


def _asked(session: Session, account: Learner, series_id: int, found: Today) -> list[tuple[Offered, int]]:
    """What is asked, in its order, each with the question that is due: itself, or another of its objective."""
    if not found.planned:
        return []
    known = {one.question: one for one in found.known}
    measured = sorted({(known[due.question].bank, known[due.question].measures) for due in found.planned})
    on_offer = offered.find(session, account, series_id, measured=measured)
    alike: dict[Measured, list[Offered]] = defaultdict(list)
    for one in on_offer.values():
        alike[one.measured].append(one)
    fresh = {one.question for one in found.known if one.card.seen >= found.day}
    due = {number for number, day in found.days.items() if day <= found.day}
    taken: set[tuple[str, str]] = set()
    asked: list[tuple[Offered, int]] = []
    for planned in found.planned:
        meant = on_offer.get(planned.question)
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
    offered.append(session, target.attempt, wanted, asked[-1].position + 1)
