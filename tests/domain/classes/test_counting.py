"""Which attempt counts, and what late work costs."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from quiz.domain.classes.counting import Counted, Rule, Sat, counted, late_days, late_factor
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("rule", "share", "places"),
    [("best", "9/10", (1,)), ("latest", "1/2", (2,)), ("first", "3/5", (0,)), ("average", "2/3", (0, 1, 2))],
)
def test_a_rule_says_which_attempt_counts(rule: Rule, share: str, places: tuple[int, ...]) -> None:
    sat = [Sat(share=Fraction(one)) for one in ("3/5", "9/10", "1/2")]
    assert counted(sat, rule) == Counted(share=Fraction(share), attempts=places)
    assert counted([], rule) is None


def test_what_is_late_counts_in_part_and_may_be_no_longer_the_best() -> None:
    sat = [Sat(share=Fraction(7, 10)), Sat(share=Fraction(9, 10), factor=Fraction(3, 4))]
    assert counted(sat, "best") == Counted(share=Fraction(7, 10), attempts=(0,))
    assert counted(sat, "latest") == Counted(share=Fraction(27, 40), attempts=(1,))
    assert counted(sat[:1] * 2, "best") == Counted(share=Fraction(7, 10), attempts=(0,))
    below = Sat(share=Fraction(-1, 2), factor=Fraction(0))
    assert counted([below], "best") == Counted(share=Fraction(-1, 2), attempts=(0,))


@pytest.mark.parametrize(
    ("after", "days", "factor"),
    [
        (timedelta(0), 0, 1),
        (timedelta(days=-3), 0, 1),
        (timedelta(seconds=1), 1, "9/10"),
        (timedelta(days=1), 1, "9/10"),
        (timedelta(days=1, seconds=1), 2, "4/5"),
        (timedelta(days=30), 30, 0),
    ],
)
def test_each_day_that_begins_costs_a_share(after: timedelta, days: int, factor: str) -> None:
    due: datetime = NOW
    assert late_days(due + after, due) == days
    assert late_factor(days, Fraction(1, 10)) == Fraction(factor)


def test_without_a_time_or_a_share_nothing_is_late() -> None:
    assert late_days(NOW, None) == 0
    assert late_factor(5, None) == 1
