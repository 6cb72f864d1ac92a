"""Fitted parameters are kept with both figures, and move a learner's memory only where they predict better."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fsrs import Rating
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain import schedule
from quiz.domain.predicting.fitting import Fit
from quiz.domain.schedule import DEFAULT
from quiz.services.aggregates import rebuild
from quiz.services.content.media import MediaFolder
from quiz.services.review.predicting.fits import keep
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import ReviewCard, ReviewFit
from tests.conftest import NOW
from tests.services.builders import MONTH, person, practise, publish_month, recipe

DAY = timedelta(days=1)
SLOW = (*(value * 2 for value in DEFAULT[:4]), *DEFAULT[4:])
"""Who forgets half as fast after a first answer."""


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> Account:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-true-false")])
    alice = person(session, "Alice")
    for days in (0, 2):
        practise(session, alice, f"{MONTH}/one", now=NOW + days * DAY)
    return alice


def fit_of(better: bool) -> Fit:
    return Fit(parameters=SLOW, reviews=500, held_out=100, loss_default=0.4, loss_fitted=0.3 if better else 0.5)


def stability(session: Session) -> float:
    return session.scalars(select(ReviewCard).execution_options(populate_existing=True)).one().stability


def expected(parameters: tuple[float, ...]) -> float:
    reviews = [(Rating.Good, (NOW + days * DAY).date()) for days in (0, 2)]
    card = schedule.fold(reviews, parameters=parameters)
    assert card is not None
    return card.stability


def test_parameters_that_predict_better_count_from_then_on(session: Session, alice: Account) -> None:
    keep(session, alice.id, fit_of(better=True), now=NOW)
    assert stability(session) == pytest.approx(expected(SLOW))
    assert list(rebuild.differences(session)) == []
    practise(session, alice, f"{MONTH}/one", now=NOW + 9 * DAY)
    assert list(rebuild.differences(session)) == []


def test_parameters_that_predict_no_better_are_kept_and_change_nothing(session: Session, alice: Account) -> None:
    keep(session, alice.id, fit_of(better=False), now=NOW)
    row = session.scalars(select(ReviewFit)).one()
    assert (row.used, row.loss_default, row.loss_fitted, row.reviews) == (False, 0.4, 0.5, 500)
    assert stability(session) == pytest.approx(expected(DEFAULT))
    assert list(rebuild.differences(session)) == []


def test_a_later_fit_that_is_no_better_takes_them_back(session: Session, alice: Account) -> None:
    keep(session, alice.id, fit_of(better=True), now=NOW)
    keep(session, alice.id, fit_of(better=False), now=NOW + DAY)
    assert stability(session) == pytest.approx(expected(DEFAULT))
    assert list(rebuild.differences(session)) == []
