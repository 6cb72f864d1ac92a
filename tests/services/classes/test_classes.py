"""Classes: made, joined, changed, copied to a new term, archived, deleted; who is in them and how they are called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import changing, copying, groups, making, members, names
from quiz.services.classes.changing import Wanted
from quiz.services.classes.faults import ClassError
from quiz.services.classes.members import Seeking
from quiz.services.classes.names import Names
from quiz.services.identity import accounts
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.content import QuizRow, QuizVersion, SeriesRow
from quiz.storage.models.gradebook import ClassMark, MarkCategory, MarkColumn
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import Notice
from tests.conftest import NOW, PASSWORD

pytestmark = pytest.mark.any_database


def person(session: Session, name: str, role: str = "learner") -> Account:
    return accounts.sign_up(session, name, PASSWORD, now=NOW, role=role)


@pytest.fixture
def owner(session: Session) -> Account:
    return person(session, "Owen", "teacher")


@pytest.fixture
def row(session: Session, owner: Account) -> ClassRow:
    series = session.scalars(select(SeriesRow.id)).all()
    return making.make(session, owner, "1-3", series, time_zone="Asia/Seoul", now=NOW, term="2026-1")


def test_a_code_lets_in_however_it_is_typed_until_it_is_renewed_or_closed(session: Session, row: ClassRow) -> None:
    lena, mina = person(session, "Lena"), person(session, "Mina")
    typed = f" {row.code[:4].lower()}-{row.code[4:]} "
    assert making.join(session, lena, typed, now=NOW).id == row.id
    assert making.join(session, lena, typed, now=NOW).id == row.id
    for shut in (
        lambda: changing.set_joinable(session, row, False, now=NOW),
        lambda: changing.archive(session, row, now=NOW),
        lambda: changing.renew_code(session, row, now=NOW),
    ):
        row.joinable, row.archived_at = True, None
        session.flush()
        shut()
        with pytest.raises(NotFound):
            making.join(session, mina, typed, now=NOW)
    assert session.scalar(select(func.count()).where(ClassMember.role == "learner")) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "\u200b"}, "unseen"),
        ({"name": "A\u202eB"}, "unseen"),
        ({"term": "\u200b"}, "term_unseen"),
        ({"name": "a" + "\u0301" * 20}, "marks"),
        ({"term": "x" * 41}, "term"),
        ({"series": ()}, "series"),
        ({"series": (1, 99)}, "series"),
        ({"time_zone": "Mars"}, "zone"),
    ],
)
def test_what_a_class_can_not_be_says_why(changes: dict[str, object], code: str) -> None:
    asked = {"name": " 1  3 ", "term": "", "series": (1, 1), "time_zone": "UTC"}
    tidy = changing.checked(Wanted(**asked), series=[1], zones=["UTC"])  # type: ignore[arg-type]  # a table of cases
    assert (tidy.name, tidy.series) == ("1 3", (1,))
    with pytest.raises(ClassError, match=f"^{code}$"):
        changing.checked(Wanted(**{**asked, **changes}), series=[1], zones=["UTC"])  # type: ignore[arg-type]  # the same


def test_a_class_has_an_owner_ever(session: Session, row: ClassRow, owner: Account) -> None:
    theo, lena = person(session, "Theo", "teacher"), person(session, "Lena")
    (mine,) = members.staff_of(session, row.id)
    for role in ("teacher", ""):
        with pytest.raises(ClassError, match="last_owner"):
            members.set_role(session, row.id, mine.id, role, now=NOW)
    with pytest.raises(ClassError, match="last_owner"):
        members.leave(session, session.get_one(ClassMember, mine.id), now=NOW)
    for name, role, code in (("Lena", "teacher", "no_teacher"), ("Nobody", "owner", "nobody"), ("Theo", "x", "role")):
        with pytest.raises(ClassError, match=code):
            members.add_staff(session, row.id, name, role, now=NOW)
    members.add_staff(session, row.id, "lena", "assistant", now=NOW)
    members.add_staff(session, row.id, "Theo", "owner", now=NOW)
    with pytest.raises(ClassError, match="in_class"):
        members.add_staff(session, row.id, "Theo", "teacher", now=NOW)
    members.leave(session, session.get_one(ClassMember, mine.id), now=NOW)
    assert [(one.name, one.role) for one in members.staff_of(session, row.id)] == [
        ("Theo", "owner"),
        ("Lena", "assistant"),
    ]
    assert (theo.role, lena.role, owner.role) == ("teacher", "learner", "teacher")


def test_learners_are_sought_sorted_and_paged_under_the_names_they_chose(session: Session, row: ClassRow) -> None:
    for name in ("Cara", "Abel", "Bea"):
        making.add(session, row.id, person(session, name).id, "learner", now=NOW)
    cara = session.scalars(select(ClassMember).join(Account).where(Account.name == "Cara")).one()
    names.choose(session, cara, " Zoe ")
    with pytest.raises(ClassError, match="shown"):
        names.choose(session, cara, "선생님")
    session.flush()
    bea = session.scalars(select(ClassMember).join(Account).where(Account.name == "Bea")).one()
    for taken in ("ZOE", "Z oe", "cara", "Ａbel"):
        with pytest.raises(ClassError, match="shown_taken"):
            names.choose(session, bea, taken)
    names.choose(session, bea, "Bea")
    names.choose(session, bea, "")
    group = groups.make(session, row.id, "Moon")
    groups.put_in(session, group, [cara.id], now=NOW)
    groups.put_in(session, group, [cara.id], now=NOW)

    def found(seeking: Seeking, *, hidden: bool = False) -> list[str]:
        said = Names(row=row, hidden=hidden)
        return [str(one.name) for one in members.learners_page(session, said, seeking, limit=2, offset=0)]

    assert found(Seeking()) == ["Abel", "Bea"]
    assert found(Seeking(falling=True)) == ["Zoe", "Bea"]
    assert found(Seeking(named="cara")) == found(Seeking(named="ZO")) == found(Seeking(group=group.id)) == ["Zoe"]
    assert members.count_learners(session, row.id, Seeking(named="e")) == 3
    hidden = found(Seeking(), hidden=True)
    assert hidden == found(Seeking(), hidden=True) == sorted(hidden)
    assert not {"Abel", "Bea", "Zoe", "Cara"} & set(hidden)


def test_pseudonyms_differ_and_stay(row: ClassRow) -> None:
    given = [str(names.pseudonym(row, number)) for number in range(1, 2001)]
    assert len(set(given)) == 2000
    assert given[6] == str(names.pseudonym(row, 7))
    assert given != sorted(given)


def test_a_message_goes_to_those_that_are_ticked_and_to_nobody_outside(session: Session, row: ClassRow) -> None:
    lena, mina = (making.add(session, row.id, person(session, one).id, "learner", now=NOW) for one in ("Lena", "Mina"))
    with pytest.raises(ClassError, match="chosen"):
        members.chosen(session, row.id, [10**6])
    chosen = members.chosen(session, row.id, [lena.id, 10**6])
    members.tell(session, "Owen", [one.account_id for one in chosen], "Hello", address=f"/classes/{row.id}", now=NOW)
    assert list(session.scalars(select(Notice.account_id))) == [lena.account_id]
    members.remove(session, [mina], now=NOW)
    assert members.count_learners(session, row.id, Seeking()) == 1


def assign(session: Session, row: ClassRow, due: datetime) -> Assignment:
    """An assignment of a class, with its quiz."""
    series = session.scalars(select(SeriesRow)).first()
    assert series is not None
    quiz = QuizRow(series_id=series.id, key="~assignment-1", position=0, built_in=True)
    session.add(quiz)
    session.flush()
    version = QuizVersion(quiz_id=quiz.id, content_hash="x" * 64, definition={"quiz": {}}, published_at=NOW)
    category = MarkCategory(class_id=row.id, name="Tests", weight=1)
    session.add_all([version, category])
    session.flush()
    quiz.current_version_id = version.id
    found = Assignment(
        class_id=row.id,
        series_id=series.id,
        quiz_id=quiz.id,
        title="March",
        source="quiz",
        chosen={},
        due_at=due,
        prerequisites=[],
        category_id=category.id,
        published_at=NOW,
        created_at=NOW,
    )
    session.add(found)
    session.flush()
    return found


def test_a_copy_has_the_columns_of_other_marks_empty_and_hidden(
    session: Session, row: ClassRow, owner: Account
) -> None:
    before = assign(session, row, NOW)
    learner = making.add(session, row.id, person(session, "Lena").id, "learner", now=NOW)
    given = {"category_id": before.category_id, "created_at": NOW, "released_at": NOW}
    column = MarkColumn(class_id=row.id, title="Talk", possible=Fraction(20), **given)
    session.add(column)
    session.flush()
    session.add(ClassMark(member_id=learner.id, column_id=column.id, points=Fraction(7), changed_at=NOW))
    wanted = Wanted(name="1-4", term="", series=(before.series_id,), time_zone=row.time_zone)
    move = copying.moved("2026-03-01", "2026-03-15", "UTC")
    copy = copying.copy(session, owner, row, wanted, move, learners=True, staff=False, now=NOW)
    (new,) = session.scalars(select(MarkColumn).where(MarkColumn.class_id == copy.id))
    assert (new.title, new.possible, new.released_at) == ("Talk", 20, None)
    assert new.created_at == NOW + timedelta(days=14)
    assert session.get_one(MarkCategory, new.category_id).class_id == copy.id
    assert session.scalars(select(ClassMark).where(ClassMark.column_id == new.id)).all() == []


def test_a_copy_has_drafts_with_every_date_moved_by_the_days_between(
    session: Session, row: ClassRow, owner: Account
) -> None:
    # Summer time begins in New York between the two: the hour on the wall stays.
    row.time_zone = "America/New_York"
    due = datetime(2026, 3, 2, 14, tzinfo=UTC)
    before = assign(session, row, due)
    member = making.add(session, row.id, person(session, "Lena").id, "learner", now=NOW)
    groups.put_in(session, groups.make(session, row.id, "Moon"), [member.id], now=NOW)
    wanted = Wanted(name="1-4", term="", series=(before.series_id,), time_zone=row.time_zone)
    move = copying.moved("2026-03-01", "2026-03-15", row.time_zone)
    copy = copying.copy(session, owner, row, wanted, move, learners=True, staff=True, now=NOW)
    (new,) = session.scalars(select(Assignment).where(Assignment.class_id == copy.id))
    assert (new.due_at, new.published_at, new.title) == (datetime(2026, 3, 16, 13, tzinfo=UTC), None, "March")
    assert new.quiz_id != before.quiz_id
    assert session.get_one(QuizRow, new.quiz_id).key != session.get_one(QuizRow, before.quiz_id).key
    assert session.get_one(MarkCategory, new.category_id).class_id == copy.id
    (group,) = groups.groups_of(session, copy.id)
    assert (group.name, group.members, copy.code != row.code) == ("Moon", 1, True)
    with pytest.raises(ClassError, match="dates"):
        copying.moved("2026-03-01", "2046-03-15", "UTC")
    far = copying.moved("2026-03-01", "2035-03-15", row.time_zone)
    for year in (2099, 9998):
        before.due_at = due.replace(year=year)
        with pytest.raises(ClassError, match="years"):
            copying.copy(session, owner, row, wanted, far, learners=False, staff=False, now=NOW)
    before.due_at = due
    alone = copying.copy(session, owner, row, wanted, move, learners=False, staff=False, now=NOW)
    assert members.count_learners(session, alone.id, Seeking()) == 0
