"""Every page in every state: correct, complete for assistive technology, without a line of inline script or style."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from flask import Flask

from quiz.language import localizer
from tests.builders import definition
from tests.web.attempts.test_tries import publish
from tests.web.pages import Browser, Element, Page, token_of, without_source, words
from tests.web.routes import page_routes, route_of
from tests.web.store import KINDS, asked

REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "for", "headers")
ON_TOUR = pytest.mark.xdist_group("tours")
"""One process sees them all: a tour takes as long as fifty tests."""
TOURS = pytest.mark.parametrize(("database_url", "language"), [("sqlite", "ko"), ("sqlite", "en")], indirect=True)
"""The tour of every page in each language; on PostgreSQL ``test_locks.py`` goes on it."""


@ON_TOUR
@TOURS
def test_every_page_is_sound(tour: list[Page], language: str) -> None:
    assert len(tour) > 160
    for page in tour:
        where = f"{page.status} {page.path}"
        assert not page.faults, (where, page.faults)
        assert_read_as_in_browsers(page, where)
        assert_structure(page, language, where)
        assert_landmarks_differ(page, where)
        assert_references(page, where)
        assert_nothing_inline(page, where)
        assert_controls_are_named(page, where)
        assert_text_is_whole(page, where)
        assert_nesting(page, where)
        assert_one_focus(page, where)
        assert_sections_have_headings(page, where)


def assert_read_as_in_browsers(page: Page, where: str) -> None:
    """What the other tests read is what browsers make of the page."""
    ours, theirs = page.root, page.as_in_browsers
    elements = [[(one.tag, one.attrib) for one in root.iter() if isinstance(one.tag, str)] for root in (ours, theirs)]
    assert elements[0] == elements[1], where
    assert words(ours) == words(theirs), where


def assert_structure(page: Page, language: str, where: str) -> None:
    """One language, one title, one main heading, one main part; headings do not skip a level."""
    assert page.root.get("lang") == language, where
    (title,) = [words(one) for one in page.all("title") if "svg" not in str(one.tag)][:1]
    assert re.fullmatch(r".+ · .+", title), (where, title)
    assert len(page.all("h1")) == len(page.all("main")) == 1, where
    assert page.heading, where
    written = {id(one) for prose in page.all("div", class_="prose") for one in prose.iter()}
    ours = [one for one in page.root.iter() if re.fullmatch("h[1-6]", str(one.tag)) and id(one) not in written]
    levels = [int(str(one.tag)[1]) for one in ours]
    assert all(after <= before + 1 for before, after in pairwise(levels)), (where, levels)
    (skip,) = page.all("a", class_="skip")
    assert page.has_id(str(skip.get("href")).removeprefix("#")), where


PHRASES = (
    "span",
    "b",
    "strong",
    "small",
    "code",
    "q",
    "bdi",
    "label",
    "button",
    "summary",
    "dt",
    "h1",
    "h2",
    "h3",
    "legend",
)
"""Elements that hold words alone; summary and legend may hold headings too."""
FLOW = (
    *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figure", "footer"),
    *("form", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def assert_nesting(page: Page, where: str) -> None:
    """What holds words holds no paragraph, list, form or the like; what acts holds nothing else that acts."""
    for outer in page.root.iter():
        inner = [str(one.tag) for one in outer.iter() if one is not outer]
        if outer.tag in PHRASES:
            spared = HEADINGS if outer.tag in ("summary", "legend") else ()
            assert not [tag for tag in inner if tag in FLOW and tag not in spared], (where, outer.tag, outer.attrib)
        if outer.tag in ("ul", "ol"):
            assert {one.tag for one in outer} <= {"li"}, (where, outer.attrib)
        if outer.tag == "label":
            assert outer.get("aria-hidden") is None, (where, outer.attrib)
            assert sum(tag in ("input", "select", "textarea", "button", "a") for tag in inner) <= 1, where


def assert_one_focus(page: Page, where: str) -> None:
    """At most one place asks for the focus."""
    assert len([one for one in page.root.iter() if one.get("autofocus") is not None]) <= 1, where


def assert_sections_have_headings(page: Page, where: str) -> None:
    """Every section and article has a heading of its own, not only those of sections within."""
    for part in [*page.all("section"), *page.all("article")]:
        assert any(one.tag in HEADINGS for one in _own(part)), (where, part.attrib)


def _own(part: Element) -> Iterator[Element]:
    for one in part:
        yield one
        if one.tag not in ("section", "article", "aside", "nav"):
            yield from _own(one)


def assert_landmarks_differ(page: Page, where: str) -> None:
    """No two parts that one can jump to have the same name."""
    parts = [*page.all("section"), *page.all("nav"), *page.all("aside"), *page.all("div", role="region")]
    named = [part.get("aria-label") or _named_by(page, part) for part in parts]
    assert not [name for name, times in Counter(filter(None, named)).items() if times > 1], where


def _named_by(page: Page, part: Element) -> str:
    return " ".join(words(page.by_id(name)) for name in (part.get("aria-labelledby") or "").split())


def assert_references(page: Page, where: str) -> None:
    """Ids are unique, and whatever names one finds it."""
    ids = Counter(str(one.get("id")) for one in page.root.iter() if one.get("id"))
    assert not [name for name, times in ids.items() if times > 1], where
    for one in page.root.iter():
        for attribute in REFERENCES:
            for name in (one.get(attribute) or "").split():
                assert name in ids, (where, attribute, name)
        link = one.get("href") or ""
        if one.tag == "a" and link.startswith("#"):
            assert link[1:] in ids, (where, link)


def assert_nothing_inline(page: Page, where: str) -> None:
    """No script, style or handler stands in the page."""
    for one in page.root.iter():
        assert one.get("style") is None, where
        assert not [name for name in one.attrib if str(name).lower().startswith("on")], where
        for name in ("href", "src", "action"):
            assert not re.match(r"\s*(javascript|data|vbscript):", one.get(name) or "", re.IGNORECASE), where
    assert not page.all("style"), where
    for script in page.all("script"):
        assert str(script.get("src")).startswith("/static/"), where
        assert not words(script), where
    for link in page.all("link"):
        own = ("/manifest-",) if link.get("rel") == "manifest" else ("/static/",)
        assert str(link.get("href")).startswith(own), where


def assert_controls_are_named(page: Page, where: str) -> None:
    """Every control, link, button, picture and table cell's head says what it is."""
    labels = {str(one.get("for")): words(one) for one in page.all("label") if one.get("for")}
    inside = {id(control) for one in page.all("label") if words(one) for control in one.iter("input")}
    for one in [*page.all("input"), *page.all("select"), *page.all("textarea")]:
        if one.get("type") == "hidden" or one.get("aria-hidden") == "true":
            continue
        named = one.get("aria-label") or one.get("aria-labelledby") or labels.get(str(one.get("id")))
        assert named or id(one) in inside, (where, one.attrib)
    for one in [*page.all("a"), *page.all("button")]:
        assert words(one) or one.get("aria-label"), (where, one.attrib)
        assert not [inner for inner in one.iter() if inner is not one and inner.tag in ("a", "button", "input")], where
    assert all(one.get("alt") is not None for one in page.all("img")), where
    assert all(one.get("scope") in ("col", "row") for one in page.all("th")), where
    for region in (one for one in page.root.iter() if one.get("role") == "region" or one.tag == "nav"):
        assert region.get("aria-label") or region.get("aria-labelledby"), (where, region.attrib)
    assert_forms_are_apart(page.root, where)


