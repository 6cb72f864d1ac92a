"""Adaptive practice: the next question is the one whose answer is expected to tell most of what the learner knows.

An attempt begins with one question, and grows by one after each check, until everything it is about is known, as many
were asked as one sitting asks, or the learner ends it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from quiz.domain import mastery
from quiz.domain.mastery import Evidence, Mastery
from quiz.domain.questions import Question
from quiz.services.aggregates.learning import Measured, evidence_of
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.refusals import NotFound
from quiz.services.current_user import Learner
from quiz.services.review import cards
from quiz.services.review.sittings import offered, recipes
from quiz.services.review.sittings.offered import Offered
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import cards as review_queries

MOST = 10
"""Questions that one sitting asks at most."""
KNOWN = 0.95
"""From this P(known) on, nothing more is asked about an objective today."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a practice is about: a bank, of it a section, an objective, one question, or what is like one."""

    kind: str
    bank: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.bank}/{self.name}" if self.name else f"{self.kind}:{self.bank}"

    @classmethod
    def read(cls, written: str) -> Scope:
        """The scope that is written so. Raises ``NotFound``."""
        kind, colon, rest = written.partition(":")
        bank, slash, name = rest.partition("/")
        if not colon or not bank or kind not in KINDS or bool(name) != (kind != "bank") or bool(slash) != bool(name):
            raise NotFound(written)
        return cls(kind=kind, bank=bank, name=name)

    @property
    def most(self) -> int:
        """How many questions it asks at most."""
        return 1 if self.kind in ("like", "again") else MOST

    def pool(self, on_offer: Sequence[Offered]) -> list[Offered]:
        """The questions that it may ask, none that a person has to judge."""
        if self.kind == "like":
            return _alike(self.name, on_offer)
        if self.kind == "again":
            return [one for one in on_offer if one.question.id == self.name]
        return [one for one in on_offer if self._holds(one) and not one.question.judged_by_person]

    def _holds(self, one: Offered) -> bool:
        if self.kind == "section":
            return one.question.section == self.name
        return self.kind == "bank" or one.question.objective == self.name


KINDS = ("bank", "section", "objective", "again", "like")


def _alike(name: str, on_offer: Sequence[Offered]) -> list[Offered]:
    """Another variant of a question, where it has drawn values; else those of its idea, else of its objective."""
    meant = next((one for one in on_offer if one.question.id == name), None)
    if meant is None:
        return []
    if meant.question.has_values():
        return [meant]
    others = [one for one in on_offer if one.id != meant.id and not one.question.judged_by_person]
    of_its_idea = [one for one in others if one.idea == meant.idea]
    return of_its_idea or _nearest(meant.question, [one for one in others if one.measured == meant.measured])


def _nearest(meant: Question, others: Sequence[Offered]) -> list[Offered]:
    """Those of one kind and about as difficult; else about as difficult and worth little more; else of its kind."""
    alike = [one for one in others if abs((one.question.difficulty or 0) - (meant.difficulty or 0)) <= 1]
    of_its_kind = [one for one in others if one.question.kind_name == meant.kind_name]
    small = [one for one in alike if one.question.points <= meant.points + 1]
    return [one for one in of_its_kind if one in alike] or small or of_its_kind or list(others)


def start(session: Session, account: Learner, series_id: int, scope: Scope, *, now: datetime) -> Attempt:
    """The running practice of a learner within a scope, begun now unless there is one.

    Raises ``NotFound`` where the scope has no question, ``HeldByTest`` where a running test asks them.
    """
    recipe, running = recipes.begin(session, account, series_id, "adaptive", str(scope), now)
    if running is not None:
        return running
    on_offer = offered.find(session, account, series_id, bank=scope.bank)
    first = _next(scope.pool(list(on_offer.values())), _Known(session, account, series_id), frozenset())
    if first is None:
        raise offered.nothing(session, account, series_id, str(scope), scope.bank)
    return offered.put_together(session, account, recipe, str(scope), [(first, first.id)], now=now)


class _Known:
    """What is known of a learner in a series: their mastery of each objective, and when they saw each question."""

    def __init__(self, session: Session, account: Learner, series_id: int) -> None:
        found = cards.remembered(session, account, series_id)
        self.masteries: dict[Measured, Mastery] = {
            (one.bank, one.measures): Mastery(known=one.known, right=0, two_days=False) for one in found
        }
        self.seen: dict[int, date] = {one.question: one.card.seen for one in found}

    def of(self, one: Offered) -> float:
        """P(known) of what a question measures."""
        return self.masteries.get(one.measured, mastery.NOTHING).known

    def take(self, measured: Measured, answer: Evidence) -> None:
        """Take an answer that does not count yet."""
        self.masteries[measured] = mastery.after(self.masteries.get(measured, mastery.NOTHING), answer)


def _next(pool: Iterable[Offered], known: _Known, ideas: Collection[tuple[str, str]]) -> Offered | None:
    """The question that is expected to tell most; of equals one not seen, then the one seen longest ago."""
    open_ones = [one for one in pool if one.idea not in ideas]
    if not open_ones:
        return None
    return min(
        open_ones,
        key=lambda one: (
            -round(mastery.gain(known.of(one), one.guess, one.slip), 9),
            known.seen.get(one.id, date.min),
            one.id,
        ),
    )


def go_on(session: Session, account: Learner, target: LockedQuestion) -> None:
    """Put the next question at the end of a practice, unless there is nothing more to ask."""
    attempt = target.attempt
    scope = Scope.read(attempt.scope)
    asked = fetch(session, review_queries.questions_asked(attempt.id)).all()
    if len(asked) >= scope.most:
        return
    series_id = session.scalars(review_queries.series_of_quiz(attempt.quiz_id)).one()
    on_offer = offered.find(session, account, series_id, bank=scope.bank)
    known = _Known(session, account, series_id)
    here = next(row.question_id for row in asked if row.position == target.row.position)
    if here in on_offer:
        known.take(on_offer[here].measured, evidence_of(target.row))
    pool = scope.pool(list(on_offer.values()))
    unknown = [one for one in pool if known.of(one) < KNOWN]
    ideas = {on_offer[row.question_id].idea for row in asked if row.question_id in on_offer}
    chosen = _next(unknown, known, ideas)
    if chosen is not None:
        offered.append(session, attempt, chosen.id, asked[-1].position + 1)
