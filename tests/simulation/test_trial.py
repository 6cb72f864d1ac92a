"""A learner studies: the same each time, in no more than the minutes, and comparable between the ways to study."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import pytest

from quiz.simulation.learners import Answer, Question, draw_learner, draw_series
from quiz.simulation.schedulers import Leitner
from quiz.simulation.trial import ARMS, DAYS, LEITNER, MATCHED, MONTH_EVERY, READING, REVIEW, compare, study

SEED = 20260915
SERIES = draw_series(SEED)
DAYS_HERE = 20
COMPARED = compare(SEED, 0, days=DAYS_HERE).outcomes


class Noting(Leitner):
    """Leitner, and the answers that it saw."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[tuple[float, Question, Answer | None]] = []

    def seen(self, question: Question, at: float, answer: Answer | None) -> None:
        super().seen(question, at, answer)
        self.noted.append((at, question, answer))


def test_the_same_seed_gives_the_same_outcomes() -> None:
    assert compare(SEED, 0, days=DAYS_HERE).outcomes == COMPARED
    assert compare(SEED, 3, days=DAYS_HERE).outcomes != COMPARED


def test_every_way_to_study_is_compared() -> None:
    assert list(COMPARED) == [*ARMS, *MATCHED]


@pytest.mark.parametrize("arm", [*ARMS, *MATCHED])
def test_no_day_is_longer_than_its_minutes(arm: str) -> None:
    for number in range(3):
        outcome = compare(SEED, number, days=10, minutes=5).outcomes[arm]
        assert all(0 <= seconds <= 300 for seconds in outcome.spent)
        assert outcome.minutes == pytest.approx(sum(outcome.spent) / 60)
        assert outcome.seen > 0


@pytest.mark.parametrize("arm", MATCHED)
def test_what_is_matched_never_takes_longer_than_the_review_had(arm: str) -> None:
    ours, theirs = (list(accumulate(COMPARED[name].spent)) for name in (REVIEW, arm))
    assert all(their <= our + 1e-6 for our, their in zip(ours, theirs, strict=True))


def test_reading_fills_its_minutes() -> None:
    assert min(COMPARED[READING].spent) > 1000


def test_months_come_in_one_after_the_other() -> None:
    noting = Noting()
    study(draw_learner(SEED, 0), SERIES, noting, days=DAYS_HERE)
    assert all(question.month <= at // MONTH_EVERY for at, question, _ in noting.noted)
    assert {question.month for _, question, _ in noting.noted} == {0, 1}


def test_the_time_of_an_answer_is_when_it_ends() -> None:
    noting = Noting()
    study(draw_learner(SEED, 0), SERIES, noting, days=5)
    (at, _, first), *_ = noting.noted
    assert first is not None
    assert at == pytest.approx(first.seconds / 86_400)


def test_every_way_meets_the_same_learner() -> None:
    """What a learner answers first does not depend on the way to study."""

    def firsts(make: type) -> Sequence[Answer | None]:
        class Both(make):  # type: ignore[misc]  # the class is an argument
            noted: list[Answer | None] = []  # noqa: RUF012 - one instance alone is made

            def seen(self, question: Question, at: float, answer: Answer | None) -> None:
                if question.number == len(self.noted):
                    self.noted.append(answer)
                super().seen(question, at, answer)

        study(draw_learner(SEED, 0), SERIES, Both(), days=5)
        return Both.noted[:15]

    found = [firsts(make) for make in ARMS.values() if isinstance(make, type) and not make.reads]
    assert len(found) == 3
    assert found[0] == found[1] == found[2]


def test_what_is_remembered_is_looked_at_every_five_days_and_later() -> None:
    outcome = COMPARED[LEITNER]
    assert len(outcome.curve) == 1 + DAYS_HERE // 5
    assert outcome.curve[0] == 0
    assert 0 < outcome.later < outcome.end == outcome.curve[-1] < 54
    assert DAYS % 5 == 0
