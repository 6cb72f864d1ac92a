"""Fitted parameters against the usual ones: what is fitted to, what is held out, and which of both is used."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.predicting import fitting
from quiz.domain.predicting.fitting import ENOUGH, Answer, count_reviews, fit, log_loss, split, steps
from quiz.domain.schedule import DEFAULT, Parameters

START = date(2026, 3, 14)
GENTLE: Parameters = (*(value / 10 for value in DEFAULT[:4]), *DEFAULT[4:])
"""Who forgets ten times as fast after a first answer."""


def answer(day: int, rating: Rating = Rating.Good, question: int = 1) -> Answer:
    return Answer(question=question, rating=rating, day=START + timedelta(days=day))


def test_a_review_is_an_answer_a_day_or_more_after_the_one_before() -> None:
    answers = [answer(0), answer(1, question=2), answer(0), answer(1), answer(2, question=2), answer(4)]
    assert [step.days for step in steps(answers)] == [0, 0, 0, 1, 1, 3]
    assert [step.is_review for step in steps(answers)] == [False, False, False, True, True, True]
    assert count_reviews(answers) == 3


def test_what_another_question_stood_for_moves_the_card_and_is_no_review() -> None:
    stood = replace(answer(2), asked=False)
    answers = [answer(0), stood, answer(5)]
    assert [(step.days, step.is_review) for step in steps(answers)] == [(0, False), (2, False), (3, True)]
    assert count_reviews(answers) == 1
    assert log_loss(answers, 0, DEFAULT) == log_loss([answer(0), answer(2), answer(5)], 2, DEFAULT)


def test_the_first_four_fifths_of_the_reviews_are_fitted_to() -> None:
    # The first answer and eight of ten reviews; then a ninth.
    daily = [answer(day) for day in range(11)]
    assert split(daily) == 9
    # A question that is new is no review: it goes where it stands.
    assert split([answer(0, question=2), *daily]) == 10
    assert split([*daily[:9], answer(8, question=2), *daily[9:]]) == 9
    assert (split([]), split(daily[:1])) == (0, 0)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), max_size=40))
def test_what_is_held_out_is_a_fifth_and_comes_last(steps: list[tuple[int, int]]) -> None:
    day, answers = 0, []
    for question, step in steps:
        day += step
        answers.append(answer(day, question=question))
    first = split(answers)
    assert count_reviews(answers[:first]) == count_reviews(answers) * 4 // 5


def test_the_loss_is_that_of_what_was_predicted() -> None:
    # After a first good answer stability is 2.3065 days: by definition R = (1 + factor·t/S)^decay.
    decay = -DEFAULT[20]
    recall = (1 + (0.9 ** (1 / decay) - 1) * 3 / DEFAULT[2]) ** decay
    right, wrong = [answer(0), answer(3)], [answer(0), answer(3, Rating.Again)]
    assert log_loss(right, 0, DEFAULT) == pytest.approx(-math.log(recall))
    assert log_loss(wrong, 1, DEFAULT) == pytest.approx(-math.log(1 - recall))
    assert log_loss(wrong, 1, GENTLE) < log_loss(wrong, 1, DEFAULT)
    assert log_loss(right, 1, GENTLE) > log_loss(right, 1, DEFAULT)


def test_only_reviews_that_are_held_out_count_and_all_before_are_known() -> None:
    answers = [answer(0), answer(3, Rating.Again), answer(4), answer(4.2, question=2)]
    assert log_loss(answers, 2, DEFAULT) != log_loss([answers[0], answers[2]], 1, DEFAULT)
    assert log_loss(answers, 0, DEFAULT) == pytest.approx(
        (log_loss(answers[:2], 0, DEFAULT) + log_loss(answers, 2, DEFAULT)) / 2
    )
    with pytest.raises(ValueError, match="no review"):
        log_loss(answers, 3, DEFAULT)


def history(count: int, rating: Rating) -> list[Answer]:
    """A learner with so many reviews, each a day after the first answer to its question, which was right."""
    firsts = [answer(0, question=number) for number in range(count)]
    return [*firsts, *(answer(3 + number / 1e4, rating, question=number) for number in range(count))]


@pytest.mark.parametrize(("rating", "used"), [(Rating.Again, True), (Rating.Good, False)])
def test_fitted_parameters_are_used_only_where_they_predict_better(rating: Rating, used: bool) -> None:
    seen: list[Sequence[Answer]] = []

    def optimise(answers: Sequence[Answer]) -> Parameters:
        seen.append(answers)
        return GENTLE

    answers = history(ENOUGH, rating)
    found = fit(answers, optimise)
    assert found is not None
    assert (found.reviews, found.held_out, found.parameters) == (400, 80, GENTLE)
    # Nothing of what is held out was seen.
    assert seen == [answers[: ENOUGH + 320]]
    assert found.loss_default == pytest.approx(log_loss(answers, ENOUGH + 320, DEFAULT))
    assert found.loss_fitted == pytest.approx(log_loss(answers, ENOUGH + 320, GENTLE))
    assert found.used is used


def test_what_predicts_as_well_is_not_used() -> None:
    found = fit(history(ENOUGH, Rating.Good), lambda answers: DEFAULT)
    assert found is not None
    assert not found.used
    assert replace(found, loss_fitted=found.loss_default - 1e-9).used


def test_nothing_is_fitted_to_few_reviews(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(answers: Sequence[Answer]) -> Parameters:
        raise AssertionError("too few reviews")

    assert fit(history(ENOUGH - 1, Rating.Good), never) is None
    monkeypatch.setattr(fitting, "ENOUGH", 5)
    assert fit(history(5, Rating.Good), lambda answers: DEFAULT) is not None
