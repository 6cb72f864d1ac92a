"""Assignments are made, published, begun by learners, handed in, and what they show is held back."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.domain.assignments.prerequisites import Prerequisite
from quiz.services.aggregates import rebuild
from quiz.services.attempts import deadlines, submitting
from quiz.services.attempts.pages import results
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments import releasing, sitting, standing, writing
from quiz.services.classes.assignments.drafts import BadDraft, Draft, Outdated
from quiz.services.classes.assignments.recipes import Choice
from quiz.services.classes.assignments.sitting import Refused
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import QuizRow
from quiz.storage.models.notices import Notice
from quiz.storage.models.reporting import (
    LearnerMastery,
    LearnerMonth,
)
from tests.services.builders import MINUTE, check, pinned, right, save, size
from tests.services.classes.assignments.conftest import Room
from tests.stores import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULE = Choice(source="rule", banks=("2024-01", "2024-02"), count=4)


def draft(room: Room, **changes: Any) -> Draft:
    """A test of four questions, with ``changes``."""
    return Draft(**{"series_id": room.series, "title": "확인", "choice": RULE, **changes})


def published(session: Session, room: Room, **changes: Any) -> Assignment:
    row = writing.make(session, room.entered, draft(room, **changes), now=NOW)
    return writing.publish(session, room.entered, row.id, now=NOW)


def sit(session: Session, room: Room, row: Assignment, *, now: Any = NOW, handed_in: Any = None) -> Attempt:
    """Alice's attempt, all right and handed in."""
    attempt = sitting.start(session, room.alice, row.id, now=now)
    for position in range(1, size(session, attempt) + 1):
        save(session, room.alice, attempt, position, right, now=now)
    return submitting.hand_in(session, room.alice, attempt.token, now=handed_in or now)


SOURCES = [
    (Choice(source="quiz", quiz="2024-01/check"), None),
    (RULE, 4),
    (Choice(source="rule", objectives=(), kinds=("single_choice",), difficulties=(1,), count=3), 3),
]


@pytest.mark.parametrize(("choice", "count"), SOURCES)
def test_a_draft_asks_a_quiz_or_what_a_rule_leaves(
    session: Session, room: Room, choice: Choice, count: int | None
) -> None:
    row = writing.make(session, room.entered, draft(room, choice=choice), now=NOW)
    with pytest.raises(NotFound):
        sitting.start(session, room.alice, row.id, now=NOW)
    writing.publish(session, room.entered, row.id, now=NOW)
    attempt = sitting.start(session, room.alice, row.id, now=NOW)
    assert (attempt.purpose, attempt.scope, attempt.mode, attempt.held_back) == ("assignment", "", "exam", False)
    assert count is None or size(session, attempt) == count
    assert sitting.start(session, room.alice, row.id, now=NOW + MINUTE) is attempt
    assert session.scalar(select(func.count()).where(Notice.kind == "assigned")) == 2


@pytest.mark.any_database
def test_picked_questions_come_in_their_order(session: Session, room: Room) -> None:
    row = published(session, room, choice=RULE)
    drawn = writing.preview(session, draft(room, choice=RULE))
    named = tuple(f"{one.bank}/{one.question.id}" for one in reversed(drawn))
    row = published(session, room, choice=Choice(source="picked", questions=named))
    attempt = sitting.start(session, room.bob, row.id, now=NOW)
    assert [one.question_version_id for one in pinned(session, attempt)] == [one.key for one in reversed(drawn)]


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "title"),
    ({"choice": Choice(source="picked")}, "questions"),
    ({"choice": Choice(source="picked", questions=("2024-01/none",))}, "questions"),
    ({"choice": Choice(source="quiz", quiz="2024-01/none")}, "quiz"),
    ({"choice": Choice(source="rule", count=101)}, "count"),
    ({"choice": Choice(source="rule", banks=("2024-01",), count=90)}, "count"),
    ({"opens_at": NOW, "due_at": NOW}, "due_at"),
    ({"due_at": NOW + DAY, "closes_at": NOW}, "closes_at"),
    ({"opens_at": NOW.replace(year=1999)}, "opens_at"),
    ({"due_at": NOW.replace(year=9999)}, "due_at"),
    ({"closes_at": NOW.replace(year=2101)}, "closes_at"),
    ({"late_policy": "marked"}, "due_at"),
    ({"late_policy": "share", "due_at": NOW + DAY}, "late_share"),
    ({"feedback": "after_due"}, "due_at"),
    ({"feedback": "at_once"}, "feedback"),
    ({"mode": "practice"}, "feedback"),
    ({"minutes": 601}, "minutes"),
    ({"attempts_allowed": 0}, "attempts_allowed"),
]


