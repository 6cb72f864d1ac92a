"""The server's time: more of it, tests closed by rule, and what comes when nothing counts any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.attempts import deadlines, late_answers, locking, saving, starting, submitting
from quiz.services.attempts.pages import results
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.attempts.saving import AnswerSubmission, SaveResult
from quiz.services.audit import Actor
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading
from quiz.storage.models.attempts import Attempt, AttemptEvent, LateAnswer
from quiz.storage.models.identity import Account
from tests.builders import definition
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import (
    EXAM,
    EXAM_TIME,
    MINUTE,
    MONTH,
    PRACTICE,
    SECOND,
    Choose,
    answers,
    check,
    chosen,
    nothing,
    person,
    pinned,
    publish_month,
    recipe,
    right,
    save,
    start_one,
    typing,
    waiting_answers,
    wrong,
)

END = NOW + EXAM_TIME
CLOSE = END + MINUTE


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def exam(session: Session, alice: Account) -> Attempt:
    return starting.start(session, alice, EXAM, now=NOW)


def send(session: Session, account: Account, attempt: Attempt, choose: Choose = right, **how: object) -> SaveResult:
    """What a browser sends late: kept, where it can't count."""
    now = how.pop("now", CLOSE + MINUTE)
    target = locking.lock_question(session, account, attempt.token, 1)
    sent = AnswerSubmission(**{"device": "phone", "sequence": 7, "base_revision": 0, "client_at": END - SECOND, **how})  # type: ignore[arg-type]  # as the test says
    return saving.save_or_keep(session, target, chosen(target, choose), sent, now=now)  # type: ignore[arg-type]  # a moment


def undecided(session: Session, page: int = 1) -> list[late_answers.LateAnswerView]:
    """What a teacher sees on a page of late answers."""
    found = late_answers.late_answers(session, "en", page)
    return [late for _, answers in found.learners for late in answers]


def kinds(session: Session, attempt: Attempt) -> list[str]:
    events = select(AttemptEvent.kind).where(AttemptEvent.attempt_id == attempt.id).order_by(AttemptEvent.id)
    return list(session.scalars(events))


def test_more_time_moves_the_end_and_its_grace(session: Session, alice: Account, exam: Attempt) -> None:
    teacher = person(session, "Tae-ri")
    until = deadlines.extend(session, exam.token, 5, now=NOW + MINUTE, by=Actor.of(teacher))
    assert until == exam.deadline_at == END + 5 * MINUTE
    assert exam.closes_at == CLOSE + 5 * MINUTE
    (event,) = session.scalars(select(AttemptEvent)).all()
    assert (event.kind, event.by_id, event.at, event.detail["minutes"]) == ("extended", teacher.id, NOW + MINUTE, 5)
    assert save(session, alice, exam, 1, now=END + MINUTE).revision == 1
    assert not answers(session, exam, 1)[0].late


def test_more_time_after_the_end_counts_from_now(session: Session, alice: Account, exam: Attempt) -> None:
    assert deadlines.extend(session, exam.token, 5, now=END + 30 * SECOND) == END + 30 * SECOND + 5 * MINUTE


@pytest.mark.parametrize("minutes", [0, -5, 601])
def test_more_time_has_bounds(minutes: int, session: Session, exam: Attempt) -> None:
    with pytest.raises(ValueError, match=str(minutes)):
        deadlines.extend(session, exam.token, minutes, now=NOW)
    assert exam.deadline_at == END


def test_only_a_running_test_with_a_limit_gets_more_time(session: Session, alice: Account, exam: Attempt) -> None:
    submitting.hand_in(session, alice, exam.token, now=NOW)
    practice = starting.start(session, alice, PRACTICE, now=NOW)
    for token in (exam.token, practice.token):
        with pytest.raises(AttemptClosed):
            deadlines.extend(session, token, 5, now=NOW)
    with pytest.raises(NotFound):
        deadlines.extend(session, "none", 5, now=NOW)


