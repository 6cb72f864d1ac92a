"""The calendar feed over http: what is in it, who gets it, and when it is sent again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update

from quiz.app import create_app
from quiz.domain.review_plan import StudyDays
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.services.reporting import learner_progress
from quiz.services.review import dashboard, review_settings
from quiz.services.review.review_settings import Wishes
from quiz.storage.models.identity import Account
from quiz.storage.models.reminders import CalendarFeed
from quiz.storage.models.reporting import ReviewCard
from tests.shared import QUIET
from tests.web.pages import Browser
from tests.web.people import ask_to_sign_up
from tests.web.store import account_of, count, let_master, session_of, set_account

pytestmark = pytest.mark.any_database

OTHER = "x" * 43


@pytest.fixture
def learner(app: Flask, alice: Browser) -> Browser:
    """Alice, who has answered everything, so that reviews come on many days."""
    let_master(app, "Alice")
    with session_of(app) as session:
        # Spread over days: what was seen lately is due later.
        now = app.extensions["clock"].now()
        for number, card in enumerate(session.scalars(select(ReviewCard)).all()):
            card.stability = 1.0 + number % 20
            card.reviewed_on = now.date() - timedelta(days=number % 7)
    return alice


def address(browser: Browser) -> str:
    """Make the calendar by its button and read its address off the page."""
    page = browser.send(browser.get("/reminders").form("/reminders/calendar"))
    (field,) = [one for one in page.root.iter() if one.get("id") == "address"]
    return "/calendar/" + str(field.get("value")).rpartition("/")[2]


def entries(browser: Browser, path: str) -> list[tuple[date, str, str]]:
    calendar = Calendar.from_ical(browser.client.get(path).data)
    return [(one.decoded("dtstart"), str(one["summary"]), str(one["uid"])) for one in calendar.walk("VEVENT")]


def forecast(app: Flask, language: str = "ko") -> list[tuple[date, int, int]]:
    """What the dashboard forecasts: day, questions, minutes."""
    with app.app_context():
        from quiz.platform.extensions import db

        now = app.extensions["clock"].now()
        person = db.session.scalars(select(Account).where(Account.name == "Alice")).one()
        series = app.extensions["library"].load(db.session, hidden_too=False).series
        known = learner_progress.progress(db.session, person, now)
        board = dashboard.find(db.session, person, series, known, language, now)
        return [(one.day, one.count, board.minutes(one.count)) for one in board.forecast if one.count]


def test_it_says_what_the_dashboard_forecasts(app: Flask, learner: Browser) -> None:
    wanted = forecast(app)
    assert len(wanted) > 5
    found = entries(learner, address(learner))
    assert [(day, summary) for day, summary, _ in found] == [
        (day, f"복습할 문항 {questions}개 · 약 {minutes}분") for day, questions, minutes in wanted
    ]


def test_days_off_and_holidays_are_empty(app: Flask, learner: Browser) -> None:
    path = address(learner)
    today = app.extensions["clock"].now().date()
    study = StudyDays(days_off=frozenset({5, 6}), holiday=(today + timedelta(days=3), today + timedelta(days=9)))
    with session_of(app) as session:
        review_settings.save(session, account_of(app, "Alice").id, Wishes(study=study))
    days = [day for day, _, _ in entries(learner, path)]
    assert days
    assert not [day for day in days if study.is_free(day)]


def test_it_is_valid_and_names_no_question(app: Flask, learner: Browser) -> None:
    response = learner.client.get(address(learner))
    assert response.mimetype == "text/calendar"
    assert response.headers["Cache-Control"].startswith("private")
    calendar = Calendar.from_ical(response.data)
    assert calendar.errors == []
    assert calendar.decoded("refresh-interval") == timedelta(hours=6)
    assert str(calendar["x-wr-timezone"]) == "Asia/Seoul"
    allowed = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL", "TRANSP", "CLASS"}
    for one in calendar.walk("VEVENT"):
        assert one.errors == []
        assert set(one) == allowed
        assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1)
        assert str(one["url"]) == "http://localhost/review"
    assert b"Alice" not in response.data
    assert all(len(line) <= 75 for line in response.data.split(b"\r\n"))


def test_it_speaks_the_language_of_its_owner(app: Flask, learner: Browser) -> None:
    path = address(learner)
    set_account(app, "Alice", language="en")
    (_, summary, _), *_ = entries(learner, path)
    assert "to review · about" in summary


def test_its_days_are_those_of_the_learner(app: Flask, learner: Browser) -> None:
    path = address(learner)
    firsts = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        set_account(app, "Alice", time_zone=zone)
        firsts.append(entries(learner, path)[0][0])
    # They are 25 hours apart, so their days always differ.
    assert firsts[0] > firsts[1]


def test_its_entries_keep_their_names_and_it_is_sent_only_when_it_changed(app: Flask, learner: Browser) -> None:
    path = address(learner)
    first = learner.client.get(path)
    again = learner.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"].startswith("private")
    uids = {day: uid for day, _, uid in entries(learner, path)}
    assert len(set(uids.values())) == len(uids)
    set_account(app, "Alice", language="en")
    changed = learner.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert {day: uid for day, _, uid in entries(learner, path)} == uids


def test_the_address_alone_opens_it_and_leaves_no_cookie(app: Flask, learner: Browser) -> None:
    path = address(learner)
    response = app.test_client().get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    learner.client.post("/signout")
    assert app.test_client().get(path).status_code == 200


def test_renewed_revoked_unknown_and_closed_look_alike(app: Flask, learner: Browser) -> None:
    first = address(learner)
    second = address(learner)
    assert first != second
    answers = [learner.client.get(path) for path in (first, f"/calendar/{OTHER}.ics", "/calendar/%00.ics")]
    assert [one.status_code for one in answers] in ([404, 404, 404], [404, 404, 400])
    assert learner.client.get(second).status_code == 200
    set_account(app, "Alice", disabled=True)
    assert app.test_client().get(second).status_code == 404
    set_account(app, "Alice", disabled=False)
    learner.send(learner.get("/reminders").form("/reminders/calendar/revoke"))
    assert learner.client.get(second).status_code == 404
    assert count(app, CalendarFeed) == 0


def test_what_is_found_and_what_is_not_cost_one_look_in_the_store(app: Flask, learner: Browser) -> None:
    """The time tells nothing: an address is looked up by its hash, with one statement either way."""
    from sqlalchemy import event

    from quiz.platform.extensions import db
    from quiz.services.reminders import feeds

    path = address(learner)
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        db.session.connection()
        for token in (path.split("/")[2].removesuffix(".ics"), OTHER, ""):
            seen.clear()
            feeds.open_by(db.session, token)
            assert len([one for one in seen if "calendar_feed" in one]) == len(seen) == 1


def test_asking_too_often_is_slowed(settings: object, learner: Browser, app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    try:
        path = f"/calendar/{OTHER}.ics"
        statuses = [app.test_client().get(path).status_code for _ in range(31)]
        assert statuses[:30] == [404] * 30
        assert statuses[30] == 429
    finally:
        app.config["RATELIMIT_ENABLED"] = False


def test_the_page_shows_the_address_to_its_owner_and_a_link_for_calendar_apps(app: Flask, learner: Browser) -> None:
    path = address(learner)
    page = learner.get("/reminders")
    assert f"webcal://localhost{path}" in page.links()
    assert f"http://localhost{path}" in page.response.get_data(as_text=True)
    with session_of(app) as session:
        session.execute(update(CalendarFeed).values(nonce="another key"))
    assert path not in learner.get("/reminders").response.get_data(as_text=True)
    assert learner.client.get(path).status_code == 200


@pytest.mark.any_database
def test_its_addresses_are_those_of_the_settings_and_not_of_the_request(settings: Settings) -> None:
    app = create_app(QUIET, replace(settings, url="https://quiz.example.org", trusted_proxies=1))
    alice = Browser(app.test_client())
    ask_to_sign_up(alice, "Alice")
    forged = {"X-Forwarded-Host": "evil.example"}
    alice.send(alice.get("/reminders").form("/reminders/calendar"))
    shown = alice.client.get("/reminders", headers=forged).get_data(as_text=True)
    assert "evil.example" not in shown
    (found,) = re.findall(r'value="https://quiz\.example\.org(/calendar/[^"]+)"', shown)
    assert f"webcal://quiz.example.org{found}" in shown
    let_master(app, "Alice")
    feed = alice.client.get(found, headers=forged).get_data(as_text=True).replace("\r\n ", "")
    assert "https://quiz.example.org/review" in feed
    assert "evil.example" not in feed
    with app.app_context():
        db.engine.dispose()
