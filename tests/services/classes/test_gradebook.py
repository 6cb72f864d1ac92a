"""The gradebook: what learners earned, what teachers enter instead, what learners see of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.gradebook import arranging, books, marks, releasing, tables
from quiz.services.classes.gradebook.arranging import TypedCategory, TypedColumn
from quiz.services.classes.gradebook.marks import ChangedMeanwhile, Mark, Refused, Typed
from quiz.storage.models.assignments import AssignmentOverride
from quiz.storage.models.classes import ClassGroup, ClassMember, ClassRow, GroupMember
from quiz.storage.models.gradebook import ClassMark
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from quiz.storage.models.notices import Notice
from tests.conftest import NOW
from tests.services import builders
from tests.services.builders import overlapping, person, sit_exam
from tests.services.classes.gradebooks import (
    CHECK,
    DAY,
    assign,
    book_of,
    by,
    cast,
    category,
    column,
    learner_of,
    row_of,
    school_class,
    sit,
)
from tests.stores import statements


def change(session: Session, of_class: ClassRow, key: str, name: str, typed: Typed, seen: int | None = None) -> bool:
    """Enter a mark as the class's teacher does."""
    chosen = book_of(session, of_class).column(key)
    mark, whose = marks.read(chosen, typed), learner_of(session, of_class, name)
    teacher = session.scalars(select(Account).where(Account.role == "teacher")).first()
    assert teacher is not None
    return marks.change(session, of_class.id, chosen, whose, mark, seen=seen, now=NOW, by=by(teacher))


@pytest.mark.parametrize(
    ("counted", "policy", "points", "days"),
    [
        ("best", "none", "8", 2),
        ("best", "share", "6", 0),
        ("latest", "none", "8", 2),
        ("latest", "share", "24/5", 2),
        ("latest", "marked", "8", 2),
        ("first", "share", "6", 0),
        ("average", "share", "27/5", 2),
    ],
)
def test_what_counts_of_attempts_and_what_late_ones_lose(
    session: Session, counted: str, policy: str, points: str, days: int
) -> None:
    # 6 of 10 in time and 16 of 20 on the second day after, which costs two times a fifth.
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(
        session, of_class, due_at=NOW - 3 * DAY, counted=counted, late_policy=policy, late_share=Fraction(1, 5)
    )
    sit(session, alice, one, 16, possible=20, at=NOW - DAY - DAY / 2)
    sit(session, alice, one, 6, at=NOW - 4 * DAY)
    cell = row_of(session, of_class, "Alice").cells[f"a{one.id}"]
    assert (cell.state, cell.points, cell.possible) == ("earned", Fraction(points), 10)
    assert cell.days == days
    assert [attempt.days for attempt in cell.attempts] == [0, 2]


def test_the_states_of_a_cell_where_nothing_is_finished(session: Session) -> None:
    teacher, alice, bob = cast(session)
    late = person(session, "Charlie")
    of_class = school_class(session, teacher, alice, bob)
    one = assign(session, of_class, due_at=NOW - 5 * DAY)
    other = assign(session, of_class, "나중", due_at=NOW + DAY)
    session.add(ClassMember(class_id=of_class.id, account_id=late.id, role="learner", joined_at=NOW - DAY))
    sit(session, alice, one, None, state="waiting")
    sit(session, alice, other, None, state="running")
    states = {
        name: [row_of(session, of_class, name).cells[f"a{each.id}"].state for each in (one, other)]
        for name in ("Alice", "Bob", "Charlie")
    }
    # Who joined after it was due has missed nothing.
    assert states == {"Alice": ["waiting", "running"], "Bob": ["missing", "open"], "Charlie": ["open", "open"]}
    assert row_of(session, of_class, "Bob").summary.final == 0
    assert row_of(session, of_class, "Alice").summary.final is None


