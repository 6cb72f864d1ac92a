"""The commands for reviews: what they print, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from quiz.domain.predicting import fitting
from quiz.domain.schedule import DEFAULT
from quiz.services.content.media import MediaFolder
from quiz.services.review.predicting import histories, optimizer
from tests.conftest import NOW
from tests.services.builders import MONTH, person, practise, publish_month, recipe, right, wrong
from tests.stores import opened
from tests.test_cli import KOREAN, Terminal, lines, terminal


@pytest.fixture
def quiz(tmp_path: Path, database_url: str) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as ready:
        yield ready


def review(url: str, media: MediaFolder, name: str, count: int) -> None:
    """A learner with so many reviews of one question, a day apart: every fourth is wrong."""
    with opened(url) as session:
        publish_month(session, media, quizzes=[recipe("one", "practice", "one-numeric")])
        learner = person(session, name)
        for day in range(count + 1):
            practise(session, learner, f"{MONTH}/one", wrong if day % 4 == 3 else right, NOW + timedelta(days=day))


def test_predictions_are_shown_beside_the_baselines_and_by_what_was_predicted(
    quiz: Terminal, database_url: str, media: MediaFolder
) -> None:
    review(database_url, media, "Alice", 12)
    head, space, methods, stored, constant, leitner, gap, bins, *table = lines(quiz("review", "evaluate"), 0)
    assert head == "reviews: 12, learners: 1, not compared, as they came within a day: 0"
    assert (space, gap) == ("", "")
    assert methods.split() == ["method", "Brier", "log", "loss", "RMSE", "(bins)"]
    assert [line[:29].strip() for line in (stored, constant, leitner)] == [
        "stored predictions (FSRS-6)",
        "constant",
        "Leitner",
    ]
    assert bins.split() == ["predicted", "reviews", "mean", "share", "right"]
    assert sum(int(line.split()[1]) for line in table) == 12
    assert all(line.startswith("0.") for line in table)
    found = json.loads("\n".join(lines(quiz("review", "evaluate", "--format", "json"), 0)))
    assert (found["reviews"], found["learners"], found["within_a_day"]) == (12, 1, 0)
    assert set(found["compared"]) == {"stored", "constant", "leitner"}
    assert f"{found['compared']['stored']['brier']:.4f}" in stored
    assert "저장된 예측 (FSRS-6)" in quiz("review", "evaluate", **KOREAN).output


def test_one_account_is_judged_by_name(quiz: Terminal, database_url: str, media: MediaFolder) -> None:
    review(database_url, media, "Alice", 10)
    review(database_url, media, "Bora", 9)
    assert lines(quiz("review", "evaluate"), 0)[0].startswith("reviews: 19, learners: 2,")
    assert lines(quiz("review", "evaluate", "--account", "alice"), 0)[0].startswith("reviews: 10, learners: 1,")
    assert lines(quiz("review", "evaluate", "--account", "Bora"), 0) == [
        "There are too few reviews to judge predictions: 9."
    ]
    assert lines(quiz("review", "evaluate", "--account", "Nobody"), 1) == ["There is no account named Nobody."]
    found = json.loads("\n".join(lines(quiz("review", "evaluate", "--account", "Bora", "--format", "json"), 0)))
    assert found == {"reviews": 9, "learners": 1, "within_a_day": 0, "compared": {}}


@pytest.fixture
def from_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten reviews are enough, and what is fitted forgets a thousand times as fast after a first right answer."""
    monkeypatch.setattr(fitting, "ENOUGH", 10)
    monkeypatch.setattr(histories, "ENOUGH", 10)
    monkeypatch.setattr(optimizer, "is_installed", lambda: True)
    monkeypatch.setattr(optimizer, "optimise", lambda answers: (*DEFAULT[:2], 0.0023, *DEFAULT[3:]))


@pytest.mark.usefixtures("from_ten")
def test_both_losses_are_shown_for_each_learner_with_enough_reviews(
    quiz: Terminal, database_url: str, media: MediaFolder
) -> None:
    assert lines(quiz("review", "fit"), 0) == [
        "There are too few reviews to fit parameters to: it takes 10 of a learner."
    ]
    review(database_url, media, "Alice", 12)
    review(database_url, media, "Bora", 9)
    (line,) = lines(quiz("review", "fit"), 0)
    (found,) = json.loads("\n".join(lines(quiz("review", "fit", "--format", "json"), 0)))
    usual, fitted = f"{found['loss_default']:.4f}", f"{found['loss_fitted']:.4f}"
    assert line == (
        f"Alice: reviews: 12. Log loss of the last 3: {usual} by the usual parameters, {fitted} by fitted ones, "
        f"which predict {'better' if found['used'] else 'no better'}."
    )
    assert (found["account"], found["reviews"], found["held_out"]) == ("Alice", 12, 3)
    assert found["used"] is (found["loss_fitted"] < found["loss_default"])
    assert len(found["parameters"]) == 21
    assert lines(quiz("review", "fit", "--account", "Alice"), 0) == [line]
    assert json.loads(quiz("review", "fit", "--account", "Bora", "--format", "json").output) == []
    assert lines(quiz("review", "fit", "--account", "Nobody"), 1) == ["There is no account named Nobody."]


@pytest.mark.parametrize(("loss", "words"), [(0.1, "predict better"), (0.3, "predict no better")])
@pytest.mark.usefixtures("from_ten")
@pytest.mark.any_database
def test_it_is_said_which_parameters_predict_better(
    quiz: Terminal, database_url: str, media: MediaFolder, monkeypatch: pytest.MonkeyPatch, loss: float, words: str
) -> None:
    monkeypatch.setattr(fitting, "log_loss", lambda answers, first, used: 0.2 if used == DEFAULT else loss)
    review(database_url, media, "Alice", 10)
    (line,) = lines(quiz("review", "fit"), 0)
    assert f"0.2000 by the usual parameters, {loss:.4f} by fitted ones, which {words}." in line


@pytest.mark.any_database
def test_without_the_optimiser_it_is_said_how_to_get_it(quiz: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer, "is_installed", lambda: False)
    (line,) = lines(quiz("review", "fit"), 1)
    assert "pip install fsrs-rs-python==0.9.3" in line
