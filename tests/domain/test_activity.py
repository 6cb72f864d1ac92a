"""Days of study: the week, and the streak that forgives."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.activity import in_week, monday_of, streak
from quiz.domain.review_plan import StudyDays

TODAY = date(2026, 7, 1)  # a Wednesday


def ago(*days: int) -> set[date]:
    """The days so many days ago."""
    return {TODAY - timedelta(days=count) for count in days}


def test_a_week_begins_on_monday() -> None:
    assert monday_of(TODAY) == date(2026, 6, 29)
    assert in_week(ago(0, 2, 3), TODAY) == 2
    assert in_week(set(), TODAY) == 0


def test_days_in_a_row_are_a_streak() -> None:
    assert streak(ago(0, 1, 2), TODAY) == 3
    assert streak(set(), TODAY) == 0


def test_today_is_not_missed_before_it_is_over() -> None:
    assert streak(ago(1, 2), TODAY) == 2


def test_one_missed_day_is_forgiven_and_two_are_not() -> None:
    assert streak(ago(0, 2, 4), TODAY) == 3
    assert streak(ago(0, 1, 4, 5), TODAY) == 2
    assert streak(ago(3), TODAY) == 0
    assert streak(ago(2), TODAY) == 1


def test_days_off_and_holidays_are_not_missed() -> None:
    weekend = StudyDays(days_off=frozenset({5, 6}))
    friday, monday = TODAY - timedelta(days=5), TODAY - timedelta(days=2)
    assert streak({friday, monday, TODAY}, TODAY, weekend) == 3
    away = StudyDays(holiday=(TODAY - timedelta(days=9), TODAY - timedelta(days=1)))
    assert streak(ago(0, 10), TODAY, away) == 2


@given(st.sets(st.integers(0, 60)))
def test_a_streak_counts_days_that_were_studied(days: set[int]) -> None:
    studied = ago(*days)
    found = streak(studied, TODAY)
    assert 0 <= found <= len(studied)
    # Another day of study never shortens it.
    assert streak({*studied, TODAY}, TODAY) >= found
