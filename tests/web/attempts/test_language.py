"""Another language within an attempt: the place stays, and what was typed is saved."""

from __future__ import annotations

import pytest
from flask import Flask

from quiz.platform.paths import QUESTIONS
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import publish
from tests.conftest import NOW
from tests.web.content.test_languages_marked import series_in
from tests.web.pages import Browser
from tests.web.store import CHECK, account_of, answers_of, of_kind, row_of, session_of, whole_bank

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_the_question_is_read_in_the_other_language_and_what_was_typed_stays(
    mode: str, app: Flask, alice: Browser
) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02", mode), "short_text")
    page = alice.get(one.path)
    assert page.root.get("lang") == "ko"
    form = page.answer_form.answer({"text": ("반쯤 쓴 <답>",)})
    other = alice.send(form, "en")
    assert (other.status, other.path, other.root.get("lang")) == (200, one.path, "en")
    assert other.answer_form.answered() == {"text": ("반쯤 쓴 <답>",)}
    assert account_of(app, "Alice").language == "en"
    assert row_of(app, one.token, one.position).scored_at is None
    assert alice.send(other.answer_form, "ko").root.get("lang") == "ko"


def test_a_scored_question_keeps_its_place(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "single_choice")
    page = alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
    other = alice.send(page.form("/preferences"))
    assert (other.path, other.root.get("lang")) == (one.path, "en")


def test_a_page_that_answers_a_form_leads_back_to_its_question(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "single_choice")
    refused = alice.send(alice.get(one.path).answer_form, "check")
    assert refused.status == 422
    assert alice.send(refused.answer_form, "en").path == one.path


def test_a_guest_has_the_switch_too(app: Flask, guest: Browser) -> None:
    page = guest.begin("2024-02/practice-2-1")
    assert guest.send(page.answer_form, "en").root.get("lang") == "en"


def test_enter_in_a_browser_without_script_never_means_the_other_language(app: Flask, alice: Browser) -> None:
    page = alice.begin("2024-02/practice-2-1")
    own = [one for one in page.all("button") if one.get("form") == "answer" or one in list(page.by_id("answer").iter())]
    assert own[0].get("value") == "check"
    exam = alice.begin(CHECK)
    (first, *_) = [one for one in exam.all("button") if one.get("form") == "answer"]
    assert first.get("value") == "2"


def test_a_series_of_one_language_has_no_switch(app: Flask, alice: Browser) -> None:
    with session_of(app) as session:
        publish(session, series_in("ko"), MediaFolder(source=QUESTIONS / "media"), now=NOW)
    page = alice.send(alice.get("/s/one/m/unit").form("/quizzes/start", quiz="unit/all"))
    assert page.by_id("answer") is not None
    assert not page.all("button", value="en")
    assert "/preferences" not in [form.action for form in page.forms()]


def test_another_learner_changes_nothing(app: Flask, alice: Browser, charlie: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "short_text")
    form = alice.get(one.path).answer_form.answer({"text": ("hers",)})
    assert charlie.send(form, "en").status == 404
    assert answers_of(app, one.token, one.position) == []
