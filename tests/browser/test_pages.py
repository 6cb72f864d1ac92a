"""axe finds nothing on any page, and it fits every width: seen in both languages and schemes, on a phone and on a desk.

A page is led to once in each language, for all that is looked at there: getting there takes the most time.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Scheme, Tour
from tests.browser.layout import assert_fits
from tests.browser.places import PLACES
from tests.browser.steps import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

NARROW = 320
HEIGHT = 844
HIGHEST = 10_000
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ROWS = 300
"""So many rows of a table are looked at: a file of six thousand lines takes a minute, and shows no more."""
CUT_ROWS = "(most) => document.querySelectorAll('tr').forEach((row, at) => at < most || row.remove())"
RUN = "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })"
# Two looks show each page in each language, scheme and width; every other page has them paired the other way round.
LOOKS: tuple[tuple[tuple[str, int, Scheme], ...], ...] = (
    (("ko", PHONE, "light"), ("en", DESK, "dark")),
    (("ko", DESK, "dark"), ("en", PHONE, "light")),
    (("ko", PHONE, "dark"), ("en", DESK, "light")),
    (("ko", DESK, "light"), ("en", PHONE, "dark")),
)


EVERY_DAY = ("home of a learner", "month of a learner", "result", "progress, full", "review, due", "inbox", "hand-in")


def looks_at(number: int, name: str) -> tuple[tuple[str, int, Scheme], ...]:
    """How a page is looked at: those of every day both ways; all others, such as the states of a kind, take turns."""
    both = LOOKS[number % len(LOOKS)]
    return both if name.startswith(EVERY_DAY) else (both[number // 2 % 2],)


CASES = [
    pytest.param(name, *look, id=f"{name}, {' '.join(map(str, look))}")
    for number, name in enumerate(PLACES)
    for look in looks_at(number, name)
]


@pytest.mark.parametrize(("name", "language", "width", "scheme"), CASES)
def test_axe_finds_nothing_and_the_page_fits_every_width_and_can_be_hit(
    name: str, language: str, width: int, scheme: Scheme, tour: Tour
) -> None:
    page = tour(PLACES[name], language, width=width, scheme=scheme)
    # The policy of the pages lets no script in but their own; what a debugger evaluates is not asked.
    page.evaluate(AXE)
    page.evaluate(CUT_ROWS, ROWS)
    if width == PHONE:
        make_high(page, NARROW)
    assert_sound(page)
    assert_fits(page)


def assert_sound(page: Page) -> None:
    """axe, which is in the page already, finds nothing."""
    found = page.evaluate(RUN, TAGS)
    assert [told(violation) for violation in found["violations"]] == []


def make_high(page: Page, width: int) -> None:
    """Let the screen be so high that no bar lies over anything, wherever the page was scrolled to.

    A page of a thousand lines stays as it is: to paint it whole takes a browser minutes.
    """
    page.set_viewport_size({"width": width, "height": HEIGHT})
    height = page.evaluate("document.documentElement.scrollHeight")
    if height > HIGHEST:
        return
    page.set_viewport_size({"width": width, "height": 2 * height})
    page.wait_for_function(
        "() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen(true))))"
    )


def told(violation: dict[str, Any]) -> str:
    """A violation with the places where it was found."""
    nodes = [f"{node['html'][:200]} | {node['failureSummary']}" for node in violation["nodes"]]
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n" + "\n".join(nodes)
