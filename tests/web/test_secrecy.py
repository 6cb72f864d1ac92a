"""Nothing of an unscored question tells its answer: every question of every bank, in both modes and languages."""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64decode
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.domain.questions.base import Input
from quiz.domain.rendering import fill, plain
from quiz.storage.models.content import QuestionText, QuestionVersion
from tests.conftest import QUESTION_COUNTS
from tests.samples import OTHER_TEXT, sample
from tests.web.pages import PREFIX, Browser, Page, token_of, words
from tests.web.people import cookie
from tests.web.shown import order_of
from tests.web.store import CHECK, MONTHS, Asked, asked, session_of, set_attempt, whole_bank

pytestmark = pytest.mark.any_database

LANGUAGES = ("ko", "en")
MODES = ("practice", "exam")
TELLING = re.compile(
    r"correct|solution|rationale|explan|answer-key|is_key|feedback|misconception|verdict", re.IGNORECASE
)


def pages_of(app: Flask, alice: Browser, month: str, mode: str, language: str) -> list[tuple[Asked, str]]:
    """Every question of a bank with its page."""
    token = whole_bank(app, "Alice", month, mode)
    alice.client.post("/preferences", data={"language": language})
    found = [(one, alice.client.get(one.path).get_data(as_text=True)) for one in asked(app, token)]
    set_attempt(app, token, state="set_aside")
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("month", MONTHS)
def test_no_page_holds_what_only_a_score_reveals(month: str, mode: str, app: Flask, alice: Browser) -> None:
    for language in LANGUAGES:
        pages = pages_of(app, alice, month, mode, language)
        assert len(pages) == QUESTION_COUNTS[month]
        for one, html in pages:
            text = plain(html)
            for language_of, texts in one.texts.items():
                for name, passage in texts.revealed.items():
                    secret = fill(passage, one.variant.values, language_of)
                    assert secret not in html, (one.question.id, name)
                    assert plain(secret) not in text, (one.question.id, name)


@pytest.mark.parametrize("month", MONTHS)
def test_no_markup_of_a_page_tells_an_answer(month: str, app: Flask, alice: Browser) -> None:
    for mode in MODES:
        for one, html in pages_of(app, alice, month, mode, "en"):
            assert not [tag for tag in re.findall("<[^>]*>", html) if TELLING.search(tag)], one.question.id
            assert "<!--" not in html
            assert re.findall("<script[^>]*>([^<]*)", html) == [""]


@pytest.mark.parametrize("month", MONTHS)
def test_options_stand_in_the_pinned_order_and_are_named_by_their_place(month: str, app: Flask, alice: Browser) -> None:
    shuffled = 0
    token = whole_bank(app, "Alice", month)
    for one in asked(app, token):
        page = alice.get(one.path)
        called = one.question.names_on_page(one.variant)
        for wanted in one.question.inputs():
            fields = [field for field in page.answer_form.fields if field.name == PREFIX + called[wanted.name]]
            order = order_of(one.question, one.variant, wanted.name)
            assert len(fields) == (len(order) if wanted.kind == "order" else 1)
            for field in fields:
                assert [value for value in field.options if value] == [str(place) for place in range(1, len(order) + 1)]
            shuffled += order != wanted.options
        for name, order in one.variant.order.items():
            texts = one.texts["ko"].shown
            expected = [plain(fill(texts[_passage(one, name, option)], one.variant.values, "ko")) for option in order]
            assert _listed(page, one.question.kind_name, name) == [" ".join(text.split()) for text in expected]
    assert shuffled > 5


def _passage(one: Asked, name: str, option: str) -> str:
    """The name of the text of an option, or of an item or row that is named as its input is."""
    if name.startswith("gap-"):
        return f"gaps.{name.removeprefix('gap-')}.options.{option}.text"
    part = {"ordering": "items.", "two_tier": "reasons.", "hotspot": "spots.", "matching": "right."}
    return f"{part.get(one.question.kind_name, '' if name in ('items', 'rows') else 'options.')}{option}.text"


def _listed(page: Page, kind: str, name: str) -> list[str]:
    """What stands in the page in a drawn order."""
    if kind == "ordering":
        return [words(text) for text in page.all("span") if text.get("data-words") is not None]
    if kind == "categorize":
        return [words(legend) for legend in page.by_id("answer").iter("legend")]
    if kind == "matrix":
        return [words(head) for head in page.all("th", scope="row")]
    if kind in ("matching", "cloze"):
        selects = page.all("select") if kind == "matching" else page.all("select", name=PREFIX + name)
        options = [words(option) for option in list(selects[0])[1:]]
        return [re.sub("^[A-Z][.] ", "", option) for option in options] if kind == "matching" else options
    labels = [words(list(label)[-1]) for label in page.all("label", class_="choice")]
    return labels[2:] if kind == "two_tier" else labels


def _other_key(question: dict[str, Any]) -> dict[str, Any]:
    """The same question with another answer and other reasons."""
    other = deepcopy(question)
    other["explanation"] = OTHER_TEXT
    sample(question["kind"]).other_key(other)
    return other