def test_an_exception_moves_the_date_for_a_learner_and_for_a_group(session: Session) -> None:
    teacher, alice, bob = cast(session)
    of_class = school_class(session, teacher, alice, bob)
    one = assign(session, of_class, due_at=NOW - 5 * DAY)
    sit(session, person(session, "Somebody"), one, 1)
    group = ClassGroup(class_id=of_class.id, name="1모둠")
    session.add(group)
    session.flush()
    session.add(GroupMember(group_id=group.id, member_id=learner_of(session, of_class, "Bob").member_id))
    extra = {"assignment_id": one.id, "due_at": NOW + DAY, "made_at": NOW}
    session.add(AssignmentOverride(member_id=learner_of(session, of_class, "Alice").member_id, **extra))
    session.flush()
    assert [row_of(session, of_class, name).cells[f"a{one.id}"].state for name in ("Alice", "Bob")] == [
        "open",
        "missing",
    ]
    session.add(AssignmentOverride(group_id=group.id, **extra))
    assert row_of(session, of_class, "Bob").cells[f"a{one.id}"].state == "open"


def test_a_real_test_that_was_sat_is_the_mark(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class)
    attempt = sit_exam(session, alice, CHECK, builders.right, now=NOW - DAY)
    attempt.quiz_id, attempt.purpose = one.quiz_id, "assignment"
    cell = row_of(session, of_class, "Alice").cells[f"a{one.id}"]
    assert cell.points == cell.possible == attempt.points == attempt.points_possible


def test_the_whole_goes_by_categories_and_leaves_the_lowest_out(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    tests, homework = (
        category(session, of_class, "평가", 60),
        category(session, of_class, "숙제", 40, drop=1, position=2),
    )
    for points, number in ((7, tests), (9, tests), (2, homework), (8, homework), (10, homework)):
        sit(session, alice, assign(session, of_class, f"{points}", category_id=number), points)
    row = row_of(session, of_class, "Alice")
    assert row.summary.final == Fraction(84, 100)
    assert [row.is_dropped(key) for key in row.cells] == [False, False, True, False, False]


def test_a_mark_stands_instead_of_what_was_earned_and_goes_back(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class)
    sit(session, alice, one, 6)
    key = f"a{one.id}"
    assert change(session, of_class, key, "Alice", Typed(points="7,5", reason="3번 문항"), seen=0)
    cell = row_of(session, of_class, "Alice").cells[key]
    assert (cell.points, cell.earned, cell.reason, cell.version) == (Fraction(15, 2), 6, "3번 문항", 1)
    assert cell.is_adjusted
    assert not change(session, of_class, key, "Alice", Typed(points="75%", reason="3번  문항"), seen=1)
    assert change(session, of_class, key, "Alice", Typed(excused=True), seen=1)
    row = row_of(session, of_class, "Alice")
    assert (row.cells[key].state, row.summary.final) == ("excused", None)
    assert change(session, of_class, key, "Alice", Typed(), seen=2)
    cell = row_of(session, of_class, "Alice").cells[key]
    assert (cell.state, cell.points, cell.version) == ("earned", 6, 3)
    acts = list(session.scalars(select(AuditEvent).where(AuditEvent.action == "mark_changed")))
    assert [(act.object_kind, act.object_key, act.about_id) for act in acts] == [
        ("assignment", str(one.id), alice.id)
    ] * 3
    assert [act.after for act in acts] == [
        {"points": "15/2", "excused": False},
        {"points": None, "excused": True},
        {"points": None, "excused": False},
    ]
    assert "3번" not in str([(act.before, act.after) for act in acts])


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        (Typed(points="seven", reason="x"), "points", "not_a_number"),
        (Typed(points="11", reason="x"), "points", "above"),
        (Typed(points="-1", reason="x"), "points", "below"),
        (Typed(points="1/3", reason="x"), "points", "decimals"),
        (Typed(points="2.345", reason="x"), "points", "decimals"),
        (Typed(points="9" * 30, reason="x"), "points", "not_a_number"),
        (Typed(points="8"), "reason", "no_reason"),
        (Typed(points="8", reason="x" * 301), "reason", "too_long"),
    ],
)
def test_a_mark_that_can_not_be_one_is_refused_with_its_place(
    session: Session, typed: Typed, field: str, code: str
) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class)
    sit(session, alice, one, 6)
    with pytest.raises(Refused) as refused:
        change(session, of_class, f"a{one.id}", "Alice", typed)
    assert (refused.value.field, refused.value.code) == (field, code)


