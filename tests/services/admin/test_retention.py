"""Rules of retention: who is named gets a notice, and is deleted 30 days later unless they came back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.admin import expiring, retention
from quiz.services.admin.retention import Reach, Rules
from quiz.services.classes import making
from quiz.services.notices import inbox
from quiz.storage.models.classes import ClassRow
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent, RetentionNotice
from quiz.storage.models.notices import OutgoingMail
from tests import mailed
from tests.conftest import NOW
from tests.services.builders import person, practise

HALF_A_YEAR = Rules(learner_months=6)
LATER = NOW + timedelta(days=200)
A_DAY = timedelta(days=1)


def names(session: Session) -> set[str]:
    session.expire_all()
    return {name for name in session.scalars(select(Account.name)) if name is not None}


def set_rules(session: Session, rules: Rules) -> None:
    retention.save(session, rules, by=audit.APP, now=NOW)


def work(session: Session, now: datetime) -> None:
    while expiring.step(session, now=now):
        pass


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        (datetime(2026, 11, 30, 9, tzinfo=UTC), 6, datetime(2026, 5, 30, 9, tzinfo=UTC)),
        (datetime(2026, 3, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2024, 3, 31, tzinfo=UTC), 1, datetime(2024, 2, 29, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 13, datetime(2024, 12, 15, tzinfo=UTC)),
    ],
)
def test_months_before_end_with_the_month(moment: datetime, months: int, expected: datetime) -> None:
    assert retention.months_before(moment, months) == expected


def test_nothing_is_deleted_where_no_rule_is_set(session: Session) -> None:
    person(session, "Alice")
    assert not retention.is_due(session)
    work(session, LATER + timedelta(days=9_000))
    assert names(session) == {"Alice"}


def test_a_learner_gets_a_notice_first_and_is_deleted_30_days_later(session: Session) -> None:
    alice, _ = person(session, "Alice"), person(session, "Tae-ri", "teacher")
    practise(session, alice)
    mailed.wanting(session, "Alice", "notices", now=NOW)
    set_rules(session, HALF_A_YEAR)
    assert retention.reach(session, HALF_A_YEAR, now=LATER) == Reach(learners=1, classes=0)
    work(session, LATER)
    assert retention.informed(session) == Reach(learners=1, classes=0)
    assert [one.words.headline for one in inbox.notices(session, alice.id, "en", limit=5)] == [
        f"Your account will be deleted on {(LATER + retention.NOTICE).date()} unless you sign in before."
    ]
    assert [mail.subject for mail in session.scalars(select(OutgoingMail))] == ["계정이 곧 삭제돼요"]
    work(session, LATER + retention.NOTICE)
    assert names(session) == {"Alice", "Tae-ri"}
    work(session, LATER + retention.NOTICE + A_DAY)
    assert names(session) == {"Tae-ri"}
    assert session.scalars(select(RetentionNotice)).all() == []
    acts = session.scalars(select(AuditEvent).where(AuditEvent.action == "account_expired")).all()
    assert [(act.about_id, act.object_key.startswith(audit.DELETED)) for act in acts] == [(None, True)]


def test_nobody_is_deleted_whose_class_would_be_left_without_an_owner(session: Session) -> None:
    owner = person(session, "Mina", "teacher")
    row = making.make(session, owner, "Ours", [], time_zone="Asia/Seoul", now=NOW)
    owner.role = "learner"
    set_rules(session, HALF_A_YEAR)
    for moment in (LATER, LATER + retention.NOTICE + A_DAY):
        work(session, moment)
    assert "Mina" in names(session)
    session.get_one(ClassRow, row.id).archived_at = NOW
    for moment in (LATER, LATER + retention.NOTICE + A_DAY):
        work(session, moment)
    assert "Mina" not in names(session)


def test_a_learner_who_came_back_stays(session: Session) -> None:
    alice = person(session, "Alice")
    set_rules(session, HALF_A_YEAR)
    work(session, LATER)
    alice.seen_at = LATER + A_DAY
    work(session, LATER + retention.NOTICE + A_DAY)
    assert names(session) == {"Alice"}
    assert retention.informed(session) == Reach(learners=0, classes=0)
    # Another half a year later it begins again, with another notice.
    work(session, LATER + 2 * retention.NOTICE + timedelta(days=180))
    assert retention.informed(session).learners == 1
    assert names(session) == {"Alice"}


def test_a_rule_that_is_taken_back_lets_everybody_stay(session: Session) -> None:
    person(session, "Alice")
    set_rules(session, HALF_A_YEAR)
    work(session, LATER)
    set_rules(session, Rules())
    assert retention.is_due(session)
    work(session, LATER + retention.NOTICE + A_DAY)
    assert names(session) == {"Alice"}
    assert not retention.is_due(session)


def test_an_archived_class_is_deleted_after_its_owners_got_a_notice(session: Session) -> None:
    owner, alice = person(session, "Tae-ri", "teacher"), person(session, "Alice")
    kept = making.make(session, owner, "Kept", [], time_zone="UTC", now=NOW)
    old = making.make(session, owner, "Old", [], time_zone="UTC", now=NOW)
    making.add(session, old.id, alice.id, "learner", now=NOW)
    old.archived_at = NOW
    set_rules(session, Rules(class_months=3))
    work(session, LATER)
    assert "The class Old will be deleted" in inbox.notices(session, owner.id, "en", limit=1)[0].words.headline
    work(session, LATER + retention.NOTICE + A_DAY)
    assert session.scalars(select(ClassRow.name)).all() == [kept.name]
    assert names(session) == {"Tae-ri", "Alice"}


@pytest.mark.any_database
@pytest.mark.parametrize("wrong", [Rules(learner_months=5), Rules(learner_months=121), Rules(class_months=0)])
def test_rules_out_of_range_are_refused(session: Session, wrong: Rules) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        set_rules(session, wrong)
