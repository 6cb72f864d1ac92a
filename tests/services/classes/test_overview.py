"""What a class's teachers see of it: of its learners and series alone, and of scores that are fixed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import entering, making
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview import (
    columns,
    discussing,
    heat_map,
    help,
    learner_page,
    misconceptions,
    mistakes,
    progress,
    teacher_home,
)
from quiz.services.classes.overview.columns import Map
from quiz.services.content import catalogue
from quiz.services.content.media import MediaFolder
from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import AttemptQuestion
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import QuestionRow, QuestionVersion, QuizRow, SeriesRow
from quiz.storage.models.grading import Challenge
from quiz.storage.models.identity import Account
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import (
    EXAM,
    MONTH,
    person,
    practise,
    publish_month,
    recipe,
    save,
    sit_exam,
    starting,
    typing,
    wrong,
)
from tests.services.mastered import master

DAY = timedelta(days=1)


@pytest.fixture
def tae_ri(session: Session) -> Account:
    return person(session, "Tae-ri", "teacher")


@pytest.fixture
def entered(session: Session, tae_ri: Account) -> Entered:
    """A class that Tae-ri made thirty days ago, with Alice and Bob; Charlie is in none."""
    series = session.scalars(select(SeriesRow.id)).all()
    row = making.make(session, tae_ri, "3반", series, time_zone="Asia/Seoul", now=NOW - 30 * DAY)
    for name in ("Alice", "Bob"):
        making.add(session, row.id, person(session, name).id, "learner", now=NOW - 20 * DAY)
    person(session, "Charlie")
    return entering.enter(session, tae_ri, row.id, "see_learners")


def account(session: Session, name: str) -> Account:
    return session.scalars(select(Account).where(Account.name == name)).one()


def assign(session: Session, entered: Entered, title: str, days: float) -> Assignment:
    """An assignment that was published and is due in so many days."""
    series = session.scalars(select(SeriesRow.id)).first()
    assert series is not None
    quiz = QuizRow(series_id=series, key=f"~assignment-{title}", position=0, built_in=True)
    session.add(quiz)
    session.flush()
    row = Assignment(
        class_id=entered.id,
        series_id=series,
        quiz_id=quiz.id,
        title=title,
        source="picked",
        chosen={},
        due_at=NOW + days * DAY,
        prerequisites=[],
        published_at=NOW - 10 * DAY,
        created_at=NOW - 10 * DAY,
    )
    session.add(row)
    session.flush()
    return row


def look(session: Session, entered: Entered) -> tuple[Map, mistakes.Mistakes, dict[Any, help.InClass]]:
    """The map of a class, its mistakes, and its learners by name."""
    found = columns.find(session, entered.id, catalogue.build(session))
    seen = mistakes.find(session, entered, found, "ko", now=NOW)
    return found, seen, {one.name: one for one in help.find(session, entered, seen, now=NOW)}


def rules(one: help.InClass) -> list[str]:
    return [need.rule for need in one.needs]


def test_only_those_who_learn_in_the_class_are_looked_at(session: Session, entered: Entered) -> None:
    practise(session, account(session, "Charlie"), choose=wrong)
    found, seen, learners = look(session, entered)
    assert set(learners) == {"Alice", "Bob"}
    assert found.learners == 2
    assert not seen.spoken
    assert all(column.value is None for column in found.columns)
    assert [rules(one) for one in learners.values()] == [["never_began"], ["never_began"]]


def test_what_is_late_is_said_until_it_is_handed_in_or_put_off(session: Session, entered: Entered) -> None:
    late = assign(session, entered, "January", -2)
    assign(session, entered, "February", 2)
    assign(session, entered, "of long ago", -30)
    alice = look(session, entered)[2]["Alice"]
    assert [(one.rule, one.about) for one in alice.needs] == [("overdue", "January"), ("never_began", "February")]
    member = session.scalars(select(ClassMember).where(ClassMember.account_id == alice.account)).one()
    session.add(
        AssignmentOverride(assignment_id=late.id, member_id=member.id, due_at=NOW + DAY, made_at=NOW, reason="ill")
    )
    session.flush()
    learners = look(session, entered)[2]
    assert rules(learners["Alice"]) == ["never_began"]
    assert rules(learners["Bob"]) == ["overdue", "never_began"]


def test_the_same_misconception_again_is_found_with_whose_it_is_and_what_to_discuss(
    session: Session, media: MediaFolder, entered: Entered
) -> None:
    bob = account(session, "Bob")
    one, *others = definition()["options"]
    options = [{**one, "misconception": "mixed-up"}, *others]
    said = both("가중치와 기울기를 섞어요.", "Mixes weights up with gradients.")
    publish_month(
        session,
        media,
        misconceptions={"mixed-up": said},
        questions=[definition(options=options), definition("numeric")],
        quizzes=[recipe("both", "practice", "one-single-choice", "one-numeric")],
    )
    for number in range(4):
        practise(session, bob, f"{MONTH}/both", wrong, now=NOW - (1 + number % 2) * DAY)
    found, seen, learners = look(session, entered)
    assert "misconception" in rules(learners["Bob"])
    assert "misconception" not in rules(learners["Alice"])
    first, *_ = misconceptions.find(session, found, seen.ranked(), "ko")
    assert first.learners == 1
    assert (first.name, first.times) == ("mixed-up", 4)
    assert first.most == [(bob.id, first.times)]
    assert [(one.times, bool(one.prompt)) for one in first.discuss] == [(4, True)]
    assert first.said.words("ko") == said["ko"]
    discussion = discussing.find(session, entered, first.discuss[0].question, "ko")
    assert discussion.answers == 1
    assert sum(one.count for one in discussion.choices if not one.right) >= 1
    assert [one.right for one in discussion.choices].count(True) >= 1


def test_on_a_projector_a_number_has_its_value_and_wrong_ones_their_reason_and_the_rest_stands_together(
    session: Session, media: MediaFolder, entered: Entered
) -> None:
    one = definition(
        "numeric",
        prompt=both("{{n}}의 두 배에 1을 더하면 얼마인가요?", "What is twice {{n}}, and one more?"),
        explanation=both(
            "먼저 {{n}}에 2를 곱한 다음, 거기에 1을 더하면 답이 나와요. 차례가 중요해요.",
            "Double {{n}} first, then add one to what you have got.",
        ),
        variables={"n": ["3"]},
        answer="2*n + 1",
        tolerance={"absolute": "0"},
        wrong=[{"value": "2*n", "why": both("1을 더하지 않았어요.", "One was not added.")}],
    )
    publish_month(session, media, questions=[one], quizzes=[recipe("only", "practice", "one-numeric")])
    for name, typed in (("Alice", "6"), ("Bob", "99")):
        practise(session, account(session, name), f"{MONTH}/only", typing(typed))
    number = session.scalars(select(QuestionRow.id).where(QuestionRow.slug == "one-numeric")).all()[-1]
    found = discussing.find(session, entered, number, "en")
    assert [(str(one.words), one.count, one.right) for one in found.choices] == [
        ("7", 0, True),
        ("One was not added.", 1, False),
        ("other answers", 1, False),
    ]


def test_low_scores_and_missed_assignments_are_said(session: Session, media: MediaFolder, entered: Entered) -> None:
    for number in range(3):
        assign(session, entered, f"missed-{number}", -20)
    _, _, learners = look(session, entered)
    low = next(one for one in learners["Bob"].needs if one.rule == "low_scores")
    assert (low.count, low.total, low.days) == (0, 3, 3)
    assert "overdue" not in rules(learners["Bob"])


def test_what_a_running_test_was_answered_moves_nothing(session: Session, entered: Entered) -> None:
    alice = account(session, "Alice")
    attempt = starting.start(session, alice, EXAM, now=NOW)
    for position in (1, 2, 3):
        save(session, alice, attempt, position, wrong)
    found, seen, learners = look(session, entered)
    assert not seen.spoken
    assert rules(learners["Alice"]) == ["never_began"]
    assert all(column.value is None for column in found.columns)
    one = learner_page.find(session, entered, learners["Alice"].member, found, None)
    assert [sat.attempt.state for sat in one.attempts] == ["running"]


def test_the_map_says_what_is_mastered_and_sorts_by_it(session: Session, entered: Entered) -> None:
    master(session, account(session, "Bob"), "2024-01", now=NOW)
    found = columns.find(session, entered.id, catalogue.build(session))
    assert [(one.label, one.value, one.begun) for one in found.columns[:3]] == [
        ("1.1", 100, 1),
        ("1.2", 100, 1),
        ("2.1", None, 0),
    ]
    every = heat_map.learners(session, entered, "", str)
    assert [one.name for one in every] == ["Alice", "Bob"]
    for column, falling in (("all", False), (found.columns[0].key, True)):
        ordered = heat_map.in_order(session, entered, found, every, column, falling=falling)
        assert [one.name for one in ordered] == ["Bob", "Alice"], column
    bob, alice = heat_map.rows(session, found, ordered)
    assert (bob.cells[found.columns[0].key].value, bob.whole.mastered) == (100, found.months[0].questions)
    assert alice.whole.value is None
    by_objective = columns.find(session, entered.id, catalogue.build(session), found.months[0].id)
    assert {one.month.slug for one in by_objective.columns} == {"2024-01"}
    assert [one.name for one in heat_map.learners(session, entered, "bo", str)] == ["Bob"]


def test_behind_a_number_are_the_answers_of_its_learner(session: Session, entered: Entered) -> None:
    alice = account(session, "Alice")
    practise(session, alice)
    found = columns.find(session, entered.id, catalogue.build(session))
    member = look(session, entered)[2]["Alice"].member
    name, answers = learner_page.answers_in(session, entered, member, found, found.columns[0], "ko")
    assert name == "Alice"
    assert len(answers) == 8
    assert {one.share for one in answers} == {1.0}
    page = learner_page.find(session, entered, member, found, None)
    assert (page.done, len(page.attempts), page.following) == (8, 1, None)
    with pytest.raises(NotFound):
        learner_page.find(session, entered, member + 1000, found, None)


def test_a_question_of_another_series_is_none_of_the_classs(session: Session, tae_ri: Account) -> None:
    row = making.make(session, tae_ri, "empty", [], time_zone="Asia/Seoul", now=NOW)
    inside = entering.enter(session, tae_ri, row.id, "see_learners")
    question = session.scalars(select(QuestionRow.id)).first()
    assert question is not None
    with pytest.raises(NotFound):
        discussing.find(session, inside, question, "ko")
    found = columns.find(session, row.id, catalogue.build(session))
    assert (found.columns, found.learners) == ([], 0)


def test_progress_counts_everybody_and_grows(session: Session, entered: Entered) -> None:
    practise(session, account(session, "Alice"), now=NOW - 8 * DAY)
    master(session, account(session, "Bob"), "2024-01", now=NOW)
    found = columns.find(session, entered.id, catalogue.build(session))
    seen = progress.find(session, entered, found, now=NOW)
    assert sum(one.learners for one in seen.spread) == 2
    done = [one[1] for one in seen.trend]
    assert done == sorted(done)
    assert done[-1] == round((8 + found.months[0].questions) / 2)
    assert sum(week.answers for week in seen.weeks) == 8


def test_a_teacher_sees_what_to_begin_with_and_what_waits(session: Session, tae_ri: Account, entered: Entered) -> None:
    new = teacher_home.find(session, person(session, "Min", "teacher"), now=NOW)
    assert (new.classes, new.waits, new.steps.done) == ([], False, False)
    assign(session, entered, "January", -2)
    practise(session, account(session, "Alice"), now=NOW)
    found = teacher_home.find(session, tae_ri, now=NOW)
    (taught,) = found.classes
    assert (taught.learners, taught.active, taught.begun, taught.late, taught.overdue) == (2, 1, 1, 2, 1)
    # A bank that is published here serves as well as one of their own.
    assert found.steps.done


def test_what_waits_is_of_a_teachers_own_learners(session: Session, tae_ri: Account, entered: Entered) -> None:
    practise(session, account(session, "Alice"), now=NOW)
    attempt = starting.start(session, account(session, "Alice"), EXAM, now=NOW)
    min_ = person(session, "Min", "teacher")
    assert [teacher_home.find(session, one, now=NOW).running for one in (tae_ri, min_)] == [1, 0]
    assert teacher_home.find(session, min_, everybody=True, now=NOW).running == 1
    asked = session.scalars(select(AttemptQuestion).where(AttemptQuestion.attempt_id == attempt.id)).first()
    assert asked is not None
    version = session.get_one(QuestionVersion, asked.question_version_id)
    session.add(
        Challenge(
            attempt_question_id=asked.id,
            question_id=version.question_id,
            question_version_id=version.id,
            answer={},
            answer_key="a",
            reason="It is right.",
            made_at=NOW,
        )
    )
    session.flush()
    assert [teacher_home.find(session, one, now=NOW).challenges for one in (tae_ri, min_)] == [1, 0]


def test_who_handed_in_what_waits_to_be_graded_was_active(
    session: Session, media: MediaFolder, tae_ri: Account, entered: Entered
) -> None:
    alice = account(session, "Alice")
    publish_month(session, media, questions=[definition("essay")], quizzes=[recipe("written", "exam", "one-essay")])
    sat = sit_exam(session, alice, f"{MONTH}/written", now=NOW - DAY)
    assert sat.state == "waiting"
    (taught,) = teacher_home.find(session, tae_ri, now=NOW).classes
    assert taught.active == 1
    _, _, learners = look(session, entered)
    assert "never_began" not in rules(learners["Alice"])
    assert "never_began" in rules(learners["Bob"])
