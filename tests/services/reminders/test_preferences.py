"""When a learner is reminded next: at their hour, where they live, through changes of clocks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from quiz.services.reminders import preferences, subscriptions
from quiz.services.reminders.preferences import Asked, HourError, Preferences
from quiz.services.reminders.subscriptions import Subscription
from quiz.storage.models.reminders import ReminderSettings
from tests.conftest import NOW
from tests.services.builders import person
from tests.services.reminders.endpoint import UserAgent

ASKED = Asked(language="ko", now=NOW)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]  # the parts of a day


@pytest.mark.parametrize(
    ("zone", "hour", "after", "wanted"),
    [
        (None, 8, at(2026, 11, 30, 0, 0), at(2026, 11, 30, 23, 0)),
        (None, 9, at(2026, 11, 29, 23, 59), at(2026, 11, 30, 0, 0)),
        (None, 9, at(2026, 11, 30, 0, 0), at(2026, 12, 1, 0, 0)),
        ("UTC", 0, at(2026, 12, 31, 12, 0), at(2027, 1, 1, 0, 0)),
        ("America/New_York", 8, at(2026, 11, 30, 12, 59), at(2026, 11, 30, 13, 0)),
        # On 28 March 2027 the clocks of Berlin go from 2 to 3, on 25 October 2026 from 3 to 2.
        ("Europe/Berlin", 2, at(2027, 3, 27, 12, 0), at(2027, 3, 28, 1, 0)),
        ("Europe/Berlin", 2, at(2026, 10, 24, 12, 0), at(2026, 10, 25, 0, 0)),
        ("Europe/Berlin", 2, at(2026, 10, 25, 0, 30), at(2026, 10, 26, 1, 0)),
    ],
)
def test_the_next_moment(zone: str | None, hour: int, after: datetime, wanted: datetime) -> None:
    assert preferences.next_moment(zone, hour, after) == wanted


def subscription(name: str = "one") -> Subscription:
    return Subscription.read(UserAgent("https://push.example.org", name).subscription, local=False)


def next_at(session: Session, account_id: int) -> datetime | None:
    return session.get_one(ReminderSettings, account_id, populate_existing=True).next_at


def test_nothing_is_due_before_anything_is_wanted(session: Session) -> None:
    alice = person(session, "Alice")
    preferences.save(session, alice, Preferences(hour=7, only_due=False), ASKED)
    assert next_at(session, alice.id) is None
    assert preferences.find(session, alice.id) == Preferences(hour=7, only_due=False)
    subscriptions.keep(session, alice, subscription(), "Chrome", ASKED)
    assert next_at(session, alice.id) == preferences.next_moment(None, 7, NOW)
    # The choice that was made before stays.
    assert preferences.find(session, alice.id) == Preferences(hour=7, only_due=False)
    (kept,) = subscriptions.every(session, alice.id)
    subscriptions.drop(session, alice, kept.id, NOW)
    assert next_at(session, alice.id) is None


@pytest.mark.parametrize("hour", [-1, 24, 99])
def test_an_hour_that_no_day_has_is_refused(hour: int, session: Session) -> None:
    alice = person(session, "Alice")
    with pytest.raises(HourError):
        preferences.save(session, alice, Preferences(hour=hour), ASKED)
    assert preferences.find(session, alice.id) == Preferences()


def test_a_browser_belongs_to_who_subscribed_last(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    one = subscription()
    for account in (alice, bob, bob):
        subscriptions.keep(session, account, one, "Chrome", ASKED)
    assert (len(subscriptions.every(session, alice.id)), len(subscriptions.every(session, bob.id))) == (0, 1)
    subscriptions.drop_at(session, alice, one.endpoint, NOW)
    assert len(subscriptions.every(session, bob.id)) == 1


def test_an_account_has_ten_browsers_at_most(session: Session) -> None:
    alice = person(session, "Alice")
    for number in range(12):
        subscriptions.keep(session, alice, subscription(str(number)), "Chrome", ASKED)
    kept = subscriptions.every(session, alice.id)
    assert [one.endpoint.rpartition("/")[2] for one in kept] == [str(number) for number in range(2, 12)]
