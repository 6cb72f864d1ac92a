"""Partial credit: golden cases of the three policies, and what holds for every pick."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.grading.partial_credit import MAX_DENOMINATOR, POLICIES, bounded

KEY, OTHER = frozenset("bd"), frozenset("ace")
PICKS = [frozenset(pick) for size in range(6) for pick in combinations("abcde", size)]


@pytest.mark.parametrize(
    ("picked", "proportional", "exact", "symmetric"),
    [
        ("", "0", "0", "0"),
        ("b", "1/2", "0", "4/5"),
        ("bd", "1", "1", "1"),
        ("bda", "2/3", "0", "4/5"),
        ("ba", "1/6", "0", "3/5"),
        ("a", "0", "0", "2/5"),
        ("ac", "0", "0", "1/5"),
        ("ace", "0", "0", "0"),
        ("abcde", "0", "0", "2/5"),
    ],
)
def test_credit_for_two_of_five(picked: str, proportional: str, exact: str, symmetric: str) -> None:
    credit = {policy: score(set(picked), KEY, OTHER) for policy, score in POLICIES.items()}
    assert credit == {
        "proportional": Fraction(proportional),
        "exact": Fraction(exact),
        "symmetric": Fraction(symmetric),
    }


@pytest.mark.parametrize("policy", POLICIES)
def test_credit_is_a_fraction_from_0_to_1_and_1_for_the_key_alone(policy: str) -> None:
    for picked in PICKS:
        credit = POLICIES[policy](picked, KEY, OTHER)
        assert isinstance(credit, Fraction)
        assert 0 <= credit <= 1
        assert (credit == 1) == (picked == KEY)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_right_pick_more_never_lowers_and_a_wrong_one_never_raises_the_credit(policy: str) -> None:
    score = POLICIES[policy]
    for picked in PICKS:
        for right in KEY - picked:
            assert score(picked | {right}, KEY, OTHER) >= score(picked, KEY, OTHER)
        for wrong in (OTHER - picked) if picked else ():
            assert score(picked | {wrong}, KEY, OTHER) <= score(picked, KEY, OTHER)


@pytest.mark.parametrize("policy", ["proportional", "exact", "symmetric"])
def test_picking_nothing_or_everything_by_rote_earns_little(policy: str) -> None:
    assert POLICIES[policy](frozenset(), KEY, OTHER) == 0
    assert POLICIES[policy](KEY | OTHER, KEY, OTHER) <= Fraction(2, 5)


@given(
    st.fractions(-(10**15), 10**15)
    | st.builds(Fraction, st.integers(-(10**400), 10**400), st.integers(10**385, 10**400))
)
def test_whatever_is_kept_fits_the_store_and_is_as_near_as_can_be(value: Fraction) -> None:
    kept = bounded(value)
    assert len(str(kept)) <= 80
    assert abs(kept - value) <= Fraction(1, MAX_DENOMINATOR)
    assert bounded(kept) == kept
    if value.denominator <= MAX_DENOMINATOR:
        assert kept == value
    assert (kept == 0) == (value == 0)
    for bound in (0, 1):
        assert (value <= bound) <= (kept <= bound)
        assert (value >= bound) <= (kept >= bound)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Fraction(1, 10**40), Fraction(1, 10**30)),
        (Fraction(-1, 10**40), Fraction(-1, 10**30)),
        (Fraction(1, 3 * 10**30), Fraction(1, 10**30)),
        (Fraction(-1, 10**30), Fraction(-1, 10**30)),
        (Fraction(1, 3) + Fraction(1, 10**50), Fraction(1, 3)),
        (Fraction(0), Fraction(0)),
    ],
)
def test_what_is_hardly_anything_keeps_its_sign_and_stays_more_than_nothing(value: Fraction, kept: Fraction) -> None:
    assert bounded(value) == kept
