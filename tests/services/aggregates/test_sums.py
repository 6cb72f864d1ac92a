"""The sums that pages read: what moves them, what does not, and that they are what the attempts say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.aggregates import rebuild
from quiz.services.attempts import starting, submitting
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, publish
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import ChoiceAggregate, FirstScore, LearnerMonth, LearnerQuestion, QuestionAggregate
from tests.builders import definition, series_text
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import (
    EXAM,
    EXAM_TIME,
    MINUTE,
    MONTH,
    PRACTICE,
    Choose,
    check,
    month_file,
    nothing,
    person,
    picking,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    start_one,
    typing,
    wrong,
)

ONE = "2024-07/one"


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def sums_of(session: Session) -> list[tuple[int, float, float]]:
    """Answers, total and squares of every question that was answered."""
    return [(row.answers, row.total, row.squares) for row in session.scalars(select(QuestionAggregate))]


def month_of(session: Session, account: Account) -> LearnerMonth:
    query = select(LearnerMonth).where(LearnerMonth.account_id == account.id)
    return session.scalars(query.execution_options(populate_existing=True)).one()


@pytest.mark.parametrize(
    ("kind", "answers", "sums", "choices"),
    [
        ("single-choice", [picking("b"), picking("a"), picking("a"), nothing], (4, 1.0, 1.0), {"a": 2, "b": 1}),
        (
            "multiple-choice",
            [picking("b", "d"), picking("b"), picking("a", "b")],
            (3, 1.5, 1.25),
            {"a": 1, "b": 3, "d": 1},
        ),
        (
            "short-text",
            [typing("망각"), typing("치명적 망각"), typing("?")],
            (3, 1.5, 1.25),
            {"answers.0": 1, "answers.1": 1, "other": 1},
        ),
        ("matching", [wrong, right], (2, 1.5, 1.25), {"1:a": 1, "1:c": 1, "2:a": 2}),
    ],
)
def test_the_sums_of_a_question_add_up_first_scores(
    session: Session,
    media: MediaFolder,
    kind: str,
    answers: list[Choose],
    sums: tuple[int, float, float],
    choices: dict[str, int],
) -> None:
    for number, choose in enumerate(answers):
        attempt = start_one(session, person(session, f"Learner {number}"), media, "practice", kind)
        check(session, session.get_one(Account, attempt.account_id), attempt, 1, choose)
    assert sums_of(session) == [pytest.approx(sums)]
    assert {row.choice: row.chosen for row in session.scalars(select(ChoiceAggregate))} == choices
    assert recount.stored(session) == recount.counted_anew(session)


def test_only_the_first_score_of_a_version_counts(session: Session, alice: Account, media: MediaFolder) -> None:
    start_one(session, alice, media, "practice", "true-false")
    practise(session, alice, ONE, wrong)
    practise(session, alice, ONE, right, now=NOW + MINUTE)
    assert sums_of(session) == [(1, 0.0, 0.0)]
    latest = session.scalars(select(LearnerQuestion)).one()
    assert (latest.latest_share, latest.latest_at, latest.done_at) == (1.0, NOW + MINUTE, NOW)
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_new_version_counts_for_itself(session: Session, alice: Account, media: MediaFolder) -> None:
    start_one(session, alice, media, "practice", "true-false")
    practise(session, alice, ONE, wrong)
    edited = [definition("true_false", explanation="Another reason, told at greater length than before.")]
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-true-false")], questions=edited)
    practise(session, alice, ONE, right, now=NOW + MINUTE)
    assert sorted(sums_of(session)) == [(1, 0.0, 0.0), (1, 1.0, 1.0)]
    assert month_of(session, alice).done == 1
    assert recount.stored(session) == recount.counted_anew(session)


@pytest.mark.parametrize("role", ["teacher", "admin", "guest"])
def test_who_is_no_learner_does_not_count_in_the_sums_of_questions(session: Session, role: str) -> None:
    account = person(session, "Tae-ri", "teacher")
    if role == "guest":
        account.name = account.name_key = account.password_hash = None
    account.role = role
    practise(session, account)
    assert (sums_of(session), session.scalars(select(FirstScore)).all()) == ([], [])
    assert month_of(session, account).done == 8
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_question_is_done_once_it_is_checked(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    for position in range(1, 8):
        check(session, alice, attempt, position, now=NOW + position * MINUTE)
        month = month_of(session, alice)
        assert (month.done, month.finished, month.best) == (position, 0, None)
    check(session, alice, attempt, 8, nothing, now=NOW + 9 * MINUTE)
    month = month_of(session, alice)
    assert (month.done, month.finished, month.latest_at) == (7, 1, NOW + 9 * MINUTE)
    done = select(LearnerQuestion.done_at).order_by(LearnerQuestion.done_at)
    assert list(session.scalars(done)) == [NOW + minute * MINUTE for minute in range(1, 8)]
    assert recount.stored(session) == recount.counted_anew(session)
    assert list(rebuild.differences(session)) == []


def test_a_blank_is_no_answer_and_leaves_the_latest_one_as_it_is(session: Session, alice: Account) -> None:
    exam = starting.start(session, alice, EXAM, now=NOW)
    for position in range(1, 11):
        save(session, alice, exam, position, right)
    submitting.hand_in(session, alice, exam.token, now=NOW)
    assert month_of(session, alice).done == len(session.scalars(select(LearnerQuestion)).all()) == 10
    sit_exam(session, alice, choose=nothing, now=NOW + MINUTE)
    assert set(session.scalars(select(LearnerQuestion.latest_share))) == {1.0}
    assert set(session.scalars(select(LearnerQuestion.latest_at))) == {NOW}
    assert recount.stored(session) == recount.counted_anew(session)
    assert list(rebuild.differences(session)) == []


def test_an_earlier_score_that_is_counted_later_makes_a_question_done_earlier(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    quizzes = [recipe("one", "practice", "one-true-false"), recipe("test", "exam", "one-true-false", minutes="20")]
    publish_month(session, media, quizzes=quizzes)
    exam = starting.start(session, alice, f"{MONTH}/test", now=NOW)
    save(session, alice, exam, 1, wrong)
    practise(session, alice, ONE, right, now=NOW + timedelta(minutes=30))
    submitting.close_if_overdue(session, alice, exam, now=NOW + timedelta(days=1))
    row = session.scalars(select(LearnerQuestion).execution_options(populate_existing=True)).one()
    assert (row.latest_share, row.latest_at) == (1.0, NOW + timedelta(minutes=30))
    assert row.done_at == NOW + timedelta(minutes=20)
    assert recount.stored(session)["learners"] == recount.counted_anew(session)["learners"]


@pytest.mark.parametrize(("choose", "done"), [(wrong, 12), (nothing, 0)])
def test_a_question_is_done_by_any_answer_but_not_by_none(
    choose: Choose, done: int, session: Session, alice: Account
) -> None:
    sit_exam(session, alice, choose=choose)
    month = month_of(session, alice)
    assert (month.done, month.finished) == (done, 1)
    assert recount.stored(session) == recount.counted_anew(session)
    rebuild.rebuild(session, [alice.id])
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_month_keeps_its_best_and_its_latest_share(session: Session, alice: Account) -> None:
    for number, choose in enumerate([wrong, right, nothing]):
        practise(session, alice, PRACTICE, choose, now=NOW + number * MINUTE)
    month = month_of(session, alice)
    assert (month.finished, month.best, month.latest, month.latest_at) == (3, 1.0, 0.0, NOW + 2 * MINUTE)
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_quiz_over_all_months_is_done_in_each_and_an_attempt_of_none(session: Session, alice: Account) -> None:
    sit_exam(session, alice, "final")
    rows = session.scalars(select(LearnerMonth)).all()
    assert [(row.done, row.finished, row.best, row.latest_at) for row in rows] == [(4, 0, None, None)] * 6
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_month_that_was_done_by_the_final_has_a_best_share_afterwards(session: Session, alice: Account) -> None:
    sit_exam(session, alice, "final")
    practise(session, alice, choose=nothing, now=NOW + MINUTE)
    january = session.scalars(select(LearnerMonth).where(LearnerMonth.finished > 0)).one()
    assert (january.finished, january.best, january.latest) == (1, 0.0, 0.0)
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_series_quiz_of_one_month_is_an_attempt_of_that_month(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    title = {"ko": "끝", "en": "End"}
    draw = [{"bank": "2024-07", "count": "3"}]
    parts = [{"id": "1", "title": title, "months": ["2024-07"]}]
    text = series_text(parts=parts, quizzes=[{"id": "last", "title": title, "mode": "exam", "draw": draw}])
    publish(session, [BankFile(name="series.yaml", raw=text.encode()), month_file()], media, now=NOW)
    sit_exam(session, alice, "last")
    assert month_of(session, alice).finished == 1
    assert recount.stored(session) == recount.counted_anew(session)


def test_what_was_practised_after_the_deadline_is_later_than_the_exam(session: Session, alice: Account) -> None:
    exam = starting.start(session, alice, EXAM, now=NOW)
    for position in range(1, 13):
        save(session, alice, exam, position, wrong)
    later = NOW + EXAM_TIME + 10 * MINUTE
    for quiz in (PRACTICE, "2024-01/practice-1-2"):
        practise(session, alice, quiz, now=later)
    submitting.close_if_overdue(session, alice, exam, now=NOW + timedelta(days=1))
    practised = select(LearnerQuestion).where(LearnerQuestion.latest_share == 1)
    assert {row.latest_at for row in session.scalars(practised)} == {later}
    assert len(session.scalars(practised).all()) == 16
    examined = set(
        session.scalars(select(AttemptQuestion.question_version_id).where(AttemptQuestion.attempt_id == exam.id))
    )
    done = select(LearnerQuestion.done_at).join(QuestionRow).where(QuestionRow.current_version_id.in_(examined))
    assert set(session.scalars(done)) == {NOW + EXAM_TIME}
    month = month_of(session, alice)
    assert (month.finished, month.best, month.latest, month.latest_at) == (3, 1.0, 1.0, later)
    stored, anew = recount.stored(session), recount.counted_anew(session)
    assert (stored["learners"], stored["months"]) == (anew["learners"], anew["months"])


def test_a_withdrawn_question_is_not_done_any_more_until_it_returns(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    publish_month(session, media)
    every = [recipe("all", "practice", "one-single-choice", "one-true-false", "one-numeric")]
    publish_month(session, media, quizzes=every)
    practise(session, alice, "2024-07/all")
    assert month_of(session, alice).done == 3
    few = [definition("single_choice"), definition("numeric")]
    publish_month(session, media, questions=few, quizzes=[recipe("all", "practice", "one-numeric")])
    assert month_of(session, alice).done == 2
    assert recount.stored(session) == recount.counted_anew(session)
    publish_month(session, media, quizzes=every)
    assert month_of(session, alice).done == 3
    assert recount.stored(session) == recount.counted_anew(session)


def test_every_learner_has_sums_of_their_own(session: Session, alice: Account) -> None:
    bob = person(session, "Bob")
    practise(session, alice)
    sit_exam(session, bob, choose=wrong)
    assert (month_of(session, alice).done, month_of(session, bob).done) == (8, 12)
    assert session.scalars(select(Attempt.account_id).order_by(Attempt.id)).all() == [alice.id, bob.id]
    assert {row.bank_id for row in session.scalars(select(LearnerMonth))} == set(
        session.scalars(select(BankRow.id).where(BankRow.slug == "2024-01"))
    )
    assert recount.stored(session) == recount.counted_anew(session)