def test_overdue_tests_are_closed_though_nobody_visits(session: Session, alice: Account, exam: Attempt) -> None:
    bob = person(session, "Bob")
    later = starting.start(session, bob, EXAM, now=NOW + MINUTE)
    save(session, alice, exam, 1, right)
    assert deadlines.next_overdue(session, now=CLOSE) is None
    tomorrow = CLOSE + timedelta(days=1)
    first = deadlines.next_overdue(session, now=tomorrow)
    second = deadlines.next_overdue(session, now=tomorrow, after=first)
    assert first is not None
    assert second is not None
    assert [first.token, second.token] == [exam.token, later.token]
    assert deadlines.next_overdue(session, now=tomorrow, after=second) is None
    assert [deadlines.close_found(session, one, now=tomorrow) for one in (first, second, first)] == [True, True, False]
    assert [(one.state, one.finished_at) for one in (exam, later)] == [("finished", END), ("finished", END + MINUTE)]
    assert kinds(session, exam) == ["closed_overdue"]
    assert recount.stored(session) == recount.counted_anew(session)


def test_what_comes_in_the_grace_period_counts_and_is_late(session: Session, alice: Account, exam: Attempt) -> None:
    saved = send(session, alice, exam, now=CLOSE)
    assert (saved.revision, saved.late, saved.kept) == (1, True, False)
    submitting.close_if_overdue(session, alice, exam, now=CLOSE + SECOND)
    assert pinned(session, exam)[0].share == 1


def test_what_comes_later_is_kept_and_does_not_count(session: Session, alice: Account, exam: Attempt) -> None:
    save(session, alice, exam, 1, wrong)
    submitting.close_if_overdue(session, alice, exam, now=CLOSE + SECOND)
    points = exam.points
    first, again = send(session, alice, exam), send(session, alice, exam)
    assert (first.kept, first.revision, again.kept) == (True, 1, True)
    (late,) = session.scalars(select(LateAnswer)).all()
    assert (late.client_at, late.received_at, late.counted) == (END - SECOND, CLOSE + MINUTE, None)
    assert (exam.points, len(answers(session, exam, 1))) == (points, 1)
    result = results.find_result(session, alice, exam.token, "en")
    assert [one.received_at for one in result.late[1]] == [CLOSE + MINUTE]
    assert list(result.late) == [1]


def test_what_is_still_open_but_past_its_end_is_kept_as_well(session: Session, alice: Account, exam: Attempt) -> None:
    assert send(session, alice, exam).kept
    assert exam.state == "running"


@pytest.mark.parametrize("choose", [nothing, wrong])
def test_what_says_nothing_new_is_not_kept(choose: Choose, session: Session, alice: Account, exam: Attempt) -> None:
    save(session, alice, exam, 1, wrong)
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    with pytest.raises(AttemptClosed):
        send(session, alice, exam, choose)
    assert session.scalars(select(LateAnswer)).all() == []


def test_of_several_late_answers_to_a_question_the_latest_is_kept(
    session: Session, alice: Account, exam: Attempt
) -> None:
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    for number, (choose, device) in enumerate([(wrong, "phone"), (right, "phone"), (wrong, "laptop")], 1):
        assert send(session, alice, exam, choose, sequence=number, device=device, now=CLOSE + number * MINUTE).kept
    assert send(session, alice, exam, right, sequence=1, device="laptop").kept
    (late,) = session.scalars(select(LateAnswer)).all()
    assert (late.device, late.received_at) == ("laptop", CLOSE + 3 * MINUTE)


def test_a_number_that_another_question_has_used_keeps_both(session: Session, alice: Account, exam: Attempt) -> None:
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    for position in (1, 2):
        target = locking.lock_question(session, alice, exam.token, position)
        sent = AnswerSubmission(device="phone", sequence=7, base_revision=0)
        assert saving.save_or_keep(session, target, chosen(target, right), sent, now=CLOSE + MINUTE).kept
    assert {late.device_sequence for late in session.scalars(select(LateAnswer))} == {7, -1}


def test_whoever_was_shown_the_key_answers_no_more(session: Session, alice: Account, exam: Attempt) -> None:
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    results.note_shown(session, exam.id, now=NOW + 2 * MINUTE)
    results.note_shown(session, exam.id, now=NOW + 9 * MINUTE)
    session.refresh(exam)
    assert exam.shown_at == NOW + 2 * MINUTE
    with pytest.raises(AttemptClosed):
        send(session, alice, exam)
    assert session.scalars(select(LateAnswer)).all() == []


