"""One mark counts on every page: what a teacher entered, as soon as its learner may see it; excused is said at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.assignments.prerequisites import Prerequisite
from quiz.services.classes import entering
from quiz.services.classes.assignments import dates, listing, standing, watching
from quiz.services.classes.gradebook import marks, releasing, tables
from quiz.services.classes.gradebook.cells import Cell
from quiz.services.classes.gradebook.marks import Typed
from quiz.services.classes.overview import teacher_home
from quiz.services.integrity.account_data import export_account
from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.classes import ClassRow
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import Notice
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import work
from tests.conftest import NOW
from tests.services.classes.gradebooks import DAY, assign, book_of, by, cast, learner_of, school_class, sit

pytestmark = pytest.mark.any_database


def enter(session: Session, of_class: ClassRow, one: Assignment, teacher: Account, typed: Typed) -> None:
    """A teacher's mark for Alice."""
    column = book_of(session, of_class).column(f"a{one.id}")
    alice = learner_of(session, of_class, "Alice")
    mark = marks.read(column, typed)
    marks.change(session, of_class.id, column, alice, mark, seen=None, now=NOW, by=by(teacher))


def release(session: Session, of_class: ClassRow, one: Assignment, teacher: Account) -> None:
    book = book_of(session, of_class)
    releasing.release(session, of_class, book, book.column(f"a{one.id}"), now=NOW, by=by(teacher))


def seen_by_alice(session: Session, of_class: ClassRow, one: Assignment, now: datetime = NOW) -> Cell:
    book, alice = book_of(session, of_class).released(), learner_of(session, of_class, "Alice")
    (row,) = tables.rows(session, book, [alice], now=now, for_learners=True)
    return row.cells[f"a{one.id}"]


def test_a_mark_with_a_reason_counts_on_the_learners_page_and_the_teachers(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class)
    locked = assign(
        session,
        of_class,
        "Then",
    )
    locked.prerequisites = [Prerequisite(kind="score", share=Fraction(1, 2), assignment=one.id).stored()]
    sit(session, alice, one, 0)
    enter(session, of_class, one, teacher, Typed(points="8", reason="question 3"))
    entered = entering.enter(session, teacher, of_class.id, "see_marks")
    found = listing.find(session, entered, one.id, now=NOW)
    (row,) = listing.learners(session, entered, found)
    assert (row.counts, row.state) == (Fraction(4, 5), "finished")
    # Until the column is released its learner sees what the attempt brought.
    assert standing.find(session, alice, one.id, now=NOW).counts == 0
    assert standing.find(session, alice, locked.id, now=NOW).outcome == "locked"
    release(session, of_class, one, teacher)
    assert standing.find(session, alice, one.id, now=NOW).counts == Fraction(4, 5)
    assert standing.find(session, alice, locked.id, now=NOW).outcome == "start"


def test_who_is_excused_has_nothing_to_do_and_is_late_with_nothing(session: Session) -> None:
    teacher, alice, bob = cast(session)
    of_class = school_class(session, teacher, alice, bob)
    soon = assign(session, of_class, due_at=NOW + DAY)
    past = assign(session, of_class, "Past", due_at=NOW - DAY)
    then = assign(session, of_class, "Then")
    then.prerequisites = [Prerequisite(kind="score", share=Fraction(1, 2), assignment=past.id).stored()]
    for one in (soon, past):
        enter(session, of_class, one, teacher, Typed(excused=True))
    assert [one.row.title for one in standing.soon(session, alice, now=NOW)] == ["Then"]
    assert soon.id in [one.row.id for one in standing.soon(session, bob, now=NOW)]
    assert standing.find(session, alice, soon.id, now=NOW).mark.excused
    assert dates.of_learner(session, alice, now=NOW) == []
    assert len(dates.of_learner(session, bob, now=NOW)) == 2
    left = fetch(session, work.work_left(of_class.id, NOW, NOW - 14 * DAY, NOW + 7 * DAY)).all()
    assert {row.account_id for row in left} == {bob.id}
    (taught,) = teacher_home.find(session, teacher, now=NOW).classes
    assert (taught.late, taught.overdue) == (1, 1)
    entered = entering.enter(session, teacher, of_class.id, "see_marks")
    rows = listing.learners(session, entered, listing.find(session, entered, soon.id, now=NOW))
    assert [one.state for one in rows] == ["excused", "none"]
    watched = watching.watch(session, entered, soon.quiz_id, now=NOW)
    assert [one.state for one in watched] == ["excused", "none"]
    assert watching.tally(watched)["none"] == 1
    alices = fetch(session, work.assignments_of(of_class.id, learner_of(session, of_class, "Alice").member_id)).all()
    assert {row.title: row.excused for row in alices} == {"Check 2": True, "Past": True, "Then": False}


