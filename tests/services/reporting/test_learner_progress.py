"""A learner's way through the series: what waits, what is done, how it went."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quiz.services.attempts import starting
from quiz.services.content import catalogue
from quiz.services.content.catalogue import Catalogue
from quiz.services.content.media import MediaFolder
from quiz.services.reporting import learner_progress
from quiz.storage.models.attempts import AttemptQuestion
from quiz.storage.models.content import QuizRow
from quiz.storage.models.identity import Account
from tests.builders import definition
from tests.conftest import NOW, QUESTION_COUNTS
from tests.services.builders import (
    EXAM,
    MINUTE,
    PRACTICE,
    check,
    nothing,
    person,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    wrong,
)

DAY = timedelta(days=1)


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def offered(session: Session) -> Catalogue:
    return catalogue.build(session).series[0]


def test_nobody_and_whoever_has_just_come_have_done_nothing(
    session: Session, alice: Account, offered: Catalogue
) -> None:
    for account in (None, alice):
        months = learner_progress.months(session, account, offered, NOW)
        assert list(months) == [f"2024-0{number}" for number in range(1, 7)]
        assert {(m.done, m.share, m.finished, m.best, m.latest, m.latest_at) for m in months.values()} == {
            (0, 0.0, 0, None, None, None)
        }
        assert learner_progress.begun(session, account) == []
        assert learner_progress.times_finished(session, account) == {}
    assert learner_progress.history(session, alice) == ([], None)
    assert learner_progress.objectives(session, alice, offered) == []


def test_a_finished_attempt_shows_in_its_month_alone(session: Session, alice: Account, offered: Catalogue) -> None:
    practise(session, alice, now=NOW + MINUTE)
    months = learner_progress.months(session, alice, offered, NOW)
    january = months["2024-01"]
    assert (january.done, january.finished, january.best, january.latest) == (8, 1, 1.0, 1.0)
    assert january.latest_at == NOW + MINUTE
    assert january.share == pytest.approx(8 / QUESTION_COUNTS["2024-01"])
    assert [slug for slug, month in months.items() if month.done] == ["2024-01"]


def test_what_is_checked_is_done_and_an_attempt_that_runs_has_no_share_yet(
    session: Session, alice: Account, offered: Catalogue
) -> None:
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    for position in range(1, 8):
        check(session, alice, attempt, position)
    month = learner_progress.months(session, alice, offered, NOW)["2024-01"]
    assert (month.done, month.finished, month.best) == (7, 0, None)


def test_of_what_is_done_some_is_mastered_and_of_this_some_is_remembered_today(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    publish_month(session, media, quizzes=[recipe("two", "practice", "one-numeric", "one-matching")])
    offered = catalogue.build(session).series[0]
    found = []
    for days in range(4):
        now = NOW + days * DAY
        practise(session, alice, "2024-07/two", right, now)
        found.append(layers(session, alice, offered, now))
    # Mastered takes right answers of two days; from then on both questions of the objective are.
    assert found == [(2, 0, 0), (2, 2, 2), (2, 2, 2), (2, 2, 2)]
    later = [layers(session, alice, offered, NOW + days * DAY) for days in (10, 60, 900)]
    assert [one[:2] for one in later] == [(2, 2)] * 3
    assert later[0][2] >= later[1][2] >= later[2][2] == 0


def layers(session: Session, account: Account, offered: Catalogue, now: datetime) -> tuple[int, int, int]:
    """What is done, mastered and remembered of the small month."""
    july = learner_progress.months(session, account, offered, now)["2024-07"]
    return july.done, july.mastered, july.remembered


def test_a_month_is_never_more_than_whole(session: Session, alice: Account, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("two", "practice", "one-numeric", "one-matching")])
    practise(session, alice, "2024-07/two")
    offered = catalogue.build(session).series[0]
    publish_month(session, media, quizzes=[], questions=[definition("numeric")])
    july = learner_progress.months(session, alice, catalogue.build(session).series[0], NOW)["2024-07"]
    assert (july.done, july.month.questions, july.share) == (1, 1, 1.0)
    assert learner_progress.months(session, alice, offered, NOW)["2024-07"].share == pytest.approx(1 / 6)


def test_what_was_begun_waits_what_ends_by_itself_first(session: Session, alice: Account) -> None:
    practise(session, alice, "2024-02/practice-2-1")
    exam = starting.start(session, alice, EXAM, now=NOW)
    practice = starting.start(session, alice, PRACTICE, now=NOW + MINUTE)
    save(session, alice, exam, 1, now=NOW + 2 * MINUTE)
    save(session, alice, exam, 2, nothing, now=NOW + 3 * MINUTE)
    check(session, alice, practice, 1, now=NOW + 4 * MINUTE)
    save(session, alice, practice, 2, now=NOW + 5 * MINUTE)
    waiting = learner_progress.begun(session, alice)
    assert [(b.quiz_key, b.month, b.questions, b.answered, b.resume_at, b.last_at) for b in waiting] == [
        (EXAM, "2024-01", 12, 1, 2, NOW + 3 * MINUTE),
        (PRACTICE, "2024-01", 8, 2, 2, NOW + 5 * MINUTE),
    ]
    assert waiting[1].quiz.mode == "practice"
    assert learner_progress.begun(session, person(session, "Charlie")) == []


def test_what_was_only_opened_waits_since_then(session: Session, alice: Account) -> None:
    starting.start(session, alice, "final", now=NOW)
    (waiting,) = learner_progress.begun(session, alice)
    assert (waiting.last_at, waiting.answered, waiting.resume_at, waiting.month) == (NOW, 0, 1, None)


def test_an_exam_without_a_blank_is_resumed_at_its_beginning(session: Session, alice: Account) -> None:
    exam = starting.start(session, alice, EXAM, now=NOW)
    for position in range(1, 13):
        save(session, alice, exam, position)
    assert learner_progress.begun(session, alice)[0].resume_at == 1


def test_the_history_comes_in_pages_the_latest_first(session: Session, alice: Account, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-true-false")])
    made = [
        practise(session, alice, "2024-07/one", now=NOW + n * MINUTE).token for n in range(2 * learner_progress.PAGE)
    ]
    practise(session, person(session, "Charlie"), "2024-07/one")
    first, mark = learner_progress.history(session, alice)
    second, end = learner_progress.history(session, alice, mark)
    assert [past.attempt.token for past in (*first, *second)] == made[::-1]
    assert (len(first), len(second), end) == (learner_progress.PAGE, learner_progress.PAGE, None)


def test_the_history_shows_shares_of_what_is_finished(session: Session, alice: Account) -> None:
    sit_exam(session, alice, "final", nothing)
    practise(session, alice)
    starting.start(session, alice, "2024-03/check", now=NOW)
    lines, mark = learner_progress.history(session, alice)
    assert mark is None
    assert [(line.quiz_key, line.month, line.share) for line in lines][:2] == [
        ("2024-03/check", "2024-03", None),
        (PRACTICE, "2024-01", 1.0),
    ]


def test_the_history_says_no_share_of_what_a_running_test_asks_too(session: Session, alice: Account) -> None:
    first = sit_exam(session, alice, EXAM, nothing)
    assert [line.share for line in learner_progress.history(session, alice)[0]] == [0.0]
    asked = select(AttemptQuestion.question_version_id).where(AttemptQuestion.attempt_id == first.id).limit(1)
    running = starting.start(session, alice, "2024-03/check", now=NOW)
    one = select(AttemptQuestion.id).where(AttemptQuestion.attempt_id == running.id).limit(1).scalar_subquery()
    change = update(AttemptQuestion).where(AttemptQuestion.id == one)
    session.execute(change.values(question_version_id=asked.scalar_subquery()))
    assert [line.share for line in learner_progress.history(session, alice)[0]] == [None, None]


def test_objectives_count_the_latest_answers_of_months_that_were_begun(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    publish_month(session, media, quizzes=[recipe("all", "practice", "one-numeric", "one-true-false", "one-matching")])
    offered = catalogue.build(session).series[0]
    for number, choose in enumerate([right, wrong]):
        practise(session, alice, "2024-07/all", choose, now=NOW + number * MINUTE)
    (objective,) = learner_progress.objectives(session, alice, offered)
    assert (objective.id, objective.month.slug, objective.level) == ("LO-2.1", "2024-07", "apply")
    # A pair of two matched, a half, still counts as right.
    assert (objective.answered, objective.right) == (3, 1)


def test_an_objective_without_an_answer_stands_in_the_list_of_a_begun_month(
    session: Session, alice: Account, offered: Catalogue
) -> None:
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    check(session, alice, attempt, 1)
    january = offered.month("2024-01")
    assert january is not None
    listed = learner_progress.objectives(session, alice, offered)
    assert {one.id for one in listed} == set(january.header.objectives)
    assert sum(one.answered for one in listed) == sum(one.right for one in listed) == 1


def test_a_withdrawn_question_leaves_the_objectives(session: Session, alice: Account, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("two", "practice", "one-numeric", "one-true-false")])
    practise(session, alice, "2024-07/two")
    publish_month(session, media, quizzes=[], questions=[definition("numeric")])
    (objective,) = learner_progress.objectives(session, alice, catalogue.build(session).series[0])
    assert (objective.answered, objective.right) == (1, 1)


def by_key(session: Session, finished: dict[int, int]) -> dict[str, int]:
    keys = dict(session.execute(select(QuizRow.id, QuizRow.key)).all())
    return {keys[quiz]: times for quiz, times in finished.items()}


def test_finished_attempts_are_counted_by_quiz(session: Session, alice: Account) -> None:
    practise(session, alice)
    practise(session, alice)
    sit_exam(session, alice)
    starting.start(session, alice, "final", now=NOW)
    assert by_key(session, learner_progress.times_finished(session, alice)) == {PRACTICE: 2, EXAM: 1}
    assert learner_progress.times_finished(session, person(session, "Charlie")) == {}
