"""What answers tell of mastery and memory: kept with their scores, moved when these may be seen, recounted alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from fsrs import Rating
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from quiz.domain import mastery, schedule
from quiz.domain.grading.certainty import HIGH
from quiz.domain.mastery import Evidence
from quiz.services.aggregates import rebuild
from quiz.services.attempts import starting
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading, regrades
from quiz.services.integrity import older_scores
from quiz.storage.models.attempts import AttemptQuestion
from quiz.storage.models.content import QuestionRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMastery, ReviewCard
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import (
    EXAM,
    check,
    nothing,
    person,
    picking,
    pinned,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    start_one,
    wrong,
)

DAY = timedelta(days=1)
MONTH = "2024-07"


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def cards(session: Session) -> dict[str, ReviewCard]:
    """Every card by the id of its question."""
    query = select(QuestionRow.slug, ReviewCard).join(QuestionRow, ReviewCard.question_id == QuestionRow.id)
    rows = session.execute(query.execution_options(populate_existing=True)).all()
    return {row.slug: row.ReviewCard for row in rows}


def masteries(session: Session) -> dict[str, LearnerMastery]:
    """Every mastery by what it is of."""
    query = select(LearnerMastery).execution_options(populate_existing=True)
    return {one.measures: one for one in session.scalars(query)}


def agrees(session: Session) -> None:
    """What is kept is what a recount gives."""
    assert list(rebuild.differences(session)) == []


def test_each_check_of_a_practice_moves_the_card_and_what_it_measures(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-single-choice")])
    for days, answer in enumerate((right, wrong, right)):
        practise(session, alice, f"{MONTH}/one", answer, NOW + days * DAY)
    (card,) = cards(session).values()
    moments = [(Rating.Good, NOW), (Rating.Again, NOW + DAY), (Rating.Good, NOW + 2 * DAY)]
    wanted = schedule.fold((rating, at.date()) for rating, at in moments)
    assert wanted is not None
    assert (card.stability, card.difficulty, card.reviewed_on) == (wanted.stability, wanted.difficulty, wanted.seen)
    rows = session.scalars(select(AttemptQuestion).order_by(AttemptQuestion.id)).all()
    assert [row.day for row in rows] == [(NOW + days * DAY).date() for days in range(3)]
    guess, slip = rows[0].guess, rows[0].slip
    assert guess is not None
    assert slip is not None
    assert (guess, slip) == mastery.chances(1 / 4)
    known = mastery.fold(
        Evidence(right=answer, guess=guess, slip=slip, day=NOW.date()) for answer in (True, False, True)
    )
    (kept,) = masteries(session).values()
    assert kept.known == pytest.approx(known.known)
    assert (kept.answers, kept.right_answers, kept.first_right, kept.two_days) == (3, 2, NOW.date(), True)
    agrees(session)


def test_each_review_keeps_how_likely_it_was_to_be_remembered(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-numeric")])
    for days in (0, 5):
        practise(session, alice, f"{MONTH}/one", right, NOW + days * DAY)
    first, second = session.scalars(
        select(AttemptQuestion.recall).order_by(AttemptQuestion.id).execution_options(populate_existing=True)
    )
    assert first is None
    card = schedule.review(None, Rating.Good, NOW)
    assert second == pytest.approx(schedule.recall(card, NOW + 5 * DAY))


def test_a_blank_tells_nothing(session: Session, alice: Account) -> None:
    sit_exam(session, alice, choose=nothing)
    assert cards(session) == {}
    assert masteries(session) == {}
    agrees(session)


def test_a_test_tells_once_all_of_it_is_judged(session: Session, alice: Account, media: MediaFolder) -> None:
    quizzes = [
        recipe("both", "exam", "one-essay", "one-numeric"),
        recipe("again", "practice", "one-numeric"),
    ]
    publish_month(session, media, questions=[definition("essay"), definition("numeric")], quizzes=quizzes)
    attempt = sit_exam(session, alice, f"{MONTH}/both")
    assert attempt.state == "waiting"
    assert cards(session) == {}
    agrees(session)
    # Meanwhile the same question is practised: what the test tells comes later, and is of before.
    practise(session, alice, f"{MONTH}/again", wrong, NOW + DAY)
    judge(session, attempt.id, NOW + 2 * DAY)
    assert set(cards(session)) == {"one-essay", "one-numeric"}
    numeric = cards(session)["one-numeric"]
    wanted = schedule.fold([(Rating.Good, NOW), (Rating.Again, NOW + DAY)])
    assert wanted is not None
    assert (numeric.stability, numeric.reviewed_at) == (wanted.stability, NOW + DAY)
    agrees(session)


def judge(session: Session, attempt_id: int, now: Any) -> None:
    """A teacher gives every waiting answer of an attempt its points."""
    waiting = session.scalars(
        select(AttemptQuestion.id).where(AttemptQuestion.attempt_id == attempt_id, AttemptQuestion.waiting)
    ).all()
    for number in waiting:
        found = manual_grading.find_waiting(session, number, "en")
        manual_grading.grade(session, found, [], now=now)


def test_whoever_is_sure_and_quicker_than_usual_finds_it_easy(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    for number, (seconds, certainty, quick) in enumerate([(30, HIGH, False), (20, HIGH, True), (10, 2, False)]):
        attempt = start_one(session, alice, media, "practice", "numeric", certainty="shown")
        (row,) = pinned(session, attempt)
        row.seconds_in_view = seconds
        session.flush()
        check(session, alice, attempt, 1, now=NOW + number * DAY, sequence=number + 1, certainty=certainty)
        (row,) = pinned(session, attempt)
        assert row.quick is quick, (seconds, row.certainty, row.seconds_in_view, row.answered)
    agrees(session)


def test_statistics_of_a_question_take_the_place_of_what_is_assumed(session: Session, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-numeric")])
    for number in range(mastery.ENOUGH + 1):
        practise(session, person(session, f"Learner {number}"), f"{MONTH}/one")
    told = session.execute(select(AttemptQuestion.guess, AttemptQuestion.slip).order_by(AttemptQuestion.id)).all()
    assert set(told[:-1]) == {mastery.chances(0.0)}
    assert told[-1] == mastery.chances(0.0, mastery.ENOUGH, 1.0)
    agrees(session)


def test_a_regrade_moves_them_and_undoing_it_puts_them_back(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    def keyed(key: str) -> dict[str, Any]:
        options = [
            {
                "id": name,
                "text": both(f"답 {name}", f"Answer {name}"),
                "why": both("까닭", "A reason"),
                "correct": str(name == key).lower(),
            }
            for name in "abc"
        ]
        return definition("single_choice", options=options)

    quizzes = [recipe("one", "practice", "one-single-choice")]
    publish_month(session, media, questions=[keyed("a")], quizzes=quizzes)
    practise(session, alice, f"{MONTH}/one", picking("b"))
    before = masteries(session)["objective:LO-2.1"].known, cards(session)["one-single-choice"].stability
    publish_month(session, media, questions=[keyed("b")], quizzes=quizzes)
    made = regrades.apply(session, MONTH, now=NOW + DAY)
    agrees(session)
    after = masteries(session)["objective:LO-2.1"].known, cards(session)["one-single-choice"].stability
    assert after > before
    assert made.id is not None
    regrades.undo(session, made.id, now=NOW + DAY)
    agrees(session)
    assert (masteries(session)["objective:LO-2.1"].known, cards(session)["one-single-choice"].stability) == before


def test_a_question_that_measures_something_else_takes_its_answers_along(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    one = {"level": "apply", "text": both("값의 수를 계산한다.", "Count the values.")}
    whole: dict[str, Any] = {
        "quizzes": [recipe("two", "practice", "one-numeric", "one-matching")],
        "objectives": {"LO-2.1": one, "LO-2.2": one},
    }
    publish_month(session, media, questions=[definition("numeric"), definition("matching")], **whole)
    practise(session, alice, f"{MONTH}/two")
    assert {name: kept.answers for name, kept in masteries(session).items()} == {"objective:LO-2.1": 2}
    moved = definition("numeric", objective="LO-2.2")
    publish_month(session, media, questions=[moved, definition("matching")], **whole)
    assert {name: kept.answers for name, kept in masteries(session).items()} == {
        "objective:LO-2.1": 1,
        "objective:LO-2.2": 1,
    }
    agrees(session)


def test_answers_from_before_tell_what_can_still_be_known(session: Session, alice: Account) -> None:
    practise(session, alice)
    sit_exam(session, alice, EXAM, now=NOW + DAY)
    session.flush()
    before = {name: card.stability for name, card in cards(session).items()}
    assert before
    assert not older_scores.waiting(session)
    session.execute(text("UPDATE attempt_question SET guess = NULL, slip = NULL, day = NULL"))
    session.execute(text("UPDATE question SET measures = ''"))
    session.execute(text("DELETE FROM review_card"))
    session.execute(text("DELETE FROM learner_mastery"))
    session.execute(text("DELETE FROM learner_day"))
    session.expire_all()
    assert older_scores.waiting(session)
    assert older_scores.fill(session) == session.scalar(
        text("SELECT count(*) FROM attempt_question WHERE scored_at IS NOT NULL")
    )
    assert not older_scores.waiting(session)
    assert {name: card.stability for name, card in cards(session).items()} == before
    assert set(session.scalars(select(AttemptQuestion.day).where(AttemptQuestion.scored_at.is_not(None)))) == {
        NOW.date(),
        (NOW + DAY).date(),
    }
    assert "" not in set(session.scalars(select(QuestionRow.measures)))
    agrees(session)


def test_the_day_is_that_of_the_learner(session: Session, alice: Account, media: MediaFolder) -> None:
    alice.time_zone = "Asia/Seoul"
    session.flush()
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-numeric")])
    practise(session, alice, f"{MONTH}/one", right, NOW.replace(hour=16))
    assert session.scalars(select(AttemptQuestion.day)).all() == [date(2026, 3, 15)]


def test_what_is_saved_and_not_scored_tells_nothing(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    save(session, alice, attempt, 1)
    assert cards(session) == {}
    assert session.scalar(select(AttemptQuestion.guess).where(AttemptQuestion.position == 1)) is None
