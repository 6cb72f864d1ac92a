"""Two devices that had not seen each other: both answers are kept and shown until the learner chooses."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quiz.services.attempts import locking, saving, starting
from quiz.services.attempts.pages import attempt_pages
from quiz.services.attempts.pages.answer_texts import AnswerPart
from quiz.services.attempts.refusals import AttemptClosed, NotFound
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.conftest import NOW
from tests.services.builders import (
    EXAM,
    MINUTE,
    PRACTICE,
    answers,
    check,
    nothing,
    person,
    pinned,
    right,
    save,
    wrong,
)


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def exam(session: Session, alice: Account) -> Attempt:
    return starting.start(session, alice, EXAM, now=NOW)


def disagree(session: Session, alice: Account, attempt: Attempt, position: int = 1) -> None:
    save(session, alice, attempt, position, wrong, device="phone")
    save(session, alice, attempt, position, right, device="laptop", now=NOW + MINUTE)


def rivals(session: Session, alice: Account, attempt: Attempt) -> tuple[attempt_pages.ConflictingAnswer, ...]:
    return attempt_pages.find_question_page(session, alice, attempt.token, 1, "en").rivals


def contested(session: Session, alice: Account, attempt: Attempt) -> tuple[int, ...]:
    return attempt_pages.find_overview(session, alice, attempt.token).contested


def test_both_answers_are_shown_the_latest_first(session: Session, alice: Account, exam: Attempt) -> None:
    disagree(session, alice, exam)
    shown = rivals(session, alice, exam)
    assert [(one.revision, one.device, one.stands) for one in shown] == [(2, "laptop", True), (1, "phone", False)]
    assert shown[0].parts != shown[1].parts
    assert all(isinstance(part, AnswerPart) and part.said for one in shown for part in one.parts)
    assert contested(session, alice, exam) == (1,)


def test_going_on_typing_settles_nothing(session: Session, alice: Account, exam: Attempt) -> None:
    disagree(session, alice, exam)
    save(session, alice, exam, 1, wrong, device="laptop", sequence=3, base=2)
    assert pinned(session, exam)[0].contested == 2
    assert [one.revision for one in rivals(session, alice, exam)] == [3, 1]


@pytest.mark.parametrize("revision", [1, 2])
def test_the_learners_choice_stands_and_ends_the_conflict(
    revision: int, session: Session, alice: Account, exam: Attempt
) -> None:
    disagree(session, alice, exam)
    chosen = answers(session, exam, 1)[revision - 1].value
    target = locking.lock_question(session, alice, exam.token, 1)
    saved = saving.settle_conflict(session, target, revision, now=NOW + 2 * MINUTE)
    assert (saved.revision, saved.conflict) == (3, False)
    assert answers(session, exam, 1)[-1].value == chosen
    assert rivals(session, alice, exam) == ()
    assert contested(session, alice, exam) == ()


def test_what_was_blank_before_can_be_chosen_too(session: Session, alice: Account, exam: Attempt) -> None:
    save(session, alice, exam, 1, nothing, device="phone")
    save(session, alice, exam, 1, right, device="laptop")
    target = locking.lock_question(session, alice, exam.token, 1)
    saving.settle_conflict(session, target, 1, now=NOW)
    assert not pinned(session, exam)[0].answered


def test_the_same_answer_from_two_devices_is_no_conflict(session: Session, alice: Account, exam: Attempt) -> None:
    save(session, alice, exam, 1, right, device="phone")
    assert not save(session, alice, exam, 1, right, device="laptop").conflict
    assert rivals(session, alice, exam) == ()


def test_three_devices_show_three_answers(session: Session, alice: Account, exam: Attempt) -> None:
    disagree(session, alice, exam)
    save(session, alice, exam, 1, nothing, device="tablet")
    assert [one.device for one in rivals(session, alice, exam)] == ["tablet", "laptop", "phone"]


def test_a_revision_that_is_none_can_not_be_chosen(session: Session, alice: Account, exam: Attempt) -> None:
    disagree(session, alice, exam)
    target = locking.lock_question(session, alice, exam.token, 1)
    for revision in (3, -1):
        with pytest.raises(NotFound):
            saving.settle_conflict(session, target, revision, now=NOW)


def test_a_score_ends_the_question_of_which_answer_is_meant(session: Session, alice: Account) -> None:
    practice = starting.start(session, alice, PRACTICE, now=NOW)
    disagree(session, alice, practice)
    check(session, alice, practice, 1, right)
    assert rivals(session, alice, practice) == ()
    with pytest.raises(AttemptClosed):
        saving.settle_conflict(session, locking.lock_question(session, alice, practice.token, 1), 1, now=NOW)
