"""One learner's whole way, from the sign-in page to the result of ten questions, in the app and in the bare one.

Sign-in page, signing in, the month's page, start, ten times a question's page and a save by script, the hand-in page,
handing in, the result. Only the time from a request to its last byte counts; redirects are followed, as a browser does.
Without script each answer goes by form, which leads to the next question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from benchmarks.banks import MONTH, QUIZ, TEN
from benchmarks.browser import Browser, Page
from benchmarks.stores import PASSWORD

SENT_ALONG = ("device", "sequence", "base")
"""What a form says of an answer besides."""


class Inputs(HTMLParser):
    """The inputs of a question's form, each with the first value that can be given."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.given: dict[str, str] = {}
        self.along: dict[str, str] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """An input has its value with it, a select in the first of its options that is not empty."""
        found = dict(attributes)
        name = found.get("name") or ""
        if name in SENT_ALONG:
            self.along[name] = found.get("value") or ""
        if name.startswith("answer-"):
            self._select = name if tag == "select" else ""
            self.given.setdefault(name.removeprefix("answer-"), found.get("value") or ("" if self._select else "42"))
        elif tag == "option" and self._select:
            part = self._select.removeprefix("answer-")
            self.given[part] = self.given[part] or found.get("value") or ""


@dataclass(frozen=True, kw_only=True)
class Journey:
    """The seconds of one journey's requests, by what was asked for."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """The seconds of the whole journey."""
        return sum(sum(times) for times in self.seconds.values())

    def note(self, name: str, page: Page) -> Page:
        """Keep the time of ``page`` under ``name``."""
        self.seconds.setdefault(name, []).append(page.seconds)
        return page


def ours(browser: Browser, name: str) -> Journey:
    """The journey through the app."""
    journey = Journey()
    begin(browser, journey, name)
    page = journey.note("start", browser.post("/quizzes/start", {"quiz": QUIZ}))
    token = page.location.split("/")[2]
    for position in range(1, TEN + 1):
        page = journey.note("question", browser.get(f"/a/{token}/{position}"))
        journey.note("save", browser.put(f"/a/{token}/{position}", answer_to(page.text, position)))
    journey.note("hand-in page", browser.get(f"/a/{token}/hand-in"))
    page = journey.note("hand-in", browser.post(f"/a/{token}/hand-in", {}))
    journey.note("result", browser.get(page.location))
    return journey


def without_script(browser: Browser, name: str) -> Journey:
    """The same by plain forms."""
    journey = Journey()
    begin(browser, journey, name)
    page = journey.note("start", browser.post("/quizzes/start", {"quiz": QUIZ}))
    base = page.location.rpartition("/")[0]
    page = journey.note("question", browser.get(page.location))
    for position in range(1, TEN + 1):
        inputs = Inputs(page.text)
        answer = {f"answer-{part}": value for part, value in inputs.given.items()}
        go = str(position + 1) if position < TEN else "hand-in"
        page = journey.note("save", browser.post(f"{base}/{position}", {**answer, **inputs.along, "go": go}))
        page = journey.note("question" if position < TEN else "hand-in page", browser.get(page.location))
    page = journey.note("hand-in", browser.post(f"{base}/hand-in", {}))
    journey.note("result", browser.get(page.location))
    return journey


def begin(browser: Browser, journey: Journey, name: str) -> None:
    """From the sign-in page to the month's page."""
    month = f"/m/{MONTH}"
    journey.note("sign-in page", browser.get(f"/signin?next={month}"))
    fields = {"name": name, "password": PASSWORD, "next": month}
    page = journey.note("sign-in", browser.post("/signin", fields))
    journey.note("month", browser.get(page.location))


def answer_to(html: str, sequence: int) -> Mapping[str, object]:
    """What the page's script sends when the first choice is picked, or a word or number typed."""
    given = {name: [value] for name, value in Inputs(html).given.items()}
    if not given:
        raise RuntimeError("a question's page without inputs")
    return {"answer": given, "device": "bench", "sequence": sequence, "base": 0, "at": 1_700_000_000_000}


def bare(browser: Browser, name: str) -> Journey:
    """The journey through the bare app."""
    journey = Journey()
    journey.note("sign-in page", browser.get("/signin"))
    page = journey.note("sign-in", browser.post("/signin", {"name": name, "month": MONTH}))
    journey.note("month", browser.get(page.location))
    page = journey.note("start", browser.post("/start", {"month": MONTH}))
    number = page.location.split("/")[2]
    for position in range(1, TEN + 1):
        journey.note("question", browser.get(f"/a/{number}/{position}"))
        journey.note("save", browser.put(f"/a/{number}/{position}", {"value": "1"}))
    journey.note("hand-in page", browser.get(f"/a/{number}/hand-in"))
    page = journey.note("hand-in", browser.post(f"/a/{number}/hand-in", {}))
    journey.note("result", browser.get(page.location))
    return journey


def side_by_side(rounds: int, *sides: Callable[[int], Journey]) -> Iterator[tuple[Journey, ...]]:
    """Journeys side by side, one after the other, the order turned round in every second round."""
    for number in range(rounds):
        if number % 2:
            yield tuple(side(number) for side in reversed(sides))[::-1]
        else:
            yield tuple(side(number) for side in sides)