def test_points_are_unknown_before_anybody_began(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class, due_at=NOW - DAY)
    with pytest.raises(Refused, match="not_begun"):
        change(session, of_class, f"a{one.id}", "Alice", Typed(points="8", reason="x"))
    assert row_of(session, of_class, "Alice").summary.final is None


def test_two_teachers_at_once_lose_nothing(engine: Engine, session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    key, number, actor = f"c{column(session, of_class).id}", of_class.id, by(teacher)
    session.commit()

    def enter(points: int, seen: int) -> builders.Job:
        def job(own: Session) -> bool:
            whose = learner_of(own, own.get_one(ClassRow, number), "Alice")
            chosen = books.read(own, number).column(key)
            mark = Mark(points=Fraction(points), excused=False, reason="")
            return marks.change(own, number, chosen, whose, mark, seen=seen, now=NOW, by=actor)

        return job

    for seen in (0, 1):
        first, second = overlapping(engine, enter(12 + seen, seen), enter(18, seen))
        assert first is True
        assert isinstance(second, ChangedMeanwhile)
    session.expire_all()
    assert [(row.points, row.version) for row in session.scalars(select(ClassMark))] == [(13, 2)]


def test_learners_see_what_is_released_and_are_told_once(session: Session) -> None:
    teacher, alice, bob = cast(session)
    of_class = school_class(session, teacher, alice, bob)
    one, other = assign(session, of_class), column(session, of_class)
    sit(session, alice, one, 6)
    change(session, of_class, f"c{other.id}", "Alice", Typed(points="20"))
    assert row_of(session, of_class, "Alice", released=True).cells == {}
    for _ in range(2):
        book = book_of(session, of_class)
        assert releasing.release(session, of_class, book, book.column(f"a{one.id}"), now=NOW, by=by(teacher))
        assert not releasing.release(session, of_class, book, book.column(f"a{one.id}"), now=NOW, by=by(teacher))
        row = row_of(session, of_class, "Alice", released=True)
        assert (list(row.cells), row.summary.final) == ([f"a{one.id}"], Fraction(3, 5))
        assert releasing.take_back(session, book, book.column(f"a{one.id}"), now=NOW, by=by(teacher))
        assert not releasing.take_back(session, book, book.column(f"a{one.id}"), now=NOW, by=by(teacher))
    told = list(session.scalars(select(Notice)))
    assert sorted(one.account_id for one in told) == sorted((alice.id, bob.id))
    assert told[0].address == f"/classes/{of_class.id}/marks#a{one.id}"


@pytest.mark.any_database
def test_categories_and_columns_are_made_changed_and_removed(session: Session) -> None:
    teacher, alice, _ = cast(session)
    of_class = school_class(session, teacher, alice)
    one = assign(session, of_class)
    who = {"now": NOW, "by": by(teacher)}
    arranging.add_category(session, book_of(session, of_class), TypedCategory(name=" 평가 ", weight="60 %"), **who)
    arranging.add_category(session, book_of(session, of_class), TypedCategory(name="숙제", weight="40"), **who)
    book = book_of(session, of_class)
    assert [(each.name, each.weight) for each in book.categories] == [("평가", 60), ("숙제", 40)]
    tests, homework = (each.id for each in book.categories)
    typed = TypedCategory(name="과제", weight="2,5", drop_lowest="1", position="0")
    arranging.change_category(session, book, homework, typed, **who)
    arranging.change_column(session, book, book.column(f"a{one.id}"), TypedColumn(category=str(tests)), **who)
    other = arranging.add_column(session, book, TypedColumn(title="발표", possible="20", category=str(homework)), **who)
    book = book_of(session, of_class)
    assert [each.name for each in book.categories] == ["과제", "평가"]
    assert [each.key for each in book.columns] == [other.key, f"a{one.id}"]
    change(session, of_class, other.key, "Alice", Typed(points="10"))
    arranging.change_column(session, book, book.column(other.key), TypedColumn(title="말하기", possible="40"), **who)
    assert row_of(session, of_class, "Alice").cells[other.key].possible == 40
    arranging.remove_category(session, book, tests, **who)
    book = book_of(session, of_class)
    assert [each.category_id for each in book.columns] == [None, None]
    arranging.remove_column(session, book, book.column(other.key), **who)
    assert [each.key for each in book_of(session, of_class).columns] == [f"a{one.id}"]
    with pytest.raises(NotFound):
        arranging.remove_column(session, book, book.column(f"a{one.id}"), **who)
    of_marks = AuditEvent.action.regexp_match("^(c.*y|column|mark)_")
    acts = select(AuditEvent.action).where(of_marks).order_by(AuditEvent.id)
    assert list(session.scalars(acts)) == [
        *("category_made", "category_made", "category_changed", "column_changed", "column_made"),
        *("mark_changed", "column_changed", "category_removed", "column_removed"),
    ]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        (TypedCategory(name="", weight="1"), "name", "empty"),
        (TypedCategory(name="x" * 61, weight="1"), "name", "too_long"),
        (TypedCategory(name="평가", weight="1"), "name", "taken"),
        (TypedCategory(name="x", weight=""), "weight", "not_a_number"),
        (TypedCategory(name="x", weight="-1"), "weight", "below"),
        (TypedCategory(name="x", weight="1001"), "weight", "above"),
        (TypedCategory(name="x", weight="1", drop_lowest="1.5"), "drop_lowest", "not_whole"),
        (TypedCategory(name="x", weight="1", position="-1"), "position", "not_whole"),
    ],
)
def test_a_category_that_can_not_be_is_refused(session: Session, typed: TypedCategory, field: str, code: str) -> None:
    teacher, _, _ = cast(session)
    of_class = school_class(session, teacher)
    category(session, of_class, "평가", 1)
    with pytest.raises(Refused) as refused:
        arranging.add_category(session, book_of(session, of_class), typed, now=NOW, by=by(teacher))
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.any_database
def test_rows_are_looked_for_and_sorted_blanks_last(session: Session) -> None:
    teacher, alice, bob = cast(session)
    charlie = person(session, "Charlie")
    of_class = school_class(session, teacher, alice, bob, charlie)
    one = assign(session, of_class)
    sit(session, alice, one, 6)
    sit(session, bob, one, 9)
    book, people = book_of(session, of_class), tables.learners(session, of_class.id)

    def names(sort: str, falling: bool) -> list[str]:
        return [each.name for each in tables.ordered(session, book, people, sort, falling=falling, now=NOW)]

    assert names("name", True) == ["Charlie", "Bob", "Alice"]
    for sort in ("whole", f"a{one.id}"):
        assert names(sort, True) == ["Bob", "Alice", "Charlie"]
        assert names(sort, False) == ["Alice", "Bob", "Charlie"]
    assert [each.name for each in tables.learners(session, of_class.id, "LI")] == ["Alice", "Charlie"]


def test_all_cells_of_a_page_are_one_statement(engine: Engine, session: Session) -> None:
    teacher, alice, bob = cast(session)
    of_class = school_class(session, teacher, alice, bob)
    for number in range(3):
        sit(session, alice, assign(session, of_class, f"{number}"), number)
        column(session, of_class)
    session.flush()
    with statements(engine) as seen:
        book = books.read(session, of_class.id)
        people = tables.learners(session, of_class.id)
        tables.rows(session, book, people, now=NOW)
    assert len(seen) == 3
