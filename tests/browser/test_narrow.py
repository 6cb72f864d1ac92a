"""On a narrow screen: words stay whole, what goes on beyond an edge can be reached, names stay beside their figures."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page
from sqlalchemy import select, update

from quiz.services.attempts.serialization import plain_variant
from quiz.services.content.definitions import question_of
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionVersion
from tests.browser.conftest import Tour, Visit
from tests.browser.places import PLACES
from tests.browser.steps import PHONE
from tests.browser.store import PRACTICES, Asked, Store

pytestmark = pytest.mark.browser

NARROW = (320, 360, 390)
# A word that stands in two lines; long names, ids and programs may, and what a hyphen, a slash or a bracket divides.
BROKEN = """
(() => {
  const found = [];
  for (const cell of document.querySelectorAll("table:not(.matrix) :is(th, td)")) {
    if (!cell.checkVisibility()) continue;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (text.parentElement.closest("bdi, .mono, q, code, .sr, math")) continue;
      for (const word of text.data.matchAll(/[^\\s\\/·–()%-]+/g)) {
        if (word[0].length > 12) continue;
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) found.push(`${word[0]} in a cell ${cell.clientWidth} wide`);
      }
    }
  }
  return found.slice(0, 5);
})()
"""
# What scrolls sideways and neither takes the focus nor holds anything that does.
OUT_OF_REACH = """
[...document.querySelectorAll("main *")]
  .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth)
  .filter((e) => /auto|scroll/.test(getComputedStyle(e).overflowX))
  .filter((e) => !e.matches("textarea, input, select") && e.tabIndex < 0)
  .map((e) => e.outerHTML.slice(0, 120))
"""
TOP = "place => document.querySelector(place).getBoundingClientRect().top"
BOTTOM = "place => document.querySelector(place).getBoundingClientRect().bottom"
BAR_IS_KNOWN = """
() => getComputedStyle(document.documentElement).getPropertyValue("--bar") ===
  `${document.querySelector(".qbar").offsetHeight}px`
