"""What predictions are held against: a constant, Leitner's boxes, and the groups of FSRS's RMSE (bins)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.predicting.baselines import Constant, Past, after, group_of

START = date(2026, 3, 14)


def day(number: int) -> date:
    return START + timedelta(days=number)


def taken(*answers: tuple[float, bool]) -> Past:
    """What is known after (day, whether right) answers."""
    past = None
    for number, right in answers:
        past = after(past, right, day(number))
    assert past is not None
    return past


def test_the_constant_is_the_share_of_what_came_before() -> None:
    constant, said = Constant(), []
    for right in (True, False, True, True):
        said.append(constant.predict())
        constant.take(right)
    assert said == [0.9, 1.0, 0.5, pytest.approx(2 / 3)]


@given(st.lists(st.booleans(), max_size=20), st.booleans())
def test_the_constant_does_not_peek(before: list[bool], later: bool) -> None:
    constant = Constant()
    for right in before:
        constant.take(right)
    said = constant.predict()
    assert 0 <= said <= 1
    assert Constant(count=len(before), right=sum(before)).predict() == said
    constant.take(later)
    assert constant.count == len(before) + 1


def test_a_box_says_after_how_many_days_half_is_left() -> None:
    # Right five times: boxes of 2, 4, 8 and 16 days, and no further.
    answers = [(0.0, True), (1.0, True), (2.0, True), (3.0, True), (4.0, True)]
    for count, half_life in enumerate((2, 4, 8, 16, 16), 1):
        past = taken(*answers[:count])
        last = count - 1
        assert past.leitner(day(last + half_life)) == pytest.approx(0.5)
        assert past.leitner(day(last + 3 * half_life)) == pytest.approx(0.125)
        assert past.leitner(day(last)) == 1


def test_a_wrong_answer_brings_back_to_the_first_box() -> None:
    assert taken((0, False)).leitner(day(1)) == pytest.approx(0.5)
    past = taken((0, True), (1, True), (2, True), (3, False))
    assert past.box == 0
    assert past.leitner(day(5)) == pytest.approx(0.25)
    assert after(past, True, day(5)).leitner(day(7)) == pytest.approx(0.5)


def test_days_are_whole_and_what_came_within_one_is_no_review() -> None:
    past = taken((0, True))
    assert (past.days(day(0.99)), past.is_review(day(0.99))) == (0, False)
    assert (past.days(day(1)), past.is_review(day(1))) == (1, True)
    assert past.days(day(2.5)) == 2
    # Clocks of several machines may differ by a moment.
    assert past.days(day(-1)) == 0
    assert past.leitner(day(0.99)) == 1


def test_reviews_and_lapses_leave_out_what_came_within_a_day() -> None:
    past = taken((0, False), (0, False), (2, True), (2, False), (5, False), (9, True))
    assert (past.reviews, past.lapses, past.day) == (3, 1, day(9))
    assert past.group(day(12)) == group_of(3, 4, 1)


# Worked out from the formulas; fsrs-rs 0.9.3 for Python groups the same way: its RMSE of two made-up learners with 400
# and 2,000 reviews, which weighs groups by recency, comes out to seven digits.
@pytest.mark.parametrize(
    ("review", "group"),
    [
        ((1, 1, 0), (2.48, 4, 0)),
        ((3, 2, 0), (2.48, 4, 0)),
        ((4, 3, 1), (8.98, 7, 2)),
        ((13, 5, 2), (8.98, 7, 3)),
        ((14, 6, 3), (32.5, 13, 5)),
        ((100, 30, 9), (117.65, 48, 15)),
    ],
)
def test_reviews_alike_in_days_number_and_lapses_are_put_together(
    review: tuple[int, int, int], group: tuple[float, int, int]
) -> None:
    assert group_of(*review) == group
