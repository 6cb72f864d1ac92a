"""The schedule of reviews: golden histories of FSRS-6, and how a rating is inferred from an answer."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.grading.certainty import HIGH, LOW, MIDDLE
from quiz.domain.schedule import Card, Judged, fold, judge, recall, review

START = datetime(2022, 11, 29, 12, 30, tzinfo=UTC)


def test_intervals_are_those_of_the_upstream_history() -> None:
    # py-fsrs 6, tests/test_basic.py: each review at the time when it is due.
    ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]
    card: Card | None = None
    at, days = START, []
    for rating in ratings:
        card = review(card, Rating(rating), at)
        days.append((card.due - card.last_review).days)
        at = card.due
    assert days == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_memory_is_that_of_the_upstream_history() -> None:
    # The same, test_memo_state.
    at, reviews = START, []
    for rating, gap in zip((1, 3, 3, 3, 3, 3), (0, 0, 1, 3, 8, 21), strict=True):
        at += timedelta(days=gap)
        reviews.append((Rating(rating), at))
    card = fold(reviews)
    assert card is not None
    assert (card.stability, card.difficulty) == pytest.approx((53.62691, 6.3574867), abs=1e-4)


def by_definition(stability: float, days: int) -> float:
    """R = (1 + factor·t/S)^decay with the default decay."""
    decay = -0.1542
    return float((1 + (0.9 ** (1 / decay) - 1) * days / stability) ** decay)


def test_recall_falls_by_whole_days_and_is_nine_tenths_after_the_stability() -> None:
    card = review(None, Rating.Good, START)
    assert recall(card, START) == recall(card, START + timedelta(hours=23)) == 1
    for days in (1, 2, 5, 30, 400):
        assert recall(card, START + timedelta(days=days)) == pytest.approx(by_definition(card.stability, days))
    assert by_definition(7.0, 7) == pytest.approx(0.9)
    # Before the review nothing is forgotten.
    assert recall(card, START - timedelta(days=3)) == 1


@given(st.sampled_from(list(Rating)), st.integers(-3, 2_000))
def test_recall_is_what_the_package_says(rating: Rating, days: int) -> None:
    scheduler = Scheduler(enable_fuzzing=False)
    theirs, _ = scheduler.review_card(FsrsCard(card_id=1), rating, START)
    at = START + timedelta(days=days)
    assert recall(review(None, rating, START), at) == pytest.approx(scheduler.get_card_retrievability(theirs, at))


REVIEWS = st.lists(st.tuples(st.sampled_from(list(Rating)), st.integers(0, 40 * 24 * 60)), min_size=1, max_size=10)


@given(REVIEWS, st.floats(0.7, 0.97))
def test_a_card_is_the_same_whatever_chance_and_zone_say(gaps: list[tuple[Rating, int]], retention: float) -> None:
    at, reviews = START, []
    for rating, minutes in gaps:
        at += timedelta(minutes=minutes)
        reviews.append((rating, at))
    random.seed(1)
    first = fold(reviews, retention=retention)
    random.seed(2)
    seoul = timezone(timedelta(hours=9))
    second = fold([(rating, at.astimezone(seoul)) for rating, at in reviews], retention=retention)
    assert first == second
    assert first is not None
    assert 1 <= first.difficulty <= 10
    assert first.stability > 0
    assert first.due > first.last_review
    assert first.last_review == at


@given(REVIEWS, st.integers(1, 100))
def test_who_wants_to_remember_more_comes_back_no_later(gaps: list[tuple[Rating, int]], days: int) -> None:
    at, reviews = START, []
    for rating, minutes in gaps:
        at += timedelta(minutes=minutes)
        reviews.append((rating, at))
    keen, easy = fold(reviews, retention=0.95), fold(reviews, retention=0.8)
    assert keen is not None
    assert easy is not None
    assert keen.due <= easy.due
    # What is remembered is the same: only the day of the next review differs.
    assert recall(keen, at + timedelta(days=days)) == recall(easy, at + timedelta(days=days))


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
