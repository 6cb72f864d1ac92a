"""Reminders from beginning to end: whose hour has come is sent a message that their browser alone can read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from quiz.app import create_app
from quiz.domain.review_plan import StudyDays
from quiz.platform.extensions import db
from quiz.platform.keys import push_key
from quiz.platform.settings import Settings
from quiz.runtime import reminding
from quiz.services.reminders import pushing
from quiz.services.review import review_settings
from quiz.services.review.review_settings import Wishes
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import EmailAddress, MailConsent, OutgoingMail
from quiz.storage.models.reminders import PushSubscription, Reminder, ReminderSettings
from quiz.storage.models.reporting import ReviewCard
from tests.services.reminders.endpoint import Service, UserAgent, claims_of, serving
from tests.web.store import account_of, count, let_master, session_of, set_account
from tests.web.tours import MAIL

HOUR = 8
Clock = Callable[[datetime], None]


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as found:
        yield found


@pytest.fixture
def app(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The app as tests have it, with a clock that can be set and push services on this machine."""
    allowed = replace(settings, test_push=True, test_clock=tmp_path / "clock")
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False, "TESTING": True}, allowed)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def set_clock(app: Flask, tmp_path: Path) -> Clock:
    def set_to(moment: datetime) -> None:
        shift = moment - datetime.now(UTC)
        (tmp_path / "clock").write_text(str(shift.total_seconds()), encoding="ascii")

    return set_to


@pytest.fixture
def morning() -> datetime:
    """A minute past eight in Seoul in three days, by when nobody's sign-in has ended."""
    day = (datetime.now(UTC) + timedelta(days=3)).date()
    return datetime.combine(day, time_of_day(8, 1), UTC) - timedelta(hours=9)


@pytest.fixture
def alice(app: Flask, sign_up: Callable[[str], FlaskClient], set_clock: Clock, morning: datetime) -> FlaskClient:
    """Alice, who answered everything long ago and asks on the day before to be reminded at eight."""
    client = sign_up("Alice")
    let_master(app, "Alice")
    with session_of(app) as session:
        session.execute(update(ReviewCard).values(stability=1.0, reviewed_on=(morning - timedelta(days=90)).date()))
    set_clock(morning - timedelta(hours=12))
    assert client.post("/reminders", data={"hour": str(HOUR), "only_due": "1"}).status_code == 303
    return client


@pytest.fixture
def phone(alice: FlaskClient, service: Service) -> UserAgent:
    """Alice's phone, on which she switched notifications on."""
    agent = UserAgent(service.origin)
    assert alice.post("/reminders/push", json=agent.subscription).status_code == 200
    return agent


def stored(app: Flask) -> list[PushSubscription]:
    with session_of(app) as session:
        found = list(session.scalars(select(PushSubscription).order_by(PushSubscription.id)))
        session.expunge_all()
    return found


def test_the_message_arrives_is_read_by_the_browser_alone_and_is_signed_by_the_app(
    app: Flask, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], contact="quiz@example.org")
    set_clock(morning)
    begun = int(time.time())
    look = reminding.look(app, "a")
    assert (look.ours, look.reminded, look.outcomes) == (True, 1, ["sent"])
    (request,) = service.received
    assert phone.read(request) == {"title": "오늘의 복습", "body": "복습할 문항 40개 · 약 10분", "language": "ko"}
    public = pushing.public_key(push_key(app.extensions["keys"][-1]))
    claims = claims_of(request, public)
    assert claims["aud"] == service.origin
    assert claims["sub"] == "mailto:quiz@example.org"
    assert begun < claims["exp"] <= begun + 86_400
    assert 0 < int(request.headers["ttl"]) <= 4 * 3600
    assert b"Alice" not in request.body
    (kept,) = stored(app)
    assert (kept.owed_for, kept.fault, kept.failures) == (None, None, 0)
    assert kept.sent_at is not None


