"""A sitting of today's review: what it asks, what comes again, what it leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.domain.delivery import variant_of
from quiz.domain.review_plan import StudyDays
from quiz.services.aggregates import rebuild
from quiz.services.attempts import ending, locking, starting
from quiz.services.attempts.pages import results
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.attempts.serialization import variant_from
from quiz.services.content.media import MediaFolder
from quiz.services.review import review_settings, today
from quiz.services.review.review_settings import Wishes
from quiz.services.review.sittings import following, reviewing
from quiz.services.review.sittings.reviewing import NothingDue
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import QuizRow, SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMonth, ReviewCard
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    EXAM,
    at_once,
    check,
    nothing,
    person,
    pinned,
    points_of,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    wrong,
)
from tests.services.review.sittings.sitting import slugs

DAY = timedelta(days=1)
MONTH = "2024-07"


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def series_of(session: Session) -> int:
    """The number of the one series."""
    return session.scalars(select(SeriesRow.id)).one()


def begin(session: Session, account: Account, now: datetime) -> Attempt:
    """Today's review in the one series."""
    return reviewing.start(session, account, series_of(session), now=now)


def answer(session: Session, account: Account, attempt: Attempt, position: int, choose: Any = right, **how: Any) -> Any:
    """Check an answer in a review, as the app does."""
    return check(session, account, attempt, position, choose, follow_up=following.after_check, **how)


def facts(*objectives: str) -> Sequence[dict[str, Any]]:
    """True-false questions, each with an objective of the small month."""
    return [
        {**definition("true_false"), "id": f"fact-{place}", "objective": objective}
        for place, objective in enumerate(objectives, 1)
    ]


def with_an_essay() -> Sequence[dict[str, Any]]:
    """A question that a person judges, and one that nobody has to."""
    return [{**definition("essay"), "id": "essay"}, {**definition("true_false"), "id": "fact"}]


def agrees(session: Session) -> None:
    """What is kept is what a recount gives."""
    assert list(rebuild.differences(session)) == []


def test_what_was_answered_yesterday_comes_today(session: Session, alice: Account) -> None:
    practised = sit_exam(session, alice)
    attempt = begin(session, alice, NOW + DAY)
    assert sorted(slugs(session, attempt)) == sorted(slugs(session, practised))
    assert (attempt.mode, attempt.purpose, attempt.state) == ("review", "review", "running")


def test_what_was_right_today_does_not_come_today(session: Session, alice: Account) -> None:
    practise(session, alice)
    with pytest.raises(NothingDue):
        begin(session, alice, NOW + timedelta(hours=1))


def test_what_was_wrong_comes_on_the_same_day(session: Session, alice: Account) -> None:
    practised = sit_exam(session, alice, choose=wrong)
    failed = {row.position for row in pinned(session, practised) if row.share < 0.5}
    wanted = {slug for position, slug in enumerate(slugs(session, practised), 1) if position in failed}
    asked = slugs(session, begin(session, alice, NOW + timedelta(hours=1)))
    assert asked
    assert set(asked) <= wanted


def test_nothing_of_a_test_that_waits_is_due(session: Session, alice: Account, media: MediaFolder) -> None:
    publish_month(session, media, questions=with_an_essay(), quizzes=[recipe("one", "exam", "essay", "fact")])
    assert sit_exam(session, alice, f"{MONTH}/one").state == "waiting"
    with pytest.raises(NothingDue):
        begin(session, alice, NOW + 9 * DAY)


def test_a_second_start_goes_on_with_the_first(session: Session, alice: Account) -> None:
    practise(session, alice)
    first = begin(session, alice, NOW + DAY)
    assert begin(session, alice, NOW + 2 * DAY).id == first.id


def test_two_starts_at_once_make_one(engine: Engine, session: Session, alice: Account) -> None:
    practise(session, alice)
    number, series = alice.id, series_of(session)
    session.commit()

    def start(own: Session) -> str:
        return reviewing.start(own, own.get_one(Account, number), series, now=NOW + DAY).token

    first, second = at_once(engine, start, start)
    assert first == second


