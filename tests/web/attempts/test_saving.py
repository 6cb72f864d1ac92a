"""Saving by script: what a request must hold, what it answers, and that nothing acknowledged is lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from quiz.domain.questions.base import MAX_ANSWER
from tests.web.pages import Browser, token_of
from tests.web.saves import body, put
from tests.web.store import (
    CHECK,
    KINDS,
    PRACTICE,
    answers_of,
    asked,
    bank_with,
    let_sign_ins_expire,
    of_kind,
    row_of,
    whole_bank,
)

Visit = Callable[..., Browser]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_saved_and_stands_in_the_form_again(kind: str, app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", bank_with(kind), "exam"), kind)
    for sequence, answer in enumerate((one.right, one.wrong), 1):
        response = put(alice, one, body(answer, sequence=sequence, base=sequence - 1))
        assert response.status_code == 200
        said = response.get_json()
        assert (said["revision"], said["answered"], said["repeated"], said["conflict"]) == (
            sequence,
            True,
            False,
            False,
        )
        assert alice.get(one.path).answer_form.answered() == answer
    meant = {name: list(values) for name, values in one.question.wrong_answer(one.variant).items()}
    assert answers_of(app, one.token, one.position)[-1]["value"] == meant


def test_a_whole_test_is_taken_by_script(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    for one in asked(app, token):
        assert put(alice, one, body(one.right, sequence=one.position)).status_code == 200
    page = alice.get(f"/a/{token}/hand-in")
    assert not page.has_id("missing")
    assert alice.send(page.form(page.path)).heading == "통과했어요. 모두 맞았어요"


def test_the_answer_says_nothing_but_that_it_is_saved(app: Flask, alice: Browser) -> None:
    for mode in ("practice", "exam"):
        for one in asked(app, whole_bank(app, "Alice", "2024-02", mode)):
            right = put(alice, one, body(one.right, sequence=2 * one.position))
            wrong = put(alice, one, body(one.wrong, sequence=2 * one.position + 1, base=1))
            said = {"revision", "saved_at", "repeated", "conflict", "late", "kept", "answered", "notice"}
            assert set(right.get_json()) == said
            assert [value for name, value in right.get_json().items() if name not in ("revision", "saved_at")] == [
                value for name, value in wrong.get_json().items() if name not in ("revision", "saved_at")
            ]
            assert right.get_json()["notice"] == ""
            assert row_of(app, one.token, one.position).share is None


def test_the_same_sent_again_is_one_answer(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    first = put(alice, one, body(one.right)).get_json()
    again = put(alice, one, body(one.right)).get_json()
    assert again == {**first, "repeated": True}
    assert len(answers_of(app, one.token, 1)) == 1


def test_what_was_acknowledged_is_acknowledged_again_even_when_the_test_is_over(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(CHECK)))[0]
    put(alice, one, body(one.right))
    alice.client.post(f"/a/{one.token}/hand-in")
    again = put(alice, one, body(one.right))
    assert (again.status_code, again.get_json()["repeated"]) == (200, True)
    assert put(alice, one, body(one.right, sequence=2)).status_code == 409


@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_what_the_same_device_has_overtaken_changes_nothing(mode: str, app: Flask, alice: Browser) -> None:
    one = asked(app, whole_bank(app, "Alice", "2024-02", mode))[0]
    latest = put(alice, one, body(one.right, sequence=5)).get_json()
    late = put(alice, one, body(one.wrong, sequence=4))
    assert (late.status_code, late.get_json()) == (200, {**latest, "repeated": True})
    assert len(answers_of(app, one.token, 1)) == 1
    if mode == "practice":
        alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    else:
        alice.client.post(f"/a/{one.token}/hand-in")
    assert put(alice, one, body(one.wrong, sequence=4)).status_code == 200
    assert row_of(app, one.token, 1).share == 1


def test_another_device_overtakes_nothing(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(CHECK)))[0]
    put(alice, one, body(one.right, sequence=5))
    other = put(alice, one, {**body(one.wrong, sequence=4), "device": "web-2"}).get_json()
    assert (other["repeated"], other["conflict"]) == (False, True)
    assert len(answers_of(app, one.token, 1)) == 2


def test_a_form_that_carries_the_scripts_number_is_the_same_answer(app: Flask, alice: Browser) -> None:
    page = alice.begin(CHECK)
    one = asked(app, token_of(page))[0]
    put(alice, one, body(one.right))
    form = page.answer_form.answer(one.right)
    form.set("device", "web-1")
    form.set("sequence", "1")
    alice.send(form)
    assert len(answers_of(app, one.token, 1)) == 1


def test_a_number_that_was_used_before_loses_no_answer(app: Flask, alice: Browser) -> None:
    first, second, *_ = asked(app, token_of(alice.begin(PRACTICE)))
    for one, answer in ((first, first.right), (second, second.right), (first, first.wrong)):
        assert put(alice, one, body(answer)).get_json()["repeated"] is False
    assert alice.get(first.path).answer_form.answered() == first.wrong
    assert alice.get(second.path).answer_form.answered() == second.right


def test_another_device_that_had_not_seen_the_latest_is_told(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    put(alice, one, body(one.right))
    assert put(alice, one, body(one.wrong, device="web-2")).get_json()["conflict"] is True
    assert put(alice, one, body(one.right, device="web-1", sequence=2, base=2)).get_json()["conflict"] is False
    assert put(alice, one, body(one.right, device="web-1", sequence=3, base=1)).get_json()["conflict"] is False


def test_an_empty_answer_takes_the_answer_back(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(CHECK)))[0]
    put(alice, one, body(one.right))
    said = put(alice, one, body(sequence=2, base=1)).get_json()
    assert (said["revision"], said["answered"]) == (2, False)
    assert alice.get(one.path).answer_form.answered() == {}


def test_a_number_that_cannot_be_read_is_saved_with_a_word_on_it(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02", "exam"), "numeric")
    said = put(alice, one, body({"number": ("1,5",)})).get_json()
    assert "1.5" in said["notice"]
    assert "15" in said["notice"]
    assert alice.get(one.path).answer_form.value("answer-number") == "1,5"


def test_fields_that_a_question_does_not_have_change_nothing(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "short_text")
    extra = {"score": ["1"], "share": ["1"], "verdict": ["right"], "text": ["?"]}
    assert put(alice, one, body(answer=extra, score=1, fraction=1, user_id=1, received_at=0)).status_code == 200
    assert answers_of(app, one.token, one.position)[0]["value"] == {"text": ["?"]}
    assert row_of(app, one.token, one.position).share is None


def test_the_browsers_clock_decides_nothing(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(CHECK)))[0]
    claims: list[Any] = [0, -1, 1e308, 10**40, "yesterday", True, None, [], {}, 33_000_000_000_000]
    for sequence, claim in enumerate(claims):
        assert put(alice, one, body(one.right, at=claim, sequence=sequence)).status_code == 200, claim


@pytest.mark.parametrize(
    "text",
    [
        "망각 🌙👩‍👩‍👧",
        unicodedata.normalize("NFD", "치명적 망각"),
        "a\tb",
        "\u202eabc",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "x" * MAX_ANSWER,
    ],
    ids=["emoji", "decomposed", "tab", "right to left", "script", "template", "longest"],
)
def test_any_text_comes_back_as_it_was_typed(text: str, app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02", "exam"), "short_text")
    assert put(alice, one, body({"text": (text,)})).status_code == 200
    assert answers_of(app, one.token, one.position)[0]["value"] == {"text": [text]}
    page = alice.get(one.path)
    assert page.answer_form.value("answer-text") == text
    assert "<script>alert" not in page.html
    alice.send(page.answer_form)
    assert answers_of(app, one.token, one.position)[1]["value"] == {"text": [text]}


def test_who_is_signed_out_is_told_so_and_comes_back_to_the_same_page(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(CHECK)))[1]
    let_sign_ins_expire(app)
    response = put(alice, one, body(one.right))
    assert (response.status_code, response.get_json()["reason"]) == (401, "signed_out")
    assert alice.client.put(one.path, data="x").status_code == 401
    page = alice.get(one.path)
    assert page.path == "/signin"
    form = page.form("/signin")
    form.set("name", "Alice")
    form.set("password", "구름 위의 산책 27")
    assert alice.send(form).path == one.path
    assert put(alice, one, body(one.right)).status_code == 200


def test_a_form_sent_by_who_is_signed_out_leads_back_to_its_page(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    let_sign_ins_expire(app)
    response = alice.client.post(page.path, data=page.answer_form.data())
    assert (response.status_code, response.headers["Location"]) == (303, f"/signin?next={page.path}")
