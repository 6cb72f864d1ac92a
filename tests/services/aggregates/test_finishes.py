"""A learner's first finished attempt of a quiz moves the sums of its questions once, and takes them back with it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services.aggregates import rebuild
from quiz.services.content.media import MediaFolder
from quiz.services.identity import accounts
from quiz.storage.models.reporting import FirstFinish, ItemAggregate, PlaceAggregate, TotalAggregate
from tests.conftest import NOW, PASSWORD
from tests.services import recount
from tests.services.builders import person, practise, publish_month, recipe, right, sit_exam, typing, wrong
from tests.stores import statements

DAY = timedelta(days=1)


def totals(session: Session) -> dict[int, int]:
    """How many attempts reached each total, over all quizzes."""
    session.expire_all()
    found: dict[int, int] = {}
    for row in session.scalars(select(TotalAggregate).where(TotalAggregate.attempts != 0)):
        found[row.total] = found.get(row.total, 0) + row.attempts
    return found


def test_only_the_first_finished_attempt_of_a_quiz_counts(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    first = practise(session, alice, choose=wrong)
    practise(session, alice, choose=right, now=NOW + DAY)
    practise(session, bob, choose=right)
    kept = session.scalars(select(FirstFinish).where(FirstFinish.account_id == alice.id)).one()
    assert (kept.attempt_id, kept.finished_at) == (first.id, NOW)
    assert kept.total < 1000
    assert totals(session) == {kept.total: 1, 1000: 1}
    assert sum(one.answers for one in session.scalars(select(ItemAggregate))) == 2 * len(kept.asked)
    assert recount.stored(session) == recount.counted_anew(session)


def test_teachers_and_guests_are_not_counted_and_a_guest_who_signs_up_is(session: Session) -> None:
    teacher = person(session, "Teacher", role="teacher")
    guest = accounts.start_guest(session, now=NOW)
    practise(session, teacher)
    practise(session, guest)
    assert totals(session) == {}
    accounts.sign_up(session, "Carol", PASSWORD, now=NOW, guest=guest)
    assert totals(session) == {1000: 1}


def test_a_deleted_account_leaves_nothing(session: Session) -> None:
    alice, bob = accounts.sign_up(session, "Alice", PASSWORD, now=NOW), person(session, "Bob")
    practise(session, bob)
    before = recount.stored(session)
    practise(session, alice, choose=wrong)
    sit_exam(session, alice)
    accounts.delete_account(session, alice, PASSWORD, now=NOW)
    assert recount.stored(session) == before
    assert list(rebuild.differences(session)) == []


def test_choices_stand_in_the_histogram_by_what_they_earned(session: Session, media: MediaFolder) -> None:
    publish_month(session, media, quizzes=[recipe("two", "exam", "one-single-choice", "one-numeric")])
    sit_exam(session, person(session, "Alice"), "2024-07/two")
    sit_exam(session, person(session, "Bob"), "2024-07/two", typing("c"))
    rows = session.scalars(select(PlaceAggregate).where(PlaceAggregate.choice != "")).all()
    assert {(row.choice, row.share, row.attempts) for row in rows} >= {("key", 100, 1)}
    assert {row.total for row in rows} <= {0, 50, 100}


def test_a_finish_takes_four_statements_however_many_there_were(session: Session, engine: Engine) -> None:
    counts = []
    for number in range(3):
        learner = person(session, f"Learner {number}")
        with statements(engine) as seen:
            practise(session, learner)
        counts.append(sum(any(f" {table} " in one for table in TABLES) and "INSERT" in one for one in seen))
    assert counts == [4, 4, 4]


TABLES = ("first_finish", "total_sums", "item_sums", "place_sums")
