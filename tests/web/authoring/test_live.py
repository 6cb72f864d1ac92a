"""What the editor's script asks for: problems of a text that is kept nowhere, the draft kept by itself, the schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from sqlalchemy import select
from werkzeug.test import TestResponse

from quiz.domain.questions import KINDS
from quiz.storage.models.authoring import BankDraft, BankDraftStep
from tests.web.authoring.test_studio import BANK, colleague, text_on
from tests.web.authoring.test_studio import editor as editor
from tests.web.pages import Browser, Page
from tests.web.store import session_of

CHECK = f"{BANK}/check"


def given(page: Page) -> dict[str, Any]:
    """What the page tells its script."""
    (form,) = page.all("form", id="draft")
    found: dict[str, Any] = json.loads(form.get("data-studio"))
    return found


def check(browser: Browser, text: str) -> list[dict[str, Any]]:
    answer = browser.client.post(CHECK, json={"source": text})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["problems"]
    return found


def keep(browser: Browser, text: str, number: int, **more: Any) -> TestResponse:
    return browser.client.put(BANK, json={"source": text, "number": number, **more})


def test_problems_have_their_place_words_and_remedy_and_nothing_is_kept(app: Flask, editor: Browser) -> None:
    text = text_on(editor.get(BANK))
    assert [one for one in check(editor, text) if one["severity"] == "error"] == []
    (problem,) = check(editor, text.replace("kind: single_choice", "kind: single_choise", 1))
    assert (problem["code"], problem["severity"]) == ("kind", "error")
    line = text.splitlines()[problem["line"] - 1]
    assert line[problem["column"] - 1 :] == "single_choice"
    assert "single_choise" in problem["words"]
    assert "single_choice" in problem["remedy"]
    with session_of(app) as session:
        assert session.scalars(select(BankDraft)).all() == []


@pytest.mark.any_database
def test_what_can_be_mended_safely_comes_with_its_edit_as_browsers_count(editor: Browser) -> None:
    text = "# 🌙\n" + text_on(editor.get(BANK))
    slip = text.replace("    difficulty: 2", "    difficulty： 2", 1)
    (fix,) = [fix for one in check(editor, slip) for fix in one["fixes"]]
    units = slip.encode("utf-16-le")
    for edit in fix["edits"]:
        units = units[: 2 * edit["from"]] + edit["insert"].encode("utf-16-le") + units[2 * edit["to"] :]
    assert units.decode("utf-16-le") == text
    assert fix["words"]


@pytest.mark.any_database
def test_a_question_of_every_kind_can_be_put_in(editor: Browser) -> None:
    texts = editor.client.get(f"{BANK}/kinds.json").get_json()
    assert set(texts) == set(KINDS)
    assert all(one.startswith(f"  - kind: {kind}\n") for kind, one in texts.items())


def test_a_draft_is_kept_by_itself_and_a_window_that_saw_an_earlier_one_overwrites_nothing(
    app: Flask, editor: Browser
) -> None:
    page = editor.get(BANK)
    text, number = text_on(page), given(page)["number"]
    first = keep(editor, f"# one\n{text}", number)
    assert first.status_code == 200
    assert (first.get_json()["number"], first.get_json()["behind"]) == (number + 1, False)
    refused = keep(editor, f"# two\n{text}", number)
    assert refused.status_code == 409
    assert refused.get_json()["source"] == f"# one\n{text}"
    assert editor.client.get(f"{BANK}/draft.json").get_json()["source"] == f"# one\n{text}"
    assert keep(editor, f"# two\n{text}", number + 1, by_hand=True).status_code == 200
    with session_of(app) as session:
        assert 1 in session.scalars(select(BankDraftStep.number)).all()
    assert text_on(editor.get(BANK)) == f"# two\n{text}"


def test_what_is_sent_twice_is_kept_once(editor: Browser) -> None:
    page = editor.get(BANK)
    text = f"# one\n{text_on(page)}"
    numbers = [keep(editor, text, 0).get_json()["number"] for _ in range(2)]
    assert numbers == [1, 1]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ([], 400),
        ({"source": "bank: a"}, 400),
        ({"source": "bank: a", "number": True}, 400),
        ({"source": "a\x00", "number": 0}, 400),
        ({"source": "\ud800", "number": 0}, 400),
        ({"source": "# " + "가" * 500_000, "number": 0}, 413),
    ],
)
def test_what_is_no_draft_is_refused(editor: Browser, body: Any, status: int) -> None:
    sent = json.dumps(body, ensure_ascii=status == 400).encode()
    assert editor.client.put(BANK, data=sent, content_type="application/json").status_code == status
    if status == 413:
        assert editor.client.post(CHECK, data=sent, content_type="application/json").status_code == 413


@pytest.mark.any_database
def test_scripts_of_strangers_find_nothing(app: Flask, editor: Browser, alice: Browser) -> None:
    stranger = colleague(app, "Jun")
    for browser in (alice, stranger, Browser(app.test_client())):
        assert keep(browser, "bank: x", 0).status_code in (401, 404)
        assert browser.client.post(CHECK, json={"source": "bank: x"}).status_code in (401, 404)
        assert browser.client.get(f"{BANK}/draft.json").status_code in (401, 404)


@pytest.mark.any_database
def test_the_schema_is_served_under_the_name_of_its_content(editor: Browser) -> None:
    address = given(editor.get(BANK))["schema"]
    answer = editor.client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    Draft202012Validator.check_schema(answer.get_json())
    assert editor.client.get("/studio/schema-0123456789ab.json").status_code == 404
    assert given(editor.get("/studio/ai-2024/series.yaml"))["schema"] is None


@pytest.mark.any_database
def test_a_page_lets_in_the_stylesheet_of_its_own_script_alone(editor: Browser) -> None:
    pages = [editor.get(BANK) for _ in range(2)]
    nonces = [page.all("form", id="draft")[0].get("data-nonce") for page in pages]
    policies = [page.response.headers["Content-Security-Policy"] for page in pages]
    assert nonces[0] != nonces[1]
    assert all(f"style-src 'self' 'nonce-{nonce}';" in policy for nonce, policy in zip(nonces, policies, strict=True))
    assert "unsafe" not in policies[0]
