"""The map of a class: what a number says, and in which step it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.classes import heat
from quiz.domain.classes.heat import Standing, Weight

WEIGHTS = [
    Weight(column="1.1", measured=(1, "objective:a"), questions=3),
    Weight(column="1.1", measured=(1, "objective:b"), questions=1),
    Weight(column="1.2", measured=(1, "objective:b"), questions=4),
]


@pytest.mark.parametrize(("value", "step"), [(None, 0), (0, 1), (39, 1), (40, 2), (60, 3), (75, 4), (89, 4), (90, 5)])
def test_a_number_is_in_a_step(value: int | None, step: int) -> None:
    assert heat.step_of(value) == step


def test_a_cell_says_the_share_of_its_questions_that_is_mastered_or_likely_known() -> None:
    known = {(1, "objective:a"): Standing(0.99, True)}
    mastered = heat.cells(WEIGHTS, known)
    assert (mastered["1.1"].value, mastered["1.1"].mastered, mastered["1.1"].questions) == (75, 3, 4)
    assert mastered["1.2"].value is None
    # (3 × .99 + 1 × .2) / 4 = .7925: what was not answered counts with P(known) before the first answer.
    assert heat.cells(WEIGHTS, known, "known")["1.1"].value == 79


def test_who_began_and_mastered_nothing_has_nought() -> None:
    cell = heat.cell_of(WEIGHTS, {(1, "objective:b"): Standing(0.4, False, 3)})
    assert (cell.value, cell.step, cell.few) == (0, 1, False)


@pytest.mark.parametrize(
    ("standing", "few"),
    [
        (Standing(0.6, False, 2), True),
        (Standing(0.9, False, 9), True),
        (Standing(0.6, False, 3), False),
        (Standing(0.99, True, 9), False),
    ],
)
def test_too_few_answers_to_say_are_told_apart_from_a_low_number(standing: Standing, few: bool) -> None:
    cell = heat.cell_of(WEIGHTS, {(1, "objective:b"): standing})
    assert (cell.few, cell.step == 0) == (few, few)
    sure = {(1, "objective:a"): Standing(0.1, False, 9), (1, "objective:b"): standing}
    assert not heat.cell_of(WEIGHTS, sure).few


def test_a_distribution_counts_everybody_once() -> None:
    found = heat.distribution([None, None, 0, 39, 40, 100])
    assert [one.learners for one in found] == [2, 2, 1, 0, 0, 1]


@given(
    st.dictionaries(
        st.sampled_from([(1, "objective:a"), (1, "objective:b")]),
        st.builds(Standing, st.floats(0, 1), st.booleans(), st.integers(1, 9)),
    )
)
def test_only_all_of_it_is_a_hundred(known: dict[tuple[int, str], tuple[float, bool]]) -> None:
    for show in ("mastered", "known"):
        cell = heat.cell_of(WEIGHTS, known, show)  # type: ignore[arg-type]  # a loop widens the two words
        assert (cell.value is None) == (not known)
        assert cell.value is None or 0 <= cell.value <= 100
    assert (heat.cell_of(WEIGHTS, known).value == 100) == (
        len(known) == 2 and all(one.mastered for one in known.values())
    )
