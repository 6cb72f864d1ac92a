"""Means, differences and ratios with their intervals, by hand."""

from __future__ import annotations

import math

import pytest

from quiz.simulation.estimates import Z, difference_of, mean_of, ratio_of


def test_the_interval_of_a_mean() -> None:
    found = mean_of([1, 2, 3])
    assert (found.value, found.low, found.high) == pytest.approx((2, 2 - 1.959964 / 3**0.5, 2 + 1.959964 / 3**0.5))


def test_a_difference_is_that_of_each_learner() -> None:
    found = difference_of([3, 5, 10], [1, 3, 8])
    assert (found.value, found.low, found.high) == (2, 2, 2)


def test_a_ratio_that_all_learners_share_is_sure() -> None:
    found = ratio_of([2, 4, 20], [1, 2, 10])
    assert (found.value, found.low, found.high) == pytest.approx((2, 2, 2))


def test_the_interval_of_a_ratio() -> None:
    # Means 2 and 1; what is left of each learner is −1 and 1, with a deviation of √2.
    found = ratio_of([1, 3], [1, 1])
    assert found.value == 2
    assert found.high - found.value == pytest.approx(Z * math.sqrt(2) / math.sqrt(2))


def test_values_belong_together_in_pairs() -> None:
    with pytest.raises(ValueError, match="zip"):
        difference_of([1, 2, 3], [1, 2])
