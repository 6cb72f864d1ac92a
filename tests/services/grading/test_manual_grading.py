"""Answers that a person judges: the learner in practice, a teacher after an exam."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import gallery
from quiz.services.attempts import locking, practice, saving, starting, submitting
from quiz.services.attempts.pages import attempt_pages
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMonth, QuestionAggregate
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    MONTH,
    check,
    chosen,
    nothing,
    person,
    pinned,
    publish_month,
    recipe,
    right,
    save,
    waiting_answers,
)
from tests.services.recount import unsound

ESSAY = "one-essay"
CHOICE = "one-single-choice"


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def begin(session: Session, media: MediaFolder, account: Account, mode: str) -> Attempt:
    questions = [definition("essay"), definition("single_choice")]
    publish_month(session, media, questions=questions, quizzes=[recipe("written", mode, ESSAY, CHOICE)])
    return starting.start(session, account, f"{MONTH}/written", now=NOW)


def place(session: Session, attempt: Attempt, kind: str) -> int:
    """Where the question of ``kind`` stands in an attempt."""
    account = session.get(Account, attempt.account_id)
    assert account is not None
    targets = (locking.lock_question(session, account, attempt.token, n) for n in (1, 2))
    return next(target.row.position for target in targets if target.question.kind_name == kind)


def every_part(session: Session, account: Account, attempt: Attempt, position: int) -> list[str]:
    question = locking.lock_question(session, account, attempt.token, position).question
    return list(question.parts())  # type: ignore[attr-defined]  # an essay's


def test_in_practice_the_learner_confirms_what_the_app_proposes(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = begin(session, media, alice, "practice")
    position = place(session, attempt, "essay")
    proposal = check(session, alice, attempt, position, judged=False)
    row = pinned(session, attempt)[position - 1]
    assert (proposal.fraction, row.waiting, row.scored_at) == (1, True, None)
    view = attempt_pages.find_question_page(session, alice, attempt.token, position, "en").view
    assert view.html("model_answer")
    assert manual_grading.proposed(view)
    with pytest.raises(AttemptClosed):
        save(session, alice, attempt, position, nothing, sequence=9)
    target = locking.lock_question(session, alice, attempt.token, position)
    score = manual_grading.confirm(session, alice, target, [], now=NOW)
    assert (score.fraction, pinned(session, attempt)[position - 1].marks) == (0, 0)
    check(session, alice, attempt, 3 - position)
    assert (attempt.state, attempt.points) == ("finished", 1)


def test_only_what_waits_can_be_confirmed(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, "practice")
    with pytest.raises(AttemptClosed):
        manual_grading.confirm(session, alice, locking.lock_question(session, alice, attempt.token, 1), [], now=NOW)


def test_an_exam_waits_for_its_teacher_and_then_is_finished(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = begin(session, media, alice, "exam")
    for position in (1, 2):
        save(session, alice, attempt, position, right)
    submitting.hand_in(session, alice, attempt.token, now=NOW)
    assert (attempt.state, attempt.points, attempt.handed_in_at, attempt.finished_at) == ("waiting", None, NOW, None)
    assert session.scalars(select(QuestionAggregate.answers)).all() == [1]
    (row,) = waiting_answers(session)
    found = manual_grading.find_waiting(session, row.id, "ko")
    assert (found.view.question.kind_name, found.learner.name) == ("essay", "Alice")
    manual_grading.grade(session, found, every_part(session, alice, attempt, found.row.position), now=NOW)
    assert (attempt.state, attempt.points) == ("finished", attempt.points_possible)
    assert session.scalars(select(LearnerMonth.finished)).all() == [1]
    assert waiting_answers(session) == []
    with pytest.raises(NotFound):
        manual_grading.find_waiting(session, row.id, "ko")


@pytest.mark.parametrize(("level", "is_right", "marks"), [(1, True, 1), (3, True, 3), (1, False, 0), (3, False, -6)])
@pytest.mark.parametrize("mode", ["exam", "practice"])
def test_what_a_person_judges_counts_as_surely_as_it_was_said(
    mode: str, level: int, is_right: bool, marks: int, session: Session, media: MediaFolder, alice: Account
) -> None:
    rules = recipe("written", mode, ESSAY, certainty="counted")
    publish_month(session, media, questions=[definition("essay")], quizzes=[rules])
    attempt = starting.start(session, alice, f"{MONTH}/written", now=NOW)
    target = locking.lock_question(session, alice, attempt.token, 1)
    sent = AnswerSubmission(device="phone", sequence=1, base_revision=0, certainty=level)
    parts = every_part(session, alice, attempt, 1) if is_right else []
    if mode == "practice":
        practice.check(session, alice, target, chosen(target, right), sent, now=NOW)
        manual_grading.confirm(session, alice, locking.lock_question(session, alice, attempt.token, 1), parts, now=NOW)
    else:
        saving.save(session, target, chosen(target, right), sent, now=NOW)
        submitting.hand_in(session, alice, attempt.token, now=NOW)
        (row,) = waiting_answers(session)
        manual_grading.grade(session, manual_grading.find_waiting(session, row.id, "en"), parts, now=NOW)
    assert pinned(session, attempt)[0].marks == marks
    assert unsound(session) == []


def test_an_essay_left_blank_waits_for_nobody(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, "exam")
    submitting.hand_in(session, alice, attempt.token, now=NOW)
    assert (attempt.state, attempt.points, waiting_answers(session)) == ("finished", 0, [])


def test_the_gallery_shows_every_kind_that_is_published_in_each_of_its_states(
    session: Session, media: MediaFolder
) -> None:
    publish_month(session, media, questions=[definition("essay"), definition("cloze")], quizzes=[])
    shelf = gallery.load_gallery(session, "en")
    assert set(shelf["essay"]) == set(gallery.STATES) - {"tried"}
    assert "unreadable" in shelf["ordering"]
    assert {"asked", "unreadable", "right", "wrong", "unanswered"} <= set(shelf["numeric"])
    for states in gallery.load_gallery(session, "ko").values():
        for state, found in states.items():
            hidden = not found.view.scored and not found.view.waiting and state != "tried"
            assert hidden == (not found.view.html("explanation"))


def test_no_teacher_reads_or_grades_what_a_learner_practises(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = begin(session, media, alice, "practice")
    position = place(session, attempt, "essay")
    check(session, alice, attempt, position, judged=False)
    row = pinned(session, attempt)[position - 1]
    assert row.waiting
    for find in (manual_grading.read_answer, manual_grading.find_answer):
        with pytest.raises(NotFound):
            find(session, row.id, "en")