"""
# What of the top bar stands in more than one line.
IN_LINES = """
[...document.querySelectorAll(".top .acct :is(a, .btn)")].filter((one) => {
  return one.checkVisibility() && one.innerText.trim() && one.offsetHeight > 48;
}).map((one) => one.innerText)
"""
STAYS = """
(region) => {
  const place = document.querySelector(region);
  const [head, first] = [place.querySelector("thead th:nth-child(2)"), place.querySelector("tbody th")];
  place.scrollTo(place.scrollWidth, 0);
  const { left, right } = place.getBoundingClientRect();
  const name = first.getBoundingClientRect();
  const beside = name.left >= left - 1 && name.right < right;
  place.scrollTo(0, place.scrollHeight);
  const above = Math.abs(head.getBoundingClientRect().top - place.getBoundingClientRect().top) <= 2;
  const wide = place.scrollWidth > place.clientWidth;
  return { beside, above, wide, named: Boolean(place.ariaLabel), focus: place.tabIndex };
}
"""
WITH_TABLES = (
    "progress, full",
    "progress of a guest",
    "result of a practice",
    "result, not passed",
    "learners",
    "questions",
    "tests that run and late answers",
    "code_output, not right",
)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", WITH_TABLES)
def test_no_word_of_a_table_is_broken(name: str, language: str, tour: Tour) -> None:
    page = tour(PLACES[name], language, width=NARROW[0])
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(BROKEN) == [], width


def test_a_picture_of_a_study_note_fits_its_column(tour: Tour) -> None:
    page = tour(PLACES["month of nobody"], "ko", width=NARROW[0])
    pictures = "[...document.querySelectorAll('.prose img')]"
    assert page.evaluate(f"{pictures}.length") > 0
    assert page.evaluate(f"{pictures}.filter((one) => one.offsetWidth > one.parentElement.clientWidth).length") == 0


def test_an_attempt_of_the_history_takes_a_few_lines(tour: Tour) -> None:
    page = tour(PLACES["history"], "ko", width=NARROW[0])
    rows = page.locator("[aria-labelledby=history] tbody tr")
    assert rows.count() > 5
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 844})
        assert max(row.bounding_box()["height"] for row in rows.all()) < 180, width  # type: ignore[index]  # they are seen


@pytest.mark.parametrize("name", ["learners", "questions", "tests that run and late answers"])
def test_names_and_heads_stay_while_a_wide_table_scrolls(name: str, tour: Tour) -> None:
    page = tour(PLACES[name], "ko", width=PHONE)
    found = page.evaluate(STAYS, ".scroll.pinned")
    assert found == {"beside": True, "above": True, "wide": True, "named": True, "focus": 0}


def ask(store: Store, asked: Asked, slug: str) -> None:
    """Let an attempt ask another question."""
    with store.session() as session:
        version = session.scalars(
            select(QuestionVersion)
            .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
            .where(QuestionRow.slug == slug)
        ).one()
        question = question_of(version.content_hash, version.definition)
        attempt = session.scalars(select(Attempt.id).where(Attempt.token == asked.token)).one()
        session.execute(
            update(AttemptQuestion)
            .where(AttemptQuestion.attempt_id == attempt, AttemptQuestion.position == asked.position)
            .values(question_version_id=version.id, variant=plain_variant(question.draw(random.Random(1))))
        )


@pytest.mark.parametrize("slug", ["fid-with-one-feature", "cosine-learning-rate"])
def test_a_formula_that_is_wider_than_the_screen_can_be_scrolled_by_key(slug: str, visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.find(name, "numeric", PRACTICES)
    ask(store, asked, slug)
    visitor = visit("ko", name=name, width=NARROW[0])
    visitor.goto(asked.path)
    visitor.page.locator("#number").fill("123")
    visitor.press("Check my answer")
    visitor.page.locator("#verdict").wait_for()
    wide = visitor.page.locator("main [data-scrolls]")
    wide.first.wait_for()
    assert visitor.page.evaluate(OUT_OF_REACH) == []
    visitor.page.set_viewport_size({"width": 1280, "height": 844})
    wide.first.wait_for(state="detached")


@pytest.mark.parametrize("name", ["code_output, asked", "code_output, not right", "ordering, not right", "questions"])
def test_what_scrolls_can_be_reached(name: str, tour: Tour) -> None:
    page = tour(PLACES[name], "en", width=NARROW[0])
    page.wait_for_timeout(100)
    assert page.evaluate(OUT_OF_REACH) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_gap_keeps_its_distance_and_what_follows_it(width: int, tour: Tour) -> None:
    page = tour(PLACES["cloze, asked"], "ko", width=width)
    found = held(page)
    assert len(found) > 0
    for gap in found:
        assert gap["apart"] >= 2, gap
        assert gap["together"], gap


def held(page: Page) -> list[dict[str, object]]:
    """Of every gap that a particle or a mark follows: how far it stands from it, and whether both share a line."""
    found: list[dict[str, object]] = page.evaluate(
        """[...document.querySelectorAll(".held-to:has(.tail)")].map((both) => {
          const field = both.querySelector("input, select").getBoundingClientRect();
          const tail = both.querySelector(".tail").getBoundingClientRect();
          return { apart: tail.left - field.right, together: tail.top < field.bottom && tail.bottom > field.top,
                   words: both.textContent };
        })"""
    )
    return found


LOWEST = """
(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect().bottom;
}
"""
INSIDE = """
(name) => {
  const link = document.querySelector("table th .keep a");
  link.textContent = name;
  const inside = link.closest("th").getBoundingClientRect().right;
  return [...link.getClientRects()].every((box) => box.right <= inside);
}
"""


@pytest.mark.parametrize("width", NARROW)
def test_a_long_name_of_a_unit_stays_in_its_column(width: int, tour: Tour) -> None:
    page = tour(PLACES["progress, full"], "ko", width=width)
    assert page.evaluate(INSIDE, "극한 — 가까워진다는 것과 그 다음에 오는 것")


def test_the_words_of_the_foot_stand_on_one_line(tour: Tour) -> None:
    page = tour(PLACES["home of nobody"], "ko", width=1280)
    feet = [page.locator(f".foot {part}").first.evaluate(LOWEST) for part in ("p", "summary")]
    assert abs(feet[0] - feet[1]) <= 2


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_verdict_begins_below_the_bar(visit: Visit, store: Store, width: int, language: str) -> None:
    name = store.add()
    asked = store.questions(store.begin(name, "2024-01/practice-1-1"))[0]
    store.answer(asked)
    page = visit(language, width=width, name=name).page
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(f"{asked.path}#verdict")
    page.locator("#verdict").wait_for()
    for text in ("", "Not saved yet. Your answer is kept on this device and sent again."):
        page.evaluate("text => { if (text) document.querySelector('#save').textContent = text; }", text)
        page.wait_for_function(BAR_IS_KNOWN)
        page.evaluate("document.querySelector('#verdict').scrollIntoView()")
        assert page.evaluate(TOP, "#verdict") >= page.evaluate(BOTTOM, ".qbar")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("known", [True, False])
def test_the_words_of_the_top_bar_stay_in_one_line(visit: Visit, store: Store, language: str, known: bool) -> None:
    page = visit(language, width=320, name=store.add() if known else None).page
    page.goto("/")
    assert page.evaluate(IN_LINES) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(BOTTOM, ".acct") <= page.evaluate(BOTTOM, ".top")


def test_a_notice_keeps_a_distance_from_what_follows(visit: Visit, store: Store) -> None:
    name = store.add()
    asked = store.questions(store.begin(name, "2024-01/practice-1-1"))[0]
    store.answer(asked)
    visitor = visit("en", width=PHONE, name=name)
    visitor.page.goto(asked.path)
    visitor.press("Bookmark")
    notice = visitor.page.locator("main > .note")
    notice.wait_for()
    assert visitor.page.evaluate(TOP, "#verdict") - visitor.page.evaluate(BOTTOM, "main > .note") >= 16
