"""Tries, hints, certainty and negative marks, as a quiz's recipe asks for them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.domain.questions.base import AnswerError
from quiz.services.attempts import locking, practice, saving, starting, submitting
from quiz.services.attempts.refusals import AttemptClosed
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.content.media import MediaFolder
from quiz.storage.models.attempts import AnswerRow, Attempt
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import QuestionAggregate
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import (
    MONTH,
    Choose,
    check,
    chosen,
    nothing,
    person,
    pinned,
    publish_month,
    recipe,
    right,
    save,
    sent,
    wrong,
)

ONE = "one-single-choice"
TWO = "one-multiple-choice"


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def begin(session: Session, media: MediaFolder, alice: Account, mode: str = "practice", **rules: str) -> Attempt:
    """An attempt at a quiz of two questions with ``rules``; the first has two hints."""
    hints = [both("첫 힌트", "The first hint"), both("둘째 힌트", "The second hint")]
    questions = [definition("single_choice", hints=hints), definition("multiple_choice")]
    publish_month(session, media, questions=questions, quizzes=[recipe("rules", mode, ONE, TWO, **rules)])
    return starting.start(session, alice, f"{MONTH}/rules", now=NOW)


def sure(session: Session, alice: Account, attempt: Attempt, position: int, choose: Choose, level: int | None) -> None:
    target = locking.lock_question(session, alice, attempt.token, position)
    save = AnswerSubmission(device="phone", sequence=position, base_revision=0, certainty=level)
    if attempt.mode == "practice":
        practice.check(session, alice, target, chosen(target, choose), save, now=NOW)
    else:
        saving.save(session, target, chosen(target, choose), save, now=NOW)


@pytest.mark.parametrize(
    ("rules", "tries", "marks"),
    [
        ({"tries": "3", "penalty": "0.25"}, [wrong, wrong, right], Fraction(1, 2)),
        ({"tries": "3", "penalty": "0.25"}, [right], Fraction(1)),
        ({"tries": "2", "penalty": "0.25"}, [wrong, wrong], Fraction(0)),
        ({"tries": "2", "penalty": "1"}, [wrong, right], Fraction(0)),
        ({"tries": "3", "method": "adaptive", "penalty": "0.1"}, [wrong, right], Fraction(9, 10)),
        ({"tries": "2"}, [wrong, right], Fraction(1)),
    ],
)
def test_a_later_try_is_worth_less_by_the_penalty(
    session: Session, media: MediaFolder, alice: Account, rules: dict[str, str], tries: list[Choose], marks: Fraction
) -> None:
    attempt = begin(session, media, alice, **rules)
    for number, choose in enumerate(tries, 1):
        check(session, alice, attempt, 1, choose, sequence=number)
    row = pinned(session, attempt)[0]
    assert (row.marks, row.tries, row.scored_at) == (marks, len(tries), NOW)


def test_a_question_stays_open_until_its_tries_are_used(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, tries="2")
    first = check(session, alice, attempt, 1, wrong, sequence=1)
    assert (first.fraction, pinned(session, attempt)[0].scored_at) == (0, None)
    again = check(session, alice, attempt, 1, wrong, sequence=1)
    assert (again.fraction, pinned(session, attempt)[0].tries) == (0, 1)
    assert session.scalar(select(func.count()).select_from(QuestionAggregate)) == 0
    check(session, alice, attempt, 1, wrong, sequence=2)
    assert pinned(session, attempt)[0].scored_at == NOW
    assert session.scalars(select(QuestionAggregate.answers)).all() == [1]


def place(session: Session, alice: Account, attempt: Attempt, kind: str) -> int:
    targets = (locking.lock_question(session, alice, attempt.token, position) for position in (1, 2))
    return next(target.row.position for target in targets if target.question.kind_name == kind)


def test_an_earlier_part_success_is_kept_in_adaptive_mode(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, tries="2", method="adaptive", penalty="0.2")
    position = place(session, alice, attempt, "multiple_choice")
    for sequence, given in enumerate([{"choice": ["b"]}, {"choice": ["a"]}], 1):
        target = locking.lock_question(session, alice, attempt.token, position)
        practice.check(session, alice, target, given, sent(sequence), now=NOW)
    assert pinned(session, attempt)[position - 1].marks == Fraction(1, 2)


def test_hints_come_one_by_one_and_never_in_an_exam(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice)
    at = place(session, alice, attempt, "single_choice")
    seen = [
        practice.take_hint(session, locking.lock_question(session, alice, attempt.token, at), now=NOW) for _ in range(3)
    ]
    assert seen == [1, 2, 2]
    check(session, alice, attempt, at)
    with pytest.raises(AttemptClosed):
        practice.take_hint(session, locking.lock_question(session, alice, attempt.token, at), now=NOW)


def test_a_quiz_may_do_without_hints(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, hints="false")
    with pytest.raises(AttemptClosed):
        practice.take_hint(session, locking.lock_question(session, alice, attempt.token, 1), now=NOW)


@pytest.mark.parametrize(
    ("levels", "points"),
    [
        ([(right, 3), (right, 3)], 6),
        ([(right, 3), (wrong, 3)], 3 - 6),
        ([(right, None), (wrong, 1)], 1),
        ([(wrong, 2), (nothing, 3)], -2),
    ],
)
def test_certainty_that_counts_pays_for_knowing_what_one_knows(
    session: Session, media: MediaFolder, alice: Account, levels: list[tuple[Choose, int | None]], points: int
) -> None:
    attempt = begin(session, media, alice, "exam", certainty="counted", floor="-6")
    assert attempt.points_possible == 6
    for position, (choose, level) in enumerate(levels, 1):
        sure(session, alice, attempt, position, choose, level)
    assert submitting.hand_in(session, alice, attempt.token, now=NOW).points == points


def test_the_whole_never_falls_below_its_floor(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, "exam", negative="0.5")
    save(session, alice, attempt, 1, wrong)
    assert submitting.hand_in(session, alice, attempt.token, now=NOW).points == 0
    assert [row.marks for row in pinned(session, attempt)] == [Fraction(-1, 2), 0]


def test_certainty_that_is_shown_is_kept_and_counts_nothing(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    attempt = begin(session, media, alice, certainty="shown")
    sure(session, alice, attempt, 1, right, 2)
    row = pinned(session, attempt)[0]
    assert (row.certainty, row.marks) == (2, 1)
    assert session.scalars(select(AnswerRow.certainty)).all() == [2]


def test_a_certainty_that_there_is_not_is_refused(session: Session, media: MediaFolder, alice: Account) -> None:
    attempt = begin(session, media, alice, certainty="shown")
    with pytest.raises(AnswerError, match="certainty"):
        sure(session, alice, attempt, 1, right, 4)