def test_after_a_decision_nothing_more_is_kept(session: Session, alice: Account, exam: Attempt) -> None:
    teacher = person(session, "Tae-ri")
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    send(session, alice, exam)
    (late,) = undecided(session)
    late_answers.leave(session, late.id, now=CLOSE, by=Actor.of(teacher))
    with pytest.raises(AttemptClosed):
        send(session, alice, exam, wrong, sequence=8)


def test_a_decision_is_about_the_answer_that_was_looked_at(session: Session, alice: Account, exam: Attempt) -> None:
    teacher = person(session, "Tae-ri")
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    send(session, alice, exam)
    (seen,) = undecided(session)
    send(session, alice, exam, wrong, sequence=8, now=CLOSE + 2 * MINUTE)
    (newer,) = undecided(session)
    for decide in (late_answers.leave, late_answers.let_count):
        with pytest.raises(late_answers.Replaced):
            decide(session, newer.id, now=CLOSE, by=Actor.of(teacher), seen=seen.received_at)
    late_answers.leave(session, newer.id, now=CLOSE, by=Actor.of(teacher), seen=newer.received_at)
    assert undecided(session) == []


@pytest.mark.parametrize("state", ["practice", "set aside"])
def test_what_no_teacher_would_see_is_not_kept(state: str, session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, PRACTICE if state == "practice" else EXAM, now=NOW)
    if state == "practice":
        check(session, alice, attempt, 1, right)
    else:
        attempt.state = "set_aside"
        session.flush()
    with pytest.raises(AttemptClosed):
        send(session, alice, attempt, wrong, now=NOW + MINUTE)
    assert session.scalars(select(LateAnswer)).all() == []


def test_late_answers_come_by_learner_and_a_page_at_a_time(
    session: Session, alice: Account, exam: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_answers, "PAGE", 3)
    bob = person(session, "Bob")
    his = starting.start(session, bob, EXAM, now=NOW)
    for account, attempt in ((bob, his), (alice, exam)):
        submitting.hand_in(session, account, attempt.token, now=NOW + MINUTE)
        for position in (2, 1):
            target = locking.lock_question(session, account, attempt.token, position)
            sent = AnswerSubmission(device="phone", sequence=position, base_revision=0)
            saving.save_or_keep(session, target, chosen(target, right), sent, now=CLOSE)
    pages = [late_answers.late_answers(session, "en", page) for page in (1, 2, 99)]
    shown = [[(name, len(answers)) for name, answers in page.learners] for page in pages]
    assert shown == [[("Alice", 2), ("Bob", 1)], [("Bob", 1)], [("Bob", 1)]]
    assert [(page.count, page.page, page.pages) for page in pages] == [(4, 1, 2), (4, 2, 2), (4, 2, 2)]


def test_a_teacher_sees_who_is_taking_which_test(session: Session, alice: Account, exam: Attempt) -> None:
    save(session, alice, exam, 1, now=NOW + MINUTE)
    save(session, alice, exam, 2, nothing, sequence=9, now=NOW + 2 * MINUTE)
    starting.start(session, alice, PRACTICE, now=NOW)
    (one,) = deadlines.running(session)
    assert (one.token, one.learner, one.quiz_key, one.deadline_at) == (exam.token, "Alice", EXAM, END)
    assert (one.answered, one.questions, one.saved_at) == (1, 12, NOW + 2 * MINUTE)


def test_a_teacher_sees_what_came_too_late_and_leaves_it(session: Session, alice: Account, exam: Attempt) -> None:
    teacher = person(session, "Tae-ri")
    save(session, alice, exam, 1, wrong)
    submitting.close_if_overdue(session, alice, exam, now=CLOSE + SECOND)
    send(session, alice, exam)
    (late,) = undecided(session)
    assert (late.learner, late.client_at, late.closed_at) == ("Alice", END - SECOND, END)
    assert late.parts
    assert late.parts != late.counting
    for _ in range(2):
        late_answers.leave(session, late.id, now=CLOSE + 2 * MINUTE, by=Actor.of(teacher))
    assert undecided(session) == []
    assert kinds(session, exam) == ["closed_overdue", "late_left"]
    with pytest.raises(NotFound):
        late_answers.leave(session, late.id + 1, now=CLOSE, by=Actor.of(teacher))


