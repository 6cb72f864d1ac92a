"""Answers that a person judges: the learner in practice, a teacher after an exam."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import attempts, judging, practice, saving, showcase, sittings
from quiz.services.attempts import Closed, NotThere
from quiz.services.media import MediaFolder
from quiz.services.saving import Save
from quiz.storage.models import Account, Attempt, LearnerMonth, QuestionSums
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import MONTH, check, chosen, nothing, person, pinned, publish_month, recipe, right, save
from tests.services.recount import unsound

ESSAY = "one-essay"
CHOICE = "one-single-choice"


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def begin(session: Session, media: MediaFolder, account: Account, mode: str) -> Attempt:
    questions = [definition("essay"), definition("single_choice")]
    publish_month(session, media, questions=questions, quizzes=[recipe("written", mode, ESSAY, CHOICE)])
    return attempts.start(session, account, f"{MONTH}/written", now=NOW)


def place(session: Session, attempt: Attempt, kind: str) -> int:
    """Where the question of ``kind`` stands in an attempt."""
    account = session.get(Account, attempt.account_id)
    assert account is not None
    targets = (attempts.find_target(session, account, attempt.token, n) for n in (1, 2))
    return next(target.row.position for target in targets if target.question.kind_name == kind)


def every_part(session: Session, account: Account, attempt: Attempt, position: int) -> list[str]:
    question = attempts.find_target(session, account, attempt.token, position).question
    return list(question.parts())  # type: ignore[attr-defined]  # an essay's


def test_in_practice_the_learner_confirms_what_the_app_proposes(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = begin(session, media, alice, "practice")
    position = place(session, attempt, "essay")
    proposal = check(session, alice, attempt, position)
    row = pinned(session, attempt)[position - 1]
    assert (proposal.fraction, row.waiting, row.scored_at) == (1, True, None)
    view = sittings.find_sitting(session, alice, attempt.token, position, "en").view
    assert view.html("model_answer")
    assert judging.proposed(view)
    with pytest.raises(Closed):
        save(session, alice, attempt, position, nothing, sequence=9)
    target = attempts.find_target(session, alice, attempt.token, position)
    score = judging.confirm(session, alice, target, [], now=NOW)
    assert (score.fraction, pinned(session, attempt)[position - 1].marks) == (0, 0)
    check(session, alice, attempt, 3 - position)
    assert (attempt.state, attempt.points) == ("finished", 1)


def test_only_what_waits_can_be_confirmed(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, "practice")
    with pytest.raises(Closed):
        judging.confirm(session, alice, attempts.find_target(session, alice, attempt.token, 1), [], now=NOW)


def test_an_exam_waits_for_its_teacher_and_then_is_finished(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = begin(session, media, alice, "exam")
    for position in (1, 2):
        save(session, alice, attempt, position, right)
    attempts.hand_in(session, alice, attempt.token, now=NOW)
    assert (attempt.state, attempt.points, attempt.handed_in_at, attempt.finished_at) == ("waiting", None, NOW, None)
    assert session.scalars(select(QuestionSums.answers)).all() == [1]
    (row,) = judging.waiting(session)
    found = judging.find_waiting(session, row.id, "ko")
    assert (row.question.kind_name, found.learner.name) == ("essay", "Alice")
    judging.grade(session, found, every_part(session, alice, attempt, found.row.position), now=NOW)
    assert (attempt.state, attempt.points) == ("finished", attempt.points_possible)
    assert session.scalars(select(LearnerMonth.finished)).all() == [1]
    assert judging.waiting(session) == []
    with pytest.raises(NotThere):
        judging.find_waiting(session, row.id, "ko")


@pytest.mark.parametrize(("level", "is_right", "marks"), [(1, True, 1), (3, True, 3), (1, False, 0), (3, False, -6)])
@pytest.mark.parametrize("mode", ["exam", "practice"])
def test_what_a_person_judges_counts_as_surely_as_it_was_said(
    mode: str, level: int, is_right: bool, marks: int, session: Session, media: MediaFolder, alice: Account
) -> None:
    rules = recipe("written", mode, ESSAY, certainty="counted")
    publish_month(session, media, questions=[definition("essay")], quizzes=[rules])
    attempt = attempts.start(session, alice, f"{MONTH}/written", now=NOW)
    target = attempts.find_target(session, alice, attempt.token, 1)
    sent = Save(device="phone", sequence=1, base_revision=0, certainty=level)
    parts = every_part(session, alice, attempt, 1) if is_right else []
    if mode == "practice":
        practice.check(session, alice, target, chosen(target, right), sent, now=NOW)
        judging.confirm(session, alice, attempts.find_target(session, alice, attempt.token, 1), parts, now=NOW)
    else:
        saving.save(session, target, chosen(target, right), sent, now=NOW)
        attempts.hand_in(session, alice, attempt.token, now=NOW)
        (row,) = judging.waiting(session)
        judging.grade(session, judging.find_waiting(session, row.id, "en"), parts, now=NOW)
    assert pinned(session, attempt)[0].marks == marks
    assert unsound(session) == []


def test_an_essay_left_blank_waits_for_nobody(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, "exam")
    attempts.hand_in(session, alice, attempt.token, now=NOW)
    assert (attempt.state, attempt.points, judging.waiting(session)) == ("finished", 0, [])


def test_the_gallery_shows_every_kind_that_is_published_in_each_of_its_states(
    session: Session, media: MediaFolder
) -> None:
    publish_month(session, media, questions=[definition("essay"), definition("cloze")], quizzes=[])
    shelf = showcase.shelf(session, "en")
    assert set(shelf["essay"]) == set(showcase.STATES) - {"tried"}
    assert "unreadable" in shelf["ordering"]
    assert {"asked", "unreadable", "right", "wrong", "unanswered"} <= set(shelf["numeric"])
    for states in showcase.shelf(session, "ko").values():
        for state, found in states.items():
            hidden = not found.view.scored and not found.view.waiting and state != "tried"
            assert hidden == (not found.view.html("explanation"))
