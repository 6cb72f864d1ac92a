"""A class list: read whatever wrote it, held against the accounts that there are, stored all or none."""

from __future__ import annotations

import unicodedata

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services.classes import making
from quiz.services.classes.faults import ClassError
from quiz.services.classes.pasted import decode
from quiz.services.classes.roster import looking, reading, storing
from quiz.services.classes.roster.reading import Line
from quiz.services.identity import accounts, recovery
from quiz.storage.models.classes import ClassGroup, ClassMember, GroupMember
from quiz.storage.models.identity import Account
from tests.conftest import NOW, PASSWORD

LIST = "이름,모둠\n김민준,해\n이서연,달\n"


def lines(text: str) -> list[tuple[int, str, str, str | None]]:
    return [(one.number, one.name, one.group, one.fault) for one in reading.read(text).lines]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "cp949"])
def test_a_file_is_read_in_the_encodings_that_schools_send(encoding: str) -> None:
    assert lines(decode(LIST.encode(encoding)))[0] == (2, "김민준", "해", None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("김민준\n이서연\n", [(1, "김민준", "", None), (2, "이서연", "", None)]),
        ("\n 김민준 , 해 \n\n이서연,달", [(2, "김민준", "해", None), (4, "이서연", "달", None)]),
        ("김민준\t해\n이서연\t달", [(1, "김민준", "해", None), (2, "이서연", "달", None)]),
        ("김민준;해", [(1, "김민준", "해", None)]),
        ("1,김민준\n2,이서연", [(1, "김민준", "", None), (2, "이서연", "", None)]),
        ("번호,모둠,성명\n1,해,김민준", [(2, "김민준", "해", None)]),
        ("김민준,minjun@example.org", [(1, "김민준", "", None)]),
        ('"Kim, Min",x', [(1, "Kim, Min", "x", "name")]),
        ("김민준\n 김 민준\n", [(1, "김민준", "", None), (2, "김 민준", "", "repeated")]),
        ("김\n선생님", [(1, "김", "", "name"), (2, "선생님", "", "reserved")]),
        ("Кim\n" + "x" * 31, [(1, "Кim", "", "scripts"), (2, "x" * 31, "", "name")]),
        ("김민준," + "x" * 61, [(1, "김민준", "x" * 61, "group")]),
        (unicodedata.normalize("NFD", "김민준"), [(1, "김민준", "", None)]),
    ],
)
def test_each_line_names_somebody_or_says_why_not(text: str, found: list[tuple[int, str, str, str | None]]) -> None:
    assert lines(text) == found


def test_what_nothing_is_taken_from_is_named() -> None:
    assert reading.read("번호,이름,이메일,모둠\n1,김민준,a@b.kr,해").left_out == ["번호", "이메일"]
    assert reading.read("김민준,해,x").left_out == ["3"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), ("\n \n", "empty"), ("이름\n", "empty"), ('"김민준', "quotes"), ("a\n" * 2001, "too_many")],
)
def test_a_list_that_can_not_be_read_says_why(text: str, code: str) -> None:
    with pytest.raises(ClassError, match=code):
        reading.read(text)


@pytest.fixture
def class_id(session: Session) -> int:
    owner = accounts.sign_up(session, "Owen", PASSWORD, now=NOW, role="teacher")
    return making.make(session, owner, "1-3", [], time_zone="Asia/Seoul", now=NOW).id


@pytest.mark.any_database
def test_an_account_of_that_name_is_not_let_in_and_a_free_name_is_beside_it(session: Session, class_id: int) -> None:
    for name in ("김민준", "김민준 2"):
        accounts.sign_up(session, name, PASSWORD, now=NOW)
    roster = looking.look(session, reading.read("김민준\n이서연\n이서연\n"))
    said = [(one.fault, one.suggested) for one in roster.lines]
    assert said == [("taken", "김민준 3"), (None, ""), ("repeated", "이서연 2")]
    better = looking.look(session, reading.read(reading.written(looking.with_suggestions(roster))))
    assert ([one.name for one in better.lines], better.wrong) == (["김민준 3", "이서연", "이서연 2"], [])
    left = looking.without_wrong(roster)
    assert [one.name for one in left.lines] == ["이서연"]


