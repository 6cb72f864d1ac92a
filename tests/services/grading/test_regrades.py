"""A corrected key is a new version: stored answers are scored again under it, and nobody loses unless told so."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.domain.grading import regrade_compatibility as compatibility
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.services.attempts import locking, starting
from quiz.services.attempts.pages import attempt_pages, results
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading, regrades
from quiz.services.grading.regrade_totals import Totals
from quiz.services.grading.regrades import Applied, Refused
from quiz.services.identity import accounts
from quiz.services.integrity import account_data
from quiz.services.reporting import item_statistics
from quiz.storage.models.grading import RegradedQuestion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import FirstScore
from tests.builders import definition
from tests.conftest import NOW, PASSWORD
from tests.services import recount
from tests.services.builders import (
    MINUTE,
    MONTH,
    Choose,
    bank_id,
    check,
    nothing,
    person,
    picking,
    pinned,
    practise,
    recipe,
    right,
    sit_exam,
)
from tests.services.regrades import (
    BOTH,
    CHOICE,
    EXAM,
    LATER,
    PRACTICE,
    REASON,
    TRUTH,
    answering,
    everything,
    keyed,
    previewed,
    regrade,
    republish,
    truth,
)


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> Account:
    republish(session, media, keyed("b"))
    return person(session, "Alice")


def test_a_corrected_key_raises_what_it_should(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, EXAM, picking("a"))
    republish(session, media, keyed("a"))
    assert previewed(session) == [("Alice", EXAM, CHOICE, "raised", 0, 1)]
    assert everything(session)["points"] == [(exam.id, 0)]
    assert regrade(session).totals == Totals(attempts=1, raised=1)
    row = pinned(session, exam)[0]
    assert (row.fraction, row.share, row.marks, row.scored_at, exam.points) == (1, 1.0, 1, NOW, 1)
    assert (row.score or {})["verdicts"] == {"a": "right"}
    assert previewed(session) == []


def test_every_page_shows_the_version_that_graded(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, EXAM, picking("a"))
    practised = practise(session, alice, PRACTICE, picking("a"), now=NOW + MINUTE)
    republish(session, media, keyed("a"))
    regrade(session)
    result = results.find_result(session, alice, exam.token, "en")
    assert (result.fraction, result.missed, result.views[0].solution) == (1, (), {"choice": ("a",)})
    view = attempt_pages.find_question_page(session, alice, practised.token, 1, "en").view
    assert (view.solution, view.verdict, view.marks) == ({"choice": ("a",)}, "right", 1)
    assert "The key is weights" in view.passages["explanation"]
    target = locking.lock_question(session, alice, practised.token, 1)
    assert target.question.solution(view.variant) == {"choice": ("a",)}
    asked = [entry["questions"][0] for entry in account_data.export_account(session, alice)["attempts"]]
    assert [(one["share"], one["graded_version"] > one["question_version"]) for one in asked] == [(1.0, True)] * 2
    figures = item_statistics.questions(session, bank_id(session, MONTH), "en")
    facility = {row.slug: row.facility for row in figures}[CHOICE]
    assert facility is not None
    assert (facility.answers, facility.value) == (1, 1.0)


def test_marks_that_would_go_down_are_kept_unless_told(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, EXAM, picking("b"))
    republish(session, media, keyed("a"))
    before = everything(session)
    assert previewed(session) == [("Alice", EXAM, CHOICE, "kept", 1, 1)]
    assert regrade(session) == Applied(id=None, totals=Totals(attempts=1, kept=1))
    assert (everything(session), regrades.regrades(session)) == (before, [])
    assert previewed(session, lower=True) == [("Alice", EXAM, CHOICE, "lowered", 1, 0)]
    done = regrade(session, lower=True)
    assert (done.totals.lowered, exam.points, regrades.regrades(session)[0].lowered) == (1, 0, True)


def test_a_share_that_would_go_down_at_equal_marks_is_kept_unless_told(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    """Right at the second try, whose penalty takes all: nothing to lose in marks, and a right answer all the same."""
    rules = recipe("tries", "practice", CHOICE, tries="2", penalty="1")
    republish(session, media, keyed("b"), quizzes=[rules])
    attempt = starting.start(session, alice, f"{MONTH}/tries", now=NOW)
    for number, choice in enumerate("ab", 1):
        check(session, alice, attempt, 1, picking(choice), sequence=number)
    republish(session, media, keyed("c"), quizzes=[rules])
    assert regrade(session).totals == Totals(attempts=1, kept=1)
    row = pinned(session, attempt)[0]
    assert (row.fraction, row.marks, row.graded_version_id) == (1, 0, None)
    assert regrade(session, lower=True).totals == Totals(attempts=1, lowered=1)
    row = pinned(session, attempt)[0]
    assert (row.fraction, row.marks) == (0, 0)


def test_a_reworded_question_takes_its_scores_along(session: Session, media: MediaFolder, alice: Account) -> None:
    sit_exam(session, alice, EXAM, picking("b"))
    republish(session, media, keyed("b", explanation=REASON))
    assert regrade(session).totals == Totals(attempts=1, same=1)
    figures = item_statistics.questions(session, bank_id(session, MONTH), "en")
    assert {row.slug: row.answers for row in figures}[CHOICE] == 1


def test_one_question_alone_is_regraded(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, BOTH, answering("a", "false"))
    republish(session, media, keyed("a"), truth("false"))
    assert regrade(session, question=TRUTH).totals == Totals(attempts=1, raised=1)
    assert exam.points == 1
    assert regrade(session).totals == Totals(attempts=1, raised=1)
    assert exam.points == 2


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({**truth(), "id": CHOICE}, compatibility.OTHER_KIND),
        (keyed("b", "abc"), compatibility.OTHER_INPUTS),
        (keyed("b", points="2"), compatibility.OTHER_POINTS),
    ],
)
def test_a_version_that_does_not_fit_is_told_and_left_alone(
    session: Session, media: MediaFolder, alice: Account, changed: dict[str, Any], reason: Message
) -> None:
    sit_exam(session, alice, EXAM, picking("b"))
    republish(session, media, changed)
    ((found,),) = [attempt.changes for attempt in regrades.preview(session, MONTH)]
    assert (found.outcome, found.reason, found.share_after) == ("unfit", reason, 1)
    assert regrade(session).totals == Totals(attempts=1, unfit=1)


def test_what_a_person_judged_is_left_alone(session: Session, media: MediaFolder, alice: Account) -> None:
    quizzes = [recipe("written", "practice", "one-essay")]
    republish(session, media, definition("essay"), quizzes=quizzes)
    attempt = starting.start(session, alice, f"{MONTH}/written", now=NOW)
    check(session, alice, attempt, 1, judged=False)
    manual_grading.confirm(session, alice, locking.lock_question(session, alice, attempt.token, 1), (), now=NOW)
    republish(session, media, definition("essay", explanation=REASON), quizzes=quizzes)
    ((found,),) = [one.changes for one in regrades.preview(session, MONTH)]
    assert (found.outcome, found.reason) == ("unfit", compatibility.BY_PERSON)


def test_what_is_running_is_left_alone_until_it_is_done(session: Session, media: MediaFolder, alice: Account) -> None:
    quizzes = [recipe("two", "practice", CHOICE, TRUTH)]
    republish(session, media, keyed("b"), quizzes=quizzes)
    attempt = starting.start(session, alice, f"{MONTH}/two", now=NOW)
    choice = next(row.position for row in pinned(session, attempt) if set(row.variant["order"]) == {"choice"})
    check(session, alice, attempt, choice, picking("a"))
    republish(session, media, keyed("a"), quizzes=quizzes)
    assert previewed(session) == []
    check(session, alice, attempt, 3 - choice, right)
    assert [row[3] for row in previewed(session)] == ["raised"]
    regrade(session)
    assert attempt.points == 2


@pytest.mark.parametrize(
    ("rules", "tries", "marks"),
    [
        ({"tries": "3", "penalty": "0.25"}, "cda", Fraction(1, 2)),
        ({"tries": "3", "penalty": "0.5"}, "cda", Fraction(0)),
        ({"tries": "3", "penalty": "0.25", "method": "adaptive"}, "cad", Fraction(0)),
        ({"tries": "2", "penalty": "0.1", "negative": "0.5"}, "ca", Fraction(9, 10)),
        ({"certainty": "counted"}, "a", Fraction(1)),
    ],
)
def test_a_practised_question_is_charged_for_its_tries_by_its_latest_answer(
    session: Session, media: MediaFolder, alice: Account, rules: dict[str, str], tries: str, marks: Fraction
) -> None:
    quizzes = [recipe("tried", "practice", CHOICE, **rules)]
    republish(session, media, keyed("b"), quizzes=quizzes)
    attempt = starting.start(session, alice, f"{MONTH}/tried", now=NOW)
    for number, pick in enumerate(tries):
        check(session, alice, attempt, 1, picking(pick), sequence=number + 1, base=number)
    republish(session, media, keyed("a"), quizzes=quizzes)
    regrade(session)
    assert (pinned(session, attempt)[0].marks, attempt.points) == (marks, marks)


@pytest.mark.parametrize(("choose", "before", "after"), [(picking("a"), "-1/2", "1"), (nothing, "0", "0")])
def test_an_exam_is_marked_by_the_rules_of_its_quiz(
    session: Session, media: MediaFolder, alice: Account, choose: Choose, before: str, after: str
) -> None:
    quizzes = [recipe("harsh", "exam", CHOICE, negative="0.5", floor="-1")]
    republish(session, media, keyed("b"), quizzes=quizzes)
    exam = sit_exam(session, alice, f"{MONTH}/harsh", choose)
    assert exam.points == Fraction(before)
    republish(session, media, keyed("a"), quizzes=quizzes)
    regrade(session)
    assert exam.points == Fraction(after)


def tripled(question: Question, drawn: Variant) -> Answer:
    """A number that the drawn values make."""
    return {question.inputs()[0].name: (str(3 * drawn.values["d"] * drawn.values["r"]),)}


def test_values_stay_as_they_were_drawn(session: Session, media: MediaFolder, alice: Account) -> None:
    quizzes = [recipe("exam", "exam", "one-numeric")]
    republish(session, media, definition("numeric"), quizzes=quizzes)
    exam = sit_exam(session, alice, EXAM, tripled)
    assert exam.points == 0
    republish(session, media, definition("numeric", answer="3 * d * r"), quizzes=quizzes)
    assert regrade(session).totals.raised == 1
    assert exam.points == exam.points_possible


def test_the_earlier_score_is_kept(session: Session, media: MediaFolder, alice: Account) -> None:
    sit_exam(session, alice, EXAM, picking("a"))
    republish(session, media, keyed("a"))
    done = regrade(session)
    kept = session.scalars(select(RegradedQuestion)).one()
    assert (kept.regrade_id, kept.graded_version_id) == (done.id, None)
    assert (kept.fraction, kept.marks, kept.attempt_points) == (0, 0, 0)
    assert kept.score["verdicts"] == {"a": "wrong"}


def test_the_earlier_of_two_first_scores_stays(session: Session, media: MediaFolder, alice: Account) -> None:
    practise(session, alice, PRACTICE, picking("a"))
    republish(session, media, keyed("a"))
    practise(session, alice, PRACTICE, picking("c"), now=NOW + MINUTE)
    regrade(session)
    (first,) = session.scalars(select(FirstScore)).all()
    assert (first.share, first.scored_at) == (1.0, NOW)


def test_a_score_that_is_kept_becomes_the_first_of_its_version(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    practise(session, alice, PRACTICE, picking("a"))
    practise(session, alice, PRACTICE, picking("b"), now=NOW + MINUTE)
    republish(session, media, keyed("a"))
    regrade(session)
    firsts = session.scalars(select(FirstScore).order_by(FirstScore.scored_at)).all()
    assert [(first.share, first.scored_at) for first in firsts] == [(1.0, NOW), (1.0, NOW + MINUTE)]


@pytest.mark.parametrize("role", ["guest", "teacher"])
def test_who_is_not_counted_is_regraded_all_the_same(session: Session, media: MediaFolder, role: str) -> None:
    republish(session, media, keyed("b"))
    account = person(session, "Tae-ri", "teacher")
    if role == "guest":
        account.name = account.name_key = account.password_hash = None
        account.role = role
    attempt = practise(session, account, PRACTICE, picking("a"))
    republish(session, media, keyed("a"))
    assert previewed(session)[0][0] == account.name
    regrade(session)
    assert (attempt.points, session.scalars(select(FirstScore)).all()) == (1, [])


def test_many_attempts_go_through_in_batches_and_tell_how_far_they_are(
    session: Session, media: MediaFolder, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrades, "BATCH", 2)
    people = [alice, person(session, "Bob"), person(session, "Charlie")]
    for number, pick in enumerate("abcda"):
        practise(session, people[number % 3], PRACTICE, picking(pick), now=NOW + number * MINUTE)
    republish(session, media, keyed("a"))
    heard: list[tuple[int, int]] = []
    done = regrade(session, lower=True, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(2, 8), (4, 8), (5, 8), (7, 8), (8, 8)]
    assert done.totals == Totals(attempts=5, raised=2, lowered=1, same=2)


def test_what_is_not_there_is_refused_with_its_name(session: Session, alice: Account) -> None:
    with pytest.raises(Refused, match="no bank 2030-01"):
        regrades.preview(session, "2030-01")
    with pytest.raises(Refused) as caught:
        regrades.apply(session, MONTH, "riddle", now=LATER)
    assert caught.value.message.values == {"bank": MONTH, "id": "riddle"}


def test_signing_up_counts_a_guest_by_the_version_that_graded(session: Session, media: MediaFolder) -> None:
    republish(session, media, keyed("b"))
    guest = accounts.start_guest(session, now=NOW)
    practise(session, guest, PRACTICE, picking("a"))
    republish(session, media, keyed("a"))
    regrade(session)
    accounts.sign_up(session, "Alice", PASSWORD, now=LATER, guest=guest)
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_blank_is_charged_nothing_by_another_key(session: Session, media: MediaFolder, alice: Account) -> None:
    rules = recipe("cost", "exam", CHOICE, negative="0.5")
    republish(session, media, keyed("b"), quizzes=[rules])
    exam = sit_exam(session, alice, f"{MONTH}/cost", nothing)
    republish(session, media, keyed("a"), quizzes=[rules])
    assert regrade(session, lower=True).totals == Totals(attempts=1, same=1)
    row = pinned(session, exam)[0]
    assert (row.answered, row.marks) == (False, 0)
