"""Stored predictions held against the answers that came, on the same reviews as two baselines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fsrs import Rating
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quiz.domain import schedule
from quiz.domain.predicting.predictions import reliability
from quiz.domain.schedule import Card, fold
from quiz.services.attempts import starting
from quiz.services.content.media import MediaFolder
from quiz.services.review.predicting import evaluation
from quiz.services.review.predicting.evaluation import evaluate
from quiz.services.review.predicting.histories import history
from quiz.storage.models.attempts import AttemptQuestion
from quiz.storage.models.content import QuestionRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import ReviewCard
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    MONTH,
    check,
    person,
    pinned,
    practise,
    publish_month,
    recipe,
    right,
    sit_exam,
    wrong,
)

DAY = timedelta(days=1)
DAYS = (0, 1, 3, 4, 8, 9, 15, 16, 17, 20, 27, 40)
CAME = (True, True, False, True, True, True, False, True, True, True, True, False)
"""An answer on each day: eleven reviews, and whether they are right."""


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> Account:
    """A learner with eleven reviews of one question."""
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-numeric")])
    alice = person(session, "Alice")
    review(session, alice)
    return alice


def review(session: Session, account: Account) -> None:
    for day, came in zip(DAYS, CAME, strict=True):
        practise(session, account, f"{MONTH}/one", right if came else wrong, NOW + day * DAY)


def test_predictions_are_compared_with_two_baselines_on_the_same_reviews(session: Session, alice: Account) -> None:
    found = evaluate(session)
    assert (found.reviews, found.learners, found.within_a_day) == (11, 1, 0)
    stored, constant, leitner = [], [], []
    card: Card | None = None
    box = count = hits = 0
    last = 0
    for day, came in zip(DAYS, CAME, strict=True):
        if card is not None:
            stored.append((schedule.recall(card, (NOW + day * DAY).date()), came))
            constant.append((hits / count if count else 0.9, came))
            leitner.append((0.5 ** ((day - last) / 2**box), came))
            count, hits = count + 1, hits + came
        card = schedule.review(card, Rating.Good if came else Rating.Again, (NOW + day * DAY).date())
        box, last = min(box + 1, 4) if came else 0, day
    for method, pairs in (("stored", stored), ("constant", constant), ("leitner", leitner)):
        wanted, got = reliability(pairs), found.compared[method]  # type: ignore[index]  # names of methods
        assert wanted is not None
        assert (got.count, got.brier, got.log_loss) == pytest.approx((11, wanted.brier, wanted.log_loss))
        assert got.right == pytest.approx(8 / 11)
        assert [one.count for one in got.bins] == [one.count for one in wanted.bins]
    # By days, number and lapses they fall into other groups than by what was predicted.
    assert len({got.rmse for got in found.compared.values()}) == 3


def test_few_reviews_are_counted_and_not_judged(session: Session, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-numeric")])
    alice = person(session, "Alice")
    for day in range(10):
        practise(session, alice, f"{MONTH}/one", right, NOW + day * DAY)
    found = evaluate(session)
    assert (found.reviews, found.learners, found.compared) == (9, 1, {})
    practise(session, alice, f"{MONTH}/one", right, NOW + 10 * DAY)
    assert set(evaluate(session).compared) == {"stored", "constant", "leitner"}


def test_nothing_is_compared_where_nobody_answered(session: Session) -> None:
    found = evaluate(session)
    assert (found.reviews, found.learners, found.within_a_day, found.compared) == (0, 0, 0, {})


def test_learners_are_taken_one_by_one(session: Session, alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    bora = person(session, "Bora")
    review(session, bora)
    one = evaluate(session, bora.id)
    assert one == evaluate(session, alice.id)
    # Wherever the batches end.
    monkeypatch.setattr(evaluation, "BATCH", 5)
    both = evaluate(session)
    assert (both.reviews, both.learners) == (22, 2)
    for method, figures in one.compared.items():
        assert both.compared[method].brier == pytest.approx(figures.brier)
        assert both.compared[method].log_loss == pytest.approx(figures.log_loss)


def test_whoever_is_no_learner_counts_only_by_name(session: Session, alice: Account) -> None:
    teacher = person(session, "Tae-ri", "teacher")
    review(session, teacher)
    assert evaluate(session).learners == 1
    assert evaluate(session, teacher.id).reviews == 11


def test_what_came_within_a_day_is_counted_apart(session: Session, alice: Account) -> None:
    before = evaluate(session).compared["stored"]
    practise(session, alice, f"{MONTH}/one", wrong, NOW + 40.1 * DAY)
    found = evaluate(session)
    assert (found.reviews, found.within_a_day) == (11, 1)
    assert found.compared["stored"] == before


def test_what_has_no_prediction_is_not_compared(session: Session, alice: Account) -> None:
    last = session.query(AttemptQuestion.id).order_by(AttemptQuestion.id.desc()).limit(1).scalar()
    session.execute(update(AttemptQuestion).where(AttemptQuestion.id == last).values(recall=None))
    assert evaluate(session).reviews == 10


def test_a_test_that_waits_tells_nothing(session: Session, media: MediaFolder) -> None:
    quizzes = [recipe("both", "exam", "one-essay", "one-numeric"), recipe("one", "practice", "one-numeric")]
    publish_month(session, media, questions=[definition("essay"), definition("numeric")], quizzes=quizzes)
    alice = person(session, "Alice")
    review(session, alice)
    before = evaluate(session)
    attempt = sit_exam(session, alice, f"{MONTH}/both", wrong, NOW + 50 * DAY)
    assert attempt.state == "waiting"
    assert evaluate(session) == before


def test_what_another_question_stood_for_was_seen_again(session: Session, media: MediaFolder) -> None:
    questions = [definition("numeric"), definition("matching")]
    quizzes = [recipe("one", "practice", "one-numeric"), recipe("other", "practice", "one-matching")]
    publish_month(session, media, questions=questions, quizzes=quizzes)
    alice = person(session, "Alice")
    practise(session, alice, f"{MONTH}/one", right, NOW)
    due = session.scalars(select(QuestionRow.id).where(QuestionRow.slug == "one-numeric")).one()
    attempt = starting.start(session, alice, f"{MONTH}/other", now=NOW + 3 * DAY)
    (row,) = pinned(session, attempt)
    row.stands_for_id = due
    session.flush()
    check(session, alice, attempt, 1, now=NOW + 3 * DAY)
    practise(session, alice, f"{MONTH}/one", right, NOW + 3.1 * DAY)
    # Hours after the one that stood for it.
    assert (evaluate(session).reviews, evaluate(session).within_a_day) == (0, 1)
    told = [(one.question == due, one.asked) for one in history(session, alice.id)]
    assert told == [(True, True), (False, True), (True, False), (True, True)]
    card = fold((one.rating, one.day) for one in history(session, alice.id) if one.question == due)
    assert card is not None
    kept = session.scalars(select(ReviewCard).where(ReviewCard.question_id == due)).one()
    assert (kept.stability, kept.difficulty) == pytest.approx((card.stability, card.difficulty))