def test_it_comes_once_a_day_whatever_happens(
    app: Flask, alice: FlaskClient, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime
) -> None:
    set_clock(morning)
    for holder in ("a", "a", "b"):
        reminding.look(app, holder)
    # Another hour, another time zone, a switch off and on, a row that says it is time: it is the same day.
    alice.post("/reminders", data={"hour": "9", "only_due": "1"})
    alice.post("/reminders/push", json=phone.subscription)
    set_clock(morning + timedelta(hours=1))
    reminding.look(app, "b")
    with session_of(app) as session:
        session.execute(update(ReminderSettings).values(next_at=morning))
    reminding.look(app, "b")
    assert len(service.received) == 1
    assert count(app, Reminder) == 1
    set_clock(morning + timedelta(days=1, hours=1))
    assert reminding.look(app, "b").outcomes == ["sent"]
    assert count(app, Reminder) == 2


def test_of_two_workers_one_does_it_and_the_other_goes_on_when_it_is_gone(
    app: Flask, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime
) -> None:
    set_clock(morning - timedelta(seconds=70))
    assert reminding.look(app, "a").ours
    set_clock(morning)
    assert not reminding.look(app, "b").ours
    assert service.received == []
    set_clock(morning + timedelta(minutes=5))
    assert reminding.look(app, "b").outcomes == ["sent"]


REASONS = ["before its hour", "day off", "holiday", "reviewed", "nothing due", "late", "closed", "off"]


@pytest.mark.parametrize("reason", REASONS)
def test_none_comes_where_there_is_a_reason_against_it(
    reason: str,
    app: Flask,
    alice: FlaskClient,
    phone: UserAgent,
    service: Service,
    set_clock: Clock,
    morning: datetime,
) -> None:
    day = (morning + timedelta(hours=9)).date()
    now = morning
    with session_of(app) as session:
        person = session.scalars(select(Account).where(Account.name == "Alice")).one()
        if reason == "day off":
            review_settings.save(session, person.id, Wishes(study=StudyDays(days_off=frozenset({day.weekday()}))))
        elif reason == "holiday":
            review_settings.save(session, person.id, Wishes(study=StudyDays(holiday=(day, day))))
        elif reason == "nothing due":
            session.execute(update(ReviewCard).values(stability=900.0, reviewed_on=day))
    if reason == "closed":
        set_account(app, "Alice", disabled=True)
    if reason == "before its hour":
        now = morning - timedelta(minutes=2)
    if reason == "late":
        now = morning + timedelta(hours=4)
    if reason == "off":
        alice.post("/reminders/push", json={"gone": phone.endpoint})
    set_clock(now)
    if reason == "reviewed":
        assert alice.post("/review/start", data={"series": "ai-2024"}).status_code == 303
        with session_of(app) as session:
            done = {"state": "finished", "finished_at": now, "points": 1}
            session.execute(update(Attempt).values(**done))
    look = reminding.look(app, "a")
    assert (look.reminded, service.received) == (0, [])
    assert count(app, Reminder) == 0


def test_with_nothing_due_it_comes_to_those_who_want_it_daily(
    app: Flask, alice: FlaskClient, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime
) -> None:
    with session_of(app) as session:
        session.execute(update(ReviewCard).values(stability=900.0, reviewed_on=morning.date()))
    alice.post("/reminders", data={"hour": str(HOUR)})
    set_account(app, "Alice", language="en")
    set_clock(morning)
    reminding.look(app, "a")
    message = phone.read(service.received[0])
    assert message["title"] == "Today’s review"
    assert message["body"] == "No question is due for review today. It is a good day for a new section."


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_removed(
    status: int, app: Flask, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime
) -> None:
    service.answers = [status]
    set_clock(morning)
    assert reminding.look(app, "a").outcomes == ["gone"]
    assert stored(app) == []
    with session_of(app) as session:
        assert session.scalars(select(ReminderSettings.next_at)).one() is None


