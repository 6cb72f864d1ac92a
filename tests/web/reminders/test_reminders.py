"""The page of reminders: off at first, for those who have an account, and nothing odd is taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.storage.models.reminders import CalendarFeed, PushSubscription, ReminderSettings
from tests.services.reminders.endpoint import UserAgent
from tests.web.pages import Browser
from tests.web.store import account_of, count, session_of

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
PUBLIC = "https://push.example.org"


def subscribe(browser: Browser, sent: Any = None) -> Any:
    return browser.client.post("/reminders/push", json=UserAgent(PUBLIC).subscription if sent is None else sent)


@pytest.mark.any_database
def test_everything_is_off_until_it_is_asked_for(app: Flask, alice: Browser) -> None:
    page = alice.get("/reminders")
    assert {form.action for form in page.forms()} >= {"/reminders", "/reminders/calendar"}
    assert "Make" not in page.main
    assert [count(app, table) for table in (ReminderSettings, CalendarFeed, PushSubscription)] == [0, 0, 0]


@pytest.mark.any_database
def test_it_is_for_those_who_have_an_account(guest: Browser, visit: Visit) -> None:
    for browser in (guest, visit()):
        answer = browser.client.get("/reminders")
        assert (answer.status_code, answer.location) == (303, "/signin?next=/reminders")


@pytest.mark.any_database
def test_the_account_and_the_review_lead_to_it(alice: Browser) -> None:
    for path in ("/account", "/review/settings"):
        assert "/reminders" in alice.get(path).links(), path


@pytest.mark.any_database
@pytest.mark.parametrize("hour", ["", "24", "-1", "8.5", "가", "9" * 40, "8\t"])
def test_an_hour_that_can_not_be_is_named_beside_its_field(hour: str, app: Flask, alice: Browser) -> None:
    answer = alice.client.post("/reminders", data={"hour": hour})
    assert answer.status_code == 422
    assert 'id="hour-help"' in answer.get_data(as_text=True)
    assert count(app, ReminderSettings) == 0


def test_a_choice_is_kept(app: Flask, alice: Browser) -> None:
    form = alice.get("/reminders").form("/reminders")
    form.set("hour", "21")
    form.set("only_due")
    page = alice.send(form)
    assert page.form("/reminders").value("hour") == "21"
    assert page.form("/reminders").value("only_due") == ""


def test_a_browser_is_subscribed_named_and_removed(app: Flask, alice: Browser, charlie: Browser) -> None:
    assert subscribe(alice).get_json() == {"kept": True}
    page = alice.get("/reminders")
    (action,) = [form.action for form in page.forms() if re.search("/push/", form.action)]
    # Not by somebody else.
    assert charlie.client.post(action).status_code == 303
    assert count(app, PushSubscription) == 1
    alice.send(page.form(action))
    assert count(app, PushSubscription) == 0


def test_what_its_push_service_says_again_takes_the_place_of_what_was(app: Flask, alice: Browser) -> None:
    old, new = UserAgent(PUBLIC, "old"), UserAgent(PUBLIC, "new")
    subscribe(alice, old.subscription)
    assert subscribe(alice, {**new.subscription, "gone": old.endpoint}).status_code == 200
    with session_of(app) as session:
        assert session.scalars(select(PushSubscription.endpoint)).all() == [new.endpoint]
    assert subscribe(alice, {"gone": new.endpoint}).get_json() == {"kept": False}
    assert count(app, PushSubscription) == 0


GOOD = UserAgent(PUBLIC).subscription
ODD: list[Any] = [
    [],
    "text",
    7,
    {},
    {"endpoint": PUBLIC},
    {"endpoint": 7, "keys": GOOD["keys"]},
    {"endpoint": f"{PUBLIC}/x", "keys": []},
    {"endpoint": f"{PUBLIC}/x", "keys": {"p256dh": 1, "auth": None}},
    {**GOOD, "keys": {**GOOD["keys"], "auth": "short"}},
    {**GOOD, "keys": {**GOOD["keys"], "p256dh": "가" * 87}},
    {**GOOD, "keys": {**GOOD["keys"], "p256dh": "A" * 87}},
    {**GOOD, "endpoint": "https://127.0.0.1/x"},
    {**GOOD, "endpoint": "http://push.example.org/x"},
    {**GOOD, "endpoint": "https://push.example.org/" + "x" * 2_000},
    {**GOOD, "gone": "가" * 9},
]


@pytest.mark.any_database
@pytest.mark.parametrize("sent", ODD, ids=lambda sent: str(sent)[:30])
def test_what_is_no_subscription_is_refused(sent: Any, app: Flask, alice: Browser) -> None:
    answer = subscribe(alice, sent)
    taken = isinstance(sent, dict) and sent.get("gone")
    assert answer.status_code == (200 if taken else 422)
    assert count(app, PushSubscription) == (1 if taken else 0)


@pytest.mark.any_database
def test_a_script_of_another_accounts_page_changes_nothing(app: Flask, alice: Browser) -> None:
    headers = {"X-Account": "somebody-elses"}
    answer = alice.client.post("/reminders/push", json=GOOD, headers=headers)
    assert answer.status_code == 401
    assert count(app, PushSubscription) == 0


def test_with_the_account_everything_goes_and_it_is_in_ones_data(app: Flask, alice: Browser) -> None:
    subscribe(alice)
    alice.client.post("/reminders/calendar")
    data = alice.client.get("/account/data.json").get_json()
    assert {name: len(rows) for name, rows in data["reminders"].items()} == {
        "reminder_settings": 1,
        "calendar_feed": 1,
        "push_subscription": 1,
        "reminder": 0,
    }
    assert PUBLIC not in str(data)
    with session_of(app) as session:
        session.delete(session.merge(account_of(app, "Alice")))
    assert [count(app, table) for table in (ReminderSettings, CalendarFeed, PushSubscription)] == [0, 0, 0]
