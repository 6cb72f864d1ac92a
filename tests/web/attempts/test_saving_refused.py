"""What is refused when an answer is saved, by script and by form; nothing of it reaches the store."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from quiz.domain.questions.base import MAX_ANSWER, MAX_LONG_ANSWER
from quiz.services.attempts import saving
from tests.web.pages import Browser, Page, token_of, words
from tests.web.saves import body, put
from tests.web.store import PRACTICE, answers_of, asked, bank_with, of_kind, whole_bank

pytestmark = pytest.mark.any_database

UNUSABLE: list[Any] = [
    None,
    [],
    "answer",
    17,
    True,
    {},
    body(answer=[]),
    body(answer="b"),
    body(answer=None),
    body(answer={"choice": "b"}),
    body(answer={"choice": {"b": True}}),
    body(answer={"choice": [1]}),
    body(answer={"choice": [True]}),
    body(answer={"choice": [None]}),
    body(answer={"choice": [["b"]]}),
    body(device=None),
    body(device=""),
    body(device=7),
    body(device=True),
    body(device=["web-1"]),
    body(device="장치"),
    body(device="d" * 41),
    body(device="\x00"),
    body(device="\ud800"),
    body(sequence=None),
    body(sequence=True),
    body(sequence=-1),
    body(sequence=1.5),
    body(sequence=1e300),
    body(sequence="one"),
    body(sequence="１"),
    body(sequence=[1]),
    body(sequence=2**31),
    body(sequence=10**40),
    body(base=None),
    body(base=False),
    body(base=-1),
    body(base=2**31),
    body(base=10**400),
    body(base={}),
]


def test_a_body_of_the_wrong_shape_is_refused(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    for given in UNUSABLE:
        response = put(alice, one, given)
        assert response.status_code == 400, ascii(given)
        assert response.get_json()["request"]
    assert answers_of(app, one.token, 1) == []


NO_JSON = (
    b"",
    b"{",
    b"not json",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"answer":' * 50_000,
    b"1" * 5_000,
    b'{"answer": {}, "device": "web-1", "sequence": NaN, "base": 0}',
)


def test_a_body_that_is_no_json_is_refused(app: Flask, alice: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    for raw in NO_JSON:
        for kind in ("application/json", "text/plain"):
            assert alice.client.put(one.path, data=raw, content_type=kind).status_code == 400, raw[:80]
    assert answers_of(app, one.token, 1) == []


NOT_OFFERED: list[tuple[str, dict[str, list[str]]]] = [
    ("single_choice", {"choice": ["9"]}),
    ("single_choice", {"choice": ["b"]}),
    ("single_choice", {"choice": ["0"]}),
    ("single_choice", {"choice": ["01"]}),
    ("single_choice", {"choice": ["1", "2"]}),
    ("single_choice", {"choice": ["1", "1"]}),
    ("single_choice", {"choice": ["1' OR '1'='1"]}),
    ("multiple_choice", {"choice": ["1", "1"]}),
    ("multiple_choice", {"choice": ["1", "17"]}),
    ("true_false", {"choice": ["true"]}),
    ("true_false", {"choice": ["1", "2"]}),
    ("matching", {"left-1": ["1", "2"]}),
    ("matching", {"left-1": ["99"]}),
    ("numeric", {"number": ["1", "2"]}),
    ("short_text", {"text": ["one", "two"]}),
]


def test_an_answer_that_no_form_offers_is_refused(app: Flask, alice: Browser) -> None:
    tokens = {bank: whole_bank(app, "Alice", bank) for bank in {bank_with(kind) for kind, _ in NOT_OFFERED}}
    for kind, answer in NOT_OFFERED:
        one = of_kind(app, tokens[bank_with(kind)], kind)
        assert put(alice, one, body(answer)).status_code == 400, answer
        sent = {f"answer-{name}": values for name, values in answer.items()}
        form = {**sent, "device": "page-1", "sequence": "0", "base": "0", "go": "check"}
        assert alice.client.post(one.path, data=form).status_code == 400, answer
        assert answers_of(app, one.token, one.position) == []


@pytest.mark.parametrize(
    ("kind", "name", "most"),
    [
        ("short_text", "text", MAX_ANSWER),
        ("numeric", "number", MAX_ANSWER),
        ("code_output", "output", MAX_LONG_ANSWER),
        ("essay", "text", MAX_LONG_ANSWER),
    ],
)
@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_a_text_that_is_too_long_is_refused_and_stays_in_the_form(
    kind: str, name: str, most: int, mode: str, app: Flask, alice: Browser
) -> None:
    long = "망" * (most + 1)
    one = of_kind(app, whole_bank(app, "Alice", bank_with(kind), mode), kind)
    assert put(alice, one, body({name: (long,)})).status_code == 413
    for go in ("check", "1"):
        data = {**alice.get(one.path).answer_form.answer({name: (long,)}).data(), "go": go}
        page = Page(alice.client.post(one.path, data=data))
        assert page.status == 413
        assert page.answer_form.value(f"answer-{name}") == long
        assert f"{most:,}" in words(page.by_id("notice"))
    assert answers_of(app, one.token, one.position) == []


def test_a_request_of_megabytes_is_refused(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "short_text")
    huge = "x" * 3_000_000
    assert put(alice, one, body({"text": (huge,)})).status_code == 413
    assert alice.client.post(one.path, data={"answer-text": huge}).status_code == 413
    parts = f'--b\r\nContent-Disposition: form-data; name="answer-text"\r\n\r\n{huge}\r\n--b--\r\n'
    response = alice.client.post(one.path, data=parts.encode(), content_type="multipart/form-data; boundary=b")
    assert response.status_code == 413


@pytest.mark.parametrize("sign", ["\x00", "\ud800"], ids=["NUL", "half a pair"])
def test_a_character_that_nobody_can_store_is_refused(sign: str, app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "short_text")
    for answer in ({"text": [f"a{sign}b"]}, {f"te{sign}xt": ["a"]}):
        response = put(alice, one, body(answer=answer))
        assert (response.status_code, response.get_json()["reason"]) == (400, "unstorable")
    assert answers_of(app, one.token, one.position) == []


def test_an_attempt_that_is_full_says_so_and_keeps_what_it_has(
    app: Flask, alice: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MAX_ANSWERS", 1)
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    assert put(alice, one, body(one.wrong)).status_code == 200
    refused = put(alice, one, body(one.right, sequence=2))
    assert (refused.status_code, refused.get_json()["reason"]) == (409, "too_many")
    assert "바꿀 수 있는 횟수를 모두 썼어요" in alice.send(page.answer_form.answer(one.right), "check").main
    assert alice.get(one.path).answer_form.answered() == one.wrong
