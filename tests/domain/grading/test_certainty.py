"""Certainty: what each level earns, when each pays best, and how it is held against success."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.grading.certainty import (
    HIGH,
    LEVELS,
    LOW,
    MAX_EARNED,
    MIDDLE,
    RANGES,
    Calibration,
    calibration,
    earned,
)

answers = st.lists(st.tuples(st.fractions(0, 1), st.none() | st.sampled_from(LEVELS)), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("level", "right", "partly", "wrong"),
    [(None, "1", "1/2", "0"), (LOW, "1", "1/2", "0"), (MIDDLE, "2", "1", "-2"), (HIGH, "3", "3/2", "-6")],
)
def test_each_level_earns_and_costs_its_own(level: int | None, right: str, partly: str, wrong: str) -> None:
    found = [earned(Fraction(fraction), level) for fraction in ("1", "1/2", "0")]
    assert found == [Fraction(right), Fraction(partly), Fraction(wrong)]
    assert max(found) <= MAX_EARNED


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_pays_best_where_it_is_honest(level: int) -> None:
    least, most = RANGES[level]
    for chance in (least + 0.005, (least + most) / 2, most - 0.005):
        expected = {
            other: chance * earned(Fraction(1), other) + (1 - chance) * earned(Fraction(0), other) for other in LEVELS
        }
        assert max(expected, key=expected.__getitem__) == level


def test_the_ranges_follow_each_other_from_0_to_1() -> None:
    bounds = [RANGES[level] for level in LEVELS]
    assert [bounds[0][0], bounds[-1][1]] == [0, 1]
    assert [most for _, most in bounds[:-1]] == [least for least, _ in bounds[1:]]


@pytest.mark.parametrize(
    ("pairs", "average", "accuracy", "bonus"),
    [
        ([("1", 3), ("1", 3), ("0", 3), ("1", 2), ("0", 1)], "2/5", "3/5", "-1/50"),
        ([("1", 3)], "3", "1", "0"),
        ([("0", None)], "0", "0", "0"),
        ([("0", 3)], "-6", "0", "-3/5"),
        # Knowing what one knows: sure of the half that is right, unsure of the rest.
        ([("1", 3), ("0", 1)], "3/2", "1/2", "1/10"),
        ([("1/2", 2), ("1", 2)], "3/2", "3/4", "1/20"),
    ],
)
def test_certainty_is_held_against_success(
    pairs: list[tuple[str, int | None]], average: str, accuracy: str, bonus: str
) -> None:
    found = calibration((Fraction(fraction), level) for fraction, level in pairs)
    assert found == Calibration(average=Fraction(average), accuracy=Fraction(accuracy), bonus=Fraction(bonus))


def test_without_answers_there_is_nothing_to_hold() -> None:
    assert calibration([]) is None


@given(answers)
def test_a_calibration_keeps_its_ranges_and_knows_no_order(pairs: list[tuple[Fraction, int | None]]) -> None:
    found = calibration(pairs)
    assert found is not None
    assert -6 <= found.average <= 3
    assert 0 <= found.accuracy <= 1
    assert calibration(reversed(pairs)) == found


@given(st.lists(st.sampled_from([Fraction(0), Fraction(1)]), min_size=1, max_size=20), st.sampled_from(LEVELS))
def test_one_level_for_all_earns_no_bonus(fractions: list[Fraction], level: int) -> None:
    found = calibration([(fraction, level) for fraction in fractions])
    assert found is not None
    assert found.bonus <= 0
