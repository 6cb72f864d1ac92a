"""One's data: everything that is stored about somebody is in it, and nothing that the pages do not tell yet."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import Session

from quiz.services.attempts import starting
from quiz.services.audit import Actor
from quiz.services.classes import making
from quiz.services.classes.gradebook import marks
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading
from quiz.services.identity import accounts, sign_ins
from quiz.services.integrity import receipts
from quiz.services.integrity.account_data import ELSEWISE, SHOWN, WITHHELD, export_account
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptEvent, AttemptQuestion, LateAnswer
from quiz.storage.models.base import Base
from quiz.storage.models.classes import ClassGroup, GroupMember
from quiz.storage.models.content import SeriesEditor, SeriesRow
from quiz.storage.models.gradebook import ClassMark, MarkColumn
from quiz.storage.models.identity import Account, SignIn
from quiz.storage.models.integrity import AuditEvent
from quiz.storage.models.reporting import FirstFinish, FirstScore, LearnerMonth, LearnerQuestion
from tests.conftest import NOW
from tests.services import school
from tests.services.builders import EXAM, MINUTE, named, pinned, right, sit_exam
from tests.services.classes import gradebooks

KEY = receipts.signing_key("k" * 40)
TABLES: dict[str, Table] = dict(Base.metadata.tables)


def personal() -> set[str]:
    """Every table whose rows are deleted with an account, and the one that keeps what it did under a pseudonym."""
    found = {"account"}
    while True:
        more = {
            name
            for name, table in TABLES.items()
            for key in table.foreign_key_constraints
            if key.ondelete == "CASCADE" and key.referred_table.name in found
        }
        if more <= found:
            return found | {"audit_event"}
        found |= more


def test_every_personal_table_is_handed_out() -> None:
    assert {table.__tablename__ for table in SHOWN} == personal()


@pytest.mark.parametrize("table", sorted(personal()))
def test_every_column_is_handed_out_or_named_with_a_reason(table: str) -> None:
    shown = {f"{one.__tablename__}.{name}" for one, names in SHOWN.items() for name in names}
    placed = [name for group in (shown, ELSEWISE, WITHHELD) for name in group if name.split(".")[0] == table]
    assert sorted(placed) == sorted(f"{table}.{column.name}" for column in TABLES[table].columns)
    assert all(reason for reason in {**ELSEWISE, **WITHHELD}.values())


@pytest.fixture
def filled(session: Session, media: MediaFolder) -> dict[str, Attempt]:
    found = school.fill(session, media)
    for account in session.scalars(select(Account)).all():
        sign_ins.open_sign_in(session, account, "Firefox 147 on a phone", now=NOW)
    late = found["exam"]
    session.add(
        LateAnswer(
            attempt_id=late.id,
            attempt_question_id=pinned(session, late)[0].id,
            base_revision=0,
            device="watch",
            device_sequence=99,
            value={},
            received_at=NOW + 500 * MINUTE,
        )
    )
    session.add(AttemptEvent(attempt_id=late.id, kind="extended", by_id=None, at=NOW, detail={"minutes": 5}))
    session.commit()
    return found


@pytest.mark.parametrize("name", ["Alice", "Bob"])
def test_every_row_is_handed_out(session: Session, filled: dict[str, Attempt], name: str) -> None:
    account = named(session, name)
    held = export_account(session, account)
    assert json.loads(json.dumps(held)) == held
    own = select(Attempt.id).where(Attempt.account_id == account.id)
    questions = [one for attempt in held["attempts"] for one in attempt["questions"]]
    rows: dict[Any, list[Any]] = {
        SignIn: held["sign_ins"],
        Attempt: held["attempts"],
        AttemptQuestion: questions,
        AnswerRow: [answer for one in questions for answer in one["answers"]],
        LateAnswer: [answer for one in questions for answer in one["late_answers"]],
        AttemptEvent: [event for attempt in held["attempts"] for event in attempt["events"]],
        FirstScore: held["first_scores"],
        FirstFinish: held["first_finishes"],
        LearnerQuestion: held["latest_scores"],
        LearnerMonth: held["months"],
        AuditEvent: held["acts"],
    }
    acts = or_(AuditEvent.actor_id == account.id, AuditEvent.about_id == account.id)
    for table, found in rows.items():
        if table is AuditEvent:
            whose: Any = acts
        else:
            whose = table.account_id == account.id if hasattr(table, "account_id") else table.attempt_id.in_(own)
        assert len(found) == session.scalar(select(func.count()).select_from(table).where(whose)), table
        assert all(set(SHOWN[table]) <= set(one) for one in found), table


def test_what_was_entered_tried_and_judged_is_in_it(session: Session, filled: dict[str, Attempt]) -> None:
    held = export_account(session, named(session, "Alice"))
    assert held["sign_ins"][0]["agent"] == "Firefox 147 on a phone"
    by_quiz = {one["quiz"].split("/")[1]: one for one in held["attempts"] if one["quiz"].startswith(school.MONTH)}
    sure = by_quiz["sure"]["questions"]
    assert [one["certainty"] for one in sure] == [3, 2]
    assert [one["answers"][0]["certainty"] for one in sure] == [3, 2]
    tried = by_quiz["interactive"]["questions"][0]
    assert tried["tries"] > 0
    graded = by_quiz["graded"]["questions"]
    assert all(one["score"]["verdicts"] for one in graded if one["fraction"] != "0")
    assert all(one["marks"] is not None for one in graded)
    assert held["months"]
    text = json.dumps(held)
    assert named(session, "Alice").password_hash not in (None, text)
    for one in session.scalars(select(SignIn)):
        assert one.token_hash not in text
    for attempt in session.scalars(select(Attempt)):
        assert attempt.token not in text
        assert attempt.seed not in text


def test_late_answers_and_events_are_in_it(session: Session, filled: dict[str, Attempt]) -> None:
    held = export_account(session, named(session, "Bob"))
    (exam,) = [one for one in held["attempts"] if one["events"]]
    assert [(event["kind"], event["detail"]) for event in exam["events"]] == [("extended", {"minutes": 5})]
    (late,) = exam["questions"][0]["late_answers"]
    assert (late["device"], late["device_sequence"], late["answer"]) == ("watch", 99, {})


def test_an_exam_that_waits_for_its_teacher_tells_no_score(session: Session, filled: dict[str, Attempt]) -> None:
    waiting = filled["waiting"]
    bob = session.get_one(Account, waiting.account_id)
    fixed = [row for row in pinned(session, waiting) if row.scored_at is not None]
    assert fixed
    versions = {row.scored_version_id for row in fixed}
    before = export_account(session, bob)
    (exam,) = [one for one in before["attempts"] if one["state"] == "waiting"]
    for one in exam["questions"]:
        told = ("fraction", "share", "marks", "score", "scored_at", "graded_version")
        assert {name: one[name] for name in told} == dict.fromkeys(told)
        for answer in one["answers"]:
            assert all(len(value) < 4 or name == "text" for name, given in answer["answer"].items() for value in given)
    sealed = [one for one in before["first_scores"] if one["question_version"] in versions]
    assert {(one["share"], one["chosen"], one["scored_at"]) for one in sealed} <= {(None, None, None)}
    for row in pinned(session, waiting):
        if row.waiting:
            manual_grading.grade(session, manual_grading.find_waiting(session, row.id, "ko"), [], now=NOW + MINUTE)
    session.commit()
    after = export_account(session, bob)
    (exam,) = [one for one in after["attempts"] if one["quiz"].endswith("/graded")]
    assert all(one["share"] is not None and one["score"] is not None for one in exam["questions"])
    told_now = [one for one in after["first_scores"] if one["question_version"] in versions]
    assert all(one["share"] is not None for one in told_now)
    assert {one["question_version"] for one in told_now} == versions


def test_what_was_done_to_somebody_is_in_it_without_who_did_it(session: Session, filled: dict[str, Attempt]) -> None:
    waiting = filled["waiting"]
    bob = session.get_one(Account, waiting.account_id)
    tae_ri = Actor.of(named(session, "Tae-ri"))
    before = len(export_account(session, bob)["acts"])
    accounts.set_role(session, bob, "teacher", now=NOW, by=tae_ri)
    (row,) = [row for row in pinned(session, waiting) if row.waiting]
    manual_grading.grade(session, manual_grading.find_waiting(session, row.id, "ko"), [], now=NOW, by=tae_ri)
    role, grade = export_account(session, bob)["acts"][before:]
    whose = {"by": "somebody else", "about": "oneself"}
    roles = {"before": {"role": "learner"}, "after": {"role": "teacher"}}
    assert role.items() >= {"action": "role_changed", "object_kind": "account", **whose, **roles}.items()
    assert grade.items() >= {"action": "graded", "before": None, "after": None, **whose}.items()
    assert "Tae-ri" not in json.dumps(export_account(session, bob))
    own = export_account(session, named(session, "Tae-ri"))["acts"]
    assert [one["by"] for one in own[-2:]] == ["oneself"] * 2


def test_a_mark_that_is_not_released_is_in_no_act(session: Session, filled: dict[str, Attempt]) -> None:
    alice, tae_ri = named(session, "Alice"), named(session, "Tae-ri")
    of_class = gradebooks.school_class(session, tae_ri, alice)
    essay = gradebooks.column(session, of_class, "Essay")
    book = gradebooks.book_of(session, of_class)
    mark = marks.Mark(points=Fraction(13), excused=False, reason="")
    learner, by = gradebooks.learner_of(session, of_class, "Alice"), Actor.of(tae_ri)
    marks.change(session, of_class.id, book.column(f"c{essay.id}"), learner, mark, seen=0, now=NOW, by=by)
    act = export_account(session, alice)["acts"][-1]
    assert act.items() >= {"action": "mark_changed", "about": "oneself", "before": None, "after": None}.items()


def test_the_points_of_an_attempt_do_not_say_what_a_running_test_asks_too(
    session: Session, filled: dict[str, Attempt]
) -> None:
    alice = named(session, "Alice")
    done = sit_exam(session, alice, EXAM, right)
    event = {"points_before": "1", "points": "2"}
    session.add(AttemptEvent(attempt_id=done.id, kind="regraded", at=NOW, detail=event))
    session.flush()

    def told() -> tuple[object, int, object]:
        every = export_account(session, alice)["attempts"]
        one = next(one for one in every if one["quiz"] == EXAM and one["state"] == "finished")
        return one["points"], len(one["events"]), receipts.issue(session, alice, done.token, KEY)["points"]

    assert told() == (str(done.points), 1, str(done.points))
    starting.start(session, alice, EXAM, now=NOW)
    assert told() == (None, 0, None)


def test_classes_are_in_it_with_what_learners_find_there(session: Session, filled: dict[str, Attempt]) -> None:
    alice, tae_ri = named(session, "Alice"), named(session, "Tae-ri")
    series = session.scalars(select(SeriesRow)).first()
    assert series is not None
    row = making.make(session, tae_ri, "1-3", [series.id], time_zone="Asia/Seoul", now=NOW, term="2024-1")
    member = making.add(session, row.id, alice.id, "learner", now=NOW)
    group = ClassGroup(class_id=row.id, name="Moon")
    columns = [
        MarkColumn(class_id=row.id, title=title, possible=Fraction(10), released_at=released, created_at=NOW)
        for title, released in (("Talk", NOW), ("Essay", None))
    ]
    session.add_all([group, *columns, SeriesEditor(series_id=series.id, account_id=tae_ri.id)])
    session.flush()
    given = [
        ClassMark(member_id=member.id, column_id=one.id, points=Fraction(7), changed_at=NOW, changed_by_id=tae_ri.id)
        for one in columns
    ]
    session.add_all([GroupMember(group_id=group.id, member_id=member.id), *given])
    session.flush()
    (held,) = export_account(session, alice)["classes"]
    said = {"class": "1-3", "term": "2024-1", "role": "learner", "left_at": None, "groups": ["Moon"], "exceptions": []}
    assert held.items() >= said.items()
    assert [(one["of"], one["points"]) for one in held["marks"]] == [("Talk", "7")]
    assert export_account(session, tae_ri)["edits"] == [series.slug]
