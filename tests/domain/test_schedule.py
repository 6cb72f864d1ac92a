"""The schedule of reviews: golden histories of FSRS-6, and how a rating is inferred from an answer."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.grading.certainty import HIGH, LOW, MIDDLE
from quiz.domain.schedule import MAX_INTERVAL, Card, Judged, fold, interval, judge, recall, review, stabilities_until

START = date(2022, 11, 29)
DAY = timedelta(days=1)


def moment(day: date) -> datetime:
    """The beginning of a day, as the package takes times."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_intervals_are_those_of_the_upstream_history() -> None:
    # py-fsrs 6, tests/test_basic.py: each review at the time when it is due. A short step is over on the same day.
    ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]
    card: Card | None = None
    day, days = START, []
    for rating in ratings:
        card = review(card, Rating(rating), day)
        days.append(interval(card.stability) if card.step is None else 0)
        day += days[-1] * DAY
    assert days == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_memory_is_that_of_the_upstream_history() -> None:
    # The same, test_memo_state.
    day, reviews = START, []
    for rating, gap in zip((1, 3, 3, 3, 3, 3), (0, 0, 1, 3, 8, 21), strict=True):
        day += gap * DAY
        reviews.append((Rating(rating), day))
    card = fold(reviews)
    assert card is not None
    assert (card.stability, card.difficulty) == pytest.approx((53.62691, 6.3574867), abs=1e-4)


def by_definition(stability: float, days: int) -> float:
    """R = (1 + factor·t/S)^decay with the default decay."""
    decay = -0.1542
    return float((1 + (0.9 ** (1 / decay) - 1) * days / stability) ** decay)


def test_recall_falls_by_days_and_is_nine_tenths_after_the_stability() -> None:
    card = review(None, Rating.Good, START)
    assert recall(card, START) == 1
    for days in (1, 2, 5, 30, 400):
        assert recall(card, START + days * DAY) == pytest.approx(by_definition(card.stability, days))
    assert by_definition(7.0, 7) == pytest.approx(0.9)
    # Before the review nothing is forgotten.
    assert recall(card, START - 3 * DAY) == 1


@given(st.sampled_from(list(Rating)), st.integers(-3, 2_000))
def test_recall_is_what_the_package_says(rating: Rating, days: int) -> None:
    scheduler = Scheduler(enable_fuzzing=False)
    theirs, _ = scheduler.review_card(FsrsCard(card_id=1), rating, moment(START))
    day = START + days * DAY
    expected = scheduler.get_card_retrievability(theirs, moment(day))
    assert recall(review(None, rating, START), day) == pytest.approx(expected)


REVIEWS = st.lists(st.tuples(st.sampled_from(list(Rating)), st.integers(0, 40)), min_size=1, max_size=10)


def on_days(gaps: list[tuple[Rating, int]]) -> list[tuple[Rating, date]]:
    """Reviews with the days between them."""
    day, reviews = START, []
    for rating, days in gaps:
        day += days * DAY
        reviews.append((rating, day))
    return reviews


@given(REVIEWS)
def test_a_card_is_the_same_whatever_chance_says(gaps: list[tuple[Rating, int]]) -> None:
    reviews = on_days(gaps)
    random.seed(1)
    first = fold(reviews)
    random.seed(2)
    assert first == fold(reviews)
    assert first is not None
    assert 1 <= first.difficulty <= 10
    assert first.stability > 0
    assert first.seen == reviews[-1][1]


@given(st.floats(0.01, 5_000), st.floats(0.7, 0.97))
def test_after_the_interval_as_much_is_remembered_as_was_wanted(stability: float, retention: float) -> None:
    days = interval(stability, retention)
    assert 1 <= days <= MAX_INTERVAL
    if 1 < days < MAX_INTERVAL:
        assert by_definition(stability, days + 1) <= retention <= by_definition(stability, days - 1)


@given(st.floats(0.01, 5_000))
def test_who_wants_to_remember_more_comes_back_no_later(stability: float) -> None:
    assert interval(stability, 0.95) <= interval(stability, 0.9) <= interval(stability, 0.8)


def test_without_a_review_there_is_no_card() -> None:
    assert fold([]) is None


@pytest.mark.parametrize(
    ("answer", "rating", "reason"),
    [
        ({"right": False}, Rating.Again, "wrong"),
        ({"right": False, "certainty": HIGH, "quick": True}, Rating.Again, "wrong"),
        ({"right": True}, Rating.Good, "right"),
        ({"right": True, "quick": True}, Rating.Good, "right"),
        ({"right": True, "hints": 1}, Rating.Hard, "hint"),
        ({"right": True, "tries": 2}, Rating.Hard, "second_try"),
        ({"right": True, "certainty": LOW}, Rating.Hard, "unsure"),
        ({"right": True, "certainty": LOW, "quick": True}, Rating.Hard, "unsure"),
        ({"right": True, "certainty": MIDDLE, "quick": True}, Rating.Good, "right"),
        ({"right": True, "certainty": HIGH}, Rating.Good, "right"),
        ({"right": True, "certainty": HIGH, "quick": True}, Rating.Easy, "quick"),
        ({"right": True, "certainty": HIGH, "quick": True, "hints": 1}, Rating.Hard, "hint"),
        ({"right": True, "certainty": HIGH, "quick": True, "tries": 2}, Rating.Hard, "second_try"),
    ],
)
def test_a_rating_is_inferred(answer: dict[str, object], rating: Rating, reason: str) -> None:
    assert judge(**answer) == Judged(rating=rating, reason=reason)  # type: ignore[arg-type]  # an answer's facts


def test_nothing_heavy_is_loaded_to_schedule() -> None:
    code = "import sys, quiz.domain.schedule; print([one for one in ('torch', 'numpy') if one in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_an_interval_is_so_many_times_the_stability() -> None:
    for retention in (0.7, 0.9, 0.97):
        times = stabilities_until(retention)
        assert interval(100.0, retention) == round(100 * times)
    assert stabilities_until(0.9) == pytest.approx(1)