def test_the_inbox_says_excused_and_no_mark_of_who_is(session: Session) -> None:
    teacher, alice, bob = cast(session)
    of_class = school_class(session, teacher, alice, bob)
    one = assign(session, of_class)
    sit(session, bob, one, 6)
    enter(session, of_class, one, teacher, Typed(excused=True))
    release(session, of_class, one, teacher)
    told = {notice.account_id: notice.kind for notice in session.scalars(select(Notice))}
    assert told == {alice.id: "mark_excused", bob.id: "marks_released"}


@pytest.mark.parametrize("typed", [None, Typed(points="8", reason="question 3")])
@pytest.mark.parametrize(
    ("feedback", "more", "now", "later"),
    [
        ("handed_in", {}, NOW, NOW),
        ("after_due", {"due_at": NOW}, NOW, NOW + timedelta(seconds=1)),
        ("after_due", {"due_at": NOW - DAY, "closes_at": NOW, "late_policy": "marked"}, NOW, NOW + DAY),
        ("after_due", {}, NOW, NOW),
        ("never", {"due_at": NOW - DAY, "closes_at": NOW, "late_policy": "marked"}, NOW, NOW + DAY),
        ("never", {"due_at": NOW}, NOW, NOW + DAY),
    ],
)
def test_a_released_column_shows_a_mark_no_earlier_than_its_assignment(
    session: Session, feedback: str, more: dict[str, Any], now: datetime, later: datetime, typed: Typed | None
) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class, feedback=feedback, **more)
    attempt = sit(session, alice, one, 6, at=NOW - 2 * DAY)
    attempt.held_back = feedback in ("after_due", "never") and bool(more)
    if typed is not None:
        enter(session, of_class, one, teacher, typed)
    release(session, of_class, one, teacher)
    is_shown = now == later
    cell = seen_by_alice(session, of_class, one, now)
    assert (cell.state == "later", cell.points is None, cell.reason == "") == (not is_shown,) * 2 + (
        typed is None or not is_shown,
    )
    assert [notice.kind for notice in session.scalars(select(Notice))] == (["marks_released"] if is_shown else [])
    if typed is not None:
        expected = Fraction(4, 5) if is_shown else None
        assert standing.find(session, alice, one.id, now=now).counts == expected
        assert standing.find(session, alice, one.id, now=later).counts == Fraction(4, 5)
    assert seen_by_alice(session, of_class, one, later).points == (6 if typed is None else 8)
    words = book_of(session, of_class).column(f"a{one.id}").shown_when
    assert (words is None) == (feedback == "handed_in" or not more)


def test_a_learner_with_more_time_sees_their_mark_when_their_own_date_has_passed(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class, feedback="after_due", due_at=NOW - DAY)
    member = learner_of(session, of_class, "Alice").member_id
    session.add(AssignmentOverride(assignment_id=one.id, member_id=member, due_at=NOW + DAY, made_at=NOW))
    sit(session, alice, one, 6)
    one.released_at = NOW
    assert seen_by_alice(session, of_class, one).state == "later"
    assert seen_by_alice(session, of_class, one, NOW + 2 * DAY).points == 6


def test_ones_own_data_hold_no_mark_of_a_test_whose_scores_are_held_back(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class, feedback="after_due", due_at=NOW + DAY)
    attempt = sit(session, alice, one, 6)
    enter(session, of_class, one, teacher, Typed(points="8", reason="question 3"))
    one.released_at = NOW

    def given() -> list[str]:
        session.flush()
        (held,) = [found for found in export_account(session, alice)["classes"] if found["class"] == of_class.name]
        return [mark["of"] for mark in held["marks"]]

    attempt.held_back = True
    assert given() == []
    attempt.held_back = False
    assert given() == ["Check 2"]


def test_without_a_closing_date_an_assignment_that_shows_no_scores_gives_no_mark(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class, feedback="never", due_at=NOW - DAY, late_policy="marked")
    sit(session, alice, one, 6)
    one.released_at = NOW
    assert seen_by_alice(session, of_class, one, NOW + 99 * DAY).state == "later"
    words = book_of(session, of_class).column(f"a{one.id}").shown_when
    assert words is not None
    assert "closing date" in words.template
