"""Statistics of a question: facility with its interval, and the wrong answer that was chosen most."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.item_analysis.figures import fisher
from quiz.domain.item_stats import FEW, Facility, facility, most_chosen_wrong, wilson

# Intervals of the Wilson score at 95 % as tables give them to four decimals (for 0/10 the rule of z²/(n + z²)).
PUBLISHED = [
    (0.5, 10, 0.2366, 0.7634),
    (0.0, 10, 0.0, 0.2775),
    (1.0, 10, 0.7225, 1.0),
    (0.9, 10, 0.5958, 0.9821),
    (0.5, 100, 0.4038, 0.5962),
    (0.0, 1, 0.0, 0.7935),
    (0.3, 20, 0.1455, 0.5190),
]


@pytest.mark.parametrize(("share", "answers", "low", "high"), PUBLISHED)
def test_the_interval_is_that_of_wilson(share: float, answers: int, low: float, high: float) -> None:
    assert wilson(share, answers) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_of_the_interval_are_where_the_share_is_just_1_96_deviations_off(counts: tuple[int, int]) -> None:
    right, answers = counts
    share = right / answers
    low, high = wilson(share, answers)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    for end in {low, high} - {0.0, 1.0}:
        # Wilson's definition: the shares p for which |share - p| = z·√(p(1 - p)/n).
        assert abs(share - end) == pytest.approx(1.959964 * sqrt(end * (1 - end) / answers), abs=1e-6)


@given(st.integers(1, 5_000), st.floats(0, 1))
def test_an_interval_holds_its_estimate_and_all_right_or_all_wrong_are_its_ends(answers: int, share: float) -> None:
    low, high = wilson(share, answers)
    assert 0 <= low <= share <= high <= 1
    assert wilson(1.0, answers)[1] == 1
    assert wilson(0.0, answers)[0] == 0


@given(st.integers(1, 5_000), st.floats(-1, 1))
def test_an_interval_of_a_correlation_holds_it(answers: int, correlation: float) -> None:
    found = fisher(correlation, answers)
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_the_facility_is_the_mean_share_of_the_points() -> None:
    found = facility(12, Fraction(15, 2))
    assert found == Facility(answers=12, value=0.625, low=wilson(0.625, 12)[0], high=wilson(0.625, 12)[1])


@pytest.mark.parametrize(
    ("answers", "total", "value"), [(4, 3.0, 0.75), (3, Fraction(1), 1 / 3), (2, 2.0000001, 1.0), (2, -0.0000001, 0.0)]
)
def test_a_facility_stays_within_0_and_1(answers: int, total: float, value: float) -> None:
    found = facility(answers, total)
    assert found is not None
    assert found.value == pytest.approx(value)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_without_answers_there_is_no_facility() -> None:
    assert facility(0, Fraction(0)) is None


@pytest.mark.parametrize(("answers", "few"), [(1, True), (FEW - 1, True), (FEW, False), (200, False)])
def test_under_ten_answers_are_few(answers: int, few: bool) -> None:
    found = facility(answers, answers / 2)
    assert found is not None
    assert found.few is few


@pytest.mark.parametrize(
    ("counts", "right", "most"),
    [
        ({"a": 3, "b": 9, "c": 5}, {"b"}, ("c", 5)),
        ({"a": 3, "b": 9, "c": 3}, {"b"}, ("c", 3)),
        ({"c": 3, "a": 3}, set(), ("c", 3)),
        ({"a": 0, "b": 9}, {"b"}, None),
        ({"b": 9}, {"b"}, None),
        ({}, {"b"}, None),
        ({"1:c": 4, "1:a": 2, "2:a": 7, "2:c": 5}, {"1:c", "2:a"}, ("2:c", 5)),
    ],
)
def test_the_wrong_answer_chosen_most_is_found(
    counts: dict[str, int], right: set[str], most: tuple[str, int] | None
) -> None:
    assert most_chosen_wrong(counts, right) == most


@pytest.mark.parametrize(
    ("counts", "chosen"),
    [({"a": 5, "z": 1}, ("a", 5)), ({"a": 1, "z": 5}, ("z", 5)), ({"a": 2, "b": 2}, ("b", 2)), ({"a": 1}, ("a", 1))],
)
def test_the_count_decides_and_between_equals_the_name(counts: dict[str, int], chosen: tuple[str, int]) -> None:
    assert most_chosen_wrong(counts, {"right"}) == chosen
