"""Whatever enters is measured before it is composed, matched or shown: at each door, and in the words of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from quiz.app import create_app
from quiz.domain.questions.base import LONGEST
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.storage.models.identity import Account
from tests.builders import question
from tests.conftest import PASSWORD
from tests.hostile import STACKED, TEXTS, nothing_hostile_composed
from tests.web.pages import Browser, Page
from tests.web.saves import body, put
from tests.web.store import KINDS, answers_of, asked, bank_with, count, of_kind, whole_bank

Visit = Callable[..., Browser]
TYPED = tuple(kind for kind in KINDS if {wanted.kind for wanted in question(kind).inputs()} & LONGEST.keys())


@pytest.fixture
def limited(settings: Settings) -> Iterator[Flask]:
    """The app with its limits on: they ask for the name before any form does."""
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": True}, settings)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.any_database
@pytest.mark.parametrize("name", TEXTS)
def test_signing_in_measures_name_and_password_before_anything_composes_them(limited: Flask, name: str) -> None:
    text = TEXTS[name]
    with nothing_hostile_composed():
        for typed in ({"name": text, "password": PASSWORD}, {"name": "Alice", "password": text}):
            page = Page(limited.test_client().post("/signin", data=typed))
            assert page.status == 422
            assert page.all("p", **{"class": "err"})


@pytest.mark.any_database
@pytest.mark.parametrize("name", TEXTS)
def test_signing_up_measures_name_and_password_before_anything_composes_them(
    app: Flask, visit: Visit, language: str, name: str
) -> None:
    text = TEXTS[name]
    with nothing_hostile_composed():
        for field, typed in (
            ("name", {"name": text, "password": PASSWORD}),
            ("password", {"name": "Bo", "password": text}),
        ):
            form = visit(language).get("/signup").form("/signup")
            for one, value in typed.items():
                form.set(one, value)
            page = visit(language).send(form)
            assert page.status == 422
            told = page.by_id(f"{field}-help")
            assert told.get("class") == "err"
            assert page.form("/signup").value("name") == typed["name"]
    assert count(app, Account) == 0


@pytest.mark.any_database
def test_too_many_accents_in_a_password_are_told_in_the_readers_language(visit: Visit) -> None:
    typed = {"name": "Bo", "password": STACKED[:100]}
    said = {one: visit(one).client.post("/signup", data=typed, headers=visit(one).headers) for one in ("ko", "en")}
    assert "Use at most 8 accents on one letter." in said["en"].get_data(as_text=True)
    assert "한 글자에" in said["ko"].get_data(as_text=True)


@pytest.mark.any_database
@pytest.mark.parametrize("name", TEXTS)
def test_the_account_page_measures_passwords_before_anything_composes_them(alice: Browser, name: str) -> None:
    text = TEXTS[name]
    with nothing_hostile_composed():
        for path, typed in (
            ("/account/password", {"old": text, "new": PASSWORD}),
            ("/account/password", {"old": PASSWORD, "new": text}),
            ("/account/delete", {"password": text}),
        ):
            assert alice.client.post(path, data=typed).status_code == 422, path


@pytest.mark.any_database
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("kind", TYPED)
def test_an_answer_is_measured_before_anything_composes_it_and_stays_in_the_form(
    app: Flask, alice: Browser, kind: str, name: str
) -> None:
    one = of_kind(app, whole_bank(app, "Alice", bank_with(kind)), kind)
    field = next(wanted for wanted in one.question.inputs() if wanted.kind in LONGEST)
    text = TEXTS[name]
    status = 413 if len(text) > LONGEST[field.kind] else 422
    with nothing_hostile_composed():
        assert put(alice, one, body({field.name: [text]})).status_code == status
        for go in ("check", "save", "hint"):
            page = Page(alice.client.post(one.path, data={f"answer-{field.name}": text, "device": "d", "go": go}))
            assert page.status == status
            assert page.form(one.path).value(f"answer-{field.name}").strip() == text.strip()
    assert answers_of(app, one.token, one.position) == []


@pytest.mark.any_database
def test_marks_in_a_short_answer_are_told_with_what_to_do(app: Flask, alice: Browser, language: str) -> None:
    alice.client.post("/preferences", data={"language": language})
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "short_text")
    page = Page(alice.client.post(one.path, data={"answer-text": STACKED[:20], "go": "check"}))
    assert page.status == 422
    assert {"ko": "결합 기호", "en": "more than 8 accents"}[language] in page.main
    refused = put(alice, one, body({"text": [STACKED[:20]]}))
    assert (refused.status_code, refused.get_json()["reason"]) == (422, "marks")


@pytest.mark.parametrize("name", TEXTS)
def test_every_other_field_address_and_name_is_measured_at_the_edge(app: Flask, alice: Browser, name: str) -> None:
    text, status = TEXTS[name], 413 if name == "long" else 422
    one = asked(app, whole_bank(app, "Alice", "2024-02"))[0]
    with nothing_hostile_composed():
        for path, typed in (
            ("/quizzes/start", {"quiz": text}),
            ("/preferences", {"language": text}),
            ("/preferences", {"next": text}),
            ("/signin", {"next": text, "name": "Alice", "password": PASSWORD}),
            (one.path, {"device": text}),
            (one.path, {text: "x"}),
        ):
            assert alice.client.post(path, data=typed).status_code == status, path
        for path in ("/", "/me", "/signin", "/m/2024-02", "/teach/learners"):
            assert alice.client.get(path, query_string={"next": text, "before": text}).status_code == status, path
        for sent in (body({text: ["x"]}), body({"text": ["x"]}, device=text)):
            assert put(alice, one, sent).status_code == status
    assert alice.get("/me").status == 200
