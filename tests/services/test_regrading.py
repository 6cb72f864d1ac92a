"""A corrected key is a new version: stored answers are scored again under it, shown first, and put back when undone."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import accounts, attempts, judging, regrading, sittings, statistics
from quiz.services.media import MediaFolder
from quiz.services.regrading import Refused, Totals
from quiz.storage.models import Account, Attempt, AttemptEvent, FirstScore, Question, RegradedQuestion
from tests.builders import both, definition, option
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import (
    MINUTE,
    MONTH,
    Choose,
    check,
    nothing,
    person,
    picking,
    pinned,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    typing,
    wrong,
)

LATER = NOW + timedelta(days=1)
CHOICE = "one-single-choice"
PRACTICE, EXAM, BOTH = f"{MONTH}/practice", f"{MONTH}/exam", f"{MONTH}/both"
QUIZZES = [
    recipe("practice", "practice", CHOICE),
    recipe("exam", "exam", CHOICE),
    recipe("both", "exam", CHOICE, "one-true-false"),
]
REASON = both("다시 살펴보니 정답은 처음에 밝힌 것과 달라요.", "On a second look the key is another one than told at first.")


def keyed(key: str, **changes: Any) -> dict[str, Any]:
    """The single choice with its key at one option."""
    words = {"a": "weights", "b": "gradients", "c": "activations", "d": "the losses"}
    options = [option(name, f"{text} 값", text, correct=str(name == key).lower()) for name, text in words.items()]
    return definition("single_choice", options=options, explanation=both(f"정답은 {key}", f"The key is {key}."), **changes)


def republish(session: Session, media: MediaFolder, *questions: dict[str, Any], quizzes: Any = QUIZZES) -> None:
    """Publish the month with these questions beside those of other kinds that its quizzes draw."""
    others = [definition("true_false")] if all(one["kind"] != "true_false" for one in questions) else []
    publish_month(session, media, quizzes=quizzes, questions=[*questions, *others])
    session.commit()


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> Account:
    republish(session, media, keyed("b"))
    return person(session, "Alice")


def regrade(session: Session, **how: Any) -> regrading.Applied:
    """Regrade the month, and see that every sum is what the attempts add up to."""
    assert recount.stored(session) == recount.counted_anew(session)
    done = regrading.apply(session, MONTH, now=LATER, **how)
    session.commit()
    assert recount.stored(session) == recount.counted_anew(session)
    return done


def undo(session: Session, number: int | None) -> regrading.Made:
    """Undo a regrade, and see the same."""
    assert number is not None
    made = regrading.undo(session, number, now=LATER)
    session.commit()
    assert recount.stored(session) == recount.counted_anew(session)
    return made


def previewed(session: Session, **how: Any) -> list[tuple[str | None, str, str, str, Fraction, Fraction]]:
    """Who moves, by how much."""
    return [
        (found.learner, found.quiz_key, change.question, change.outcome, found.points_before, found.points_after)
        for found in regrading.preview(session, MONTH, **how)
        for change in found.changes
    ]


def everything(session: Session) -> dict[str, Any]:
    """All that a regrade may change."""
    session.expire_all()
    rows = session.scalars(select(Attempt).order_by(Attempt.id)).all()
    questions = [row for attempt in rows for row in pinned(session, attempt)]
    firsts = session.scalars(select(FirstScore)).all()
    return {
        "points": [(attempt.id, attempt.points) for attempt in rows],
        "scores": [(q.id, q.graded_version_id, q.fraction, q.share, q.marks, q.score, q.scored_at) for q in questions],
        "firsts": {(f.account_id, f.question_version_id): (f.share, f.chosen, f.scored_at) for f in firsts},
        **recount.stored(session),
    }


def test_a_corrected_key_raises_what_it_should(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, EXAM, picking("a"))
    republish(session, media, keyed("a"))
    assert previewed(session) == [("Alice", EXAM, CHOICE, "raised", 0, 1)]
    assert everything(session)["points"] == [(exam.id, 0)]
    done = regrade(session)
    assert done.totals == Totals(attempts=1, raised=1)
    row = pinned(session, exam)[0]
    assert (row.fraction, row.share, row.marks, row.scored_at, exam.points) == (1, 1.0, 1, NOW, 1)
    assert (row.score or {})["verdicts"] == {"a": "right"}
    assert previewed(session) == []


def test_every_page_shows_the_version_that_graded(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, EXAM, picking("a"))
    practised = practise(session, alice, PRACTICE, picking("a"), now=NOW + MINUTE)
    republish(session, media, keyed("a"))
    regrade(session)
    result = sittings.find_result(session, alice, exam.token, "en")
    assert (result.fraction, result.missed, result.views[0].solution) == (1, (), {"choice": ("a",)})
    view = sittings.find_sitting(session, alice, practised.token, 1, "en").view
    assert (view.solution, view.verdict, view.marks) == ({"choice": ("a",)}, "right", 1)
    assert "The key is a." in view.passages["explanation"]
    target = attempts.find_target(session, alice, practised.token, 1)
    assert target.question.solution(view.variant) == {"choice": ("a",)}
    questions = [entry["questions"][0] for entry in accounts.export_account(session, alice)["attempts"]]
    assert {(one["share"], one["graded_version"] > one["question_version"]) for one in questions} == {(1.0, True)}
    facilities = {row.slug: row.facility for row in statistics.questions(session, MONTH, "en")}
    assert facilities[CHOICE] is not None
    assert (facilities[CHOICE].answers, facilities[CHOICE].value) == (1, 1.0)


def test_marks_that_would_go_down_are_kept_unless_told(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, EXAM, picking("b"))
    republish(session, media, keyed("a"))
    before = everything(session)
    assert previewed(session) == [("Alice", EXAM, CHOICE, "kept", 1, 1)]
    assert regrade(session) == regrading.Applied(id=None, totals=Totals(attempts=1, kept=1))
    assert (everything(session), regrading.regrades(session)) == (before, [])
    assert previewed(session, lower=True) == [("Alice", EXAM, CHOICE, "lowered", 1, 0)]
    done = regrade(session, lower=True)
    assert (done.totals.lowered, exam.points, regrading.regrades(session)[0].lowered) == (1, 0, True)


def test_a_reworded_question_takes_its_scores_along(session: Session, media: MediaFolder, alice: Account) -> None:
    sit_exam(session, alice, EXAM, picking("b"))
    republish(session, media, {**keyed("b"), "explanation": REASON})
    assert regrade(session).totals == Totals(attempts=1, same=1)
    sums = {row.slug: row.answers for row in statistics.questions(session, MONTH, "en")}
    assert sums[CHOICE] == 1


def test_one_question_alone_is_regraded(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, BOTH, lambda question, _: {question.inputs()[0].name: ("a",)} if question.kind_name == "single_choice" else {"choice": ("false",)})  # fmt: skip
    swapped = definition("true_false", answer="false")
    republish(session, media, keyed("a"), swapped)
    assert regrade(session, question="one-true-false").totals == Totals(attempts=1, raised=1)
    assert exam.points == 1
    assert regrade(session).totals == Totals(attempts=1, raised=1)
    assert exam.points == 2


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (lambda: {**definition("true_false"), "id": CHOICE}, "it is of another kind now"),
        (lambda: keyed("b", options=[option(name, f"{name} 값", name, correct=str(name == "b").lower()) for name in "abx"]), "it has other inputs or options now"),
        (lambda: keyed("b", variables={"n": ["1", "2"]}, prompt=both("{{n}}에 알맞은 것은?", "What fits {{n}}?")), "it has other variables now"),
        (lambda: keyed("b", points="2"), "it is worth other points now"),
    ],
)  # fmt: skip
def test_a_version_that_does_not_fit_is_told_and_left_alone(
    session: Session, media: MediaFolder, alice: Account, changed: Any, reason: str
) -> None:
    sit_exam(session, alice, EXAM, picking("b"))
    republish(session, media, changed())
    ((found,),) = [attempt.changes for attempt in regrading.preview(session, MONTH)]
    assert (found.outcome, str(found.reason), found.share_after) == ("unfit", reason, 1)
    assert regrade(session).totals == Totals(attempts=1, unfit=1)


def test_what_a_person_judged_is_left_alone(session: Session, media: MediaFolder, alice: Account) -> None:
    quizzes = [recipe("written", "practice", "one-essay")]
    republish(session, media, definition("essay"), quizzes=quizzes)
    attempt = attempts.start(session, alice, f"{MONTH}/written", now=NOW)
    check(session, alice, attempt, 1)
    target = attempts.find_target(session, alice, attempt.token, 1)
    judging.confirm(session, alice, target, (), now=NOW)
    republish(session, media, definition("essay", explanation=REASON), quizzes=quizzes)
    ((found,),) = [one.changes for one in regrading.preview(session, MONTH)]
    assert (found.outcome, str(found.reason)) == ("unfit", "a person judges its answers")


def test_what_is_running_is_left_alone(session: Session, media: MediaFolder, alice: Account) -> None:
    republish(session, media, keyed("b"), quizzes=[recipe("two", "practice", CHOICE, "one-true-false")])
    attempt = attempts.start(session, alice, f"{MONTH}/two", now=NOW)
    check(session, alice, attempt, 1, picking("a"))
    republish(session, media, keyed("a"), quizzes=[recipe("two", "practice", CHOICE, "one-true-false")])
    assert previewed(session) == []
    check(session, alice, attempt, 2, right)
    assert [row[3] for row in previewed(session)] == ["raised"]
    regrade(session)
    assert attempt.points == 2


@pytest.mark.parametrize(
    ("rules", "tries", "marks"),
    [
        ({"tries": "3", "penalty": "0.25"}, ["c", "d", "a"], Fraction(1, 2)),
        ({"tries": "3", "penalty": "0.5"}, ["c", "d", "a"], Fraction(0)),
        ({"tries": "3", "penalty": "0.25", "method": "adaptive"}, ["c", "a", "d"], Fraction(0)),
        ({"tries": "2", "penalty": "0.1", "negative": "0.5"}, ["c", "a"], Fraction(9, 10)),
    ],
)
def test_tries_are_charged_as_often_as_they_were_made(
    session: Session, media: MediaFolder, alice: Account, rules: Any, tries: list[str], marks: Fraction
) -> None:
    quizzes = [recipe("tried", "practice", CHOICE, **rules)]
    republish(session, media, keyed("b"), quizzes=quizzes)
    attempt = attempts.start(session, alice, f"{MONTH}/tried", now=NOW)
    for number, pick in enumerate(tries):
        check(session, alice, attempt, 1, picking(pick), sequence=number + 1, base=number)
    republish(session, media, keyed("a"), quizzes=quizzes)
    regrade(session)
    assert pinned(session, attempt)[0].marks == marks
    assert attempt.points == marks


@pytest.mark.parametrize(("choose", "before", "after"), [(picking("a"), "-1/2", "1"), (nothing, "0", "0")])
def test_marks_follow_the_rules_of_the_quiz(
    session: Session, media: MediaFolder, alice: Account, choose: Choose, before: str, after: str
) -> None:
    quizzes = [recipe("harsh", "exam", CHOICE, negative="0.5", floor="-1")]
    republish(session, media, keyed("b"), quizzes=quizzes)
    exam = sit_exam(session, alice, f"{MONTH}/harsh", choose)
    assert exam.points == Fraction(before)
    republish(session, media, keyed("a"), quizzes=quizzes)
    regrade(session)
    assert exam.points == Fraction(after)


def test_drawn_values_stay_as_they_were_drawn(session: Session, media: MediaFolder, alice: Account) -> None:
    quizzes = [recipe("exam", "exam", "one-numeric")]
    republish(session, media, definition("numeric"), quizzes=quizzes)
    exam = sit_exam(session, alice, EXAM, lambda question, variant: {"value": (str(variant.values["d"] * variant.values["r"]),)})  # fmt: skip
    assert exam.points == 0
    republish(session, media, definition("numeric", answer="d * r", wrong=None), quizzes=quizzes)
    assert regrade(session).totals.raised == 1
    republish(session, media, definition("numeric", answer="d / (r - r)", wrong=None, variables={"d": ["1024"], "r": ["4"]}, where=None) | {"answer": "1000 / (d - 1000)"}, quizzes=quizzes)  # fmt: skip
    assert [row[3] for row in previewed(session)] == ["kept"]


def test_an_undone_regrade_leaves_nothing_behind(session: Session, media: MediaFolder, alice: Account) -> None:
    bob = person(session, "Bob")
    sit_exam(session, alice, BOTH, picking("a"))
    practise(session, bob, PRACTICE, picking("a"), now=NOW + MINUTE)
    practise(session, bob, PRACTICE, picking("b"), now=NOW + 2 * MINUTE)
    republish(session, media, keyed("a"))
    practise(session, bob, PRACTICE, picking("c"), now=NOW + 3 * MINUTE)
    before = everything(session)
    done = regrade(session, lower=True)
    assert everything(session) != before
    made = undo(session, done.id)
    assert everything(session) == before
    assert (made.undone_at, made.attempts, made.questions) == (LATER, 3, 3)
    kinds = select(AttemptEvent.kind, AttemptEvent.detail).order_by(AttemptEvent.id)
    told = [(kind, detail["points_before"], detail["points"]) for kind, detail in session.execute(kinds)]
    assert told[0] == ("regraded", "0", "1")
    assert told[3] == ("regrade_undone", "1", "0")
    with pytest.raises(Refused, match="is undone already"):
        regrading.undo(session, made.id, now=LATER)


def test_the_earlier_score_is_kept(session: Session, media: MediaFolder, alice: Account) -> None:
    sit_exam(session, alice, EXAM, picking("a"))
    republish(session, media, keyed("a"))
    done = regrade(session)
    kept = session.scalars(select(RegradedQuestion)).one()
    assert (kept.regrade_id, kept.fraction, kept.marks, kept.graded_version_id, kept.attempt_points) == (
        done.id, 0, 0, None, 0,
    )  # fmt: skip
    assert kept.score["verdicts"] == {"a": "wrong"}


def test_two_regrades_in_a_row_are_undone_in_their_order(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, EXAM, picking("a"))
    states = [everything(session)]
    republish(session, media, keyed("a"))
    first = regrade(session)
    states.append(everything(session))
    republish(session, media, keyed("c"))
    second = regrade(session, lower=True)
    assert exam.points == 0
    with pytest.raises(Refused, match=f"Undo {second.id} first"):
        regrading.undo(session, first.id or 0, now=LATER)
    undo(session, second.id)
    assert everything(session) == states[1]
    undo(session, first.id)
    assert everything(session) == states[0]


def test_a_key_that_comes_back_is_the_pinned_version_again(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    exam = sit_exam(session, alice, EXAM, picking("b"))
    before = everything(session)
    republish(session, media, keyed("a"))
    regrade(session, lower=True)
    republish(session, media, keyed("b"))
    regrade(session)
    assert (everything(session)["scores"], exam.points) == (before["scores"], 1)


def test_undoing_one_question_leaves_the_regrade_of_another(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    exam = sit_exam(session, alice, BOTH, lambda question, variant: {"choice": ("a",)} if question.kind_name == "single_choice" else question.wrong_answer(variant))  # fmt: skip
    republish(session, media, keyed("a"), definition("true_false", answer="false"))
    one = regrade(session, question=CHOICE)
    regrade(session, question="one-true-false")
    assert exam.points == 2
    undo(session, one.id)
    assert exam.points == 1


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
    assert attempt.points == 1
    assert session.scalars(select(FirstScore)).all() == []


def test_a_quiz_over_months_moves_no_month(session: Session, media: MediaFolder, alice: Account) -> None:
    final = sit_exam(session, alice, "final", wrong)
    row = pinned(session, final)[0]
    question = session.scalars(select(Question).where(Question.current_version_id == row.question_version_id)).one()
    row.fraction, row.share, row.marks = Fraction(0), 0.0, Fraction(0)
    assert question.withdrawn is False
    assert list(regrading.preview(session, "2024-01")) == []


def test_many_attempts_go_through_in_batches_and_tell_how_far_they_are(
    session: Session, media: MediaFolder, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "BATCH", 2)
    people = [alice, person(session, "Bob"), person(session, "Charlie")]
    for number in range(5):
        practise(session, people[number % 3], PRACTICE, picking("abcd"[number % 4]), now=NOW + number * MINUTE)
    republish(session, media, keyed("a"))
    before = everything(session)
    heard: list[tuple[int, int]] = []
    done = regrade(session, lower=True, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(2, 8), (4, 8), (5, 8), (7, 8), (8, 8)]
    assert done.totals == Totals(attempts=5, raised=2, lowered=1, same=2)
    undo(session, done.id)
    assert everything(session) == before


def test_what_is_not_there_is_refused_with_its_name(session: Session, alice: Account) -> None:
    with pytest.raises(Refused, match="no bank 2030-01"):
        regrading.preview(session, "2030-01")
    with pytest.raises(Refused, match=f"bank {MONTH} has no question riddle"):
        regrading.apply(session, MONTH, "riddle", now=LATER)
    with pytest.raises(Refused, match="no regrade 7"):
        regrading.undo(session, 7, now=LATER)


def test_a_deleted_account_is_taken_out_of_what_was_regraded(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    sit_exam(session, alice, EXAM, picking("a"))
    republish(session, media, keyed("a"))
    done = regrade(session)
    from quiz.services import sums

    sums.take_out(session, alice.id)
    session.delete(session.get_one(Account, alice.id))
    session.flush()
    assert recount.stored(session) == recount.counted_anew(session)
    assert (undo(session, done.id).attempts, save, typing) == (0, save, typing)
