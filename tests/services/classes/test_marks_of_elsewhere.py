"""A list of marks: what each line would do, what is wrong with it, and nothing stored before it is confirmed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services.classes.gradebook import importing, marks
from quiz.services.classes.gradebook.importing import Confirmed, Preview
from quiz.services.classes.gradebook.marks import ChangedMeanwhile, Mark, Refused
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.gradebook import ClassMark
from tests.conftest import NOW
from tests.services.builders import person
from tests.services.classes.gradebooks import book_of, by, cast, column, learner_of, row_of, school_class

pytestmark = pytest.mark.any_database
KEEP = "Keep two, the name and the mark; between commas write 7.5 with a point."


def looked_at(session: Session, of_class: ClassRow, text: str) -> Preview:
    book = book_of(session, of_class)
    return importing.preview(session, book, book.columns[0], text, now=NOW)


@pytest.mark.parametrize(
    ("text", "marks", "faults"),
    [
        ("Alice\t7\nBob\t85%", ["7", "17"], []),
        ("이름\t점수\nALICE\t7,5", ["15/2"], []),
        ("Alice,7,5\nBob,8", ["8"], [f"Line 1 has 3 columns. {KEEP}"]),
        ('Alice,"7,5"\nBob,8', ["15/2", "8"], []),
        ("Alice\t4\t9", [], [f"Line 1 has 3 columns. {KEEP}"]),
        ("Alice;5;9\nBob;8", ["8"], [f"Line 1 has 3 columns. {KEEP}"]),
        ("Alice,5,9,3\nBob,8", ["8"], [f"Line 1 has 4 columns. {KEEP}"]),
        ("name,first,second\nAlice,5,9", [], [f"Line 2 has 3 columns. {KEEP}"]),
        ("name,mark\nAlice,5,9", [], [f"Line 2 has 3 columns. {KEEP}"]),
        ("name,mark,\nAlice,5,\nBob,6,", ["5", "6"], []),
        (
            "Alice,absent\nBob,8",
            ["8"],
            ["“absent” is not a mark. Write a number such as 7.5, a percentage, or “excused”."],
        ),
        ("Alice\t면제\nBob\tExcused", [None, None], []),
        ("Alice\t7\nAlice\t8", ["7"], ["“Alice” already stands in line 1. Take one of them out."]),
        ("Dora\t7", [], ["Nobody in this class is called “Dora”. Write the name as in the list."]),
        ("Sam\t7", [], ["Several are called “Sam”. Write the name of the account."]),
        ("Alice", [], ["There is no mark behind the name. Write the name and the mark in two columns."]),
        ("Alice\t1\nBob\t21", ["1"], ["“21” is more than the column’s points."]),
        ("Alice\t-1", [], ["“-1” is below 0."]),
        ("Alice\t1/3", [], ["“1/3” comes to more than two decimals. Round it to two."]),
        ("Alice\t2.345\nBob\t2.34", ["117/50"], ["“2.345” comes to more than two decimals. Round it to two."]),
        ("Alice\t7x7", [], ["“7x7” is not a mark. Write a number such as 7.5, a percentage, or “excused”."]),
    ],
)
def test_what_a_list_says_line_by_line(session: Session, text: str, marks: list[str | None], faults: list[str]) -> None:
    teacher, alice, bob = cast(session)
    others = [person(session, "Charlie"), person(session, "Sam")]
    of_class = school_class(session, teacher, alice, bob, *others)
    shown = session.scalars(select(ClassMember).where(ClassMember.account_id == others[0].id)).one()
    shown.shown_name = "Sam"
    column(session, of_class)
    found = looked_at(session, of_class, text)
    assert [one.points for one in found.changes] == [None if one is None else Fraction(one) for one in marks]
    assert [one.excused for one in found.changes] == [one is None for one in marks]
    assert [str(one.words) for one in found.faults] == faults
    assert session.scalar(select(func.count()).select_from(ClassMark)) == 0


def test_what_was_looked_at_is_stored_and_what_changed_meanwhile_is_not(session: Session) -> None:
    teacher, alice, bob = cast(session)
    of_class = school_class(session, teacher, alice, bob)
    key = f"c{column(session, of_class).id}"
    found = looked_at(session, of_class, "Alice\t7\nBob\t8")
    given = [
        Confirmed(member_id=one.learner.member_id, points=str(one.points), excused=one.excused, seen=one.before.version)
        for one in found.new
    ]
    book, how = book_of(session, of_class), {"now": NOW, "by": by(teacher)}
    session.commit()
    one = Mark(points=Fraction(3), excused=False, reason="")
    marks.change(session, of_class.id, book.columns[0], learner_of(session, of_class, "Bob"), one, seen=0, **how)
    session.commit()
    with pytest.raises(ChangedMeanwhile):
        importing.confirm(session, book, book.columns[0], given, **how)
    session.rollback()
    assert row_of(session, of_class, "Alice").cells[key].points is None
    assert importing.written(session, book, given) == "Alice\t7\nBob\t8"
    assert importing.confirm(session, book, book.columns[0], given[:1], **how) == 1
    assert row_of(session, of_class, "Alice").cells[key].points == 7
    assert looked_at(session, of_class, "Alice\t7").new == ()
    unread = Confirmed(member_id=given[0].member_id, points="x", excused=False, seen=1)
    with pytest.raises(Refused):
        importing.confirm(session, book, book.columns[0], [unread], **how)