def assert_forms_are_apart(root: Element, where: str) -> None:
    """No form stands in another, and each has a way to be sent."""
    for form in root.iter("form"):
        assert len(list(form.iter("form"))) == 1, where
        if form.get("data-gallery") is not None:
            # The gallery only shows what it would be like to answer.
            assert not list(form.iter("button")) or form.find(".//*[@data-sorting]") is not None, where
            continue
        outside = [one for one in root.iter("button") if form.get("id") and one.get("form") == form.get("id")]
        assert list(form.iter("button")) or outside, where
        # Looking for something changes nothing: its address can be kept, and gone back to.
        assert form.get("method") == ("get" if form.get("role") == "search" else "post"), where
        assert str(form.get("action")).startswith("/"), where


SHOWS_VALUES = re.compile(r"/studio/[^/]+/[^/]+/(questions(/\d+|/new(/\w+)?)?|quizzes(/\w+)?|replace|coverage)")
"""Pages that show texts as their author wrote them: where a value is drawn, its name stands in double braces."""


def assert_text_is_whole(page: Page, where: str) -> None:
    """No placeholder, no particle left open, no escaped markup, no Python, stands in the text."""
    text = " ".join(
        words(without_source(one))
        for one in (page.by_id("main"), *page.all("header"), *page.all("footer"), *page.all("title"))
    )
    if SHOWS_VALUES.fullmatch(page.path):
        text = re.sub(r"\{\{\w+\}\}", "", text)
    # The banks themselves say "None of the three".
    text = re.sub(r"\bNone of\b", "", text)
    found = re.findall(
        r"%\(\w+\)[sd]|%%|\{[가-힣]+/[가-힣]+\}|\{\{.*?\}\}|&(?:amp|lt|gt|quot|#\d+);|\bNone\b|Undefined|&lt;", text
    )
    assert not found, (where, found)


@pytest.mark.any_database
@pytest.mark.parametrize("kind", KINDS)
def test_questions_of_one_kind_are_told_apart_on_the_page_of_results(
    kind: str, app: Flask, alice: Browser, language: str
) -> None:
    alice.client.post("/preferences", data={"language": language})
    page = alice.begin(publish(app, definition(kind, id="one"), definition(kind, id="other"), mode="practice"))
    for one in asked(app, token_of(page)):
        page = alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
        if page.all("button", value="confirm"):
            alice.send(page.form(one.path), "confirm")
    result = alice.get(f"/a/{token_of(page)}/result")
    assert len(result.all("details", class_="question")) == 2
    assert_landmarks_differ(result, kind)
    assert_references(result, kind)


@ON_TOUR
@TOURS
def test_the_tour_sees_every_kind_of_page(tour: list[Page], language: str, app: Flask) -> None:
    assert {page.status for page in tour} >= {200, 400, 403, 404, 405, 413, 422}
    seen_routes = {route_of(app, page.path) for page in tour if page.status == 200}
    assert page_routes(app) - seen_routes == set(), "open it in tests/web/tours.py, or name it in tests/web/routes.py"
    say = localizer(language)
    seen = " ".join(page.main for page in tour)
    assert say("All correct", {}) in seen
    assert say("Everything is answered", {}) in seen
