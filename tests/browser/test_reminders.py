"""Reminders in the browser: what a message shows, and the page where they are switched on."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import Visitor, wait_until
from tests.browser.store import Store
from tests.services.reminders.endpoint import UserAgent

pytestmark = pytest.mark.browser

SHOWN = """
async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, body, tag, lang }) => ({ title, body, tag, lang }));
}
"""
SAYS = """
async (part) => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).some(({ title, body }) => `${title} ${body}`.includes(part));
}
"""
SERVICE = """
(() => {
  const given = GIVEN;
  const read = (text) => Uint8Array.from(text, (one) => one.charCodeAt(0));
  const made = (key) => ({
    endpoint: given.endpoint,
    options: { applicationServerKey: read(key).buffer },
    toJSON: () => given,
    unsubscribe: async () => { sessionStorage.removeItem("push"); return true; },
  });
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const key = String.fromCharCode(...applicationServerKey);
    sessionStorage.setItem("push", key);
    return made(key);
  };
  PushManager.prototype.getSubscription = async () => {
    const key = sessionStorage.getItem("push");
    return key ? made(key) : null;
  };
})();
"""
"""A browser's push service is its maker's, and no test asks one: this answers as one would, with keys of our own."""


def signed_in(visit: Visit, store: Store) -> Visitor:
    visitor = visit("ko", name=store.add())
    visitor.context.grant_permissions(["notifications", "clipboard-read", "clipboard-write"])
    return visitor


def deliver(visitor: Visitor, message: str) -> None:
    """Let Chromium hand a message to the service worker, as its push service would."""
    wait_until(visitor.page, "async () => !!(await navigator.serviceWorker.ready).active")
    chromium = visitor.context.new_cdp_session(visitor.page)
    found: list[str] = []
    chromium.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    chromium.send("ServiceWorker.enable")
    # Each question to the page lets events in that are on their way.
    assert any(visitor.page.evaluate("1") and found for _ in range(500))
    origin = visitor.page.evaluate("location.origin")
    given = {"origin": origin, "registrationId": found[-1], "data": message}
    chromium.send("ServiceWorker.deliverPushMessage", given)


def test_a_message_is_shown_in_its_words_and_a_later_one_takes_its_place(visit: Visit, store: Store) -> None:
    visitor = signed_in(visit, store)
    visitor.goto("/reminders")
    expect(visitor.page.locator("#push")).to_be_visible()
    for count in (12, 7):
        message = {"title": "오늘의 복습", "body": f"복습할 문항 {count}개 · 약 3분", "language": "ko"}
        deliver(visitor, json.dumps(message))
        wait_until(visitor.page, SAYS, f"문항 {count}개")
    assert visitor.page.evaluate(SHOWN) == [
        {"title": "오늘의 복습", "body": "복습할 문항 7개 · 약 3분", "tag": "review", "lang": "ko"}
    ]


def test_what_is_no_message_of_ours_shows_the_name_of_the_app(visit: Visit, store: Store) -> None:
    visitor = signed_in(visit, store)
    visitor.goto("/reminders")
    expect(visitor.page.locator("#push")).to_be_visible()
    deliver(visitor, "no JSON")
    wait_until(visitor.page, SAYS, "")
    # Chromium asks for a service worker in its own language, not in that of the test's window.
    assert visitor.page.evaluate(SHOWN)[0]["title"] in ("달마다", "Dalmada")


def test_notifications_are_switched_on_and_off_on_this_device(visit: Visit, store: Store) -> None:
    visitor = signed_in(visit, store)
    given = UserAgent("https://push.example.org", "switched").subscription
    visitor.context.add_init_script(SERVICE.replace("GIVEN", json.dumps(given)))
    visitor.goto("/reminders")
    status, devices = visitor.page.locator("#push p"), visitor.page.locator("section:has(#devices) ul li")
    expect(status).to_have_text(visitor.say("This device is not reminded."))
    visitor.press("Turn on for this device")
    expect(devices).to_have_count(1)
    expect(status).to_have_text(visitor.say("This device is reminded."))
    visitor.press("Turn off for this device")
    expect(status).to_have_text(visitor.say("This device is not reminded."))
    expect(devices).to_have_count(0)


def test_without_script_there_is_no_switch_and_the_page_says_what_it_takes(visit: Visit, store: Store) -> None:
    visitor = visit("ko", name=store.add(), java_script_enabled=False)
    visitor.goto("/reminders")
    expect(visitor.page.locator("#push")).to_be_hidden()
    expect(visitor.page.locator("#no-push")).to_be_visible()
    visitor.press("Make a calendar")
    expect(visitor.page.locator("#address")).to_be_visible()
    expect(visitor.page.locator("#copy")).to_be_hidden()


def test_the_address_of_the_calendar_is_copied(visit: Visit, store: Store) -> None:
    visitor = signed_in(visit, store)
    visitor.goto("/reminders")
    visitor.press("Make a calendar")
    visitor.press("Copy the address")
    expect(visitor.page.locator("#copy")).to_have_text(visitor.say("Copied"))
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"http://[\w.:]+/calendar/[\w-]{43}\.ics", copied)
    assert copied == visitor.page.locator("#address").input_value()


REASONS = {
    "NotAllowedError": "The browser refused.",
    "AbortError": "The browser’s push service did not answer,",
    "TypeError": "It did not work. Check the network and try again.",
}


@pytest.mark.parametrize("name", REASONS)
def test_what_does_not_work_says_why(visit: Visit, store: Store, name: str) -> None:
    visitor = visit("en", name=store.add())
    visitor.context.grant_permissions(["notifications"])
    refusal = "PushManager.prototype.subscribe = async () => { throw Object.assign(new Error(), { name: 'NAME' }); };"
    visitor.context.add_init_script(refusal.replace("NAME", name))
    visitor.goto("/reminders")
    visitor.press("Turn on for this device")
    expect(visitor.page.locator("#push p")).to_contain_text(REASONS[name])
