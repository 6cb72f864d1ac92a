"""A month's page shows each question that its learner has met: right, not right, not yet, and no key of any."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask

from tests.web.pages import Browser, Page, token_of, words
from tests.web.store import CHECK, PRACTICE, asked, bank_with, of_kind, whole_bank

pytestmark = pytest.mark.any_database

MONTH = "/m/2024-02"


def rows(page: Page) -> list[str]:
    (found,) = [one for one in page.all("section") if one.get("aria-labelledby") == "met"]
    return [words(one) for one in found.iter("li")]


def signs(page: Page) -> list[str]:
    return [str(one.get("aria-label")) for one in page.all("span") if "signs" in str(one.get("class"))]


def test_somebody_new_sees_no_list(alice: Browser) -> None:
    assert "met" not in {one.get("aria-labelledby") for one in alice.get(MONTH).all("section")}


def test_each_question_is_shown_as_it_went_last(app: Flask, alice: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    questions = asked(app, token_of(alice.begin(PRACTICE)))
    for one in questions[:3]:
        alice.send(alice.get(one.path).answer_form.answer(one.wrong if one.position == 2 else one.right), "check")
    page = alice.get(MONTH)
    met = [row for row in rows(page) if "not answered yet" not in row]
    assert Counter(row[: len("Right")] == "Right" for row in met) == {True: 2, False: 1}
    assert sum(int(row.split()[0]) for row in rows(page) if "not answered yet" in row) > 5
    assert any("Right 2" in said and "Not yet answered" in said for said in signs(page))
    assert page.form("/retry/start").value("scope") == "bank:2024-02"
    retry = alice.send(page.form("/retry/start"))
    assert [one.question.id for one in asked(app, token_of(retry))] == [questions[1].question.id]


def test_what_was_not_met_is_named_by_no_word_of_it(app: Flask, alice: Browser) -> None:
    first, *others = asked(app, token_of(alice.begin(PRACTICE)))
    alice.send(alice.get(first.path).answer_form.answer(first.right), "check")
    page = alice.get(MONTH)
    for one in others:
        assert one.question.prompt["ko"][:40] not in page.html
    assert first.texts["ko"].revealed["explanation"] not in page.html


def test_of_a_test_that_waits_to_be_graded_no_verdict_is_told(app: Flask, alice: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    bank = bank_with("essay")
    token = whole_bank(app, "Alice", bank, "exam")
    for one in asked(app, token):
        alice.send(alice.get(one.path).answer_form.answer(one.wrong if one.position % 2 else one.right))
    essay = of_kind(app, token, "essay")
    alice.send(alice.get(essay.path).answer_form.answer(essay.right))
    alice.client.post(f"/a/{token}/hand-in")
    said = rows(alice.get(f"/m/{bank}"))
    assert said
    assert all(row.startswith("Answered") or "not answered yet" in row for row in said)


def test_a_test_that_was_handed_in_is_told_with_its_result(app: Flask, alice: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    token = token_of(alice.begin(CHECK))
    for one in asked(app, token):
        alice.send(alice.get(one.path).answer_form.answer(one.right))
    alice.client.post(f"/a/{token}/hand-in")
    met = [row for row in rows(alice.get(MONTH)) if "not answered yet" not in row]
    assert met
    assert all(row.startswith("Right") for row in met)
