"""What answers earn: golden cases after Moodle, and what holds for every answer, try and attempt."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.grading.certainty import LEVELS
from quiz.domain.grading.marking import (
    Certainty,
    Method,
    Rules,
    adaptive,
    after_try,
    follows,
    has_try_left,
    interactive,
    mark_of,
    mark_of_latest,
    mark_of_tries,
    most,
    possible,
    total,
    with_negative,
)

shares = st.fractions(0, 1)
methods = st.sampled_from(["interactive", "adaptive"])
levels = st.none() | st.sampled_from(LEVELS)


@dataclass(frozen=True, kw_only=True)
class Made:
    """The rules of a quiz, as far as marks go."""

    tries: int = 1
    method: Method = "interactive"
    penalty: Fraction = Fraction(0)
    certainty: Certainty = "off"
    negative: Fraction = Fraction(0)
    floor: Fraction = Fraction(0)


PLAIN = Made()
COUNTED = Made(certainty="counted")
NEGATIVE = Made(negative=Fraction(1, 4))
rules = st.builds(
    Made,
    tries=st.integers(1, 10),
    method=methods,
    penalty=shares,
    certainty=st.sampled_from(["off", "shown", "counted"]),
    negative=shares,
    floor=st.fractions(-6, 0),
)


def counted(method: Method, penalty: Fraction, fractions: list[Fraction]) -> list[Fraction]:
    """What counts after each of several tries."""
    quiz, best, found = Made(method=method, penalty=penalty), Fraction(0), []
    for earlier, fraction in enumerate(fractions):
        best = after_try(quiz, best, fraction, earlier)
        found.append(best)
    return found


@pytest.mark.parametrize(
    ("method", "penalty", "fractions", "shares"),
    [
        # Interactive with multiple tries: a third of the points for each try before.
        ("interactive", "1/3", "1", "1"),
        ("interactive", "1/3", "0 1", "0 2/3"),
        ("interactive", "1/3", "0 0 1", "0 0 1/3"),
        ("interactive", "1/3", "0 0 0 1", "0 0 0 0"),
        ("interactive", "1/2", "0 4/5", "0 3/10"),
        ("interactive", "1/2", "4/5 2/5", "4/5 0"),
        ("interactive", "0", "0 0 1", "0 0 1"),
        ("interactive", "1", "0 1", "0 0"),
        # Adaptive: the best of all tries, each less the penalties before it.
        ("adaptive", "1/10", "0 1/2 1", "0 2/5 4/5"),
        ("adaptive", "1/10", "1/2 0", "1/2 1/2"),
        ("adaptive", "3/10", "9/10 1", "9/10 9/10"),
        ("adaptive", "1/3", "0 0 1", "0 0 1/3"),
        ("adaptive", "1/3", "0 0 0 0 1", "0 0 0 0 0"),
        ("adaptive", "0", "1/4 1/2 1", "1/4 1/2 1"),
    ],
)
def test_a_later_try_is_worth_what_moodle_gives_it(method: Method, penalty: str, fractions: str, shares: str) -> None:
    found = counted(method, Fraction(penalty), [Fraction(word) for word in fractions.split()])
    assert found == [Fraction(word) for word in shares.split()]


@given(methods, shares, st.lists(shares, max_size=10))
def test_no_sequence_of_tries_leaves_the_range_from_0_to_1(
    method: Method, penalty: Fraction, fractions: list[Fraction]
) -> None:
    assert all(0 <= share <= 1 for share in counted(method, penalty, fractions))


@given(shares, st.lists(shares, max_size=10))
def test_in_adaptive_an_earlier_success_is_never_lost(penalty: Fraction, fractions: list[Fraction]) -> None:
    found = counted("adaptive", penalty, fractions)
    assert found == sorted(found)


@given(shares, shares, shares, st.integers(0, 9))
def test_a_try_never_earns_more_than_it_deserves_and_never_more_for_coming_later(
    best: Fraction, fraction: Fraction, penalty: Fraction, earlier: int
) -> None:
    for method in (lambda n: interactive(fraction, n, penalty), lambda n: adaptive(best, fraction, n, penalty)):
        assert method(earlier + 1) <= method(earlier) <= max(best, fraction)
    assert interactive(fraction, 0, penalty) == fraction
    assert adaptive(best, fraction, earlier, penalty) >= interactive(fraction, earlier, penalty)


@pytest.mark.parametrize(
    ("fraction", "negative", "share"),
    [("1", "1/3", "1"), ("1/2", "1/3", "1/2"), ("0", "1/3", "-1/3"), ("0", "1", "-1"), ("0", "0", "0")],
)
def test_only_an_answer_with_nothing_right_costs_something(fraction: str, negative: str, share: str) -> None:
    assert with_negative(Fraction(fraction), Fraction(negative)) == Fraction(share)


@pytest.mark.parametrize(
    ("quiz", "fraction", "answered", "level", "mark"),
    [
        (PLAIN, "1", True, None, "1"),
        (PLAIN, "1/3", True, 3, "1/3"),
        (PLAIN, "0", True, 3, "0"),
        (PLAIN, "0", False, None, "0"),
        (NEGATIVE, "1", True, None, "1"),
        (NEGATIVE, "1/3", True, None, "1/3"),
        (NEGATIVE, "0", True, None, "-1/4"),
        # Nothing said is not wrong: it costs nothing.
        (NEGATIVE, "0", False, None, "0"),
        (Made(certainty="shown"), "1", True, 3, "1"),
        (Made(certainty="shown"), "0", True, 3, "0"),
        (COUNTED, "1", True, 1, "1"),
        (COUNTED, "1", True, 2, "2"),
        (COUNTED, "1/2", True, 3, "3/2"),
        (COUNTED, "0", True, 1, "0"),
        (COUNTED, "0", True, 2, "-2"),
        (COUNTED, "0", True, 3, "-6"),
        (COUNTED, "1", True, None, "1"),
        (COUNTED, "0", False, 3, "0"),
        # Certainty has its own price for a wrong answer.
        (Made(certainty="counted", negative=Fraction(1, 4)), "0", True, 1, "0"),
        (Made(certainty="counted", negative=Fraction(1, 4)), "0", True, 3, "-6"),
    ],
)
def test_an_answer_earns_by_the_rules_of_its_quiz(
    quiz: Made, fraction: str, answered: bool, level: int | None, mark: str
) -> None:
    assert mark_of(quiz, Fraction(fraction), answered=answered, level=level) == Fraction(mark)


@given(rules, shares, st.booleans(), levels)
def test_no_answer_earns_more_than_the_most_or_costs_more_than_six_times(
    quiz: Made, fraction: Fraction, answered: bool, level: int | None
) -> None:
    assert -6 <= mark_of(quiz, fraction, answered=answered, level=level) <= most(quiz)


@pytest.mark.parametrize(
    ("quiz", "counted", "fraction", "level", "mark"),
    [
        (NEGATIVE, "2/3", "1", None, "2/3"),
        (NEGATIVE, "0", "0", None, "-1/4"),
        # Right at last, when its tries had used up its worth: nothing earned, and nothing lost.
        (NEGATIVE, "0", "1", None, "0"),
        (COUNTED, "0", "1/2", 3, "0"),
        (COUNTED, "0", "0", 3, "-6"),
        (COUNTED, "2/3", "1", 3, "2"),
    ],
)
def test_only_a_wrong_last_try_costs_something(
    quiz: Made, counted: str, fraction: str, level: int | None, mark: str
) -> None:
    assert mark_of_tries(quiz, Fraction(counted), Fraction(fraction), level) == Fraction(mark)


@pytest.mark.parametrize(
    ("fraction", "tries", "left"),
    [("0", 1, True), ("1/2", 2, True), ("0", 3, False), ("1", 1, False), ("1", 3, False)],
)
def test_a_question_stays_open_until_it_is_right_or_its_tries_are_used(fraction: str, tries: int, left: bool) -> None:
    assert has_try_left(Made(tries=3), Fraction(fraction), tries) is left
    assert not has_try_left(Made(tries=3), Fraction(fraction), tries, once=True)


THIRDS = Made(tries=3, penalty=Fraction(1, 3), negative=Fraction(1, 4))


@pytest.mark.parametrize(
    ("tries", "answered", "fraction", "mark"),
    [
        (None, True, "1", "1"),
        (None, True, "0", "-1/4"),
        (None, False, "0", "0"),
        # From before tries were counted: as good as the first.
        (0, True, "1", "1"),
        (1, True, "1", "1"),
        (2, True, "1", "2/3"),
        (3, True, "1", "1/3"),
        (3, True, "0", "-1/4"),
        (3, True, "1/2", "0"),
        # A practised blank was checked, and that is an answer.
        (1, False, "0", "-1/4"),
    ],
)
def test_the_latest_answer_is_charged_for_as_many_tries_as_it_took(
    tries: int | None, answered: bool, fraction: str, mark: str
) -> None:
    assert mark_of_latest(THIRDS, Fraction(fraction), tries=tries, answered=answered, level=None) == Fraction(mark)


@given(rules, st.lists(shares, min_size=1, max_size=10), levels)
def test_the_mark_of_any_sequence_of_tries_follows_from_its_last(
    quiz: Made, fractions: list[Fraction], level: int | None
) -> None:
    counts = counted(quiz.method, quiz.penalty, fractions)[-1]
    mark = mark_of_tries(quiz, counts, fractions[-1], level)
    assert follows(quiz, mark, fractions[-1], tries=len(fractions), answered=True, level=level)


@given(rules, shares, st.none() | st.integers(0, 10), st.booleans(), levels)
def test_only_its_own_mark_follows_from_an_answer_or_one_between_its_bounds(
    quiz: Made, fraction: Fraction, tries: int | None, answered: bool, level: int | None
) -> None:
    mark = mark_of_latest(quiz, fraction, tries=tries, answered=answered, level=level)
    assert follows(quiz, mark, fraction, tries=tries, answered=answered, level=level)
    assert not follows(quiz, mark - 1, fraction, tries=tries, answered=answered, level=level)
    assert not follows(quiz, mark + 10, fraction, tries=tries, answered=answered, level=level)
    assert not follows(quiz, None, fraction, tries=tries, answered=answered, level=level)


@pytest.mark.parametrize(
    ("mark", "holds"), [(None, False), ("2/5", False), ("1/2", True), ("3/4", True), ("1", True), ("11/10", False)]
)
def test_a_mark_after_several_tries_lies_between_the_last_answer_and_a_whole(mark: str | None, holds: bool) -> None:
    quiz = Made(tries=3, method="adaptive")
    told = None if mark is None else Fraction(mark)
    assert follows(quiz, told, Fraction(1, 2), tries=2, answered=True, level=None) is holds


def test_the_most_is_three_times_the_points_where_certainty_counts() -> None:
    levels: tuple[Certainty, ...] = ("off", "shown", "counted")
    assert [most(Made(certainty=word)) for word in levels] == [1, 1, 3]
    worth, once, thrice = [Fraction(1), Fraction(3, 2)], Fraction(5, 2), Fraction(15, 2)
    assert [possible(Made(certainty=word), worth) for word in levels] == [once, once, thrice]


@pytest.mark.parametrize(
    ("mark", "floor", "points"),
    [("7/10", "0", "7"), ("-3/10", "0", "0"), ("-3/10", "-1/5", "-2"), ("-3/10", "-1", "-3")],
)
def test_an_attempt_never_falls_below_the_floor(mark: str, floor: str, points: str) -> None:
    marked = [(Fraction(10), Fraction(mark))]
    assert total(Made(floor=Fraction(floor)), marked, Fraction(10)) == Fraction(points)


@given(rules, st.lists(st.tuples(st.fractions(0, 10), shares, st.booleans(), levels), max_size=10))
def test_an_attempt_earns_from_its_floor_to_what_is_possible(
    quiz: Made, asked: list[tuple[Fraction, Fraction, bool, int | None]]
) -> None:
    whole = possible(quiz, (worth for worth, *_ in asked))
    marked = [
        (worth, mark_of(quiz, fraction, answered=answered, level=level)) for worth, fraction, answered, level in asked
    ]
    points = total(quiz, marked, whole)
    near = Fraction(1, 10**20)
    assert quiz.floor * whole - near <= points <= whole + near
    assert total(quiz, reversed(marked), whole) == points


def test_a_quiz_says_all_that_marks_need() -> None:
    quiz: Rules = Quiz.model_validate({"id": "q", "title": "Q", "mode": "practice", "draw": [{"count": "1"}]})
    assert all(getattr(quiz, name) == getattr(PLAIN, name) for name in Made.__dataclass_fields__)


def test_a_mark_has_a_denominator_that_can_be_stored() -> None:
    draw = [{"count": "1"}]
    rules = Quiz.model_validate({"id": "q", "title": "Q", "mode": "exam", "draw": draw, "negative": f"0.{'3' * 39}"})
    mark = mark_of(rules, Fraction(0), answered=True, level=None)
    assert len(f"{mark.numerator}/{mark.denominator}") <= 80
    assert abs(mark + Fraction(1, 3)) < Fraction(1, 10**29)
