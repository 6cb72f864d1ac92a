"""What an answer shows about a learner: kept with its score, moved into their mastery and their card of the question.

It is moved when they may see the score: at the check in practice, when all of an exam is judged, and where it is held
back for an assignment, when it is released.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fsrs import Rating, State
from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from quiz.domain import mastery, schedule
from quiz.domain.grading.certainty import HIGH
from quiz.domain.mastery import Evidence, Mastery
from quiz.domain.questions.base import Question
from quiz.domain.schedule import Card, Parameters
from quiz.platform.settings import DEFAULT_TIME_ZONE
from quiz.services.aggregates import days
from quiz.services.aggregates.days import DayValues
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import AttemptQuestion
from quiz.storage.models.reporting import LearnerDay, LearnerMastery, ReviewCard
from quiz.storage.prepared import fetch
from quiz.storage.queries import scores as score_queries
from quiz.storage.writes import reporting as aggregate_writes
from quiz.storage.writes.base import dialect_of


class CardValues(NamedTuple):
    """A card as it is stored."""

    state: int
    step: int | None
    stability: float
    difficulty: float
    reviewed_on: date
    reviewed_at: datetime


class MasteryValues(NamedTuple):
    """A learner's mastery as it is stored."""

    known: float
    answers: int
    right_answers: int
    first_right: date | None
    two_days: bool
    answered_at: datetime
    mastered_at: datetime | None


Measured = tuple[int, str]
"""A bank, and what is measured in it."""


def day_in(time_zone: str | None, moment: datetime) -> date:
    """The day of ``moment`` where a learner lives: in the app's own zone where they have not said."""
    return moment.astimezone(ZoneInfo(time_zone or DEFAULT_TIME_ZONE)).date()


def note(
    session: Session,
    account: Learner,
    row: AttemptQuestion,
    question: Question,
    answers: int | None,
    total: float | None,
    *,
    sure: int | None,
) -> None:
    """Keep with a score that is fixed now what its answer shows, and how sure its learner was.

    ``answers`` is how many first scores its version has so far, ``total`` their sum.
    """
    assert row.scored_at is not None
    facility = total / answers if answers and total is not None else 0.0
    row.guess, row.slip = mastery.chances(float(question.guess()), answers or 0, facility)
    row.day = day_in(account.time_zone, row.scored_at)
    row.quick = sure == HIGH and _is_quick(session, account, row, question)


def _is_quick(session: Session, account: Learner, row: AttemptQuestion, question: Question) -> bool:
    """Whether the question was in view for less time than the median of one's own answers to this kind."""
    if row.seconds_in_view is None:
        return False
    others = fetch(session, score_queries.seconds_in_view(account.id, question.kind_name, row.id)).scalars()
    known = sorted(seconds for seconds in others if seconds is not None)
    middle = len(known) // 2
    return bool(known) and 2 * row.seconds_in_view < known[middle] + known[~middle]


@dataclass
class Learning:
    """What is known of one learner while their answers are taken in order, by the parameters of their memory."""

    cards: dict[int, CardValues]
    masteries: dict[Measured, MasteryValues]
    days: dict[date, DayValues]
    parameters: Parameters = schedule.DEFAULT

    def take(self, row: Row[Any] | Any) -> float | None:
        """Take one answer; how likely it was to be remembered, None where the question was never seen."""
        right, day = mastery.is_right(row.share), day_of(row)
        before = self.cards.get(row.question_id)
        card = None if before is None else _card(before)
        recall = None if card is None else schedule.recall(card, day, parameters=self.parameters)
        self.cards[row.question_id] = _card_values(self._reviewed(card, rating_of(row), day), row.scored_at)
        if right and row.stands_for_id in self.cards:
            # Another question of its objective was right: that is as good as being right itself, and no better.
            due = _card(self.cards[row.stands_for_id])
            self.cards[row.stands_for_id] = _card_values(self._reviewed(due, Rating.Good, day), row.scored_at)
        measured = (row.bank_id, row.measures)
        self.masteries[measured] = _after(self.masteries.get(measured), row)
        return recall

    def count(self, row: Row[Any] | Any, recall: float | None) -> None:
        """Count one answer to its day, with what was predicted for it."""
        if row.day is not None:
            before = self.days.get(row.day, days.NOTHING)
            self.days[row.day] = days.add(before, row, right=mastery.is_right(row.share), recall=recall)

    def _reviewed(self, card: Card | None, rating: Rating, day: date) -> Card:
        return schedule.review(card, rating, day, parameters=self.parameters)

    def is_late(self, row: Row[Any] | Any) -> bool:
        """Whether an answer that was scored later, or at the same moment, has been taken before this one."""
        cards = (self.cards.get(row.question_id), self.cards.get(row.stands_for_id))
        known = self.masteries.get((row.bank_id, row.measures))
        return any(card is not None and card.reviewed_at >= row.scored_at for card in cards) or (
            known is not None and known.answered_at >= row.scored_at
        )


def day_of(row: Row[Any] | Any) -> date:
    """The learner's day on which an answer was scored."""
    day: date = row.day or row.scored_at.date()
    return day


