"""Three models of memory: their formulas by hand, and what holds for each."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.simulation.memories import (
    MAX_HALF_LIFE,
    MIN_HALF_LIFE,
    MODELS,
    ActR,
    HalfLife,
    How,
    Model,
    PowerLaw,
)

FIRST = math.sqrt(2) - 1
POWER = PowerLaw(level=0.95, scale=10, slowing=0.6, reading=0.5)
ACT = ActR(noise=0.4, reading=0.5)
HALF = HalfLife(right=1 / FIRST, wrong=-1 / FIRST, reading=0.5)

DRAWN = st.builds(lambda name, seed: MODELS[name].draw(Random(seed)), st.sampled_from(sorted(MODELS)), st.integers())
CHANCES = st.floats(0.2, 0.95)
DAYS = st.floats(0.01, 60)


@pytest.mark.parametrize("model", [POWER, ACT, HALF])
@pytest.mark.parametrize("day_after", [0.3, 0.6, 0.9])
def test_every_model_is_set_by_the_chance_after_a_day(model: Model, day_after: float) -> None:
    assert model.begin(5.0, day_after).recall(6.0) == pytest.approx(day_after)


# Wickelgren: ψ = ln(.95/.7) / ln 11 = .127354; a success after a day takes .6 · √(1 − .7/.95) = .307793 of it.
@pytest.mark.parametrize(
    ("how", "later", "expected"),
    [(None, 7, 0.552026), ("retrieved", 1, 0.768988), ("read", 1, 0.733685), ("failed", 1, 0.733685)],
)
def test_the_power_law_by_hand(how: How | None, later: float, expected: float) -> None:
    memory = POWER.begin(0, 0.7)
    if how:
        memory.meet(1, how)
    assert memory.recall((1 if how else 0) + later) == pytest.approx(expected, abs=1e-5)


# ACT-R: τ = −.4 · ln 3. On day 4 the first trace weighs 4^−.5 = .5, one of day 3 weighs 1, or half where it was read.
@pytest.mark.parametrize(
    ("how", "expected"), [(None, 0.346554), ("retrieved", 0.892091), ("read", 0.75), ("failed", 0.75)]
)
def test_activation_by_hand(how: How | None, expected: float) -> None:
    memory = ACT.begin(0, 0.75)
    if how:
        memory.meet(3, how)
    assert memory.recall(4) == pytest.approx(expected, abs=1e-5)


# HLR: half of what is met is kept a day; a right answer doubles that day, a wrong one halves it.
@pytest.mark.parametrize(
    ("meetings", "half_life"),
    [((), 1), (("retrieved",), 2), (("failed",), 0.5), (("retrieved", "failed"), 1), (("read", "read"), 2)],
)
def test_half_lives_by_hand(meetings: tuple[How, ...], half_life: float) -> None:
    memory = HALF.begin(0, 0.5)
    for how in meetings:
        memory.meet(1, how)
    start = 1 if meetings else 0
    assert memory.recall(start + half_life) == pytest.approx(0.5)
    assert memory.recall(start + 3 * half_life) == pytest.approx(0.125)


def test_half_lives_stay_within_the_authors_bounds() -> None:
    strong, weak = HALF.begin(0, 0.5), HALF.begin(0, 0.5)
    for _ in range(200):
        strong.meet(0, "retrieved")
        weak.meet(0, "failed")
    assert strong.recall(MAX_HALF_LIFE) == pytest.approx(0.5)
    assert weak.recall(MIN_HALF_LIFE) == pytest.approx(0.5)


def test_a_chance_above_the_level_is_as_good_as_just_below_it() -> None:
    assert POWER.begin(0, 0.99).recall(1) == pytest.approx(0.98 * 0.95)


@given(model=DRAWN, day_after=CHANCES, soon=DAYS, later=DAYS)
def test_every_model_forgets_with_time(model: Model, day_after: float, soon: float, later: float) -> None:
    memory = model.begin(0, day_after)
    assert 1 >= memory.recall(soon) > memory.recall(soon + later) >= 0


@given(model=DRAWN, day_after=CHANCES, wait=DAYS, later=DAYS)
def test_meeting_again_helps_and_retrieval_helps_most(
    model: Model, day_after: float, wait: float, later: float
) -> None:
    alone, read, retrieved = (model.begin(0, day_after) for _ in range(3))
    read.meet(wait, "read")
    retrieved.meet(wait, "retrieved")
    then = wait + later
    assert alone.recall(then) < read.recall(then) <= retrieved.recall(then)


@given(seed=st.integers())
def test_what_is_drawn_lies_in_the_ranges_that_the_docs_name(seed: int) -> None:
    power, act, half = PowerLaw.draw(Random(seed)), ActR.draw(Random(seed)), HalfLife.draw(Random(seed))
    assert 0.9 <= power.level <= 1
    assert 1 <= power.scale <= 30 * (1 + 1e-9)
    assert 0.5 <= power.slowing <= 0.9
    assert 0.25 <= act.noise <= 0.5
    assert 2 <= 2 ** (half.right * FIRST) <= 2**2.35 + 1e-9
    assert 0.5 - 1e-9 <= 2 ** (half.wrong * FIRST) <= 1
    assert all(0.3 <= model.reading <= 0.7 for model in (power, act, half))
