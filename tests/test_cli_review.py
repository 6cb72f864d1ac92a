"""The commands for reviews: what they print, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from quiz.services.content.media import MediaFolder
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
