"""What the pages of an attempt may show, and that nothing is seen before it may."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from quiz.services.attempts import locking, saving, starting, submitting
from quiz.services.attempts.pages import attempt_pages, results
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.content.media import MediaFolder
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    EXAM,
    MINUTE,
    MONTH,
    PRACTICE,
    Choose,
    check,
    chosen,
    nothing,
    person,
    picking,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    size,
    start_one,
    typing,
    wrong,
)
from tests.shipped import shipped_banks

KINDS = ("single-choice", "multiple-choice", "true-false", "numeric", "matching", "short-text")


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.mark.any_database
@pytest.mark.parametrize("mode", ["practice", "exam"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_revealed_before_the_score(
    session: Session, alice: Account, media: MediaFolder, mode: str, kind: str
) -> None:
    attempt = start_one(session, alice, media, mode, kind)
    save(session, alice, attempt, 1, wrong)
    for language in ("ko", "en"):
        view = attempt_pages.find_question_page(session, alice, attempt.token, 1, language).view
        assert (view.scored, view.solution, view.sources, view.points_earned) == (False, {}, (), 0)
        assert not [name for name in view.passages if "why" in name or "explanation" in name or "feedback" in name]
        assert view.html("explanation") == ""
        assert view.judged("choice") == ""
        assert not view.is_key("choice", "b")


@pytest.mark.any_database
@pytest.mark.parametrize("kind", KINDS)
def test_a_score_reveals_key_reasons_and_sources(
    session: Session, alice: Account, media: MediaFolder, kind: str
) -> None:
    attempt = start_one(session, alice, media, "practice", kind)
    check(session, alice, attempt, 1, right)
    view = attempt_pages.find_question_page(session, alice, attempt.token, 1, "en").view
    assert (view.scored, view.verdict, view.points_earned) == (True, "right", 1)
    assert view.solution == view.answer
    assert view.html("explanation").startswith("<p>A product of matrices")
    assert [source["at"] for source in view.sources] == ["§4.1"]


def test_a_set_aside_attempt_reveals_nothing_more(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    check(session, alice, attempt, 1)
    attempt.state = "set_aside"
    seen = [
        attempt_pages.find_question_page(session, alice, attempt.token, position, "ko").view.scored
        for position in (1, 2)
    ]
    assert seen == [True, False]
    with pytest.raises(NotFound):
        results.find_result(session, alice, attempt.token, "ko")


def test_others_see_nothing_of_alices(session: Session, alice: Account) -> None:
    charlie = person(session, "Charlie")
    attempt = practise(session, alice)
    for find in (
        lambda: attempt_pages.find_question_page(session, charlie, attempt.token, 1, "ko"),
        lambda: attempt_pages.find_overview(session, charlie, attempt.token),
        lambda: results.find_result(session, charlie, attempt.token, "ko"),
        lambda: attempt_pages.find_question_page(session, alice, attempt.token, 9, "ko"),
        lambda: attempt_pages.find_question_page(session, alice, attempt.token, 1, "xx"),
    ):
        with pytest.raises(NotFound):
            find()


def test_a_view_shows_the_answer_as_it_was_entered(session: Session, alice: Account, media: MediaFolder) -> None:
    attempt = start_one(session, alice, media, "exam", "multiple-choice")
    blank = attempt_pages.find_question_page(session, alice, attempt.token, 1, "ko").view
    assert (blank.answered, blank.complete, blank.revision, blank.saved_at) == (False, False, 0, None)
    save(session, alice, attempt, 1, picking("b", "c"), now=NOW + MINUTE)
    view = attempt_pages.find_question_page(session, alice, attempt.token, 1, "ko").view
    assert (view.answered, view.complete, view.revision, view.saved_at) == (True, True, 1, NOW + MINUTE)
    assert [view.picked("choice", option) for option in "abcd"] == [False, True, True, False]
    assert view.kind == "multiple_choice"
    assert {name: str(text) for name, text in view.listed("choice", "options")} == {
        "a": "가중치",
        "b": "기울기",
        "c": "활성값",
        "d": "손실값",
    }
    assert tuple(name for name, _ in view.listed("choice", "options")) == view.variant.order["choice"]


def test_a_view_shows_what_was_typed_and_how_it_was_judged(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    attempt = start_one(session, alice, media, "practice", "short-text")
    check(session, alice, attempt, 1, typing(" 망각 "))
    view = attempt_pages.find_question_page(session, alice, attempt.token, 1, "en").view
    assert (view.value("text"), view.verdict, view.judged("text")) == (" 망각 ", "partly", "partly")
    assert view.html("answers.1.feedback") == "Which forgetting?"
    assert view.is_key("text", "치명적 망각")


def test_values_are_put_into_the_text(session: Session, alice: Account, media: MediaFolder) -> None:
    attempt = start_one(session, alice, media, "practice", "numeric")
    view = attempt_pages.find_question_page(session, alice, attempt.token, 1, "en").view
    values = {name: int(value) for name, value in view.variant.values.items()}
    assert view.plain("prompt") == f"How many values are there for {values['d']} and rank {values['r']}?"


def test_an_unseen_answer_elsewhere_is_shown_as_a_conflict(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    save(session, alice, attempt, 1, wrong, device="phone")
    assert not attempt_pages.find_question_page(session, alice, attempt.token, 1, "ko").view.conflict
    save(session, alice, attempt, 1, right, device="laptop")
    assert attempt_pages.find_question_page(session, alice, attempt.token, 1, "ko").view.conflict


def test_the_way_through_shows_what_is_behind(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    check(session, alice, attempt, 2, right)
    check(session, alice, attempt, 3, nothing)
    save(session, alice, attempt, 5, right)
    sitting = attempt_pages.find_question_page(session, alice, attempt.token, 3, "ko")
    assert (sitting.quiz_key, sitting.month, sitting.count, sitting.settled) == (PRACTICE, "2024-01", 8, 2)
    assert [place.verdict for place in sitting.places] == ["", "right", "wrong", "", "", "", "", ""]
    assert [place.answered for place in sitting.places] == [False, True, False, False, True, False, False, False]


def test_a_partly_right_place_is_called_so() -> None:
    assert attempt_pages.QuestionPlace(position=1, answered=True, share=0.5, contested=None).verdict == "partly"


@pytest.mark.parametrize(
    ("scored", "at", "following"),
    [
        ([], 1, 2),
        ([2, 3], 1, 4),
        ([], 8, 1),
        ([1], 8, 2),
        ([1, 2, 3, 4, 5, 6, 7], 8, None),
        ([1, 2, 3, 4, 5, 6, 7], 2, 8),
    ],
)
def test_the_next_open_question_is_looked_for_all_around(
    session: Session, alice: Account, scored: list[int], at: int, following: int | None
) -> None:
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    for position in scored:
        check(session, alice, attempt, position)
    assert attempt_pages.find_question_page(session, alice, attempt.token, at, "ko").next_open == following


def overview(session: Session, alice: Account, attempt: Attempt) -> attempt_pages.Overview:
    return attempt_pages.find_overview(session, alice, attempt.token)


def test_an_exam_is_resumed_at_its_first_blank(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    assert overview(session, alice, attempt).resume_at == 1
    for position in (1, 2, 4):
        save(session, alice, attempt, position)
    assert overview(session, alice, attempt).resume_at == 3
    assert overview(session, alice, attempt).unanswered == (3, *range(5, 13))
    assert attempt_pages.find_question_page(session, alice, attempt.token, 1, "ko").settled == 3


def test_practice_is_resumed_at_the_first_question_without_a_score(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    save(session, alice, attempt, 1)
    check(session, alice, attempt, 2)
    assert overview(session, alice, attempt).resume_at == 1
    check(session, alice, attempt, 1, sequence=9)
    assert overview(session, alice, attempt).resume_at == 3
    assert overview(session, alice, attempt).month == "2024-01"


def test_where_all_is_answered_an_attempt_is_resumed_at_its_beginning(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    for position in range(1, 13):
        save(session, alice, attempt, position)
    assert (overview(session, alice, attempt).resume_at, overview(session, alice, attempt).unanswered) == (1, ())


def test_an_unfinished_attempt_has_no_result(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    with pytest.raises(NotFound):
        results.find_result(session, alice, attempt.token, "ko")


def test_a_perfect_result_has_no_weak_spot(session: Session, alice: Account) -> None:
    result = results.find_result(session, alice, sit_exam(session, alice).token, "ko")
    assert (result.fraction, result.passed, result.missed, result.weakest) == (1, True, (), None)
    assert (result.month, len(result.views)) == ("2024-01", 12)
    assert {share.fraction for share in (*result.objectives, *result.sections)} == {1}


def test_a_result_adds_up_by_objective_and_section(session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, EXAM, now=NOW)
    for position in range(1, 4):
        save(session, alice, attempt, position)
    submitting.hand_in(session, alice, attempt.token, now=NOW)
    result = results.find_result(session, alice, attempt.token, "en")
    assert result.attempt.points is not None
    assert result.fraction == result.attempt.points / result.attempt.points_possible
    assert result.passed is False
    assert [view.position for view in result.missed] == list(range(4, 13))
    for shares in (result.objectives, result.sections):
        assert sum(share.questions for share in shares) == 12
        assert sum((share.earned for share in shares), Fraction(0)) == result.attempt.points
        assert sum((share.possible for share in shares), Fraction(0)) == result.attempt.points_possible
        assert [share.id for share in shares] == sorted(share.id for share in shares)
    assert result.weakest is not None
    assert result.weakest.fraction == min(share.fraction for share in result.objectives)
    assert all(share.level for share in result.objectives)
    january = next(shipped_banks())
    assert [share.title for share in result.sections] == [one.title["en"] for one in january.header.sections.values()]


def test_practice_has_no_pass_mark_and_the_final_no_month(session: Session, alice: Account) -> None:
    practice = results.find_result(session, alice, practise(session, alice).token, "ko")
    final = results.find_result(session, alice, sit_exam(session, alice, "final", nothing).token, "ko")
    assert practice.passed is None
    assert (final.month, final.passed, final.fraction, size(session, final.attempt)) == (None, False, 0, 24)


def test_what_a_score_reveals_is_not_read_for_an_exam_that_waits(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    """Its choice was judged at the hand-in, its essay was not: nothing of either leaves the store."""
    questions = [definition("essay"), definition("single_choice")]
    quizzes = [recipe("written", "exam", "one-essay", "one-single-choice")]
    publish_month(session, media, questions=questions, quizzes=quizzes)
    exam = sit_exam(session, alice, f"{MONTH}/written")
    assert exam.state == "waiting"
    for position in (1, 2):
        row = fetch(session, attempt_queries.sitting(exam.token, alice.id, position, "en")).one()
        assert (row.revealed, row.score, row.marks, row.fraction) == (None, None, None, None)


@pytest.mark.parametrize(
    ("rules", "choose", "level", "earned", "possible", "right"),
    [
        ({"certainty": "counted"}, right, 3, 3, 3, 1),
        ({"certainty": "counted"}, wrong, 3, -6, 3, 0),
        ({"negative": "0.5"}, wrong, None, Fraction(-1, 2), 1, 0),
        ({}, right, None, 1, 1, 1),
    ],
)
def test_objectives_show_points_by_the_rules_and_are_judged_by_how_right_answers_were(
    rules: dict[str, str],
    choose: Choose,
    level: int | None,
    earned: int | Fraction,
    possible: int,
    right: int,
    session: Session,
    media: MediaFolder,
    alice: Account,
) -> None:
    exam = start_one(session, alice, media, "exam", "single-choice", **rules)
    target = locking.lock_question(session, alice, exam.token, 1)
    sent = AnswerSubmission(device="d", sequence=1, base_revision=0, certainty=level)
    saving.save(session, target, chosen(target, choose), sent, now=NOW)
    submitting.hand_in(session, alice, exam.token, now=NOW)
    found = results.find_result(session, alice, exam.token, "en")
    for (share,) in (found.objectives, found.sections):
        assert (share.earned, share.possible, share.fraction) == (earned, possible, right)
