"""A class as one file, and what becomes of everything when it is deleted."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import making
from quiz.services.classes.assignment_copies import copy_assignments
from quiz.services.classes.keeping import deleting, exporting
from quiz.services.classes.keeping.deleting import Losses, WrongName
from quiz.services.classes.seeing import learners
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassGroup, ClassMember, ClassRow, GroupMember
from quiz.storage.models.content import QuizRow, QuizVersion, SeriesRow
from quiz.storage.models.gradebook import ClassMark
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from quiz.storage.models.notices import Notice
from tests.conftest import NOW
from tests.services.builders import person


class School:
    """A class with a learner, an assignment that they began, another that nobody did, and a mark."""

    def __init__(self, session: Session) -> None:
        self.owner, self.alice = person(session, "Tae-ri", "teacher"), person(session, "Alice")
        series = session.scalars(select(SeriesRow.id)).one()
        self.row = making.make(session, self.owner, "=1+1 반", [series], time_zone="Asia/Seoul", now=NOW)
        self.member = making.add(session, self.row.id, self.alice.id, "learner", now=NOW)
        self.member.shown_name = "=SUM(A1)"
        group = ClassGroup(class_id=self.row.id, name="모둠 1")
        session.add(group)
        session.flush()
        session.add(GroupMember(group_id=group.id, member_id=self.member.id))
        self.begun, self.untouched = (self._assignment(session, series, n) for n in (1, 2))
        session.add(_attempt(self.alice, self.begun))
        mark = {"points": Fraction(15, 2), "reason": "+좋아요", "changed_at": NOW}
        session.add(ClassMark(member_id=self.member.id, assignment_id=self.begun.id, **mark))
        session.flush()

    def _assignment(self, session: Session, series: int, number: int) -> Assignment:
        definition = session.scalars(select(QuizVersion)).first()
        assert definition is not None
        quiz = QuizRow(series_id=series, key=f"~assignment-{number}", position=0, built_in=True)
        session.add(quiz)
        session.flush()
        recipe = QuizVersion(quiz_id=quiz.id, content_hash="0" * 64, published_at=NOW, definition=definition.definition)
        session.add(recipe)
        session.flush()
        quiz.current_version_id = recipe.id
        more: dict[str, Any] = {"chosen": {}, "prerequisites": [], "access_code": "secret-code", "created_at": NOW}
        made = Assignment(
            class_id=self.row.id, series_id=series, quiz_id=quiz.id, title=f"과제 {number}", source="quiz", **more
        )
        session.add(made)
        session.flush()
        return made


def _attempt(account: Account, of: Assignment) -> Attempt:
    return Attempt(
        token="t" * 24,
        account_id=account.id,
        quiz_id=of.quiz_id,
        quiz_version_id=QuizVersion.__table__.select().with_only_columns(QuizVersion.id)
        .where(QuizVersion.quiz_id == of.quiz_id).scalar_subquery(),
        seed="s",
        mode="exam",
        purpose="assignment",
        state="running",
        started_at=NOW,
        points_possible=Fraction(10),
    )  # fmt: skip


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


def test_a_class_is_one_file_that_no_spreadsheet_runs(session: Session, school: School) -> None:
    archive = zipfile.ZipFile(io.BytesIO(exporting.build(session, school.row.id, now=NOW)))
    assert sorted(archive.namelist()) == [
        "class.json",
        *(f"csv/{name}.csv" for name in ("assignments", "attempts", "marks", "members")),
    ]
    whole = archive.read("class.json").decode()
    data = json.loads(whole)
    assert (data["class"]["name"], data["class"]["series"]) == ("=1+1 반", ["ai-2024"])
    assert [(one["name"], one["role"], one["groups"]) for one in data["members"]] == [
        ("Alice", "learner", ["모둠 1"]),
        ("Tae-ri", "owner", []),
    ]
    assert [(one["member"], one["assignment"], one["points"]) for one in data["attempts"]] == [
        ("=SUM(A1)", "과제 1", None)
    ]
    assert school.row.code not in whole
    assert "secret-code" not in whole
    marks = list(csv.DictReader(io.StringIO(archive.read("csv/marks.csv").decode("utf-8-sig"))))
    assert [(one["member"], one["title"], one["points"], one["reason"]) for one in marks] == [
        ("'=SUM(A1)", "과제 1", "7.5", "'+좋아요")
    ]


def test_a_deleted_class_leaves_the_attempts_and_nothing_else(session: Session, school: School) -> None:
    number, (begun, untouched) = school.row.id, (school.begun.quiz_id, school.untouched.quiz_id)
    assert deleting.losses(session, number) == Losses(
        learners=1, teachers=1, groups=1, assignments=2, exceptions=0, marks=1, attempts=1
    )
    for typed in ("", "반", "=1+1"):
        with pytest.raises(WrongName):
            deleting.check_name(school.row, typed)
    deleting.check_name(school.row, "  =1+1  반 ")
    deleting.delete_class(session, number, now=NOW)
    for table in (ClassRow, ClassMember, ClassGroup, GroupMember, Assignment, ClassMark):
        assert session.scalars(select(table)).all() == []
    assert session.scalars(select(Attempt.state)).all() == ["set_aside"]
    assert session.get(QuizRow, begun) is not None
    assert session.get(QuizRow, untouched) is None
    keys = set(session.scalars(select(AuditEvent.object_key).where(AuditEvent.object_kind == "class")))
    assert len(keys) == 1
    assert str(number) not in keys
    assert "class_deleted" in session.scalars(select(AuditEvent.action)).all()


@pytest.mark.any_database
@pytest.mark.parametrize(("feedback", "shown"), [("after_due", True), ("handed_in", True), ("never", False)])
def test_what_a_deleted_class_held_back_is_shown_unless_it_never_was_to_be(
    session: Session, school: School, feedback: str, shown: bool
) -> None:
    attempt = session.scalars(select(Attempt)).one()
    attempt.state, attempt.held_back, attempt.points, attempt.finished_at = "finished", True, Fraction(1), NOW
    school.begun.feedback = feedback
    session.flush()
    deleting.delete_class(session, school.row.id, now=NOW)
    session.refresh(attempt)
    assert (attempt.held_back, attempt.shows_scores) == (not shown, shown)
    notices = session.scalars(select(Notice).where(Notice.kind == "released")).all()
    assert [one.address for one in notices] == ([f"/a/{attempt.token}/result"] if shown else [])


def test_what_an_assignment_asks_for_before_is_of_the_copied_class(session: Session, school: School) -> None:
    mastery = {"kind": "mastery", "share": "1/2", "bank": "2024-02"}
    score = {"kind": "score", "share": "1/2", "assignment": school.begun.id}
    school.untouched.prerequisites = [mastery, score]
    session.flush()
    other = making.make(session, school.owner, "2반", [], time_zone="Asia/Seoul", now=NOW)
    numbers = copy_assignments(session, school.row.id, other.id, {}, lambda moment: moment, now=NOW)
    copied = session.get_one(Assignment, numbers[school.untouched.id]).prerequisites
    assert copied == [mastery, {**score, "assignment": numbers[school.begun.id]}]
    assert school.untouched.prerequisites == [mastery, score]


@pytest.mark.any_database
def test_only_a_learner_of_the_class_is_seen(session: Session, school: School) -> None:
    seen = learners.enter(session, school.owner, school.row.id, school.member.id, now=NOW)
    assert (seen.name, seen.account.name, seen.is_recorded) == ("=SUM(A1)", "Alice", False)
    owner = session.scalars(select(ClassMember).where(ClassMember.role == "owner")).one()
    for class_id, member in ((school.row.id, owner.id), (school.row.id + 1, school.member.id)):
        with pytest.raises(NotFound):
            learners.enter(session, school.owner, class_id, member, now=NOW)
    with pytest.raises(NotFound):
        learners.enter(session, school.alice, school.row.id, school.member.id, now=NOW)
    making.leave(session, school.member, now=NOW, by=audit.APP)
    with pytest.raises(NotFound):
        learners.enter(session, school.owner, school.row.id, school.member.id, now=NOW)
