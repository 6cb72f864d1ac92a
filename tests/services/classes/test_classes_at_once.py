"""Two people change a class at the same moment: nothing is lost, and the second is told as ever."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from quiz.services.classes import changing, groups, making, members
from quiz.services.classes.changing import Wanted
from quiz.services.classes.faults import ClassError
from quiz.services.classes.gradebook import arranging, books
from quiz.services.classes.gradebook.arranging import TypedCategory
from quiz.services.classes.gradebook.marks import Refused
from quiz.services.classes.roster import storing
from quiz.services.classes.roster.storing import Ticket
from quiz.storage.models.classes import ClassGroup, ClassMember, ClassRow, ClassSeries, GroupMember
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.gradebook import MarkCategory
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from tests.conftest import NOW
from tests.services.builders import Job, overlapping, person
from tests.services.classes.gradebooks import by, cast, school_class


@pytest.fixture
def number(session: Session) -> int:
    """The number of a class of Tae-ri with Alice; Bob is not in it yet."""
    teacher, alice, _ = cast(session)
    found = school_class(session, teacher, alice).id
    session.commit()
    return found


def _account(session: Session, name: str) -> Account:
    return session.scalars(select(Account).where(Account.name == name)).one()


def test_who_joins_twice_at_once_is_in_the_class_once(engine: Engine, session: Session, number: int) -> None:
    bob = _account(session, "Bob").id
    session.commit()

    def join(own: Session) -> int:
        return making.add(own, number, bob, "learner", now=NOW).account_id

    assert overlapping(engine, join, join) == (bob, bob)
    assert session.scalar(select(func.count()).where(ClassMember.account_id == bob)) == 1
    joined = select(func.count()).where(AuditEvent.action == "class_joined", AuditEvent.about_id == bob)
    assert session.scalar(joined) == 1


def test_of_two_categories_or_groups_of_one_name_the_second_is_refused(
    engine: Engine, session: Session, number: int
) -> None:
    teacher = by(_account(session, "Tae-ri"))
    session.commit()

    def category(own: Session) -> None:
        book = books.read(own, number)
        arranging.add_category(own, book, TypedCategory(name="Tests", weight="60"), now=NOW, by=teacher)

    def group(own: Session) -> int:
        return groups.make(own, number, "Moon").id

    def listed(own: Session) -> None:
        storing.store(own, number, [Ticket(name="Cara", group="Sun")], {"Cara": "-"}, now=NOW)

    def sun(own: Session) -> int:
        return groups.make(own, number, "Sun").id

    _, second = overlapping(engine, category, category)
    assert isinstance(second, Refused)
    assert (second.field, second.code) == ("name", "taken")
    _, second = overlapping(engine, group, group)
    assert isinstance(second, ClassError)
    assert second.code == "taken"
    _, second = overlapping(engine, sun, listed)
    assert second is None or (isinstance(second, ClassError) and second.code == "taken_meanwhile")
    assert session.scalar(select(func.count()).select_from(MarkCategory)) == 1
    assert session.scalar(select(func.count()).select_from(ClassGroup)) == 2


def test_who_is_put_into_a_group_twice_at_once_is_in_it_once(engine: Engine, session: Session, number: int) -> None:
    moon = groups.make(session, number, "Moon").id
    member = session.scalars(select(ClassMember.id).where(ClassMember.role == "learner")).one()
    session.commit()

    def put(own: Session) -> None:
        groups.put_in(own, own.get_one(ClassGroup, moon), [member], now=NOW)

    assert overlapping(engine, put, put) == (None, None)
    assert session.scalar(select(func.count()).select_from(GroupMember)) == 1


def test_of_two_owners_who_change_each_other_at_once_one_stays(engine: Engine, session: Session, number: int) -> None:
    other = person(session, "Olga", "teacher")
    making.add(session, number, other.id, "owner", now=NOW)
    owners = session.scalars(select(ClassMember.id).where(ClassMember.role == "owner").order_by(ClassMember.id)).all()
    session.commit()

    def demote(whom: int) -> Job:
        def job(own: Session) -> None:
            # Whoever acts has entered the class: all of its owners were read before.
            entered = own.scalars(select(ClassMember).where(ClassMember.role == "owner")).all()
            members.set_role(own, number, whom, "teacher", now=NOW)
            assert len(entered) == 2

        return job

    _, second = overlapping(engine, demote(owners[0]), demote(owners[1]))
    assert isinstance(second, ClassError)
    assert second.code == "last_owner"
    assert session.scalar(select(func.count()).where(ClassMember.role == "owner")) == 1


def test_of_two_who_change_a_class_at_once_the_second_holds(engine: Engine, session: Session, number: int) -> None:
    (series,) = session.scalars(select(SeriesRow.id)).all()
    session.execute(delete(ClassSeries))
    session.commit()

    def change(own: Session) -> None:
        row = own.get_one(ClassRow, number)
        wanted = Wanted(name=row.name, term=row.term, series=(series,), time_zone=row.time_zone)
        changing.change(own, row, wanted, now=NOW)

    assert overlapping(engine, change, change) == (None, None)
    assert session.scalar(select(func.count()).select_from(ClassSeries)) == 1
