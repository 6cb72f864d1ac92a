"""What later tries and wrong answers are worth: golden cases after Moodle, and what holds for every sequence."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.grading.tries import Method, adaptive, after_try, interactive, total, with_negative

shares = st.fractions(0, 1)
methods = st.sampled_from(["interactive", "adaptive"])


def counted(method: Method, penalty: Fraction, fractions: list[Fraction]) -> list[Fraction]:
    """What counts after each of several tries."""
    best, found = Fraction(0), []
    for earlier, fraction in enumerate(fractions):
        best = after_try(method, best, fraction, earlier, penalty)
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
    ("marks", "possible", "floor", "points"),
    [("7", "10", "0", "7"), ("-3", "10", "0", "0"), ("-3", "10", "-1/5", "-2"), ("-3", "10", "-1", "-3")],
)
def test_an_attempt_never_falls_below_the_floor(marks: str, possible: str, floor: str, points: str) -> None:
    assert total(Fraction(marks), Fraction(possible), Fraction(floor)) == Fraction(points)
