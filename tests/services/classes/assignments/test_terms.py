"""What holds for each learner of an assignment: their own dates, what is put off, and what counts nowhere."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from quiz.domain.assignments.prerequisites import Prerequisite
from quiz.services.aggregates import rebuild
from quiz.services.attempts import submitting
from quiz.services.attempts.pages import results
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import changing, groups
from quiz.services.classes.assignments import excepting, releasing, sitting, standing, writing
from quiz.services.classes.assignments.drafts import BadDraft
from quiz.services.classes.assignments.excepting import Wanted
from quiz.services.classes.entering import IsArchived
from quiz.services.classes.gradebook import books, tables
from quiz.services.classes.keeping import exporting
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.reporting import (
    FirstFinish,
    FirstScore,
    LearnerDay,
    LearnerMastery,
    LearnerMonth,
    LearnerQuestion,
    ReviewCard,
)
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import work as work_queries
from tests.services.builders import MINUTE, right, save, size
from tests.services.classes import gradebooks
from tests.services.classes.assignments.conftest import Room
from tests.services.classes.assignments.test_assignments import DAY, HOUR, draft, published, sit
from tests.stores import NOW, statements


def test_a_trial_moves_no_sum_no_mastery_and_no_mark_and_keeps_its_own_time(session: Session, room: Room) -> None:
    row = writing.make(session, room.entered, draft(room), now=NOW)
    trial = sitting.start_trial(session, room.teacher, room.entered.id, row.id, now=NOW)
    for position in range(1, size(session, trial) + 1):
        save(session, room.teacher, trial, position, right)
    writing.publish(session, room.entered, row.id, now=NOW)
    writing.change(session, room.entered, row.id, draft(room, due_at=NOW + DAY), seen=2, now=NOW)
    assert trial.deadline_at is None
    # Who taught the class may come to learn in it.
    room.teacher.role = "learner"
    mine = select(ClassMember).where(ClassMember.account_id == room.teacher.id)
    session.scalars(mine).one().role = "learner"
    submitting.hand_in(session, room.teacher, trial.token, now=NOW)
    assert trial.state == "finished"
    for table in (FirstScore, FirstFinish, LearnerQuestion, LearnerMonth, LearnerMastery, LearnerDay, ReviewCard):
        assert session.scalar(select(func.count()).select_from(table)) == 0, table
    assert rebuild.rebuild(session) == 0
    assert exporting.data_of(session, room.entered.id, now=NOW)["attempts"] == []
    book = books.read(session, room.entered.id)
    assert [one.possible for one in book.columns] == [None]
    rows = tables.rows(session, book, tables.learners(session, room.entered.id), now=NOW)
    assert {(cell.state, cell.earned) for one in rows for cell in one.cells.values()} == {("open", None)}
    left = fetch(session, work_queries.work_left(room.entered.id, NOW, NOW, NOW + 2 * DAY))
    assert room.teacher.id in {one.account_id for one in left}


def test_scores_are_looked_for_once_late_work_is_not_taken_any_more(session: Session, room: Room) -> None:
    closes = {"late_policy": "marked", "due_at": NOW + DAY, "closes_at": NOW + 5 * DAY}
    attempt = sit(session, room, published(session, room, feedback="after_due", **closes))
    assert releasing.next_held(session, now=NOW + 3 * DAY) is None
    held = releasing.next_held(session, now=NOW + 5 * DAY + MINUTE)
    assert held is not None
    assert held.id == attempt.id
    assert releasing.release_found(session, held, now=NOW + 5 * DAY + MINUTE)


def test_what_is_due_is_due_by_the_terms_of_each_learner(session: Session, room: Room) -> None:
    first = published(session, room, title="첫째", due_at=NOW + DAY, opens_at=NOW + HOUR)
    published(session, room, title="둘째", due_at=NOW + 2 * DAY)
    member = session.scalars(select(ClassMember.id).where(ClassMember.account_id == room.alice.id)).one()
    group = groups.make(session, room.entered.id, "달")
    groups.put_in(session, group, [member], now=NOW)
    excepting.make(session, room.entered, first.id, Wanted(groups=(group.id,), due_at=NOW + 5 * DAY), now=NOW)
    own = Wanted(members=(member,), due_at=NOW + 3 * DAY, opens_at=NOW - HOUR)
    excepting.make(session, room.entered, first.id, own, now=NOW)
    assert [one.row.title for one in standing.soon(session, room.alice, now=NOW + HOUR)] == ["둘째", "첫째"]
    assert [one.row.title for one in standing.soon(session, room.bob, now=NOW + HOUR)] == ["첫째", "둘째"]
    left = fetch(session, work_queries.work_left(room.entered.id, NOW, NOW, NOW + 9 * DAY)).all()
    due = {(row.account_id, row.title): row.due_at - NOW for row in left}
    assert due[room.alice.id, "첫째"] == 5 * DAY
    assert (room.bob.id, "첫째") not in due
    of_alice = fetch(session, work_queries.assignments_of(room.entered.id, member)).all()
    assert [(row.title, row.due_at - NOW) for row in of_alice] == [("둘째", 2 * DAY), ("첫째", 5 * DAY)]
    writing.change(
        session, room.entered, first.id, draft(room, title="첫째", due_at=NOW + 8 * DAY), seen=first.version, now=NOW
    )
    of_alice = fetch(session, work_queries.assignments_of(room.entered.id, member)).all()
    assert of_alice[-1].due_at == NOW + 8 * DAY


@pytest.mark.any_database
def test_feedback_that_is_put_off_is_put_off_for_attempts_that_run_or_wait(session: Session, room: Room) -> None:
    row = published(session, room, due_at=NOW + DAY)
    running, waiting = (sitting.start(session, one, row.id, now=NOW) for one in (room.alice, room.bob))
    waiting.state, waiting.handed_in_at = "waiting", NOW
    session.flush()
    later = draft(room, due_at=NOW + DAY, feedback="after_due")
    writing.change(session, room.entered, row.id, later, seen=row.version, now=NOW)
    assert (running.held_back, waiting.held_back) == (True, True)
    submitting.hand_in(session, room.alice, running.token, now=NOW)
    with pytest.raises(NotFound):
        results.find_result(session, room.alice, running.token, "ko")
    writing.change(session, room.entered, row.id, draft(room, due_at=NOW + DAY), seen=row.version, now=NOW)
    assert not waiting.held_back


@pytest.mark.any_database
def test_an_assignment_names_categories_and_assignments_of_its_own_class_alone(session: Session, room: Room) -> None:
    other = gradebooks.school_class(session, room.teacher, name="1반")
    foreign, own = (gradebooks.category(session, one, "시험", 1) for one in (other, room.entered.row))
    before = gradebooks.assign(session, other).id
    share = Fraction(1, 2)
    faults: list[tuple[dict[str, Any], str]] = [
        ({"category_id": foreign}, "category"),
        ({"category_id": 999}, "category"),
        ({"prerequisites": (Prerequisite(kind="score", assignment=before, share=share),)}, "after_assignment"),
    ]
    for changes, field in faults:
        with pytest.raises(BadDraft) as caught:
            writing.make(session, room.entered, draft(room, **changes), now=NOW)
        assert set(caught.value.faults) == {field}
    first = writing.make(session, room.entered, draft(room, category_id=own), now=NOW)
    itself = draft(room, prerequisites=(Prerequisite(kind="score", assignment=first.id, share=share),))
    with pytest.raises(BadDraft):
        writing.change(session, room.entered, first.id, itself, seen=1, now=NOW)
    second = writing.make(session, room.entered, itself, now=NOW)
    assert writing.remove(session, room.entered, first.id, now=NOW)
    assert second.prerequisites == []


@pytest.mark.any_database
def test_a_learner_who_has_longer_reads_no_key_before(session: Session, room: Room) -> None:
    row = published(session, room, due_at=NOW + DAY, late_policy="marked", feedback="after_due")
    late = sitting.start(session, room.alice, row.id, now=NOW + 2 * DAY)
    assert not late.held_back
    member = session.scalars(select(ClassMember.id).where(ClassMember.account_id == room.alice.id)).one()
    longer = Wanted(members=(member,), due_at=NOW + 5 * DAY)
    excepting.make(session, room.entered, row.id, longer, now=NOW + 2 * DAY)
    assert late.held_back


@pytest.mark.any_database
def test_the_assignments_of_a_learner_take_as_many_statements_however_many_there_are(
    engine: Engine, session: Session, room: Room
) -> None:
    first = published(session, room)
    wanted = (
        Prerequisite(kind="score", assignment=first.id, share=Fraction(1, 2)),
        Prerequisite(kind="mastery", bank="2024-01", share=Fraction(1, 2)),
    )

    def asked() -> int:
        published(session, room, prerequisites=wanted)
        with statements(engine) as seen:
            standing.every(session, room.alice, now=NOW)
        return len(seen)

    assert asked() == asked() <= 5


@pytest.mark.any_database
def test_nothing_is_begun_in_a_class_that_is_archived_and_what_runs_goes_on(session: Session, room: Room) -> None:
    row = published(session, room)
    begun = sitting.start(session, room.alice, row.id, now=NOW)
    changing.archive(session, room.entered.row, now=NOW)
    assert sitting.start(session, room.alice, row.id, now=NOW + MINUTE) is begun
    with pytest.raises(IsArchived):
        sitting.start(session, room.bob, row.id, now=NOW + MINUTE)