@pytest.mark.any_database
@pytest.mark.parametrize("with_passwords", [True, False])
def test_accounts_members_and_groups_are_made_and_the_ticket_lets_in(
    with_passwords: bool, session: Session, class_id: int
) -> None:
    roster = reading.read(LIST + "박하늘,해\n")
    made = storing.tickets(roster.lines, b"secret", with_passwords=with_passwords)
    assert made == storing.tickets(roster.lines, b"secret", with_passwords=with_passwords)
    storing.store(session, class_id, made, storing.hashed(made), now=NOW)
    people = session.scalars(select(Account).where(Account.role == "learner").order_by(Account.id)).all()
    assert [one.name for one in people] == ["김민준", "이서연", "박하늘"]
    inside = select(ClassGroup.name, Account.name).join(GroupMember, GroupMember.group_id == ClassGroup.id)
    inside = inside.join(ClassMember, GroupMember.member_id == ClassMember.id)
    inside = inside.join(Account, ClassMember.account_id == Account.id).order_by(Account.id)
    assert [tuple(row) for row in session.execute(inside)] == [("해", "김민준"), ("달", "이서연"), ("해", "박하늘")]
    known = people[0]
    assert (accounts.authenticate(session, known, made[0].password) is not None) == with_passwords
    if not with_passwords:
        kept = recovery.find_kept(session, "김민준")
        assert recovery.recover(session, kept, "김민준", made[0].code, PASSWORD, now=NOW).id == known.id
        assert accounts.authenticate(session, known, PASSWORD) is not None
        assert recovery.shown(session, people[1], b"secret") is None
    assert storing.was_stored(session, class_id, made) == with_passwords
    assert storing.was_stored(session, class_id, made[1:])
    assert not storing.was_stored(session, class_id, storing.tickets(roster.lines, b"other", with_passwords=False))


@pytest.mark.any_database
def test_all_are_stored_or_none(session: Session, class_id: int) -> None:
    made = storing.tickets([Line(number=1, name="김민준"), Line(number=2, name="이서연")], b"s", with_passwords=False)
    accounts.sign_up(session, "이서연", PASSWORD, now=NOW)
    with pytest.raises(ClassError, match="taken_meanwhile"):
        storing.store(session, class_id, made, storing.hashed(made), now=NOW)
    assert session.scalar(select(func.count()).where(ClassMember.role == "learner")) == 0


def test_two_thousand_learners_come_at_once(session: Session, class_id: int) -> None:
    text = "\n".join(f"학습자 {number:04}" for number in range(reading.MOST_LINES))
    roster = looking.look(session, reading.read(text))
    assert not roster.wrong
    made = storing.tickets(roster.lines, b"s", with_passwords=False)
    storing.store(session, class_id, made, storing.hashed(made), now=NOW)
    assert session.scalar(select(func.count()).where(ClassMember.role == "learner")) == reading.MOST_LINES
    with pytest.raises(ClassError, match="too_many_passwords"):
        storing.tickets(roster.lines, b"s", with_passwords=True)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mina\nNoah\n", "Mina\nNoah\n"),
        ("Mina,Moon\nNoah,\n", "Mina,Moon\nNoah,\n"),
        ("이름,모둠\nMina,해\n", "이름,모둠\nMina,해\n"),
        ("번호,이름\n1,Mina\n", "이름\nMina\n"),
        ("1\tMina\n2\tNoah\n", "Mina\nNoah\n"),
    ],
)
def test_a_list_that_is_changed_for_its_teacher_stays_as_it_was(text: str, kept: str) -> None:
    assert reading.written(reading.read(text)) == kept


def test_a_list_gets_heads_where_it_would_read_otherwise_without() -> None:
    roster = reading.Roster(lines=[reading.Line(number=2, name="Student"), reading.Line(number=3, name="Mina")])
    again = reading.read(reading.written(roster))
    assert [one.name for one in again.lines] == ["Student", "Mina"]