@pytest.mark.any_database
@pytest.mark.parametrize(("changes", "field"), FAULTS)
def test_what_is_wrong_is_told_by_its_field(session: Session, room: Room, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadDraft) as caught:
        writing.make(session, room.entered, draft(room, **changes), now=NOW)
    assert set(caught.value.faults) == {field}
    assert session.scalar(select(func.count(Assignment.id))) == 0


def test_two_teachers_at_once_lose_nothing_and_a_draft_is_deleted_whole(session: Session, room: Room) -> None:
    row = writing.make(session, room.entered, draft(room), now=NOW)
    changed = writing.change(session, room.entered, row.id, draft(room, title="새 확인"), seen=1, now=NOW)
    assert (changed.title, changed.version) == ("새 확인", 2)
    with pytest.raises(Outdated):
        writing.change(session, room.entered, row.id, draft(room, title="옛 확인"), seen=1, now=NOW)
    quiz = row.quiz_id
    assert writing.remove(session, room.entered, row.id, now=NOW)
    assert session.get(QuizRow, quiz) is None
    row = published(session, room)
    assert not writing.remove(session, room.entered, row.id, now=NOW)
    assert writing.take_back(session, room.entered, row.id, now=NOW)
    row = published(session, room)
    sitting.start(session, room.alice, row.id, now=NOW)
    assert not writing.take_back(session, room.entered, row.id, now=NOW)


@pytest.mark.any_database
def test_the_rules_refuse_what_they_say(session: Session, room: Room) -> None:
    row = published(session, room, access_code="달빛 1", opens_at=NOW, due_at=NOW + DAY, attempts_allowed=1)
    cases = [("", NOW - MINUTE, "not_open"), ("x", NOW, "wrong_code"), ("달빛 1", NOW + 2 * DAY, "over")]
    for code, now, outcome in cases:
        with pytest.raises(Refused) as caught:
            sitting.start(session, room.alice, row.id, code=code, now=now)
        assert caught.value.outcome == outcome
    attempt = sitting.start(session, room.alice, row.id, code=" 달빛 1 ", now=NOW)
    assert attempt.deadline_at == NOW + DAY
    submitting.hand_in(session, room.alice, attempt.token, now=NOW)
    with pytest.raises(Refused) as caught:
        sitting.start(session, room.alice, row.id, code="달빛 1", now=NOW)
    assert caught.value.outcome == "used_up"


def test_what_is_done_of_a_month_is_counted_where_an_assignment_asks_of_it_alone(session: Session, room: Room) -> None:
    row = published(session, room, choice=Choice(source="rule", banks=("2024-01",), count=4))
    sit(session, room, row)
    [month] = session.scalars(select(LearnerMonth)).all()
    assert (month.done, month.finished) == (4, 0)
    assert rebuild.rebuild(session) == 0


def test_a_test_that_is_overdue_is_handed_in_by_rule(session: Session, room: Room) -> None:
    row = published(session, room, minutes=30, due_at=NOW + HOUR)
    first = sitting.start(session, room.alice, row.id, now=NOW)
    second = sitting.start(session, room.bob, row.id, now=NOW + HOUR - MINUTE)
    assert (first.deadline_at, second.deadline_at) == (NOW + HOUR / 2, NOW + HOUR)
    assert first.closes_at == NOW + HOUR / 2 + MINUTE
    overdue = deadlines.next_overdue(session, now=NOW + HOUR)
    assert overdue is not None
    assert overdue.id == first.id
    assert deadlines.close_found(session, overdue, now=NOW + HOUR)
    assert (first.state, first.handed_in_at) == ("finished", NOW + HOUR / 2)


def test_a_practice_ends_with_the_assignment_and_the_rest_still_counts(session: Session, room: Room) -> None:
    row = published(session, room, mode="practice", feedback="at_once", due_at=NOW + HOUR)
    attempt = sitting.start(session, room.alice, row.id, now=NOW)
    idle = sitting.start(session, room.bob, row.id, now=NOW)
    possible = attempt.points_possible
    check(session, room.alice, attempt, 1, right)
    save(session, room.alice, attempt, 2, right)
    later, closed = NOW + 2 * HOUR, None
    while (closed := deadlines.next_overdue(session, now=later, after=closed)) is not None:
        assert deadlines.close_found(session, closed, now=later)
    assert (attempt.state, attempt.points_possible, attempt.ended_early) == ("finished", possible, True)
    assert 0 < (attempt.points or 0) < possible
    assert idle.state == "set_aside"


