"""Two tabs, two devices, two servers: whatever they do at a time, nothing is made twice, counted twice or lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import AttemptClosed
from quiz.storage.models.attempts import AnswerRow, Attempt
from quiz.storage.models.reporting import LearnerMonth, QuestionAggregate
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import (
    EXAM,
    MINUTE,
    PRACTICE,
    answers,
    at_once,
    overlapping,
    person,
    pinned,
    right,
    save,
    size,
    wrong,
)
from tests.services.together import account, begun, checking, handing_in, saving, starting_job

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that reads nothing anew after a commit, and so holds no lock while others work."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def alice(session: Session) -> int:
    account = person(session, "Alice")
    session.commit()
    return account.id


def finished_in_january(session: Session, key: int) -> tuple[int, int]:
    row = session.scalars(select(LearnerMonth).where(LearnerMonth.account_id == key)).one()
    return row.done, row.finished


@pytest.mark.parametrize("quiz", [EXAM, PRACTICE, "final"])
def test_twelve_starts_at_once_make_one_attempt(session: Session, engine: Engine, alice: int, quiz: str) -> None:
    tokens = at_once(engine, *[starting_job(alice, quiz)] * 12)
    assert len(set(tokens)) == 1
    (attempt,) = session.scalars(select(Attempt)).all()
    assert attempt.token == tokens[0]
    assert [row.position for row in pinned(session, attempt)] == list(range(1, size(session, attempt) + 1))


def test_twelve_starts_of_an_overdue_exam_close_it_once(session: Session, engine: Engine, alice: int) -> None:
    old = begun(session, alice, EXAM)
    tokens = at_once(engine, *[starting_job(alice, now=LATER)] * 12)
    assert len(set(tokens)) == 1
    assert old.token not in tokens
    assert session.scalar(select(func.count()).select_from(Attempt)) == 2
    assert finished_in_january(session, alice) == (0, 1)
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_start_waits_for_one_that_closes_the_overdue_exam(session: Session, engine: Engine, alice: int) -> None:
    old = begun(session, alice, EXAM)
    overlapping(engine, handing_in(alice, old, LATER), starting_job(alice, now=LATER))
    assert finished_in_january(session, alice) == (0, 1)
    assert recount.stored(session) == recount.counted_anew(session)


def test_eight_hand_ins_at_once_score_once(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    save(session, account(session, alice), exam, 1)
    session.commit()
    jobs = [handing_in(alice, exam, NOW + n * MINUTE) for n in range(8)]
    ends = {(done.finished_at, done.points) for done in at_once(engine, *jobs)}
    assert len(ends) == 1
    assert finished_in_january(session, alice) == (1, 1)
    assert {row.answers for row in session.scalars(select(QuestionAggregate))} == {1}
    assert recount.stored(session) == recount.counted_anew(session)


def test_saves_at_once_get_revisions_without_gaps(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    jobs = [
        saving(alice, exam, 1, choose=choose, sequence=n, device=f"{device} {n}")
        for n, choose in enumerate([right, wrong])
        for device in ("phone", "laptop", "tablet", "watch", "fridge")
    ]
    saved = at_once(engine, *jobs)
    assert sorted(one.revision for one in saved) == list(range(1, 11))
    assert pinned(session, exam)[0].revision == 10
    kept = answers(session, exam, 1)
    assert [answer.id for answer in kept] == sorted(answer.id for answer in kept)


def test_what_one_device_sent_last_stands_whichever_comes_first(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    at_once(engine, *(saving(alice, exam, 1, choose=wrong if n < 7 else right, sequence=n) for n in range(8)))
    kept = answers(session, exam, 1)
    assert kept[-1].device_sequence == 7
    assert [answer.revision for answer in kept] == list(range(1, len(kept) + 1))
    assert [answer.device_sequence for answer in kept] == sorted(answer.device_sequence for answer in kept)


def test_the_second_of_two_saves_has_the_later_revision(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    first, second = overlapping(
        engine, saving(alice, exam, 1, choose=wrong, sequence=1), saving(alice, exam, 1, sequence=1, device="laptop")
    )
    assert (first.revision, first.conflict) == (1, False)
    assert (second.revision, second.conflict) == (2, True)


def test_one_answer_sent_eight_times_at_once_is_one_row(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    saved = at_once(engine, *[saving(alice, exam, 1, sequence=5)] * 8)
    assert [one.revision for one in saved] == [1] * 8
    assert sorted(one.repeated for one in saved) == [False] + [True] * 7
    assert session.scalar(select(func.count()).select_from(AnswerRow)) == 1


def test_a_save_that_came_before_the_hand_in_is_scored(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    save(session, account(session, alice), exam, 1, wrong, sequence=1)
    session.commit()
    saved, _ = overlapping(engine, saving(alice, exam, 1, sequence=2), handing_in(alice, exam))
    assert saved.revision == 2
    assert pinned(session, exam)[0].share == 1.0


def test_a_first_save_that_came_before_the_hand_in_is_scored(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    overlapping(engine, saving(alice, exam, 4), handing_in(alice, exam))
    assert [row.position for row in pinned(session, exam) if row.share == 1] == [4]


def test_a_save_that_came_after_the_hand_in_is_refused(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    _, saved = overlapping(engine, handing_in(alice, exam), saving(alice, exam, 1))
    assert isinstance(saved, AttemptClosed)
    assert answers(session, exam, 1) == []


def test_every_save_racing_a_hand_in_is_scored_or_refused(session: Session, engine: Engine, alice: int) -> None:
    exam = begun(session, alice, EXAM)
    outcomes = at_once(engine, handing_in(alice, exam), *[saving(alice, exam, n) for n in range(1, 11)])
    kept = {n for n, saved in enumerate(outcomes[1:], 1) if not isinstance(saved, AttemptClosed)}
    assert {row.position for row in pinned(session, exam) if row.share == 1} == kept
    assert recount.stored(session) == recount.counted_anew(session)


def test_two_tabs_checking_one_question_score_it_once(session: Session, engine: Engine, alice: int) -> None:
    attempt = begun(session, alice, PRACTICE, but=8)
    first, second = overlapping(
        engine,
        checking(alice, attempt, 1, choose=wrong, sequence=1, device="one"),
        checking(alice, attempt, 1, choose=right, sequence=1, device="two"),
    )
    assert first == second
    assert len(answers(session, attempt, 1)) == 1
    assert recount.stored(session) == recount.counted_anew(session)


@pytest.mark.parametrize("run", [overlapping, at_once])
def test_two_tabs_checking_the_last_two_questions_finish_once(
    session: Session, engine: Engine, alice: int, run: Callable[..., object]
) -> None:
    attempt = begun(session, alice, PRACTICE, but=2)
    run(engine, checking(alice, attempt, 7), checking(alice, attempt, 8))
    session.refresh(attempt)
    assert (attempt.state, attempt.points) == ("finished", attempt.points_possible)
    assert finished_in_january(session, alice) == (8, 1)
    assert recount.stored(session) == recount.counted_anew(session)


def test_two_attempts_that_end_together_are_both_done(session: Session, engine: Engine, alice: int) -> None:
    one = begun(session, alice, PRACTICE, but=1)
    two = begun(session, alice, "2024-01/practice-1-2", but=1)
    outcomes = overlapping(engine, checking(alice, one, 8), checking(alice, two, 8))
    assert [score.fraction for score in outcomes] == [1, 1]
    assert finished_in_january(session, alice) == (16, 2)
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_practice_and_an_exam_that_end_together_never_wait_in_a_circle(
    session: Session, engine: Engine, alice: int
) -> None:
    exam = begun(session, alice, EXAM)
    # What the test asks they leave out, so that all their answers can be checked.
    practices = [begun(session, alice, quiz, but=1) for quiz in (PRACTICE, "2024-01/practice-1-2")]
    checks = [checking(alice, practice, size(session, practice)) for practice in practices]
    session.commit()
    jobs = [handing_in(alice, exam, NOW + MINUTE), *checks]
    outcomes = at_once(engine, *jobs)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    stored, anew = recount.stored(session), recount.counted_anew(session)
    assert stored["learners"] == anew["learners"]
    # The last to commit need not be the last by the clock; what was counted is the same whatever the order.
    assert [month[:3] for month in stored["months"].values()] == [month[:3] for month in anew["months"].values()]


def test_a_class_that_hands_in_together_is_counted_whole(session: Session, engine: Engine) -> None:
    keys = [person(session, f"Learner {n}").id for n in range(10)]
    exams = [begun(session, key, EXAM) for key in keys]
    outcomes = at_once(engine, *[handing_in(key, exam) for key, exam in zip(keys, exams, strict=True)])
    assert {outcome.state for outcome in outcomes} == {"finished"}
    assert sum(row.answers for row in session.scalars(select(QuestionAggregate))) == 120
    assert recount.stored(session) == recount.counted_anew(session)