def test_a_failure_is_tried_again_after_growing_pauses_and_is_said_on_the_page(
    app: Flask, alice: FlaskClient, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime
) -> None:
    service.answers = [503, 429, 307]
    now = morning
    for minutes, status in ((0, "503"), (5, "429"), (20, "307")):
        if minutes:
            set_clock(now + timedelta(minutes=minutes - 1))
            assert reminding.look(app, "a").outcomes == []
        now += timedelta(minutes=minutes, seconds=5)
        set_clock(now)
        assert reminding.look(app, "a").outcomes == [status]
        page = alice.get("/reminders").get_data(as_text=True)
        assert f"({status})" in page
    set_clock(now + timedelta(minutes=81))
    assert reminding.look(app, "a").outcomes == ["sent"]
    # A redirect was not followed.
    assert {one.path for one in service.received} == {"/push/one"}
    assert "(307)" not in alice.get("/reminders").get_data(as_text=True)


def test_what_may_have_arrived_is_not_sent_again(
    app: Flask, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime
) -> None:
    service.answers = [0]
    set_clock(morning)
    assert reminding.look(app, "a").outcomes == ["no answer"]
    set_clock(morning + timedelta(hours=2))
    assert reminding.look(app, "a").outcomes == []
    (kept,) = stored(app)
    assert (kept.fault, kept.owed_for) == ("no answer", None)


def test_where_the_process_ends_before_the_answer_nothing_comes_twice(
    app: Flask, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = pushing.send

    def send_and_end(*args: object) -> str:
        sent(*args)  # type: ignore[arg-type]  # passed on as given
        raise SystemExit

    monkeypatch.setattr(pushing, "send", send_and_end)
    set_clock(morning)
    with pytest.raises(SystemExit):
        reminding.look(app, "a")
    monkeypatch.setattr(pushing, "send", sent)
    set_clock(morning + timedelta(minutes=30))
    assert reminding.look(app, "b").outcomes == []
    assert len(service.received) == 1


def test_every_device_is_reminded(
    app: Flask, alice: FlaskClient, phone: UserAgent, service: Service, set_clock: Clock, morning: datetime
) -> None:
    desk = UserAgent(service.origin, "two")
    alice.post("/reminders/push", json=desk.subscription)
    set_clock(morning)
    assert reminding.look(app, "a").outcomes == ["sent", "sent"]
    assert sorted(one.path for one in service.received) == ["/push/one", "/push/two"]


def test_a_mail_goes_to_the_outbox_of_those_who_consented(
    app: Flask, alice: FlaskClient, set_clock: Clock, morning: datetime
) -> None:
    person = account_of(app, "Alice").id
    app.extensions["settings"] = replace(app.extensions["settings"], mail=MAIL)
    chosen = {"hour": str(HOUR), "only_due": "1", "mail": "1"}
    # Without a confirmed address there is nothing to switch on.
    assert alice.post("/reminders", data=chosen).status_code == 303
    assert count(app, MailConsent) == 0
    with session_of(app) as session:
        session.add(EmailAddress(account_id=person, address="alice@example.org", confirmed_at=morning))
    assert alice.post("/reminders", data=chosen).status_code == 303
    with session_of(app) as session:
        token = session.scalars(select(MailConsent.token)).one()
    set_clock(morning - timedelta(minutes=30))
    reminding.look(app, "a")
    assert count(app, OutgoingMail) == 0
    set_clock(morning)
    for holder in ("a", "b"):
        reminding.look(app, holder)
    with session_of(app) as session:
        mail = session.scalars(select(OutgoingMail)).one()
        assert mail.recipient == "alice@example.org"
        assert mail.subject == "오늘의 복습: 복습할 문항 40개 · 약 10분"
        stop = f"https://quiz.example.org/unsubscribe/{token}"
        assert mail.body.split("\n") == [
            *("복습할 문항 40개 · 약 10분", "", "시작하기: https://quiz.example.org/review", "", "-- "),
            *("복습 알림 메일을 받기로 하셔서 보내 드려요.", f"그만 받기: {stop}", ""),
        ]
        assert mail.headers["List-Unsubscribe"] == f"<{stop}>"
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert app.test_client().post(f"/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"}).status_code == 200
    set_clock(morning + timedelta(days=1))
    reminding.look(app, "b")
    assert count(app, OutgoingMail) == 1
