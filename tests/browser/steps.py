"""What a visitor does in the browser, and the words that the pages say in a language."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Route, WebError, expect

from quiz.language import catalogue, localizer
from tests.conftest import PASSWORD

PHONE, DESK = 390, 1280
SAVE = "#save"
PAGES = re.compile("/a/")
"""The addresses of attempts: pages and what their script sends."""
STATES = {
    "saving": "Saving…",
    "local": "Saved on this device, {n} waiting",
    "failed": "Not saved yet. Your answer is kept on this device and sent again.",
    "signedout": "Signed out. Your answer is kept on this device.",
    "otheraccount": "Another account is signed in. Your answer is kept here.",
    "signedoutsaved": "Signed out. Everything is saved.",
    "otheraccountsaved": "Another account is signed in. Everything is saved.",
    "closed": "This question no longer takes answers.",
    "kept": "Came too late to count. It is kept, and a teacher can see it.",
    "conflict": "Another device answered differently. Choose above which answer you mean.",
    "long": "Too long to save. Shorten the answer.",
    "queued": "Submitted on this device. It is sent as soon as the network is back; you may leave this page.",
}
"""How saving stands, in the words of the page."""
NO_NETWORK = "There is no network. Your answer is kept on this device; the reasons come when the network is back."
ADDRESSES = cycle(range(1, 255))
PATIENCE = 15_000
"""Milliseconds until something that is awaited counts as missing; a busy machine is slow."""


@dataclass(kw_only=True)
class Visitor:
    """One browser of one person. What goes wrong in it and is not named beforehand fails the test."""

    context: BrowserContext
    page: Page
    language: str
    complaints: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, context: BrowserContext, language: str) -> Visitor:
        """A visitor who hears every console error and every uncaught error of every page."""
        context.set_default_timeout(PATIENCE)
        visitor = cls(context=context, page=context.new_page(), language=language)
        context.on("console", visitor._hear_console)
        context.on("weberror", visitor._hear_error)
        return visitor

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _hear_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def expects(self, *parts: str) -> None:
        """Name errors that belong to the test, by a part of what the console says."""
        self.named += parts

    def surprises(self) -> list[str]:
        """The errors that nobody named."""
        return [text for text in self.complaints if not any(part in text for part in self.named)]

    def say(self, text: str, **values: object) -> str:
        """A text of the interface in the visitor's language."""
        return localizer(self.language)(text, values)

    def say_many(self, one: str, many: str, n: int, **values: object) -> str:
        """A text of the interface with a number in it."""
        return catalogue(self.language).ngettext(one, many, n) % {"n": n, **values}

    def goto(self, path: str) -> None:
        """Open a page."""
        self.page.goto(path)

    def sign_in(self, name: str) -> None:
        """Sign in without the page: what the form would send, from an address of one's own, as tries are limited."""
        form = self.context.request.get("/signin").text()
        answer = self.context.request.post(
            "/signin",
            form={"csrf_token": csrf_token(form), "name": name, "password": PASSWORD},
            headers={"X-Forwarded-For": f"192.0.2.{next(ADDRESSES)}"},
            max_redirects=0,
        )
        assert answer.status == 303, answer.text()

    def press(self, text: str) -> None:
        """Press the button of that text."""
        self.page.get_by_role("button", name=self.say(text), exact=True).click()

    def follow(self, text: str) -> None:
        """Follow the link of that text."""
        self.page.get_by_role("link", name=self.say(text), exact=True).click()

    def give(self, answer: Mapping[str, Sequence[str]]) -> None:
        """Answer the question that is shown, whatever its kind."""
        for name, values in answer.items():
            fill(self.page.locator(f'[name="answer-{name}"]'), values)

    def expect_position(self, position: int) -> None:
        """The question at ``position`` is shown."""
        expect(self.page.locator(".qbar .num b")).to_have_text(str(position))

    def expect_saved(self) -> None:
        """The page says that the answer is saved, and no later one is on its way."""
        expect(self.page.locator(f'{SAVE}[data-state=saved][data-waiting="0"]')).to_contain_text(self.say("Saved"))

    def expect_offline_hand_in(self, *, shown: bool = True) -> None:
        """The page is, or is no more, the one that hands in without a network."""
        heading, words = expect(self.page.locator("h1")), self.say("Submit without a network")
        if shown:
            heading.to_have_text(words)
        else:
            heading.not_to_have_text(words)

    def expect_state(self, state: str, waiting: int = 1) -> None:
        """The page says in words how saving stands."""
        words = self.say(STATES[state]).replace("{n}", str(waiting))
        expect(self.page.locator(f"{SAVE}[data-state={state}]")).to_contain_text(words)


