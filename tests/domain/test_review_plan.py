"""A sitting of review: what is due, what is worth most, in which order, on which day."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain import schedule
from quiz.domain.review_plan import (
    QUICKEST,
    SITTING,
    SLOWEST,
    Due,
    StudyDays,
    due_day,
    expected_seconds,
    forecast,
    mixed,
    plan,
    whole_minutes,
    worth,
)

TODAY = date(2026, 7, 1)
RATINGS = st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 60)), min_size=1, max_size=6)


def card_of(*ratings: Rating, days_ago: int = 10) -> schedule.Card:
    """A card after reviews a day apart, the last of them so many days ago."""
    last = TODAY - timedelta(days=days_ago)
    times = [last - timedelta(days=len(ratings) - 1 - place) for place in range(len(ratings))]
    card = schedule.fold(zip(ratings, times, strict=True))
    assert card is not None
    return card


def due_of(question: int, **given: object) -> Due:
    """A question of which all is as usual but what is given."""
    fields = {"question": question, "card": card_of(Rating.Good, Rating.Good), **given}
    return Due(**fields)  # type: ignore[arg-type]


@given(reviews=RATINGS, retention=st.sampled_from([0.8, 0.85, 0.9, 0.95]))
def test_what_is_learnt_is_due_when_the_package_says(reviews: list[tuple[Rating, int]], retention: float) -> None:
    scheduler, theirs = Scheduler(desired_retention=retention, enable_fuzzing=False), FsrsCard(card_id=1)
    day, card = TODAY, None
    for rating, days in reviews:
        day += timedelta(days=days)
        card = schedule.review(card, rating, day)
        theirs, _ = scheduler.review_card(theirs, rating, datetime(day.year, day.month, day.day, tzinfo=UTC))
    assert card is not None
    assert card.step == theirs.step
    if card.step is None:
        assert due_day(card, retention=retention) == theirs.due.date()


def test_what_was_not_remembered_comes_again_on_the_same_day() -> None:
    assert due_day(card_of(Rating.Again, days_ago=0)) == TODAY


def test_what_was_learnt_just_now_comes_on_the_next_day_at_the_earliest() -> None:
    assert due_day(card_of(Rating.Good, days_ago=0)) == TODAY + timedelta(days=1)


def test_a_weak_objective_is_worth_more() -> None:
    assert worth(due_of(1, known=0.1), TODAY) > worth(due_of(1, known=0.9), TODAY)


def test_a_quick_question_is_worth_more_a_second() -> None:
    assert worth(due_of(1, seconds=20), TODAY) == pytest.approx(2 * worth(due_of(1, seconds=40), TODAY))


def test_a_review_is_always_worth_something() -> None:
    assert worth(due_of(1, card=card_of(Rating.Easy, Rating.Easy, days_ago=1)), TODAY) > 0


def test_no_more_than_there_is_room_for() -> None:
    assert len(plan(map(due_of, range(9)), TODAY, room=4)) == 4
    assert plan(map(due_of, range(9)), TODAY, room=0) == ()


def test_a_sitting_takes_its_time_and_no_more() -> None:
    found = plan([due_of(number, seconds=50) for number in range(40)], TODAY, room=99)
    assert sum(one.seconds for one in found) == SITTING


def test_one_long_question_has_time_all_the_same() -> None:
    assert [one.question for one in plan([due_of(7, seconds=5000)], TODAY, room=9)] == [7]


def test_of_one_idea_there_is_one_question() -> None:
    found = plan([due_of(1, idea="a"), due_of(2, idea="a"), due_of(3)], TODAY, room=9)
    assert sorted(one.question for one in found) == [1, 3]


def test_neighbours_are_of_different_banks() -> None:
    ranked = [due_of(number, bank=bank) for number, bank in enumerate("aaabbc")]
    banks = [one.bank for one in mixed(ranked)]
    assert all(one != other for one, other in itertools.pairwise(banks))


@given(banks=st.lists(st.sampled_from("abc"), max_size=9))
def test_mixing_keeps_every_question_and_the_order_within_a_bank(banks: list[str]) -> None:
    ranked = [due_of(number, bank=bank) for number, bank in enumerate(banks)]
    order = mixed(ranked)
    assert sorted(one.question for one in order) == list(range(len(banks)))
    for bank in "abc":
        numbers = [one.question for one in order if one.bank == bank]
        assert numbers == sorted(numbers)


def test_a_study_day_is_neither_a_day_off_nor_in_a_holiday() -> None:
    study = StudyDays(days_off=frozenset({5, 6}), holiday=(date(2026, 7, 6), date(2026, 7, 8)))
    assert study.from_on(date(2026, 7, 4)) == date(2026, 7, 9)
    assert StudyDays(days_off=frozenset(range(7))).from_on(date(2026, 7, 4)) == date(2026, 7, 4)


def test_a_backlog_is_spread_over_the_days_that_follow() -> None:
    today = date(2026, 7, 3)  # a Friday
    study = StudyDays(days_off=frozenset({5, 6}))
    found = forecast([date(2026, 6, 1)] * 25, today, study, cap=10, ahead=6)
    assert [load.count for load in found] == [10, 0, 0, 10, 5, 0]
    assert found[0].day == today


@given(
    days=st.lists(st.integers(-40, 40).map(lambda count: date(2026, 7, 1) + timedelta(days=count)), max_size=60),
    cap=st.integers(1, 20),
)
def test_a_forecast_asks_for_nothing_twice(days: list[date], cap: int) -> None:
    found = forecast(days, date(2026, 7, 1), cap=cap)
    assert sum(load.count for load in found) <= len(days)
    assert all(load.count <= cap for load in found)
    assert len(found) == 30


@pytest.mark.parametrize(
    ("measured", "expected"),
    [(0.0, QUICKEST), (QUICKEST, QUICKEST), (41.5, 41.5), (SLOWEST, SLOWEST), (86_400.0, SLOWEST)],
)
def test_an_answer_is_expected_to_take_neither_no_time_nor_a_day(measured: float, expected: float) -> None:
    assert expected_seconds(measured) == expected


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (1, 1), (60, 1), (61, 2), (600, 10), (600.5, 11)])
def test_minutes_are_whole_and_one_at_least(seconds: float, minutes: int) -> None:
    assert whole_minutes(seconds) == minutes
