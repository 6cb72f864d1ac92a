"""Nothing of an open question tells in which order, or under which ids, its author wrote what it lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionText, QuestionVersion
from tests.samples import Listed, sample
from tests.web.pages import PREFIX, Browser
from tests.web.store import MONTHS, answers_of, asked, attempt_of, bank_with, of_kind, session_of, whole_bank

pytestmark = pytest.mark.any_database


def _written_otherwise(
    listed: Listed, question: dict[str, Any], order: dict[str, Any], texts: list[dict[str, Any]]
) -> None:
    """Give every entry another one's id, and let the last be written first; what is shown stays where it is."""
    ids = [entry["id"] for entry in question[listed.key]]
    other = dict(zip(ids, [*ids[1:], *ids[:1]], strict=True))
    entries = [{**entry, "id": other[entry["id"]]} for entry in question[listed.key]]
    question[listed.key] = entries[::-1] if listed.mixed else entries
    if listed.order in order:
        order[listed.order] = [listed.names + other[name.removeprefix(listed.names)] for name in order[listed.order]]
    for passages in texts:
        renamed = {_renamed(name, listed.texts, other): text for name, text in passages.items()}
        passages.clear()
        passages.update(renamed)


def _renamed(name: str, start: str, other: Mapping[str, str]) -> str:
    entry, dot, rest = name.removeprefix(start).partition(".")
    return f"{start}{other[entry]}{dot}{rest}" if name.startswith(start) and entry in other else name


def _write_all_otherwise(app: Flask, token: str, mark: str) -> int:
    """Let another author have written the questions of an attempt; how many there are."""
    changed = 0
    with session_of(app) as session:
        rows = session.execute(
            select(AttemptQuestion, QuestionVersion)
            .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
            .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
            .where(Attempt.token == token)
        ).all()
        for row, version in rows:
            definition, variant = deepcopy(version.definition), deepcopy(row.variant)
            stored = list(session.scalars(select(QuestionText).where(QuestionText.question_version_id == version.id)))
            shown = [deepcopy(text.shown) for text in stored]
            for listed in sample(definition["question"]["kind"]).lists:
                passages = [text["passages"] for text in shown]
                _written_otherwise(listed, definition["question"], variant["order"], passages)
                changed += 1
            version.definition, version.content_hash = definition, f"{mark}{version.content_hash[1:]}"
            row.variant = variant
            for text, new in zip(stored, shown, strict=True):
                text.shown = new
    return changed


def _pages(app: Flask, alice: Browser, token: str) -> list[str]:
    with session_of(app) as session:
        count = session.query(AttemptQuestion).where(AttemptQuestion.attempt_id == attempt_of(app, token).id).count()
    seen = [alice.client.get(f"/a/{token}/{place}").get_data(as_text=True) for place in range(1, count + 1)]
    return [re.sub(r'name="csrf_token" value="[^"]*"|page-[0-9a-f]{16}|data-now="[^"]*"', "", html) for html in seen]


@pytest.mark.parametrize("month", MONTHS)
def test_a_page_is_the_same_whatever_the_author_named_first(month: str, app: Flask, alice: Browser) -> None:
    for mode, mark in (("practice", "o"), ("exam", "w")):
        token = whole_bank(app, "Alice", month, mode)
        before = _pages(app, alice, token)
        assert _write_all_otherwise(app, token, mark) > 5
        assert _pages(app, alice, token) == before


@pytest.mark.parametrize(
    ("kind", "mixed"), [("categorize", "items"), ("matrix", "rows"), ("matching", ""), ("ordering", "")]
)
def test_a_page_names_the_entries_of_a_list_by_their_places(kind: str, mixed: str, app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", bank_with(kind), "exam"), kind)
    page = alice.get(one.path)
    names = [field.name for field in page.answer_form.fields if field.name.startswith(PREFIX)]
    inputs = one.question.inputs()
    expected = [f"{PREFIX}place-{place}" for place in range(1, len(inputs) + 1)]
    assert list(dict.fromkeys(names)) == (expected if kind != "ordering" else [f"{PREFIX}order"])
    if mixed:
        assert list(one.variant.order[mixed]) != [wanted.name for wanted in inputs]


@pytest.mark.parametrize("kind", ["categorize", "matrix", "matching"])
def test_a_page_that_was_opened_before_lists_were_named_by_place_still_saves(
    kind: str, app: Flask, alice: Browser
) -> None:
    one = of_kind(app, whole_bank(app, "Alice", bank_with(kind), "exam"), kind)
    own = {shown: name for name, shown in one.question.names_on_page(one.variant).items()}
    sent = {own[name]: list(values) for name, values in one.right.items()}
    body = {"answer": sent, "device": "phone", "sequence": 1, "base": 0}
    assert alice.client.put(one.path, json=body).status_code == 200
    form = {f"answer-{name}": values for name, values in sent.items()}
    form |= {"device": ["page-1"], "sequence": ["0"], "base": ["1"], "go": ["1"]}
    assert alice.client.post(one.path, data=form).status_code == 303
    stored = {name: list(values) for name, values in one.question.solution(one.variant).items()}
    assert answers_of(app, one.token, one.position)[-1]["value"] == stored
    assert asked(app, one.token)
