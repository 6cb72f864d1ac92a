"""The page that asks a language model of one's own: the prompt for what was chosen, and what came back, looked at."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from quiz.services.authoring import drafts
from quiz.services.identity.accounts import find_named
from quiz.storage.models.content import BankRevision
from tests.conftest import NOW
from tests.hostile import TEXTS
from tests.web.authoring.banks import BANK, PAGES, said
from tests.web.pages import Browser, Form, Page
from tests.web.store import session_of

pytestmark = pytest.mark.any_database
PAGE = PAGES + "/prompt"
ANSWER = """Here you are:

```yaml
- kind: true_false
  prompt: “Is kibi 1024?”
  claims: [kibi-is-1024]
  answer: true
- kind: numeric
  prompt: {en: How much is a kibi?}
  answer: many
- kind: riddle
```
"""


def pasting(page: Page) -> Form:
    """The form into which an answer is pasted."""
    form = next(form for form in page.forms() if any(field.name == "pasted" for field in form.fields))
    elsewhere = page.all("button", form="pasting")
    form.buttons += [(button.get("name") or "", button.get("value") or "") for button in elsewhere]
    return form


def answered(owner: Browser, text: str, query: str = "") -> Page:
    """The page once ``text`` was pasted."""
    form = pasting(owner.get(PAGE + query))
    form.set("pasted", text)
    return owner.send(form, "")


def test_the_prompt_is_that_for_what_was_chosen(owner: Browser) -> None:
    start = owner.get(PAGE).by_id("prompt").text or ""
    assert (
        "5 of them on the section below, of these kinds: single_choice, short_text, numeric" in start
        or "5 of them" in start
    )
    assert "# 1 Powers of ten" in start
    assert "- kibi-is-1024: Kibi means 1024 times. (no question tests it yet)" in start
    chosen = owner.get(f"{PAGE}?section=2&kind=ordering&kind=matrix&count=7&language=ko").by_id("prompt").text or ""
    assert "7개를, 이 유형으로 만들어요: matrix, ordering" in chosen
    assert "# 2 Powers of two" in chosen


@pytest.mark.parametrize(
    "query", ["?section=none", "?kind=riddle&kind=hotspot", "?count=0", "?count=x", "?language=fr"]
)
def test_what_can_not_be_chosen_is_left_at_the_usual(owner: Browser, query: str) -> None:
    assert owner.get(PAGE + query).by_id("prompt").text == owner.get(PAGE).by_id("prompt").text


def test_an_answer_is_looked_at_question_by_question_and_nothing_is_stored(app: Flask, owner: Browser) -> None:
    page = answered(owner, ANSWER, "?section=1")
    assert page.status == 200
    found = said(page)
    assert "can be added true or false Line 4 Is kibi 1024?" in found
    assert "has errors number Line 8 How much is a kibi?" in found
    assert "'tolerance' is missing" in found
    assert "unknown kind 'riddle'" in found
    assert "Add 1 question to the draft" in found
    assert (page.by_id("pasted").text or "").strip() == ANSWER.strip()
    assert "As it is published" in said(owner.get(PAGES))


def test_what_has_no_error_is_added_to_the_draft_as_drafts_of_a_machine(owner: Browser) -> None:
    page = answered(owner, ANSWER, "?section=1")
    done = owner.send(pasting(page), "add")
    assert done.path == f"{PAGES}/questions"
    assert "Added to your draft: 1. Read each, then say that you have looked at it." in done.html
    text = owner.get(PAGES).form(PAGES).value("source")
    assert BANK.decode().rstrip("\n") in text
    assert "  - kind: true_false\n    drafted: machine\n    section: 1\n    claims: [kibi-is-1024]\n" in text


@pytest.mark.parametrize("place", ["list", "chosen", "form"])
def test_who_has_looked_at_a_draft_of_a_machine_says_so(owner: Browser, place: str) -> None:
    listed = owner.send(pasting(answered(owner, ANSWER, "?section=1")), "add")
    number = max(int(link.rpartition("/")[2]) for link in listed.links() if link.rpartition("/")[2].isdigit())
    path = f"{PAGES}/questions" if place != "form" else f"{PAGES}/questions/{number}"
    page = owner.get(path)
    assert (page.faults, "I have looked at it" in page.html) == ([], True)
    form = page.form(path)
    if place == "chosen":
        form.set("chosen", "1", str(number))
    done = owner.send(form, f"seen:{number}" if place == "list" else "seen")
    assert (done.status, done.path) == (200, path)
    left = owner.get(PAGES).form(PAGES).value("source")
    assert (left.count("drafted: machine"), "id: draft, drafted: machine" in left) == (1, True)


def test_nothing_is_added_to_a_draft_that_was_changed_meanwhile(owner: Browser) -> None:
    page = answered(owner, ANSWER, "?section=1")
    assert owner.send(pasting(page), "add").status == 200
    again = owner.send(pasting(page), "add")
    assert again.status == 409
    assert "This draft was changed in another window" in said(again)
    assert (again.by_id("pasted").text or "").strip() == ANSWER.strip()


def test_nothing_is_added_to_a_bank_that_would_be_too_large(app: Flask, owner: Browser) -> None:
    with session_of(app) as session:
        person = find_named(session, "Tae-ri")
        assert person is not None
        draft = drafts.open_draft(session, person, "units", "prefixes")
        drafts.save(session, draft, b"#" * (drafts.MOST_BYTES - 1_000 - len(BANK)) + b"\n" + BANK, 0, NOW)
    long = "- {kind: true_false, answer: true, prompt: '" + "a " * 1_000 + "'}"
    full = owner.send(pasting(answered(owner, long)), "add")
    assert (full.status, "The bank would be too large" in said(full)) == (413, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I am sorry, I can’t do that.", "no question was found in this answer"),
        ("- kind: [", "This answer can’t be read:"),
        ("- words alone", "a text or a list stands where a question is wanted"),
    ],
)
def test_an_answer_that_can_not_be_read_stays_and_says_why(owner: Browser, text: str, words: str) -> None:
    page = answered(owner, text)
    assert page.status == 422
    assert words in said(page)
    assert (page.by_id("pasted").text or "").strip() == text


@pytest.mark.parametrize(("name", "words"), [("long", "The answer is too long."), ("stacked", "too many accents")])
def test_an_answer_that_is_too_much_is_refused_before_it_is_read(owner: Browser, name: str, words: str) -> None:
    page = answered(owner, TEXTS[name] * 3)
    assert (page.status, words in said(page)) == (422, True)


def test_a_bank_without_sections_says_what_to_do(app: Flask, owner: Browser) -> None:
    with session_of(app) as session:
        session.execute(
            update(BankRevision).values(source=b"bank: prefixes\nquestions: [{kind: x}]\n", content_hash="0" * 64)
        )
    assert "This bank has no sections yet" in said(owner.get(PAGE))


def test_one_bad_line_is_quoted_and_leaves_the_other_questions(owner: Browser) -> None:
    bad = ANSWER.replace("{en: How much is a kibi?}", "How much: a kibi?: well")
    page = answered(owner, bad)
    assert (page.status, page.faults) == (200, [])
    assert "1 question can’t be read and is not added." in said(page)
    assert "prompt: How much: a kibi?: well" in said(page)
    assert "Line 9" in said(page)
    form = pasting(page)
    assert owner.send(form, "add").path == f"{PAGES}/questions"
    assert "Is kibi 1024?" in owner.get(f"{PAGES}/questions").main


def test_without_a_section_the_page_says_what_to_do(owner: Browser) -> None:
    form = owner.get(PAGES).form(PAGES)
    form.set("source", "bank: prefixes\nquestions:\n  - {kind: true_false, prompt: A, answer: true}\n")
    owner.send(form)
    page = owner.get(PAGE)
    assert (page.status, page.faults) == (200, [])
    assert "The text is made of a section." in said(page)
    assert "Copy the text" not in said(page)
    assert f"{PAGES}/head" in page.links()
