"""A bank with no more than it needs to be read: its pages do without what it lacks, in both languages."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from quiz.platform.paths import QUESTIONS
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from tests.conftest import NOW
from tests.web.pages import Browser, Page, token_of
from tests.web.store import asked, session_of

pytestmark = pytest.mark.any_database

MONTH = "2024-07"
BARE = """\
bank: 2024-07
questions:
  - kind: true_false
    prompt: Half of a half is a quarter.
    answer: true
  - kind: single_choice
    prompt: How much is a half of a half?
    options:
      - {id: a, text: "1/4", correct: true}
      - {id: b, text: "1/2"}
  - kind: numeric
    prompt: How many quarters make a whole?
    answer: 4
    tolerance: {absolute: 0}
"""
SECTION = """\
sections:
  "7.1": {title: Quarters}
"""
NOT_SHOWN = re.compile(r"\bNone\b|undefined|Undefined|null\b|\{\{|\}\}")


def publish_text(app: Flask, text: str, profile: str = "open") -> None:
    """Publish a month into the series, which has another profile from now on."""
    series = (QUESTIONS / SERIES_FILE).read_text(encoding="utf-8").replace("profile: strict", f"profile: {profile}")
    files = [BankFile(name=SERIES_FILE, raw=series.encode()), BankFile(name=f"{MONTH}.yaml", raw=text.encode())]
    with session_of(app) as session:
        publish(session, files, MediaFolder(source=QUESTIONS / "media", kept=app.extensions["settings"].media), now=NOW)


def whole(page: Page) -> Page:
    """The page, which shows nothing of what is not there: no empty heading, cell, list or term."""
    assert not NOT_SHOWN.search(page.main), NOT_SHOWN.findall(page.main)
    for tag in ("h1", "h2", "h3", "h4", "dt", "dd", "ul", "ol", "dl", "section", "th", "tbody", "caption"):
        for element in page.all(tag):
            assert "".join(element.itertext()).strip(), tag
    for place in page.all("a"):
        assert not str(place.get("href", "")).endswith("#s-")
    return page


def finish(app: Flask, alice: Browser, *, wrongly: int) -> Page:
    """Practise the whole month, the first questions ``wrongly``; the result."""
    page = whole(alice.begin(f"{MONTH}/practice"))
    token = token_of(page)
    for number, question in enumerate(asked(app, token)):
        page = whole(alice.get(question.path))
        answer = question.wrong if number < wrongly else question.right
        page = whole(alice.send(page.answer_form.answer(answer), "check"))
        assert page.has_id("verdict")
    return whole(alice.get(f"/a/{token}/result"))


@pytest.mark.parametrize("wrongly", [0, 2])
def test_every_page_does_without_what_a_bank_lacks(
    app: Flask, alice: Browser, tae_ri: Browser, language: str, wrongly: int
) -> None:
    publish_text(app, BARE)
    for browser in (alice, tae_ri):
        browser.client.post("/preferences", data={"language": language})
    month = whole(alice.get(f"/m/{MONTH}"))
    assert not month.has_id("objectives")
    assert ("연습" if language == "ko" else "Practice") in month.main
    result = finish(app, alice, wrongly=wrongly)
    assert not result.has_id("by-1")
    assert not result.has_id("by-2")
    assert "#s-" not in result.html
    me = whole(alice.get("/me"))
    assert not me.has_id("by-objective")
    assert me.has_id("by-month")
    statistics = whole(tae_ri.get(f"/teach/questions/{MONTH}"))
    assert "How many quarters make a whole?" in statistics.main
    assert tae_ri.client.get(f"/teach/questions/{MONTH}.csv").get_data(as_text=True).count("\n") == 4
    whole(tae_ri.get("/teach/learners"))
    whole(alice.get("/"))
