"""Certificates in the browser: how one gets them, who sees what of them, and that no name is in them unasked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from quiz.storage.models.review import Certificate
from tests.conftest import QUESTION_COUNTS
from tests.web.pages import Browser, Page, words
from tests.web.store import count, let_master, session_of, set_account

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
ALL = sum(QUESTION_COUNTS.values())


@pytest.fixture
def mastered(app: Flask, alice: Browser) -> Browser:
    """Alice, who has mastered the first part and reads English."""
    set_account(app, "Alice", language="en")
    let_master(app, "Alice")
    return alice


def got(browser: Browser) -> Page:
    """The certificate, got by the button on the page of one's progress."""
    return browser.send(browser.get("/me").form("/certificates"))


def allow(browser: Browser, page: Page, *boxes: str) -> Page:
    """Tick these boxes and no other, and keep it."""
    data = dict.fromkeys(boxes, "1")
    assert browser.client.post(page.path, data=data).status_code == 303
    return browser.get(page.path)


def test_it_is_got_by_a_button_and_found_again(app: Flask, mastered: Browser) -> None:
    page = got(mastered)
    assert re.fullmatch(r"/certificates/[\w-]{22,}", page.path)
    assert page.heading == "Part one · January–June"
    assert "January 2024" in page.main
    assert f"{ALL} of {ALL} questions (100%)" in page.main
    progress = mastered.get("/me")
    assert page.path in progress.links()
    assert "/certificates" not in [form.action for form in progress.forms()]
    assert page.path in mastered.get("/certificates").links()
    assert mastered.client.post("/certificates", data={"series": "ai-2024", "part": "1"}).location == page.path
    assert count(app, Certificate) == 1


def test_it_is_there_in_both_languages(mastered: Browser, visit: Visit) -> None:
    path = got(mastered).path
    allow(mastered, mastered.get(path), "public")
    korean, english = (visit(language).get(path) for language in ("ko", "en"))
    assert korean.heading == "1부 · 1월–6월"
    assert "문항을 각각 80% 이상 익히고 받은 수료증" in korean.main
    assert english.heading == "Part one · January–June"
    assert "by mastering 80% or more" in english.main


def test_who_has_not_mastered_it_gets_none(app: Flask, alice: Browser) -> None:
    answer = alice.client.post("/certificates", data={"series": "ai-2024", "part": "1"})
    assert (answer.status_code, answer.location) == (303, "/me")
    assert "80%" in alice.get("/me").main
    for data in ({}, {"series": "none", "part": "1"}, {"series": "ai-2024"}, {"series": "ai-2024", "part": "9"}):
        assert alice.client.post("/certificates", data=data).status_code == 404
    assert count(app, Certificate) == 0


def test_a_guest_is_asked_to_sign_up_first(guest: Browser) -> None:
    answer = guest.client.post("/certificates", data={"series": "ai-2024", "part": "1"})
    assert (answer.status_code, answer.location) == (303, "/signup?next=/me")
    assert words(guest.get("/signup").all("p", class_="note")[0])


def test_one_that_is_not_public_looks_like_none(
    mastered: Browser, charlie: Browser, guest: Browser, tae_ri: Browser, visit: Visit
) -> None:
    path = got(mastered).path
    absent = f"/certificates/{'x' * 24}"
    nobody = visit()
    for browser in (nobody, charlie, guest, tae_ri):
        browser.get("/")  # the first page with a form brings a cookie
        theirs, none = browser.get(path), browser.get(absent)
        assert theirs.status == none.status == 404
        plain = [re.sub(r"[0-9a-f]{8}", "", page.main.replace(page.path, "")) for page in (theirs, none)]
        assert plain[0] == plain[1]
        assert set(theirs.response.headers.keys()) == set(none.response.headers.keys())
    for browser in (charlie, guest, tae_ri):
        for wanted in (path, absent):
            assert browser.client.post(wanted, data={"public": "1", "named": "1"}).status_code == 404
    assert nobody.get(path).status == 404


def test_a_visitor_sees_what_its_owner_allowed_and_no_more(mastered: Browser, charlie: Browser, visit: Visit) -> None:
    page = got(mastered)
    for boxes in (("public",), ("public", "named"), ("public",)):
        own = allow(mastered, page, *boxes)
        for browser in (visit("en"), charlie):
            seen = browser.get(page.path)
            assert seen.status == 200
            assert ("Alice" in seen.html) == ("named" in boxes)
            assert [meta.get("content") for meta in seen.all("meta", name="robots")] == ["noindex"]
            assert page.path not in [form.action for form in seen.forms()]
            assert "/certificates" not in seen.links()
        assert own.by_id("link").get("value") == f"http://localhost{page.path}"
    allow(mastered, page, "named")
    assert visit().get(page.path).status == 404
    assert not mastered.get(page.path).has_id("link")


def test_texts_and_names_are_escaped(app: Flask, mastered: Browser, visit: Visit) -> None:
    path = got(mastered).path
    hostile = "<script>alert(1)</script>%(x)s{{ 7 * 7 }}"
    texts = {"ko": hostile, "en": hostile}
    month = {"slug": hostile, "title": texts, "mastered": 1, "questions": 1}
    with session_of(app) as session:
        changed = {"series": texts, "part": texts, "months": [month, {**month, "title": None}]}
        session.execute(update(Certificate).values(texts=changed, name=hostile, public=True))
    set_account(app, "Alice", name=hostile)
    for page in (visit("en").get(path), visit("ko").get(path), mastered.get(path), mastered.get("/certificates")):
        assert page.status == 200
        assert "<script>alert" not in page.html
        assert hostile in page.main
        assert not page.faults


def test_what_was_mastered_then_stays_when_the_series_changes(app: Flask, mastered: Browser, visit: Visit) -> None:
    path = got(mastered).path
    allow(mastered, mastered.get(path), "public")
    with session_of(app) as session:
        session.execute(update(Certificate).values(part="gone"))
    assert f"{ALL} of {ALL} questions" in visit("en").get(path).main
    assert "/certificates" in [form.action for form in mastered.get("/me").forms()]
    assert path in mastered.get("/certificates").links()