def _mastery(session: Session, room: Room) -> set[tuple[str, float]]:
    mine = select(LearnerMastery.measures, LearnerMastery.known).where(LearnerMastery.account_id == room.alice.id)
    return {(row.measures, round(row.known, 9)) for row in session.execute(mine)}


def test_scores_are_held_back_until_the_due_date(session: Session, room: Room) -> None:
    row = published(session, room, feedback="after_due", due_at=NOW + DAY)
    attempt = sit(session, room, row)
    assert (attempt.state, attempt.held_back) == ("finished", True)
    with pytest.raises(NotFound):
        results.find_result(session, room.alice, attempt.token, "ko")
    results.note_all_shown(session, room.alice, now=NOW)
    assert not results.has_unshown(session, room.alice)
    mastery = select(func.count()).where(LearnerMastery.account_id == room.alice.id)
    rebuild.recount_learner(session, room.alice.id)
    assert session.scalar(mastery) == 0
    mine = standing.find(session, room.alice, row.id, now=NOW)
    assert (mine.attempts[0].shown, mine.attempts[0].share, mine.standing) == ("later", None, None)
    assert releasing.next_held(session, now=NOW + DAY) is None
    held = releasing.next_held(session, now=NOW + DAY + MINUTE)
    assert held is not None
    assert releasing.release_found(session, held, now=NOW + DAY + MINUTE)
    moved = _mastery(session, room)
    assert moved
    rebuild.recount_learner(session, room.alice.id)
    assert _mastery(session, room) == moved
    session.expire_all()
    found = results.find_result(session, room.alice, attempt.token, "ko")
    assert found.attempt.shown_at is None
    counts = standing.find(session, room.alice, row.id, now=NOW + DAY + MINUTE).standing
    assert counts is not None
    assert counts.share == 1
    assert session.scalar(select(func.count()).where(Notice.kind == "released")) == 1


@pytest.mark.any_database
def test_what_is_never_shown_stays_so_and_what_is_late_costs(session: Session, room: Room) -> None:
    row = published(session, room, feedback="never", due_at=NOW + DAY)
    attempt = sit(session, room, row)
    assert attempt.held_back
    assert not releasing.release_if_due(session, attempt, now=NOW + 9 * DAY)
    late = published(
        session, room, late_policy="share", late_share=Fraction(1, 10), due_at=NOW + DAY, closes_at=NOW + 9 * DAY
    )
    sit(session, room, late, now=NOW + 2 * DAY + HOUR)
    mine = standing.find(session, room.alice, late.id, now=NOW + 3 * DAY)
    assert mine.standing is not None
    assert (mine.attempts[0].days_late, mine.standing.share) == (2, Fraction(4, 5))


@pytest.mark.any_database
def test_prerequisites_lock_until_they_are_met(session: Session, room: Room) -> None:
    first = published(session, room, attempts_allowed=None)
    wanted = (
        Prerequisite(kind="score", assignment=first.id, share=Fraction(1, 2)),
        Prerequisite(kind="mastery", bank="2024-01", share=Fraction(0)),
    )
    row = published(session, room, prerequisites=wanted)
    mine = standing.find(session, room.alice, row.id, now=NOW)
    assert (mine.outcome, [one.reached for one in mine.unmet], mine.titles) == ("locked", [None], {first.id: "확인"})
    sit(session, room, first)
    assert standing.find(session, room.alice, row.id, now=NOW).outcome == "start"


@pytest.mark.any_database
def test_a_teacher_tries_a_draft_and_it_counts_nowhere(session: Session, room: Room) -> None:
    row = writing.make(session, room.entered, draft(room, minutes=20, access_code="x"), now=NOW)
    trial = sitting.start_trial(session, room.teacher, room.entered.id, row.id, now=NOW)
    assert (trial.scope, trial.deadline_at) == ("trial", NOW + 20 * MINUTE)
    assert sitting.start_trial(session, room.teacher, room.entered.id, row.id, now=NOW) is trial
    assert writing.remove(session, room.entered, row.id, now=NOW)
    assert session.get_one(QuizRow, trial.quiz_id).withdrawn


def test_open_assignments_of_a_class_come_first_and_past_ones_latest_first(session: Session, room: Room) -> None:
    for title, days in (("셋째", 9), ("첫째", 1), ("둘째", 2), ("넷째", 10)):
        published(session, room, title=title, due_at=NOW + days * DAY, closes_at=NOW + days * DAY)

    def titles(class_id: int) -> list[str]:
        mine = standing.in_class(session, room.alice, class_id, now=NOW + 5 * DAY)
        return [one.row.title for one in mine]

    assert titles(room.entered.id) == ["셋째", "넷째", "둘째", "첫째"]
    assert titles(room.entered.id + 1) == []