def test_a_teacher_lets_a_late_answer_count_and_everything_follows(
    session: Session, alice: Account, exam: Attempt
) -> None:
    teacher = person(session, "Tae-ri")
    for position in range(1, 4):
        save(session, alice, exam, position, wrong)
    submitting.close_if_overdue(session, alice, exam, now=CLOSE + SECOND)
    assert exam.points is not None
    before, worth = exam.points, locking.lock_question(session, alice, exam.token, 1).question.points
    earned = pinned(session, exam)[0].marks
    assert earned is not None
    send(session, alice, exam)
    (late,) = undecided(session)
    assert (late.earns, late.would_earn) == (earned * worth, worth)
    for _ in range(2):
        late_answers.let_count(session, late.id, now=CLOSE + 2 * MINUTE, by=Actor.of(teacher))
    first = pinned(session, exam)[0]
    assert (first.share, first.revision, first.scored_at) == (1, 2, END)
    assert exam.points == before + worth * (1 - earned)
    assert [answer.late for answer in answers(session, exam, 1)] == [False, True]
    assert recount.stored(session) == recount.counted_anew(session)
    assert kinds(session, exam) == ["closed_overdue", "late_counted"]
    assert undecided(session) == []
    assert results.find_result(session, alice, exam.token, "en").late[1][0].counted


def test_a_blank_question_is_done_once_its_late_answer_counts(session: Session, alice: Account, exam: Attempt) -> None:
    teacher = person(session, "Tae-ri")
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    send(session, alice, exam, now=NOW + 2 * MINUTE)
    (late,) = undecided(session)
    late_answers.let_count(session, late.id, now=NOW + 3 * MINUTE, by=Actor.of(teacher))
    assert pinned(session, exam)[0].answered
    assert recount.stored(session) == recount.counted_anew(session)


def test_what_a_person_has_judged_stands_and_what_waits_is_graded_by_the_late_answer(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    teacher = person(session, "Tae-ri")
    publish_month(session, media, questions=[definition("essay")], quizzes=[recipe("written", "exam", "one-essay")])
    exam = starting.start(session, alice, f"{MONTH}/written", now=NOW)
    save(session, alice, exam, 1, right)
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    assert exam.state == "waiting"
    send(session, alice, exam, typing("once more"), now=NOW + 2 * MINUTE, sequence=2)
    (first,) = undecided(session)
    assert (first.countable, first.earns, first.would_earn) == (True, None, None)
    late_answers.let_count(session, first.id, now=NOW + 4 * MINUTE, by=Actor.of(teacher))
    (waiting,) = waiting_answers(session)
    found = manual_grading.find_waiting(session, waiting.id, "en")
    assert found.view.answer == {"text": ("once more",)}


def test_what_a_person_has_judged_stands(session: Session, alice: Account, media: MediaFolder) -> None:
    teacher = person(session, "Tae-ri")
    publish_month(session, media, questions=[definition("essay")], quizzes=[recipe("written", "exam", "one-essay")])
    exam = starting.start(session, alice, f"{MONTH}/written", now=NOW)
    save(session, alice, exam, 1, right)
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    send(session, alice, exam, typing("and again"), now=NOW + 3 * MINUTE)
    (waiting,) = waiting_answers(session)
    manual_grading.grade(session, manual_grading.find_waiting(session, waiting.id, "en"), [], now=NOW + 5 * MINUTE)
    (left,) = undecided(session)
    assert not left.countable
    with pytest.raises(AttemptClosed):
        late_answers.let_count(session, left.id, now=NOW + 6 * MINUTE, by=Actor.of(teacher))


def test_a_late_answer_would_earn_by_the_certainty_that_came_with_it(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    exam = start_one(session, alice, media, "exam", "single-choice", certainty="counted")
    save(session, alice, exam, 1, wrong)
    submitting.hand_in(session, alice, exam.token, now=NOW + MINUTE)
    send(session, alice, exam, now=NOW + 2 * MINUTE, certainty=3)
    (late,) = undecided(session)
    assert (late.earns, late.would_earn) == (0, 3)
