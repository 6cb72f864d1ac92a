"""Simulated learners: drawn from seeds, with the same luck at the same meeting, and answers as an app sees them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from statistics import fmean

import pytest

from quiz.simulation.learners import DAY, GUESSES, MONTHS, Answer, Mind, draw_learner, draw_series
from quiz.simulation.memories import MODELS

SEED = 20260915
SERIES = draw_series(SEED)
LEARNER = draw_learner(SEED, 0)


def answer(mind: Mind, number: int, at: float) -> Answer:
    found = mind.answer(SERIES[number], at)
    assert found is not None
    return found


def test_the_series_has_the_questions_and_objectives_of_six_months() -> None:
    assert [question.number for question in SERIES] == list(range(167))
    assert Counter(question.month for question in SERIES) == {place: count for place, (count, _) in enumerate(MONTHS)}
    by_month = [len({one.objective for one in SERIES if one.month == month}) for month in range(6)]
    assert by_month == [parts for _, parts in MONTHS]
    assert len({question.objective for question in SERIES}) == 36
    assert all(Counter(one.guess for one in SERIES if one.month == month)[0.5] == 3 for month in range(6))
    assert len(GUESSES) == 9


def test_a_seed_gives_the_same_learners_and_questions() -> None:
    assert draw_series(SEED) == SERIES
    assert draw_learner(SEED, 0) == LEARNER
    assert draw_learner(SEED, 3) != LEARNER
    assert draw_learner(SEED + 1, 0) != LEARNER


def test_the_models_take_turns() -> None:
    assert [draw_learner(SEED, number).model_name for number in range(4)] == [*MODELS, "Wickelgren"]


def test_a_meeting_has_the_same_luck_whatever_came_before() -> None:
    busy, idle = Mind(LEARNER), Mind(LEARNER)
    for number in range(20):
        answer(busy, number, 0)
    assert answer(busy, 30, 1) == answer(idle, 30, 1)
    assert answer(busy, 30, 2) == answer(idle, 30, 2)


@pytest.mark.parametrize("reads", [False, True])
def test_what_takes_too_long_does_not_happen(reads: bool) -> None:
    mind, question = Mind(LEARNER), SERIES[0]
    assert (mind.read if reads else mind.answer)(question, 0, 1) is None
    assert mind.recall(question, 1) == 0
    assert answer(mind, 0, 0) == answer(Mind(LEARNER), 0, 0)


def test_nothing_is_remembered_before_it_was_met() -> None:
    mind = Mind(LEARNER)
    assert mind.remembered(SERIES, 0) == 0
    answer(mind, 0, 0)
    assert mind.remembered(SERIES, 1) == mind.recall(SERIES[0], 1) > 0


def test_able_learners_remember_more_and_hard_questions_less() -> None:
    def after_a_day(ability: float, difficulty: float) -> float:
        mind, question = Mind(replace(LEARNER, ability=ability)), replace(SERIES[0], difficulty=difficulty)
        mind.read(question, 0)
        return mind.recall(question, 1)

    assert after_a_day(2, 0) > after_a_day(1, 0) > after_a_day(1, 1)
    assert after_a_day(0, 0) == pytest.approx(0.5, abs=0.01)


def test_who_knows_nothing_guesses_and_who_knows_all_slips() -> None:
    blank, sure = replace(LEARNER, prior=0.0, slip=0.0), replace(LEARNER, prior=1.0, slip=0.05)
    guessed = [answer(Mind(replace(blank, name=f"{name}")), 0, 0).right for name in range(2000)]
    slipped = [answer(Mind(replace(sure, name=f"{name}")), 0, 0).right for name in range(2000)]
    assert fmean(guessed) == pytest.approx(SERIES[0].guess, abs=0.03)
    assert fmean(slipped) == pytest.approx(0.95, abs=0.02)


def test_certainty_has_three_levels_and_is_higher_where_answers_are_right() -> None:
    mind = Mind(LEARNER)
    answers = [answer(mind, number, day) for day in range(5) for number in range(167)]
    assert {one.certainty for one in answers} == {1, 2, 3}
    right, wrong = ([one.certainty for one in answers if one.right is said] for said in (True, False))
    assert fmean(right) > fmean(wrong)


def test_wrong_answers_take_longer_as_their_explanation_is_read() -> None:
    mind = Mind(LEARNER)
    answers = [answer(mind, number, day) for day in range(5) for number in range(167)]
    right, wrong = ([one.seconds for one in answers if one.right is said] for said in (True, False))
    assert fmean(wrong) > fmean(right) + 10


def test_a_day_has_so_many_seconds() -> None:
    assert DAY == 24 * 60 * 60
