"""The class of made-up learners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quiz.domain.review_plan import DAILY_CAP, StudyDays
from quiz.services.aggregates import rebuild
from quiz.services.content.catalogue import build
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import publish
from quiz.services.demo import filling, flaws, living, people, school
from quiz.services.demo.people import AWAY, NAMES, PEOPLE, SHOWN, Person
from quiz.services.integrity.doctor import examine
from quiz.services.integrity.examined import Examined
from quiz.services.reporting import learner_progress, quiz_items
from quiz.services.review import dashboard, today
from quiz.services.review.dashboard import Dashboard
from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.content import QuestionVersion
from quiz.storage.models.gradebook import ClassMark
from quiz.storage.models.grading import Challenge, QuestionReport
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import Notice
from tests.conftest import NOW, Stores
from tests.services import recount
from tests.services.builders import authenticate, person
from tests.stores import opened, shipped_files

# One process fills the stores.
pytestmark = [pytest.mark.any_database, pytest.mark.xdist_group("demo")]

MONTHS = ["2024-01"]
SIX = [f"2024-0{month}" for month in range(1, 7)]
FEW = (
    Person(name=NAMES[0], pattern=(0, 3), first=20, goal=2, has_days_off=True),
    Person(name=NAMES[1], pattern=(1, 2), first=20, leaves=0.5),
    SHOWN["새봄"],
)


@pytest.fixture
def shown(stores: Stores) -> Iterator[Session]:
    """A store with the learners to sign in as, and one more of the class."""

    def fill_once(session: Session) -> None:
        filling.fill(session, SIX, now=NOW, people=people.class_of(4))

    with stores.lent("sqlite", "demo", fill_once) as url, opened(url) as session:
        yield session


@pytest.fixture
def around(stores: Stores) -> Iterator[Session]:
    """The same with the school around them: three small classes."""

    def fill_once(session: Session) -> None:
        filling.fill(session, SIX, now=NOW, people=people.class_of(4))
        school.surround(session, SIX, now=NOW, size=4)

    with stores.lent("sqlite", "demo-school", fill_once) as url, opened(url) as session:
        yield session


def dashboard_of(session: Session, name: str) -> Dashboard:
    account = session.scalars(select(Account).where(Account.name == name)).one()
    known = learner_progress.progress(session, account, NOW)
    return dashboard.find(session, account, build(session).series, known, "ko", NOW)


def test_a_class_is_made_whose_sums_are_those_of_its_attempts(session: Session) -> None:
    logins = filling.fill(session, MONTHS, now=NOW, people=FEW)
    session.commit()
    assert [(login.role, login.stage) for login in logins] == [("teacher", "teacher"), ("learner", "new")]
    for login in logins:
        assert authenticate(session, login.name, login.password) is not None
    assert session.scalar(select(func.count()).select_from(Account)) == len(FEW) + 1
    assert set(session.scalars(select(Attempt.state))) <= {"running", "finished"}
    latest = session.scalar(select(func.max(Attempt.started_at)))
    assert latest is not None
    assert NOW - timedelta(days=2) < latest <= NOW
    assert recount.stored(session) == recount.counted_anew(session)
    assert recount.unsound(session) == []


def test_an_account_is_whole_when_it_is_kept(session: Session) -> None:
    whole: list[tuple[int, int]] = []

    def keep() -> None:
        session.commit()
        accounts = session.scalar(select(func.count()).select_from(Account).where(Account.role == "learner"))
        begun = session.scalar(select(func.count(Attempt.account_id.distinct())))
        whole.append((accounts or 0, begun or 0))

    filling.fill(session, MONTHS, now=NOW, people=FEW, after_each=keep)
    assert whole == [(1, 1), (2, 2), (3, 2)]


def test_whoever_wrote_an_answer_has_confirmed_it(session: Session) -> None:
    one = Person(name=NAMES[0], pattern=(0, 2, 4), first=34, quizzes=8)
    filling.fill(session, ["2024-01", "2024-04"], now=NOW, people=[one])
    session.commit()
    rows = session.scalars(
        select(AttemptQuestion)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(QuestionVersion.kind == "essay", AttemptQuestion.answered)
    ).all()
    assert rows
    assert not [row for row in rows if row.waiting or row.scored_at is None]


def test_a_store_with_accounts_is_left_alone(session: Session) -> None:
    alice = person(session, "Alice")
    assert not filling.is_empty(session)
    assert filling.fill(session, MONTHS, now=NOW) == []
    assert session.scalars(select(Account)).all() == [alice]


def test_two_runs_give_the_same_histories_whenever_they_end(stores: Stores) -> None:
    histories = []
    for now in (NOW, NOW + timedelta(days=10, hours=3)):
        with stores.lent("sqlite") as url, opened(url) as session:
            filling.fill(session, MONTHS, now=now, people=FEW[:2])
            histories.append(history(session, living.last_evening(now)))
    assert histories[0]
    assert histories[0] == histories[1]


def history(session: Session, last: Any) -> list[tuple[Any, ...]]:
    """What was answered, how far before the last evening, and what it earned."""
    rows = session.execute(
        select(AnswerRow, AttemptQuestion, Attempt.purpose)
        .join(AttemptQuestion, AnswerRow.attempt_question_id == AttemptQuestion.id)
        .join(Attempt, AnswerRow.attempt_id == Attempt.id)
        .order_by(AnswerRow.id)
    )
    return [
        (
            purpose,
            last - answer.received_at,
            asked.question_version_id,
            asked.variant,
            answer.value,
            answer.certainty,
            asked.seconds_in_view,
            asked.fraction,
            asked.recall,
        )
        for answer, asked, purpose in rows
    ]


def test_the_class_studies_two_or_five_days_a_week() -> None:
    assert [one.name for one in PEOPLE] == NAMES
    others = [one for one in PEOPLE if one.stage == "other"]
    assert {len(one.pattern) for one in others} == {2, 5}
    assert any(one.has_days_off for one in others)
    assert {one.goal for one in others} > {0}
    assert [one.stage for one in people.class_of(3)] == ["new", "diligent", "returning"]
    assert people.class_of(len(NAMES)) == list(PEOPLE)


def test_days_off_are_the_weekdays_without_study() -> None:
    sunday = NOW.date() - timedelta(days=NOW.date().isoweekday())
    one = Person(name=NAMES[0], pattern=(0, 1, 3, 4, 5), has_days_off=True)
    wishes = one.wishes(sunday)
    assert wishes is not None
    # Two and six days before a Sunday.
    assert wishes.study == StudyDays(days_off=frozenset({4, 0}))
    assert Person(name=NAMES[0], pattern=(0, 1)).wishes(sunday) is None


def test_who_is_new_has_done_nothing(shown: Session) -> None:
    new = dashboard_of(shown, "새봄")
    assert (new.answers, new.all_due, new.streak, new.seconds) == (0, 0, 0, 0)
    assert (new.predicted, new.confidence, new.weak, new.wrong) == (None, None, [], [])
    assert [one.done for one in new.trend] == [0]
    assert not any(load.count for load in new.forecast)


def test_who_is_diligent_fills_every_picture(shown: Session) -> None:
    full = dashboard_of(shown, "한결")
    assert full.predicted is not None
    assert full.predicted.count >= 200
    assert len(full.predicted.bins) >= 3
    assert full.confidence is not None
    assert sum(level.count for level in full.confidence.levels if level.level == 3) >= 10
    assert sum(load.count for load in full.forecast) > 20
    assert 0 < full.all_due <= DAILY_CAP
    assert len(full.trend) == 13
    assert full.trend[-1].mastered > full.trend[6].mastered > full.trend[1].mastered > 0
    assert full.trend[-1].mastered > full.trend[-1].total / 2
    assert full.wrong
    assert full.streak == len(full.days) == 12 * 5
    weeks = [sum(1 for one in full.days if 0 < (full.today - one.day).days - 7 * week <= 7) for week in range(12)]
    assert weeks == [5] * 12
    assert min(weeks) >= full.wishes.goal > 0


def test_what_is_weak_shows_at_who_was_away(shown: Session) -> None:
    assert dashboard_of(shown, "여울").weak


@pytest.mark.parametrize("name", ["한결", "여울"])
def test_both_pages_expect_about_as_many_minutes(shown: Session, name: str) -> None:
    account = shown.scalars(select(Account).where(Account.name == name)).one()
    [series] = build(shown).series
    sitting = today.find(shown, account, series.id or 0, NOW)
    assert sitting.planned
    # One page knows the kind of each question that comes, the other the pace of the year.
    assert abs(dashboard_of(shown, name).minutes(sitting.due) - sitting.minutes) <= 1


def test_who_returns_has_more_to_review_than_a_day_takes(shown: Session) -> None:
    back = dashboard_of(shown, "여울")
    assert back.all_due > 2 * back.wishes.daily_cap
    assert back.forecast[0].count == back.forecast[1].count == back.wishes.daily_cap
    studied = [one.day for one in back.days]
    assert (back.today - studied[-1]).days == AWAY + 1
    assert (studied[-1] - studied[0]).days >= 7 * 7
    assert back.streak == 0


def test_the_doctor_finds_nothing_and_a_rebuild_changes_nothing(around: Session, tmp_path: Path) -> None:
    found = list(examine(Examined(session=around, media=tmp_path, now=NOW, clock=lambda: NOW)))
    assert [(one.check.code, one.places) for one in found if one.is_fault and one.check.code != "pictures"] == []
    assert rebuild.rebuild(around) == 0


def test_answers_have_seconds_and_reviews_have_certainty(shown: Session) -> None:
    rows = shown.execute(
        select(AttemptQuestion.seconds_in_view, AttemptQuestion.certainty, Attempt.purpose, Attempt.started_at)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(AttemptQuestion.answered)
    ).all()
    assert all(row.seconds_in_view >= 4 for row in rows)
    assert all((row.certainty is None) == (row.purpose != "review") for row in rows)
    hours = {row.started_at.astimezone(ZoneInfo(living.ZONE)).hour for row in rows}
    assert hours <= {19, 20, 21}


def test_the_shipped_practices_are_lived_through_with_their_second_tries(session: Session, media: MediaFolder) -> None:
    publish(session, shipped_files(), media, now=NOW)
    filling.fill(session, MONTHS, now=NOW, people=FEW[:1])
    asked = session.scalars(select(AttemptQuestion).where(AttemptQuestion.scored_at.is_not(None))).all()
    assert {row.tries for row in asked} >= {1, 2}
    assert max(row.tries for row in asked) == 2
    assert recount.stored(session) == recount.counted_anew(session)


COUNTS: dict[str, tuple[Select[Any], int]] = {
    "classes": (select(func.count()).select_from(ClassRow), 4),
    "archived": (select(func.count()).where(ClassRow.archived_at.is_not(None)), 1),
    "who left": (select(func.count()).where(ClassMember.left_at.is_not(None)), 1),
    "staff": (select(func.count()).where(Account.role.in_(["teacher", "admin"])), 3),
    "drafts": (select(func.count()).select_from(Assignment).where(Assignment.published_at.is_(None)), 1),
    "weekly": (select(func.count()).where(Assignment.title.contains("주차")), 12 + 12 + 6),
    "essays that wait": (select(func.count()).where(Attempt.state == "waiting"), 2),
    "who sits": (select(func.count()).where(Attempt.state == "running", Attempt.purpose == "assignment"), 1),
    "exceptions": (select(func.count()).select_from(AssignmentOverride), 2),
    "challenges": (select(func.count()).select_from(Challenge).where(Challenge.state == "open"), 3),
    "equal ones": (select(func.count(Challenge.answer_key.distinct())), 2),
    "reports": (select(func.count()).select_from(QuestionReport).where(QuestionReport.state == "open"), 1),
    "marks of a talk": (select(func.count()).where(ClassMark.column_id.is_not(None)), 4),
    "marks that were changed": (select(func.count()).where(ClassMark.assignment_id.is_not(None)), 1),
    "messages": (select(func.count()).where(Notice.kind == "message"), 2),
}


@pytest.mark.parametrize("what", COUNTS)
def test_the_school_has_what_a_teacher_meets(around: Session, what: str) -> None:
    query, count = COUNTS[what]
    assert around.scalar(query) == count


def test_a_test_runs_and_an_essay_is_overdue(around: Session) -> None:
    running = around.scalars(select(Attempt).where(Attempt.state == "running", Attempt.purpose == "assignment")).one()
    assert running.deadline_at is not None
    assert running.deadline_at > NOW + timedelta(hours=1)
    essay = around.scalars(select(Assignment).where(Assignment.title == "한 편 쓰기")).one()
    assert essay.due_at is not None
    assert essay.closes_at is not None
    assert essay.due_at < NOW < essay.closes_at


def test_somebody_learns_in_two_classes(around: Session) -> None:
    roles = ClassMember.role == "learner", ClassMember.left_at.is_(None), ClassRow.archived_at.is_(None)
    found = select(ClassMember.account_id).join(ClassRow, ClassMember.class_id == ClassRow.id).where(*roles)
    counts = around.execute(found.add_columns(func.count()).group_by(ClassMember.account_id)).all()
    assert sorted({count for _, count in counts}) == [1, 2]


def test_the_flaws_of_the_test_are_found(session: Session) -> None:
    idle = [Person(name=name) for name in NAMES]
    filling.fill(session, SIX, now=NOW, people=idle)
    school.surround(session, SIX, now=NOW, size=4)
    quiz_id = session.scalars(select(Assignment.quiz_id).where(Assignment.title == flaws.TITLE)).one()
    head = quiz_items.head_of(session, quiz_id)
    assert head is not None
    found = {row.slug: [one.kind for one in row.view.verdicts] for row in quiz_items.items(session, head, "ko").rows}
    flawed = {slug: one.flaw for slug, one in flaws.PLANTED.items() if one.flaw}
    assert {slug: found[slug] for slug, flaw in flawed.items() if flaw not in found[slug]} == {}
    sound = [found[slug] for slug in flaws.PLANTED if slug not in flawed]
    assert not [kinds for kinds in sound if {"miskey", "negative", "ambiguous"} & {*kinds}]
