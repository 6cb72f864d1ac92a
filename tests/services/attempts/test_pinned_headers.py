"""Sections, objectives and sources are shown as they were published when an attempt began, whatever is said now."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz.services.attempts import starting, submitting
from quiz.services.attempts.pages import attempt_pages, results
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.content.media import MediaFolder
from quiz.services.grading import regrades
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow
from quiz.storage.models.identity import Account
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import check, person, picking, pinned, practise, publish_month, recipe, save, sit_exam
from tests.services.regrades import keyed

KEY = "one-single-choice"
QUIZZES = [recipe("practice", "practice", KEY), recipe("exam", "exam", KEY)]
PRACTICE, EXAM = "2024-07/practice", "2024-07/exam"
OTHERWISE: dict[str, Any] = {
    "sections": {"2.1": {"title": both("새 절", "A new section"), "notes": both("새 글", "A new note")}},
    "objectives": {"LO-2.1": {"level": "analyze", "text": both("새 목표", "A new objective")}},
    "sources": {"lora": {"title": "Another paper", "authors": "Hu", "year": "2022", "arxiv": "2106.00001"}},
}
THEN = {
    "section_title": "Light models",
    "objective_text": "Count the values.",
    "level": "apply",
    "sources": [("LoRA", "https://arxiv.org/abs/2106.09685")],
}
NOW_SAID = {
    "section_title": "A new section",
    "objective_text": "A new objective",
    "level": "analyze",
    "sources": [("Another paper", "https://arxiv.org/abs/2106.00001")],
}


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> Account:
    publish_month(session, media, quizzes=QUIZZES, questions=[definition("single_choice")])
    return person(session, "Alice")


def republish(session: Session, media: MediaFolder, **changes: Any) -> None:
    """Publish the same question under another header."""
    publish_month(
        session, media, **{"quizzes": QUIZZES, "questions": [definition("single_choice")], **OTHERWISE, **changes}
    )
    session.commit()
    session.expire_all()


def around(view: QuestionView) -> dict[str, Any]:
    names = ("section_title", "objective_text", "level")
    sources = [(source["title"], source["address"]) for source in view.sources]
    return {**{name: view.context[name] for name in names}, "sources": sources}


def on_page(session: Session, account: Account, attempt: Attempt) -> dict[str, Any]:
    return around(attempt_pages.find_question_page(session, account, attempt.token, 1, "en").view)


def in_result(session: Session, account: Account, attempt: Attempt) -> dict[str, Any]:
    result = results.find_result(session, account, attempt.token, "en")
    assert [share.title for share in result.objectives] == [result.views[0].context["objective_text"]]
    assert [share.title for share in result.sections] == [result.views[0].context["section_title"]]
    return around(result.views[0])


def test_a_finished_attempt_shows_the_header_of_its_revision(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    practice, exam = practise(session, alice, PRACTICE), sit_exam(session, alice, EXAM)
    assert on_page(session, alice, practice) == in_result(session, alice, exam) == THEN
    republish(session, media)
    assert on_page(session, alice, practice) == in_result(session, alice, exam) == THEN
    assert in_result(session, alice, sit_exam(session, alice, EXAM)) == NOW_SAID


def test_a_running_attempt_goes_on_under_the_header_it_began_with(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    practice, exam = (starting.start(session, alice, key, now=NOW) for key in (PRACTICE, EXAM))
    republish(session, media)
    assert on_page(session, alice, exam) == {**THEN, "sources": []}
    save(session, alice, exam, 1, picking("b"))
    submitting.hand_in(session, alice, exam.token, now=NOW)
    assert in_result(session, alice, exam) == THEN
    check(session, alice, practice, 1, picking("b"))
    assert on_page(session, alice, practice) == THEN


def test_a_revision_that_changed_nothing_around_a_question_shows_what_was_kept_before(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    publish_month(
        session, media, quizzes=QUIZZES, questions=[definition("single_choice")], title=both("새 제목", "A new title")
    )
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    bank = session.query(BankRow).filter_by(slug="2024-07").one()
    assert pinned(session, attempt)[0].bank_revision_id == bank.current_revision_id
    check(session, alice, attempt, 1, picking("b"))
    republish(session, media)
    assert on_page(session, alice, attempt) == THEN


def test_each_question_of_a_final_is_pinned_to_the_revision_of_its_own_bank(session: Session) -> None:
    attempt = starting.start(session, person(session, "Bob"), "final", now=NOW)
    found = {row.bank_revision_id for row in pinned(session, attempt)}
    assert found <= {bank.current_revision_id for bank in session.query(BankRow)}
    assert len(found) > 1


def test_what_a_regrade_brought_stands_under_the_header_it_was_first_published_with(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = sit_exam(session, alice, EXAM)
    corrected = keyed("a")
    republish(session, media, questions=[corrected])
    regrades.apply(session, "2024-07", None, lower=True, now=NOW)
    session.commit()
    assert pinned(session, attempt)[0].graded_version_id is not None
    assert in_result(session, alice, attempt) == NOW_SAID
    publish_month(session, media, quizzes=QUIZZES, questions=[corrected])
    session.expire_all()
    assert in_result(session, alice, attempt) == NOW_SAID


def test_an_attempt_whose_revision_is_not_known_shows_what_was_kept_first(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = practise(session, alice, PRACTICE)
    session.execute(update(AttemptQuestion).values(bank_revision_id=None))
    republish(session, media)
    assert on_page(session, alice, attempt) == THEN