def rating_of(row: Row[Any] | Any) -> Rating:
    """How well an answer went, from what is kept with its score."""
    right, whole = mastery.is_right(row.share), row.share >= 1
    return schedule.judge(
        right=right, tries=row.tries or 1, hints=row.hints, certainty=row.certainty, quick=row.quick and whole
    ).rating


def evidence_of(row: Row[Any] | Any) -> Evidence:
    """What an answer shows about what its question measures, from what is kept with its score."""
    guess, slip = (row.guess, row.slip) if row.guess is not None else mastery.chances(0.0)
    return Evidence(right=mastery.is_right(row.share), guess=guess, slip=slip, day=day_of(row))


def _after(before: MasteryValues | None, row: Row[Any] | Any) -> MasteryValues:
    known = mastery.NOTHING if before is None else _mastery(before)
    after = mastery.after(known, evidence_of(row))
    since = before.mastered_at if before is not None and before.mastered_at is not None else row.scored_at
    return MasteryValues(
        after.known,
        after.answers,
        after.right,
        after.first_right,
        after.two_days,
        row.scored_at,
        since if after.level == "mastered" else None,
    )


def counts(row: Row[Any] | Any) -> bool:
    """Whether a score shows something about its learner: it is of an answer, and they may see it."""
    return bool(row.answered) and not row.held_back and (row.mode != "exam" or row.state == "finished")


def move(session: Session, account_id: int, rows: Sequence[Row[Any]]) -> bool:
    """Move cards and masteries for scores that their learner may see from now on, given in the order of scoring.

    ``rows`` hold what was known before, as ``to_finish`` reads it. Where an answer that was scored later was taken
    already, as with a test that waited for a teacher, nothing is moved: False, and the learner has to be recounted.
    """
    taken = [row for row in rows if row.answered]
    found = Learning(
        cards={
            card.question_id: card_values(card)
            for row in taken
            for card in (row.ReviewCard, row.stood_for)
            if card is not None
        },
        masteries={
            (row.bank_id, row.measures): mastery_values(row.LearnerMastery)
            for row in taken
            if row.LearnerMastery is not None
        },
        days={row.day: day_values(row.LearnerDay) for row in taken if row.LearnerDay is not None},
        parameters=parameters_of(next((row.parameters for row in taken), None)),
    )
    if any(map(found.is_late, taken)):
        return False
    recalls = {row.id: found.take(row) for row in taken}
    for row in taken:
        found.count(row, recalls[row.id])
    if taken:
        _write(session, account_id, found)
    predicted = [{"id": key, "recall": recall} for key, recall in recalls.items() if recall is not None]
    if predicted:
        session.execute(update(AttemptQuestion), predicted)
    return True


def _write(session: Session, account_id: int, found: Learning) -> None:
    cards = [
        {"account_id": account_id, "question_id": question, **card._asdict()}
        for question, card in sorted(found.cards.items())
    ]
    masteries = [
        {"account_id": account_id, "bank_id": bank, "measures": measures, **known._asdict()}
        for (bank, measures), known in sorted(found.masteries.items())
    ]
    session.execute(aggregate_writes.put_cards(dialect_of(session)), cards)
    session.execute(aggregate_writes.put_masteries(dialect_of(session)), masteries)
    studied = [{"account_id": account_id, "day": day, **done._asdict()} for day, done in sorted(found.days.items())]
    if studied:
        session.execute(aggregate_writes.put_days(dialect_of(session)), studied)


def card_values(row: ReviewCard) -> CardValues:
    """The values of a stored card."""
    return CardValues(row.state, row.step, row.stability, row.difficulty, row.reviewed_on, row.reviewed_at)


def mastery_values(row: LearnerMastery) -> MasteryValues:
    """The values of a stored mastery."""
    return MasteryValues(
        row.known,
        row.answers,
        row.right_answers,
        row.first_right,
        row.two_days,
        row.answered_at,
        row.mastered_at,
    )


def day_values(row: LearnerDay) -> DayValues:
    """The values of a stored day."""
    return DayValues(row.answers, row.right_answers, row.seconds, row.sure, row.predicted)


def parameters_of(stored: Sequence[float] | None) -> Parameters:
    """The parameters that were fitted to a learner, as they are stored; the usual ones where none were."""
    return tuple(stored) if stored else schedule.DEFAULT


def _card(values: CardValues) -> Card:
    return Card(
        state=State(values.state),
        step=values.step,
        stability=values.stability,
        difficulty=values.difficulty,
        seen=values.reviewed_on,
    )


def _card_values(card: Card, at: datetime) -> CardValues:
    return CardValues(int(card.state), card.step, card.stability, card.difficulty, card.seen, at)


def _mastery(values: MasteryValues) -> Mastery:
    return Mastery(
        known=values.known,
        answers=values.answers,
        right=values.right_answers,
        first_right=values.first_right,
        two_days=values.two_days,
    )


def learnt(rows: Iterable[Row[Any]], parameters: Parameters = schedule.DEFAULT) -> Learning:
    """What is known of one learner from all of their scores, given in the order of scoring.

    Predictions count as they were made.
    """
    found = Learning(cards={}, masteries={}, days={}, parameters=parameters)
    for row in rows:
        if counts(row):
            found.take(row)
            found.count(row, row.recall)
    return found
