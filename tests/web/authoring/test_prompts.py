"""The page that asks a language model of one's own: the prompt for what was chosen, and what came back, looked at."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.storage.models.content import BankRevision
from tests.hostile import TEXTS
from tests.web.authoring.banks import PAGES
from tests.web.authoring.test_coverage import owner, said, units  # noqa: F401  # fixtures of the same pages
from tests.web.pages import Browser, Page
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
  answer: 1024
- kind: riddle
```
"""


def answered(owner: Browser, text: str, query: str = "") -> Page:  # noqa: F811
    page = owner.get(PAGE + query)
    form = next(form for form in page.forms() if any(field.name == "pasted" for field in form.fields))
    form.set("pasted", text)
    return owner.send(form)


def test_the_prompt_is_that_for_what_was_chosen(owner: Browser) -> None:  # noqa: F811
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
def test_what_can_not_be_chosen_is_left_at_the_usual(owner: Browser, query: str) -> None:  # noqa: F811
    assert owner.get(PAGE + query).by_id("prompt").text == owner.get(PAGE).by_id("prompt").text


def test_an_answer_is_looked_at_question_by_question_and_nothing_is_stored(app: Flask, owner: Browser) -> None:  # noqa: F811
    page = answered(owner, ANSWER, "?section=1")
    assert page.status == 200
    found = said(page)
    assert "can be added true or false Line 4 Is kibi 1024?" in found
    assert "has errors number Line 8 How much is a kibi?" in found
    assert "'tolerance' is missing" in found
    assert "unknown kind 'riddle'" in found
    ready = page.by_id("ready").text or ""
    assert (
        "  - kind: true_false\n    drafted: machine\n    section: 1\n    objective: LO-1\n    claims: [kibi-is-1024]\n"
        in ready
    )
    assert "numeric" not in ready
    assert (page.by_id("pasted").text or "").strip() == ANSWER.strip()
    with session_of(app) as session:
        assert all(b"1024?" not in (source or b"") for source in session.scalars(select(BankRevision.source)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I am sorry, I can’t do that.", "no question was found in this answer"),
        ("- kind: [", "This answer can’t be read:"),
        ("- words alone", "a text or a list stands where a question is wanted"),
    ],
)
def test_an_answer_that_can_not_be_read_stays_and_says_why(owner: Browser, text: str, words: str) -> None:  # noqa: F811
    page = answered(owner, text)
    assert page.status == 422
    assert words in said(page)
    assert (page.by_id("pasted").text or "").strip() == text


@pytest.mark.parametrize(("name", "words"), [("long", "The answer is too long."), ("stacked", "too many accents")])
def test_an_answer_that_is_too_much_is_refused_before_it_is_read(owner: Browser, name: str, words: str) -> None:  # noqa: F811
    page = answered(owner, TEXTS[name] * 3)
    assert (page.status, words in said(page)) == (422, True)


def test_a_bank_without_sections_says_what_to_do(app: Flask, owner: Browser, media: object) -> None:  # noqa: F811
    with session_of(app) as session:
        session.execute(
            BankRevision.__table__.update().values(
                source=b"bank: prefixes\nquestions: [{kind: x}]\n", content_hash="0" * 64
            )
        )
    assert "This bank has no sections yet" in said(owner.get(PAGE))
