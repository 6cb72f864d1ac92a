"""What marks come to: cases worked out by hand, and what holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.classes.gradebook import Category, Entry, standing, summarize

TESTS, HOMEWORK = Category(id=1, weight=Fraction(60)), Category(id=2, weight=Fraction(40), drop_lowest=1)


def entry(
    column: str,
    points: int | str | None,
    possible: int = 10,
    category: int = 1,
    *,
    excused: bool = False,
    missing: bool = False,
) -> Entry:
    return Entry(
        column=column,
        points=None if points is None else Fraction(points),
        possible=Fraction(possible),
        category=category,
        excused=excused,
        missing=missing,
    )


@pytest.mark.parametrize(
    ("marks", "drop", "share", "dropped"),
    [
        # 8 + 6 of 20.
        ([entry("a", 8), entry("b", 6)], 0, "7/10", ""),
        # 6 of 10 is the lowest: 8 + 9 of 10 + 10.
        ([entry("a", 8), entry("b", 6), entry("c", 9)], 1, "17/20", "b"),
        # By its share, not its points: 9 of 20 is lower than 5 of 10.
        ([entry("a", 5), entry("b", 9, 20)], 1, "1/2", "b"),
        # Of equal shares the one with the most points goes: 1/2, 1/2, 1 of 1: (5 + 1) / 11.
        ([entry("a", 5), entry("b", 10, 20), entry("c", 1, 1)], 1, "6/11", "b"),
        # What is missing is a 0, and may be what is dropped.
        ([entry("a", 8), entry("b", None, missing=True)], 0, "2/5", ""),
        ([entry("a", 8), entry("b", None, missing=True)], 1, "4/5", "b"),
        # What is excused counts nowhere, and is not what is dropped.
        ([entry("a", 8), entry("b", 0, excused=True), entry("c", 4)], 1, "4/5", "c"),
        ([entry("a", 8), entry("b", None, excused=True, missing=True)], 1, "4/5", ""),
        # What is not due yet counts nowhere.
        ([entry("a", 8), entry("b", None)], 1, "4/5", ""),
        # One always stays.
        ([entry("a", 3), entry("b", 6)], 5, "3/5", "a"),
        # More than the points, as for a bonus, and less than none, by negative marks.
        ([entry("a", 12), entry("b", -2)], 0, "1/2", ""),
    ],
)
def test_a_category_comes_to_the_points_of_what_counts(marks: list[Entry], drop: int, share: str, dropped: str) -> None:
    found = standing(marks, drop)
    assert found is not None
    assert (found.share, found.dropped) == (Fraction(share), frozenset(dropped))


@pytest.mark.parametrize(
    "marks",
    [[], [entry("a", None)], [entry("a", 5, excused=True)], [entry("a", None, excused=True)], [entry("a", 0, 0)]],
)
def test_a_category_without_a_mark_comes_to_nothing(marks: list[Entry]) -> None:
    assert standing(marks, 1) is None
    assert summarize(marks, [TESTS]).final is None
    assert summarize(marks, []).final is None


def test_the_whole_is_weighed_by_hand() -> None:
    marks = [entry("a", 7), entry("b", 9), entry("h1", 2, 5, 2), entry("h2", 4, 5, 2), entry("h3", 5, 5, 2)]
    # 16/20 of 60 and 9/10 of 40: 48 + 36 of 100.
    found = summarize(marks, [TESTS, HOMEWORK])
    assert found.final == Fraction(84, 100)
    assert found.dropped == {"h1"}
    assert {number: one.weight for number, one in found.categories.items()} == {1: Fraction(3, 5), 2: Fraction(2, 5)}


def test_weights_are_taken_among_categories_that_have_marks() -> None:
    marks = [entry("a", 7), entry("h1", None, 5, 2), entry("p", 3, 5, 3)]
    project = Category(id=3, weight=Fraction(20))
    # 7/10 of 60 and 3/5 of 20: 42 + 12 of 80.
    assert summarize(marks, [TESTS, HOMEWORK, project]).final == Fraction(54, 80)
    assert summarize(marks[:2], [TESTS, HOMEWORK, project]).final == Fraction(7, 10)


def test_a_column_of_no_category_counts_only_where_there_are_none() -> None:
    marks = [entry("a", 7), replace(entry("b", 3), category=None)]
    assert summarize(marks, [TESTS]).final == Fraction(7, 10)
    assert summarize(marks, []).final == Fraction(1, 2)


def test_categories_of_no_weight_make_no_whole() -> None:
    found = summarize([entry("a", 7)], [Category(id=1, weight=Fraction(0))])
    assert found.final is None
    assert found.categories[1].share == Fraction(7, 10)


ENTRIES = st.lists(
    st.builds(
        Entry,
        column=st.uuids().map(str),
        points=st.none() | st.integers(-5, 30).map(Fraction),
        possible=st.integers(1, 20).map(Fraction),
        category=st.sampled_from([None, 1, 2]),
        excused=st.booleans(),
        missing=st.booleans(),
    ),
    max_size=8,
)


@given(ENTRIES, st.integers(0, 4))
def test_leaving_out_one_more_never_lowers(marks: list[Entry], drop: int) -> None:
    fewer, more = standing(marks, drop), standing(marks, drop + 1)
    assert (fewer is None) == (more is None)
    assert fewer is None or more is None or more.share >= fewer.share


@given(ENTRIES, st.integers(0, 4))
def test_excusing_the_lowest_never_lowers_its_category(marks: list[Entry], drop: int) -> None:
    counting = [one for one in marks if one.counts is not None]
    if len(counting) < 2:
        return
    lowest = min(counting, key=lambda one: ((one.counts or Fraction(0)) / one.possible, -one.possible))
    excused = [replace(one, excused=True) if one is lowest else one for one in marks]
    before, after = standing(marks, drop), standing(excused, drop)
    assert before is not None
    assert after is not None
    assert after.share >= before.share


@given(st.data(), ENTRIES, st.integers(0, 3))
def test_the_order_of_columns_changes_nothing(data: st.DataObject, marks: list[Entry], drop: int) -> None:
    categories = [replace(TESTS, drop_lowest=drop), HOMEWORK]
    mixed = data.draw(st.permutations(marks))
    assert summarize(mixed, categories[::-1]) == summarize(marks, categories)


@given(ENTRIES)
def test_a_category_lies_between_its_lowest_and_its_highest(marks: list[Entry]) -> None:
    found = standing(marks, 1)
    shares = [points / one.possible for one in marks if (points := one.counts) is not None]
    assert found is None or min(shares) <= found.share <= max(shares)
