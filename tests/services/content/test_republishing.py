"""An edited bank leaves running and finished attempts as they were; whoever begins afterwards gets the new one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from quiz.services.attempts import starting, submitting
from quiz.services.attempts.pages import attempt_pages, results
from quiz.services.content.media import MediaFolder
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.builders import both, definition, option
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import check, person, picking, pinned, practise, publish_month, recipe, save, sit_exam

QUIZZES = [recipe("practice", "practice", "one-single-choice"), recipe("exam", "exam", "one-single-choice")]
PRACTICE, EXAM = "2024-07/practice", "2024-07/exam"

# The key moves from b to a, the points from one to three, and every text is another one.
EDITED = definition(
    "single_choice",
    prompt=both("이제는 무엇이 알맞나요?", "What fits now?"),
    explanation=both(
        "풀이를 새로 써서 왜 그런지 그 까닭을 처음보다 더 분명하게 밝혔어요.",
        "The reasons are told anew and more clearly.",
    ),
    points="3",
    options=[
        option("a", "새 가중치", "new weights", correct="true"),
        option("b", "새 기울기", "new gradients"),
        option("c", "새 활성값", "new activations"),
    ],
)


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> Account:
    publish_month(session, media, quizzes=QUIZZES, questions=[definition("single_choice")])
    return person(session, "Alice")


def republish(session: Session, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=QUIZZES, questions=[EDITED])
    session.commit()
    session.expire_all()


def withdraw(session: Session, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[], questions=[definition("numeric")])
    session.commit()
    session.expire_all()


def seen(session: Session, account: Account, attempt: Attempt) -> dict[str, Any]:
    """What the page of an attempt's one question shows."""
    view = attempt_pages.find_question_page(session, account, attempt.token, 1, "en").view
    return {"passages": dict(view.passages), "variant": view.variant, "solution": view.solution, "score": view.score}


@pytest.mark.parametrize("change", [republish, withdraw])
def test_a_finished_attempt_stays_as_it_was(session: Session, media: MediaFolder, alice: Account, change: Any) -> None:
    attempt = practise(session, alice, PRACTICE)
    before = (seen(session, alice, attempt), attempt.points, attempt.points_possible)
    change(session, media)
    assert (seen(session, alice, attempt), attempt.points, attempt.points_possible) == before
    result = results.find_result(session, alice, attempt.token, "en")
    assert (result.fraction, result.views[0].solution) == (1, {"choice": ("b",)})


@pytest.mark.parametrize("change", [republish, withdraw])
def test_a_running_exam_goes_on_as_it_began(session: Session, media: MediaFolder, alice: Account, change: Any) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    before = seen(session, alice, attempt)
    change(session, media)
    assert seen(session, alice, attempt) == before
    save(session, alice, attempt, 1, picking("b"))
    assert submitting.hand_in(session, alice, attempt.token, now=NOW).points == 1
    assert recount.stored(session) == recount.counted_anew(session)


@pytest.mark.parametrize("change", [republish, withdraw])
def test_a_running_practice_goes_on_as_it_began(
    session: Session, media: MediaFolder, alice: Account, change: Any
) -> None:
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    change(session, media)
    assert check(session, alice, attempt, 1, picking("b")).fraction == 1
    assert (attempt.state, attempt.points) == ("finished", 1)
    assert recount.stored(session) == recount.counted_anew(session)


def test_whoever_begins_afterwards_gets_the_new_version(session: Session, media: MediaFolder, alice: Account) -> None:
    old = sit_exam(session, alice, EXAM)
    republish(session, media)
    new = sit_exam(session, alice, EXAM, picking("a"))
    assert (old.points, old.points_possible, new.points, new.points_possible) == (1, 1, 3, 3)
    assert pinned(session, old)[0].question_version_id != pinned(session, new)[0].question_version_id
    assert "What fits now?" in seen(session, alice, new)["passages"]["prompt"]


def test_the_running_attempt_is_gone_on_with_rather_than_begun_anew(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    republish(session, media)
    assert starting.start(session, alice, EXAM, now=NOW).token == attempt.token


def test_an_edited_quiz_leaves_the_running_attempt_its_questions(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    publish_month(
        session,
        media,
        quizzes=[recipe("exam", "exam", "one-single-choice", "one-numeric", minutes="5")],
        questions=[definition("single_choice"), definition("numeric")],
    )
    session.expire_all()
    overview = attempt_pages.find_overview(session, alice, attempt.token)
    assert (len(overview.places), overview.quiz.minutes, attempt.deadline_at) == (1, None, None)
    assert submitting.hand_in(session, alice, attempt.token, now=NOW).state == "finished"
    new = starting.start(session, alice, EXAM, now=NOW)
    assert len(pinned(session, new)) == 2
    assert new.deadline_at is not None
