"""Mastery of an objective: the figures of Bayesian knowledge tracing, and that a right answer never lowers it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.mastery import (
    LEARNT,
    MAX_SLIP,
    MIN_GUESS,
    NOTHING,
    PRIOR,
    SLIP,
    Evidence,
    Mastery,
    after,
    chances,
    fold,
    gain,
    is_right,
)

DAY = date(2026, 3, 14)


def evidence(right: bool, *, guess: float = 0.25, slip: float = SLIP, days: int = 0) -> Evidence:
    return Evidence(right=right, guess=guess, slip=slip, day=DAY + timedelta(days=days))


def exactly(history: str, guess: F, slip: F = F(1, 10)) -> F:
    """P(known) by the definitions of Corbett and Anderson (1995), in fractions: ``r`` and ``w`` are answers."""
    known = F(1, 5)
    for answer in history:
        hit, miss = (1 - slip, guess) if answer == "r" else (slip, 1 - guess)
        known = known * hit / (known * hit + (1 - known) * miss)
        known += (1 - known) * F(3, 20)
    return known


@pytest.mark.parametrize("history", ["r", "w", "rr", "rw", "wr", "rrr", "wwrrr", "rwrwrw", "rrrrrrrr"])
@pytest.mark.parametrize("guess", [F(1, 20), F(1, 4), F(1, 2)])
def test_the_figures_are_those_of_the_definitions(history: str, guess: F) -> None:
    found = fold(evidence(answer == "r", guess=float(guess)) for answer in history)
    assert found.known == pytest.approx(float(exactly(history, guess)), abs=1e-12)
    assert (found.answers, found.right) == (len(history), history.count("r"))


def test_a_single_right_answer_by_hand() -> None:
    # 0.2·0.9 / (0.2·0.9 + 0.8·0.25) = 0.18 / 0.38; then 15 % of what is left.
    assert fold([evidence(True)]).known == pytest.approx(0.18 / 0.38 + (1 - 0.18 / 0.38) * 0.15)


@pytest.mark.parametrize(
    ("known", "guess", "slip", "bits"),
    # Computed by hand from H(L) - [q·H(L | right) + (1 - q)·H(L | wrong)] to six decimals.
    [(0.2, 0.25, 0.1, 0.215220), (0.6, 0.25, 0.1, 0.336775)],
)
def test_the_expected_information_of_an_answer(known: float, guess: float, slip: float, bits: float) -> None:
    assert gain(known, guess, slip) == pytest.approx(bits, abs=5e-7)


CHANCE = st.floats(0, 1)
FACILITY = st.floats(0, 1)
CHANCES = st.builds(chances, CHANCE, st.integers(0, 100), FACILITY)


@given(CHANCE, CHANCES)
def test_an_answer_never_tells_less_than_nothing_nor_more_than_a_bit(known: float, both: tuple[float, float]) -> None:
    assert -1e-12 <= gain(known, *both) <= 1 + 1e-12


def test_what_is_known_for_certain_can_not_be_told_more() -> None:
    assert gain(0.0, 0.25, 0.1) == gain(1.0, 0.25, 0.1) == 0
    assert gain(0.0, 0.0, 0.0) == 0


ANSWERS = st.lists(
    st.builds(
        lambda right, both, days: evidence(right, guess=both[0], slip=both[1], days=days),
        st.booleans(),
        CHANCES,
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(ANSWERS, st.integers(0, 12), CHANCES, st.integers(0, 3))
def test_one_more_right_answer_anywhere_never_lowers_mastery(
    answers: list[Evidence], place: int, both: tuple[float, float], days: int
) -> None:
    more = [*answers[:place], evidence(True, guess=both[0], slip=both[1], days=days), *answers[place:]]
    assert_no_lower(fold(more), fold(answers))


@given(ANSWERS.filter(bool), st.data())
def test_an_answer_that_turns_out_right_never_lowers_mastery(answers: list[Evidence], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(answers) - 1))
    one = answers[place]
    other = Evidence(right=True, guess=one.guess, slip=one.slip, day=one.day)
    assert_no_lower(fold([*answers[:place], other, *answers[place + 1 :]]), fold(answers))


LEVELS = ["started", "familiar", "proficient", "mastered"]


def assert_no_lower(more: Mastery, less: Mastery) -> None:
    assert more.known >= less.known - 1e-12
    assert more.right >= less.right
    assert more.two_days or not less.two_days
    # At the very edge of a level the last bit of a float may go either way.
    if abs(more.known - less.known) > 1e-12:
        assert LEVELS.index(more.level) >= LEVELS.index(less.level)


@given(ANSWERS)
def test_it_stays_a_chance_and_is_kept_from_answer_to_answer(answers: list[Evidence]) -> None:
    mastery = NOTHING
    for answer in answers:
        mastery = after(mastery, answer)
        assert 0 < mastery.known <= 1
    assert mastery == fold(answers)


def at(known: float, **more: object) -> Mastery:
    return Mastery(**{"known": known, "right": 3, "first_right": DAY, "two_days": True, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mastery", "level"),
    [
        (NOTHING, "started"),
        (at(0.399), "started"),
        (at(0.4), "familiar"),
        (at(0.799), "familiar"),
        (at(0.8), "proficient"),
        (at(0.949), "proficient"),
        (at(0.95), "mastered"),
        (at(0.99, right=2), "proficient"),
        (at(0.99, two_days=False), "proficient"),
    ],
)
def test_levels(mastery: Mastery, level: str) -> None:
    assert mastery.level == level


def test_mastery_needs_right_answers_of_two_days() -> None:
    one_day = [evidence(True) for _ in range(6)]
    assert fold(one_day).level == "proficient"
    assert fold([*one_day, evidence(True, days=1)]).level == "mastered"
    # Wrong answers of another day are none of them.
    assert fold([*one_day, evidence(False, days=1), *one_day]).level == "proficient"


@pytest.mark.parametrize(
    ("guess", "answers", "facility", "expected"),
    [
        (0.25, 0, 0.0, (0.25, SLIP)),
        (0.0, 29, 0.9, (MIN_GUESS, SLIP)),
        (0.0, 30, 0.9, (0.225, 0.05)),
        (0.25, 30, 0.9, (0.25, 0.05)),
        (0.25, 30, 0.2, (0.25, MAX_SLIP)),
        (0.25, 30, 0.6, (0.25, 0.2)),
        (1.0, 0, 0.0, (0.9, SLIP)),
    ],
)
def test_chances(guess: float, answers: int, facility: float, expected: tuple[float, float]) -> None:
    assert chances(guess, answers, facility) == pytest.approx(expected)


@given(CHANCE, st.integers(0, 1_000), FACILITY)
def test_a_right_answer_never_speaks_against_knowing(guess: float, answers: int, facility: float) -> None:
    lucky, slip = chances(guess, answers, facility)
    assert lucky <= 1 - slip
    assert MIN_GUESS <= lucky <= 1
    assert 0 <= slip <= MAX_SLIP


def test_half_of_the_points_is_right() -> None:
    assert (is_right(0.5), is_right(0.499), is_right(1.0), is_right(0.0)) == (True, False, True, False)
    assert (PRIOR, LEARNT) == (0.2, 0.15)
