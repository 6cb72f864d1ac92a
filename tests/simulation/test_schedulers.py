"""The ways to study: when a question comes again."""

from __future__ import annotations

from itertools import pairwise

import pytest

from quiz.domain.review_plan import DAILY_CAP
from quiz.simulation.learners import Answer, draw_series
from quiz.simulation.review_arm import BETWEEN, Review
from quiz.simulation.schedulers import Leitner, PlainFsrs, ReadInOrder, Scheduler

SERIES = draw_series(20260915)
MINUTE = 1 / 1440


def said(right: bool, seconds: float = 40.0, certainty: int = 2) -> Answer:
    return Answer(right=right, seconds=seconds, certainty=certainty)


def days_of_first(scheduler: Scheduler, rights: list[bool], *, questions: int = 1, days: int = 100) -> list[int]:
    """The days on which question 0 comes, answered as ``rights`` say, then right; others are always right."""
    came: list[int] = []
    for day in range(days):
        scheduler.open_day(day, SERIES[:questions])
        at = day * (1 + MINUTE)  # a minute later each day: FSRS counts days of 24 hours
        while question := scheduler.next(at, 1200):
            at += MINUTE
            right = question.number != 0 or len(came) >= len(rights) or rights[len(came)]
            scheduler.seen(question, at, said(right))
            if question.number == 0:
                came.append(day)
    return came


def test_leitners_boxes() -> None:
    assert days_of_first(Leitner(), [], days=80) == [0, 2, 6, 14, 30, 46, 62, 78]


def test_what_is_wrong_goes_back_to_the_first_box() -> None:
    assert days_of_first(Leitner(), [True, True, False], days=20) == [0, 2, 6, 7, 9, 13]


def test_leitner_asks_what_is_due_before_what_is_new() -> None:
    leitner = Leitner()
    leitner.open_day(0, SERIES[:1])
    leitner.seen(SERIES[0], 0, said(False))
    leitner.open_day(1, SERIES[:2])
    assert leitner.next(1, 1200) == SERIES[0]
    leitner.seen(SERIES[0], 1, said(True))
    assert leitner.next(1, 1200) == SERIES[1]


# Golden cases of the fsrs package, in whole days: a second step on the first day, then 2, 11 and 46 days.
def test_plain_fsrs_keeps_the_packages_intervals() -> None:
    assert days_of_first(PlainFsrs(), []) == [0, 0, 2, 13, 59]


def test_plain_fsrs_asks_again_after_a_minute_where_it_was_wrong() -> None:
    fsrs = PlainFsrs()
    fsrs.open_day(0, SERIES[:9])
    fsrs.seen(SERIES[0], MINUTE, said(False))
    assert fsrs.next(MINUTE, 1200) == SERIES[1]
    fsrs.seen(SERIES[1], 2 * MINUTE, said(True))
    assert fsrs.next(2.1 * MINUTE, 1200) == SERIES[0]


def test_reading_goes_round_and_round() -> None:
    reading = ReadInOrder()
    reading.open_day(0, SERIES[:2])
    order = []
    for _ in range(5):
        question = reading.next(0, 1200)
        assert question is not None
        reading.seen(question, 0, None)
        order.append(question.number)
    assert order == [0, 1, 0, 1, 0]


def test_the_review_comes_on_the_next_day_and_then_ever_later() -> None:
    days = days_of_first(Review(), [])
    gaps = [later - day for day, later in pairwise(days)]
    assert gaps[0] == 1
    assert gaps == sorted(gaps)
    assert len(days) == len(set(days))


def test_what_is_wrong_in_a_review_comes_again_after_some_others() -> None:
    review = Review()
    review.open_day(0, SERIES[:20])
    order = []
    for place in range(BETWEEN + 2):
        question = review.next(place * MINUTE, 1200)
        assert question is not None
        review.seen(question, (place + 1) * MINUTE, said(question.number != 0 or place > 0))
        order.append(question.number)
    assert order == [*range(BETWEEN + 1), 0]


def test_what_is_wrong_in_a_review_comes_again_on_the_same_day_where_nothing_else_is_left() -> None:
    assert days_of_first(Review(), [False])[:2] == [0, 0]


def test_a_review_asks_no_more_than_the_cap_a_day() -> None:
    review = Review()
    review.open_day(0, SERIES[:60])
    for question in SERIES[:60]:
        review.seen(question, 0, said(True, seconds=1))
    review.open_day(1, SERIES[:60])
    asked = 0
    while question := review.next(1, 100_000):
        review.seen(question, 1, said(True, seconds=1))
        asked += 1
    assert asked == DAILY_CAP


@pytest.mark.parametrize("make", [Leitner, PlainFsrs, Review])
def test_nothing_is_asked_where_nothing_is_needed(make: type[Leitner | PlainFsrs | Review]) -> None:
    scheduler = make()
    scheduler.open_day(0, [])
    assert scheduler.next(0, 1200) is None
    assert not scheduler.reads