def wait_until(page: Page, script: str, argument: object = None) -> None:
    """Until an asynchronous script gives something true: waiting for a function would take its promise for that."""
    until = time.monotonic() + PATIENCE / 1000
    while not _found(page, script, argument):
        assert time.monotonic() < until, script
        page.wait_for_timeout(50)


def _found(page: Page, script: str, argument: object) -> object:
    """What a script gives; nothing where the page was left meanwhile."""
    try:
        return page.evaluate(script, argument)
    except Error as error:
        if "context was destroyed" not in error.message:
            raise
        return None


def block_saving(context: BrowserContext) -> Callable[[], None]:
    """Let no answer of a script through; gives what ends that."""

    def block(route: Route) -> None:
        if route.request.method == "PUT":
            route.abort()
        else:
            route.continue_()

    context.route(PAGES, block)
    return lambda: context.unroute(PAGES, block)


def fill(fields: Locator, values: Sequence[str]) -> None:
    """Put values into the fields of one name: options are picked, the rest is typed or chosen.

    Several selects of one name are the places of an order; a script shows its items in their stead.
    """
    first = fields.first
    kind = first.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        for value in values:
            fields.and_(fields.page.locator(f'[value="{value}"]')).check()
    elif kind == "select-one" and not first.is_visible():
        arrange(fields.page, values)
    elif kind == "select-one":
        for place, value in enumerate(values):
            # By place: a value would also be looked for among the words, and these may be numbers.
            fields.nth(place).select_option(index=int(value))
    else:
        first.fill(values[0])


def arrange(page: Page, order: Sequence[str]) -> None:
    """Put the items of an order where they are wanted, by their buttons."""
    for place, option in enumerate(order):
        item = page.locator(f'.order li[data-option="{option}"]')
        for _ in range(item.evaluate("item => [...item.parentElement.children].indexOf(item)") - place):
            item.locator("[data-step='-1']").click()
    keep = page.locator("[data-untouched] button")
    if keep.is_visible():
        keep.click()


def csrf_token(page: str) -> str:
    """The token in a page's first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def focused(page: Page) -> dict[str, Any]:
    """The element that has the focus."""
    found: dict[str, Any] = page.evaluate(
        "(() => { const e = document.activeElement;"
        " return { id: e.id, name: e.getAttribute('name') ?? '', tag: e.tagName, value: e.value ?? '' }; })()"
    )
    return found


def chosen(page: Page) -> dict[str, list[str]]:
    """The answer that stands in the form, by input name."""
    found: dict[str, list[str]] = page.evaluate(
        "(() => { const answer = {};"
        " for (const [name, value] of new FormData(document.getElementById('answer')))"
        "  if (name.startsWith('answer-') && value) (answer[name.slice(7)] ??= []).push(value);"
        " return answer; })()"
    )
    return found


def expect_chosen(page: Page, answer: dict[str, list[str]]) -> None:
    """This answer stands in the form, or will in a moment: what the browser kept comes after the page."""
    until = time.monotonic() + PATIENCE / 1000
    while (found := chosen(page)) != answer:
        assert time.monotonic() < until, found
        page.wait_for_timeout(50)
