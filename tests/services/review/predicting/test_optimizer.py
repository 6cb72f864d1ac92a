"""The optimiser's package: what it fits, where it is installed."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta

import pytest
from fsrs import Rating
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quiz.domain import schedule
from quiz.domain.predicting.fitting import Answer, fit
from quiz.domain.review_plan import due_day
from quiz.domain.schedule import DEFAULT, Card, Parameters
from quiz.services.review.predicting.optimizer import is_installed, optimise

START = date(2026, 1, 1)
HASTY: Parameters = (*(value / 4 for value in DEFAULT[:4]), *DEFAULT[4:])
"""Who forgets four times as fast after a first answer."""


def learner(parameters: Parameters, days: int) -> list[Answer]:
    """The answers of somebody whose memory has these parameters: five new questions a day, the others when due."""
    chance = random.Random(20260314)
    truth: dict[int, Card] = {}
    believed: dict[int, Card] = {}
    answers: list[Answer] = []
    for day in range(days):
        at = START + timedelta(days=day)
        due = [key for key, card in believed.items() if due_day(card) <= at]
        for question in (*due, *range(5 * day, 5 * day + 5)):
            known = truth.get(question)
            remembered = 0.7 if known is None else schedule.recall(known, at, parameters=parameters)
            rating = Rating.Good if chance.random() < remembered else Rating.Again
            answers.append(Answer(question=question, rating=rating, day=at))
            truth[question] = schedule.review(known, rating, at, parameters=parameters)
            believed[question] = schedule.review(believed.get(question), rating, at)
    return answers


def test_the_app_runs_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    assert not is_installed()
    with pytest.raises(ModuleNotFoundError):
        optimise([])


def test_who_forgets_faster_than_most_is_predicted_better_by_what_is_fitted() -> None:
    pytest.importorskip("fsrs_rs_python", reason="its wheels are for Linux on x86-64 and Python before 3.13")
    assert is_installed()
    answers = learner(HASTY, 60)
    found = fit(answers, optimise)
    assert found is not None
    assert found.used
    assert found.loss_fitted < found.loss_default
    # The first stability of a right answer is 2.3 days for most, and a quarter of it here.
    assert 0.3 < found.parameters[2] < 1.2
    bounds = zip(found.parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    assert all(low <= value <= high for value, low, high in bounds)
    assert fit(answers, optimise) == found


def test_too_little_leaves_the_usual_parameters() -> None:
    pytest.importorskip("fsrs_rs_python", reason="its wheels are for Linux on x86-64 and Python before 3.13")
    assert optimise([]) == DEFAULT
    # It leaves out histories of more than 256 answers, and nothing else is there.
    days = [*(number / 1_000 for number in range(300)), *range(1, 400)]
    long = [Answer(question=1, rating=Rating.Good, day=START + timedelta(days=day)) for day in days]
    assert optimise(long) == DEFAULT
