"""How long after a keystroke its problem is shown, in Chromium, and what the first load of the editor weighs."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.banks import write_bank
from benchmarks.figures import Figure
from benchmarks.server import CHEAP_HASHES, running
from benchmarks.stores import PASSWORD, add_people, published
from quiz.platform.paths import STATIC
from quiz.services.content.publishing import SERIES_FILE, BankFile

CHROMIUM = "/usr/bin/chromium"
QUESTIONS = 300
ROUNDS = 15
WRITER = "Writer"
FIELD = "difficulty: "
MOST_MILLISECONDS = 200
MOST_KILOBYTES = 400

_WATCH = """() => {
  window.typedAt = [];
  addEventListener("keydown", () => { window.typedAt.push(performance.now()); window.shownAt = undefined; }, true);
  new MutationObserver(() => { window.shownAt ??= performance.now(); })
    .observe(document.querySelector(".probs"), { childList: true });
}"""
_PASSED = "() => window.shownAt && window.shownAt - window.typedAt.at(-1)"
_WEIGHT = """() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
  .reduce((sum, one) => sum + one.transferSize, 0)"""


def figures(folder: Path) -> list[Figure]:
    """Milliseconds from a key to its problem in a bank of 300 questions, and the kilobytes of the first load."""
    if not (STATIC / "dist" / "editor.js").is_file():
        raise SystemExit("the source editor is missing: make studio")
    with _editor(folder) as (page, weight):
        page.evaluate(_WATCH)
        shown = statistics.median([_shown_after(page) for _ in range(ROUNDS)])
    return [
        Figure(name="problem after its keystroke", value=shown, unit="ms", limit=MOST_MILLISECONDS),
        Figure(name="first load of the editor, with a short file", value=weight, unit="kB", limit=MOST_KILOBYTES),
    ]


def _open(page: Page, file: str) -> None:
    page.goto(f"/studio/large/{file}")
    page.locator("#draft[data-ready=yes]").wait_for(state="attached")


def _shown_after(page: Page) -> float:
    """Type a slip, wait for its problem, and take it back."""
    page.keyboard.type("x")
    page.wait_for_function(_PASSED)
    passed = float(page.evaluate(_PASSED))
    page.wait_for_timeout(300)
    page.keyboard.press("Backspace")
    page.wait_for_function(_PASSED)
    page.wait_for_timeout(300)
    return passed


@contextmanager
def _editor(folder: Path) -> Iterator[tuple[Page, float]]:
    """The editor at a question in the middle of a large bank; and the kilobytes that came with a short file before."""
    place = folder / "large"
    place.mkdir()
    bank = write_bank(place, QUESTIONS)
    files = [BankFile(name=name, raw=(place / name).read_bytes()) for name in (SERIES_FILE, bank.name)]
    store = published(folder / "studio", files=files)
    add_people(store, [WRITER], role="admin")
    with running("ours", {**store.environment, **CHEAP_HASHES}, folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=f"http://127.0.0.1:{server.port}")
        page.goto("/signin")
        page.locator("[name=name]").fill(WRITER)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        _open(page, SERIES_FILE)
        weight = float(page.evaluate(_WEIGHT)) / 1_000
        _open(page, bank.stem)
        page.locator(".cm-content").focus()
        page.keyboard.press("Control+Home")
        page.keyboard.press("Control+f")
        page.keyboard.type(FIELD)
        for _ in range(QUESTIONS // 2):
            page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowRight")
        yield page, weight
        browser.close()