def _change_every_key(app: Flask) -> None:
    with session_of(app) as session:
        for version in session.scalars(select(QuestionVersion)):
            changed = {**version.definition, "question": _other_key(version.definition["question"])}
            assert changed != version.definition
            version.definition, version.content_hash = changed, f"x{version.content_hash[1:]}"
        for text in session.scalars(select(QuestionText)):
            text.revealed = {"passages": dict.fromkeys(text.revealed["passages"], "달"), "sources": []}


def _without_chance(html: str) -> str:
    """A page without what differs each time it is opened."""
    return re.sub(r'name="csrf_token" value="[^"]*"|page-[0-9a-f]{16}|data-now="[^"]*"', "", html)


def test_a_page_and_the_answer_to_a_save_are_the_same_whatever_the_key_is(app: Flask, alice: Browser) -> None:
    tokens = [whole_bank(app, "Alice", month, mode) for month in MONTHS for mode in MODES]
    before = [_seen(app, alice, token, 1) for token in tokens]
    keys = [one.right for token in tokens for one in asked(app, token)]
    _change_every_key(app)
    after = [one for token in tokens for one in asked(app, token)]
    assert [one.question.id for old, one in zip(keys, after, strict=True) if old == one.right] == []
    assert [_seen(app, alice, token, 2) for token in tokens] == before


def _seen(app: Flask, alice: Browser, token: str, visit: int) -> list[Any]:
    seen: list[Any] = []
    for one in asked(app, token):
        seen.append(_without_chance(alice.client.get(one.path).get_data(as_text=True)))
        first = {wanted.name: _first(wanted) for wanted in one.question.inputs()}
        sent = {"answer": first, "device": "d", "sequence": 100 * visit + one.position, "base": 2 * visit - 2}
        said = alice.client.put(one.path, json=sent).get_json()
        seen.append({name: value for name, value in said.items() if name not in ("revision", "saved_at")})
        sent = {"answer": {}, "device": "d", "sequence": 200 * visit + one.position, "base": 2 * visit - 1}
        alice.client.put(one.path, json=sent)
    return [_unsaved(entry) for entry in seen]


def _first(wanted: Input) -> list[str]:
    """The first option, or all in the order shown where an order is wanted; else something to type."""
    return [str(place) for place in range(1, len(wanted.options) + 1)] if wanted.kind == "order" else ["1"]


def _unsaved(entry: Any) -> Any:
    """A page as if nothing had been saved on it yet: the second visit finds an answer that was taken back."""
    if not isinstance(entry, str):
        return entry
    bare = re.sub(r'<p class="save far".*?</p>', "", entry, flags=re.S)
    return re.sub(r'data-revision="\d+"|name="base" value="\d+"', "", bare)


def kept_in(cookie: str) -> dict[str, object]:
    """What a session's cookie holds; where that makes it shorter it is compressed, which its first dot tells."""
    packed = urlsafe_b64decode(cookie.lstrip(".").split(".")[0] + "==")
    held: dict[str, object] = json.loads(zlib.decompress(packed) if cookie.startswith(".") else packed)
    return held


def test_headers_and_cookies_hold_nothing_of_a_question(app: Flask, alice: Browser) -> None:
    token = whole_bank(app, "Alice", "2024-02")
    for one in asked(app, token):
        response = alice.client.get(one.path)
        assert response.headers["Cache-Control"] == "no-store"
        held = " ".join(value for name, value in response.headers if name != "Content-Security-Policy")
        assert one.question.id not in held
        assert set(kept_in(cookie(alice))) <= {"_user_id", "_permanent", "csrf_token", "browser", "known"}


def test_other_pages_tell_nothing_of_a_test_that_is_under_way(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    for one in asked(app, token):
        alice.send(alice.get(one.path).answer_form.answer(one.right))
    paths = (
        "/",
        "/me",
        "/m/2024-02",
        f"/a/{token}/hand-in",
        f"/a/{token}/result",
        f"/a/{token}/receipt.json",
        f"/a/{token}",
        "/account",
        "/account/data.json",
    )
    for path in paths:
        html = alice.client.get(path, follow_redirects=True).get_data(as_text=True)
        for one in asked(app, token):
            for texts in one.texts.values():
                assert not [name for name, passage in texts.revealed.items() if passage in html], path
    held = json.loads(alice.client.get("/account/data.json").data)["attempts"][0]
    assert {question["share"] for question in held["questions"]} == {None}
    assert held["points"] is None
    options = {option for one in asked(app, token) for wanted in one.question.inputs() for option in wanted.options}
    given = [
        value
        for one, question in zip(asked(app, token), held["questions"], strict=True)
        for wanted in one.question.inputs()
        if wanted.options
        for value in question["answers"][-1]["answer"].get(wanted.name, [])
    ]
    assert given
    assert options.isdisjoint(given)


def test_after_the_hand_in_everything_is_revealed(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    page = Page(alice.client.post(f"/a/{token}/hand-in", follow_redirects=True))
    for one in asked(app, token):
        assert fill(one.texts["ko"].revealed["explanation"], one.variant.values, "ko") in page.unlinked