def test_what_was_wrong_comes_again_at_the_end_with_a_limit(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-true-false")])
    practise(session, alice, f"{MONTH}/one")
    attempt = begin(session, alice, NOW + DAY)
    for position in (1, 2, 3):
        assert attempt.state == "running"
        answer(session, alice, attempt, position, wrong, now=NOW + DAY + position * timedelta(minutes=1))
    assert slugs(session, attempt) == ["one-true-false"] * 3
    assert attempt.state == "finished"
    assert attempt.points == 0
    assert attempt.points_possible == sum(points_of(session, attempt))
    agrees(session)


def test_what_was_right_comes_once(session: Session, alice: Account, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-true-false")])
    practise(session, alice, f"{MONTH}/one")
    attempt = begin(session, alice, NOW + DAY)
    answer(session, alice, attempt, 1, now=NOW + DAY)
    assert attempt.state == "finished"
    assert results.find_result(session, alice, attempt.token, "ko").attempt.points == attempt.points_possible
    agrees(session)


def test_a_question_with_drawn_values_comes_again_with_others(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    drawn = {**definition("numeric"), "id": "drawn"}
    assert drawn["variables"]
    publish_month(session, media, questions=[drawn], quizzes=[recipe("one", "practice", "drawn")])
    practise(session, alice, f"{MONTH}/one")
    attempt = begin(session, alice, NOW + DAY)
    answer(session, alice, attempt, 1, wrong, now=NOW + DAY)
    answer(session, alice, attempt, 2, wrong, now=NOW + DAY + timedelta(minutes=1))
    question = locking.lock_question(session, alice, attempt.token, 1).question
    seeds = [attempt.seed, f"{attempt.seed}/2", f"{attempt.seed}/3"]
    wanted = [variant_of(question, MONTH, seed) for seed in seeds]
    assert [variant_from(row.variant) for row in pinned(session, attempt)] == wanted


def test_another_question_of_the_objective_is_asked_for_one_that_is_due(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    publish_month(
        session,
        media,
        questions=facts("LO-2.1", "LO-2.1"),
        quizzes=[recipe("one", "practice", "fact-1"), recipe("two", "practice", "fact-2")],
    )
    practise(session, alice, f"{MONTH}/one", now=NOW - 9 * DAY)
    for days in (3, 1):
        practise(session, alice, f"{MONTH}/two", now=NOW - days * DAY)
    before = today.find(session, alice, series_of(session), NOW + timedelta(hours=1))
    attempt = begin(session, alice, NOW + timedelta(hours=1))
    assert before.due == 1
    assert slugs(session, attempt) == ["fact-2"]
    answer(session, alice, attempt, 1, now=NOW + timedelta(hours=1))
    reviewed = set(session.scalars(select(ReviewCard.reviewed_at)))
    assert reviewed == {NOW + timedelta(hours=1)}
    agrees(session)


def test_where_the_other_was_wrong_the_one_that_is_due_comes_itself(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    publish_month(
        session,
        media,
        questions=facts("LO-2.1", "LO-2.1"),
        quizzes=[recipe("one", "practice", "fact-1"), recipe("two", "practice", "fact-2")],
    )
    practise(session, alice, f"{MONTH}/one", now=NOW - 9 * DAY)
    for days in (3, 1):
        practise(session, alice, f"{MONTH}/two", now=NOW - days * DAY)
    attempt = begin(session, alice, NOW + timedelta(hours=1))
    answer(session, alice, attempt, 1, wrong, now=NOW + timedelta(hours=1))
    assert slugs(session, attempt) == ["fact-2", "fact-1"]
    agrees(session)


def test_a_review_does_not_count_as_a_quiz_of_its_month(session: Session, alice: Account, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-true-false")])
    practise(session, alice, f"{MONTH}/one")
    answer(session, alice, begin(session, alice, NOW + DAY), 1, now=NOW + DAY)
    assert session.scalars(select(LearnerMonth)).one().finished == 1
    agrees(session)


def test_no_more_than_the_learner_wants_a_day(session: Session, alice: Account) -> None:
    sit_exam(session, alice, EXAM)
    review_settings.save(session, alice.id, Wishes(daily_cap=10))
    review_settings.save(session, alice.id, Wishes(daily_cap=10))
    series, later = series_of(session), NOW + 2 * DAY
    attempt = begin(session, alice, later)
    asked = len(pinned(session, attempt))
    assert asked <= 10
    for position in range(1, asked + 1):
        answer(session, alice, attempt, position, now=later)
    found = today.find(session, alice, series, later)
    assert found.done == asked
    if asked == 10:
        assert found.is_full
        assert not found.planned


def test_a_higher_retention_brings_questions_back_sooner(session: Session, alice: Account, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-true-false")])
    for days in (0, 1, 5):
        practise(session, alice, f"{MONTH}/one", now=NOW + days * DAY)
    series, at = series_of(session), NOW + 5 * DAY
    usual = today.find(session, alice, series, at).next_day
    review_settings.save(session, alice.id, Wishes(retention=0.95))
    sooner = today.find(session, alice, series, at).next_day
    assert usual is not None
    assert sooner is not None
    assert sooner < usual


def test_a_day_off_says_so_and_moves_what_comes(session: Session, alice: Account) -> None:
    practise(session, alice)
    tomorrow = (NOW + DAY).date()
    study = StudyDays(days_off=frozenset({tomorrow.weekday()}))
    review_settings.save(session, alice.id, Wishes(study=study))
    found = today.find(session, alice, series_of(session), NOW)
    assert found.next_day == tomorrow + DAY
    assert today.find(session, alice, series_of(session), NOW + DAY).is_free


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (Wishes(retention=0.5), "retention"),
        (Wishes(daily_cap=7), "daily_cap"),
        (Wishes(goal=8), "goal"),
        (Wishes(study=StudyDays(days_off=frozenset(range(7)))), "days_off"),
        (Wishes(study=StudyDays(holiday=(date(2026, 7, 2), date(2026, 7, 1)))), "holiday_order"),
        (Wishes(study=StudyDays(holiday=(date(2026, 7, 2), date(2028, 7, 1)))), "holiday_long"),
    ],
)
def test_what_can_t_be_set_is_refused(session: Session, alice: Account, wishes: Wishes, code: str) -> None:
    with pytest.raises(review_settings.SettingsError) as refused:
        review_settings.save(session, alice.id, wishes)
    assert refused.value.code == code
    assert review_settings.find(session, alice.id) == Wishes()


def test_what_was_set_is_found_again(session: Session, alice: Account) -> None:
    wishes = Wishes(
        retention=0.85,
        daily_cap=20,
        study=StudyDays(days_off=frozenset({0, 6}), holiday=(date(2026, 7, 1), date(2026, 7, 9))),
        goal=4,
    )
    review_settings.save(session, alice.id, wishes)
    session.expire_all()
    assert review_settings.find(session, alice.id) == wishes


def test_the_rules_are_stored_once_a_series(session: Session, alice: Account) -> None:
    practise(session, alice)
    begin(session, alice, NOW + DAY)
    practise(session, person(session, "Bob"))
    assert session.scalars(select(QuizRow.key).where(QuizRow.built_in)).all() == ["~review"]


def test_no_form_starts_what_is_built_in(session: Session, alice: Account) -> None:
    practise(session, alice)
    begin(session, alice, NOW + DAY)
    with pytest.raises(NotFound):
        starting.start(session, alice, "~review", now=NOW)


def test_publishing_again_leaves_the_rules(session: Session, alice: Account, media: MediaFolder) -> None:
    practise(session, alice)
    begin(session, alice, NOW + DAY)
    publish_month(session, media)
    assert session.scalars(select(QuizRow.withdrawn).where(QuizRow.built_in)).all() == [False]


class TestEnding:
    """A practice or review is ended before all of it was checked."""

    def test_what_was_answered_counts_and_the_rest_goes(self, session: Session, alice: Account) -> None:
        practise(session, alice)
        attempt = begin(session, alice, NOW + DAY)
        check(session, alice, attempt, 1, now=NOW + DAY)
        save(session, alice, attempt, 2, now=NOW + DAY)
        assert ending.end(session, alice, attempt.token, now=NOW + DAY)
        assert attempt.state == "finished"
        assert [row.position for row in pinned(session, attempt)] == [1, 2]
        assert attempt.points == attempt.points_possible
        agrees(session)

    def test_a_second_end_changes_nothing(self, session: Session, alice: Account) -> None:
        practise(session, alice)
        attempt = begin(session, alice, NOW + DAY)
        check(session, alice, attempt, 1, now=NOW + DAY)
        ending.end(session, alice, attempt.token, now=NOW + DAY)
        finished = attempt.finished_at
        assert ending.end(session, alice, attempt.token, now=NOW + 2 * DAY)
        assert attempt.finished_at == finished

    def test_nothing_answered_is_set_aside(self, session: Session, alice: Account) -> None:
        practise(session, alice)
        attempt = begin(session, alice, NOW + DAY)
        token = attempt.token
        assert not ending.end(session, alice, token, now=NOW + DAY)
        assert session.scalars(select(Attempt).where(Attempt.token == token)).one().state == "set_aside"
        assert begin(session, alice, NOW + DAY).token != token
        agrees(session)

    def test_an_answer_that_was_taken_back_is_no_part_of_it(self, session: Session, alice: Account) -> None:
        practise(session, alice)
        attempt = begin(session, alice, NOW + DAY)
        save(session, alice, attempt, 1, now=NOW + DAY)
        save(session, alice, attempt, 1, nothing, sequence=9, base=1, now=NOW + DAY)
        check(session, alice, attempt, 2, now=NOW + DAY)
        ending.end(session, alice, attempt.token, now=NOW + DAY)
        assert [row.position for row in pinned(session, attempt)] == [2]
        agrees(session)

    def test_an_exam_is_handed_in_instead(self, session: Session, alice: Account) -> None:
        attempt = starting.start(session, alice, EXAM, now=NOW)
        with pytest.raises(AttemptClosed):
            ending.end(session, alice, attempt.token, now=NOW)

    def test_nobody_ends_another_learners(self, session: Session, alice: Account) -> None:
        practise(session, alice)
        attempt = begin(session, alice, NOW + DAY)
        with pytest.raises(NotFound):
            ending.end(session, person(session, "Bob"), attempt.token, now=NOW + DAY)

    def test_an_essay_is_confirmed_first(self, session: Session, alice: Account, media: MediaFolder) -> None:
        publish_month(session, media, questions=with_an_essay(), quizzes=[recipe("one", "practice", "fact", "essay")])
        attempt = starting.start(session, alice, f"{MONTH}/one", now=NOW)
        position = slugs(session, attempt).index("essay") + 1
        save(session, alice, attempt, position)
        with pytest.raises(ending.NotYet) as refused:
            ending.end(session, alice, attempt.token, now=NOW)
        assert refused.value.position == position

    def test_two_ends_at_once_are_one(self, engine: Engine, session: Session, alice: Account) -> None:
        practise(session, alice)
        attempt = begin(session, alice, NOW + DAY)
        check(session, alice, attempt, 1, now=NOW + DAY)
        number, token = alice.id, attempt.token
        session.commit()

        def end(own: Session) -> bool:
            return ending.end(own, own.get_one(Account, number), token, now=NOW + DAY)

        assert at_once(engine, end, partial(end)) == [True, True]
        agrees(session)
