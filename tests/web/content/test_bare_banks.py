"""A bank with no more than it needs to be read: its pages do without what it lacks, in both languages."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask

from quiz.domain.questions import KINDS
from quiz.platform.paths import QUESTIONS
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from tests.builders import as_yaml, both, definition
from tests.conftest import NOW
from tests.web.pages import Browser, Page, token_of, words
from tests.web.store import asked, session_of

pytestmark = pytest.mark.any_database

MONTH = "2024-07"
BARE = """\
bank: 2024-07
questions:
  - kind: true_false
    prompt: Half of a half is a quarter.
    answer: true
  - kind: single_choice
    prompt: How much is a half of a half?
    options:
      - {id: a, text: "1/4", correct: true}
      - {id: b, text: "1/2"}
  - kind: numeric
    prompt: How many quarters make a whole?
    answer: 4
    tolerance: {absolute: 0}
"""
SECTION = """\
sections:
  "7.1": {title: Quarters}
"""
LEFT_OUT = ("section", "objective", "difficulty", "scope", "explanation", "sources", "why", "hints", "image")
REASONED = ("options", "left", "items", "rows", "spots", "gaps")
WITH_WORDS = ("h1", "h2", "h3", "h4", "dt", "dd", "ul", "ol", "dl", "section", "th", "tbody", "caption")
NOT_SHOWN = re.compile(r"\bNone\b|undefined|Undefined|null\b|\{\{|\}\}")


def publish_text(app: Flask, text: str, profile: str = "open") -> None:
    """Publish a month into the series, which has another profile from now on."""
    shipped = (QUESTIONS / SERIES_FILE).read_text(encoding="utf-8").replace("glossary: glossary.yaml\n", "")
    series = shipped.replace("profile: strict", f"profile: {profile}")
    files = [BankFile(name=SERIES_FILE, raw=series.encode()), BankFile(name=f"{MONTH}.yaml", raw=text.encode())]
    with session_of(app) as session:
        publish(session, files, MediaFolder(source=QUESTIONS / "media"), now=NOW)


def whole(page: Page) -> Page:
    """The page, which shows nothing of what is not there: no empty heading, cell, list or term."""
    assert not NOT_SHOWN.search(page.main), NOT_SHOWN.findall(page.main)
    shown = [element for tag in WITH_WORDS for element in page.all(tag)]
    shown += page.all("p", class_="because")
    assert [ElementTree.tostring(element) for element in shown if not words(element)] == []
    for place in page.all("a"):
        assert not str(place.get("href", "")).endswith("#s-")
    return page


def finish(app: Flask, alice: Browser, *, wrongly: int) -> Page:
    """Practise the whole month, the first questions ``wrongly``; the result."""
    page = whole(alice.begin(f"{MONTH}/practice"))
    token = token_of(page)
    for number, question in enumerate(asked(app, token)):
        page = whole(alice.get(question.path))
        answer = question.wrong if number < wrongly else question.right
        page = whole(alice.send(page.answer_form.answer(answer), "check"))
        assert " · " not in words(page.by_id("verdict")), "no reasons stand below"
    return whole(alice.get(f"/a/{token}/result"))


@pytest.mark.parametrize("wrongly", [0, 2])
def test_every_page_does_without_what_a_bank_lacks(
    app: Flask, alice: Browser, tae_ri: Browser, language: str, wrongly: int
) -> None:
    publish_text(app, BARE)
    for browser in (alice, tae_ri):
        browser.client.post("/preferences", data={"language": language})
    month = whole(alice.get(f"/m/{MONTH}"))
    assert not month.has_id("objectives")
    assert ("연습" if language == "ko" else "Practice") in month.main
    result = finish(app, alice, wrongly=wrongly)
    assert not result.has_id("by-1")
    assert not result.has_id("by-2")
    assert "#s-" not in result.html
    me = whole(alice.get("/me"))
    assert not me.has_id("by-objective")
    assert me.has_id("by-month")
    statistics = whole(tae_ri.get(f"/teach/questions/{MONTH}"))
    assert "How many quarters make a whole?" in statistics.main
    assert tae_ri.client.get(f"/teach/questions/{MONTH}.csv").get_data(as_text=True).count("\n") == 4
    whole(tae_ri.get("/teach/learners"))
    whole(alice.get("/"))


def bare(kind: str) -> dict[str, Any]:
    """The example of a kind without all that may be left out."""
    written = {key: value for key, value in definition(kind).items() if key not in LEFT_OUT}
    if kind == "ordering":
        del written["reasons"]
    for part in REASONED + (("reasons",) if kind == "two_tier" else ()):
        entries = written.get(part, ())
        for entry in entries.values() if isinstance(entries, dict) else entries:
            entry.pop("why", None)
            for option in entry.get("options", ()):
                option.pop("why", None)
    return written


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_any_kind_is_asked_and_explained_without_them(app: Flask, alice: Browser, kind: str) -> None:
    question = bare(kind)
    if kind == "hotspot":
        question["image"] = {**definition(kind)["image"], "file": "lora-branches.svg"}
    publish_text(app, as_yaml({"bank": MONTH, "questions": [question]}))
    for wrongly in (0, 1):
        page = whole(alice.begin(f"{MONTH}/practice"))
        (one,) = asked(app, token_of(page))
        page = whole(alice.send(page.answer_form.answer(one.wrong if wrongly else one.right), "check"))
        if KINDS[kind].judged_by_person:
            page = whole(alice.send(page.form(one.path), "confirm"))
        assert page.has_id("verdict")
        whole(alice.get(f"/a/{one.token}/result"))


def test_a_question_without_an_objective_counts_for_its_section(app: Flask, alice: Browser, language: str) -> None:
    alice.client.post("/preferences", data={"language": language})
    text = BARE.replace("    prompt", '    section: "7.1"\n    prompt')
    publish_text(app, text.replace("questions:", f"{SECTION}questions:"))
    month = whole(alice.get(f"/m/{MONTH}"))
    assert month.has_id("s-7-1")
    result = finish(app, alice, wrongly=2)
    assert f"/m/{MONTH}#s-7-1" in result.links()
    assert words(result.by_id("by-1")) == ("절별" if language == "ko" else "By section")
    assert not result.has_id("by-2")
    me = whole(alice.get("/me"))
    assert "Quarters" in me.main
    assert "1 / 3" in me.main


def test_where_there_is_a_reason_a_wrong_answer_points_at_it(app: Flask, alice: Browser) -> None:
    question = {**bare("true_false"), "explanation": both("절반을 다시 반으로 나눈 값이에요.", "It is halved twice.")}
    publish_text(app, as_yaml({"bank": MONTH, "questions": [question]}))
    page = alice.begin(f"{MONTH}/practice")
    (one,) = asked(app, token_of(page))
    page = whole(alice.send(page.answer_form.answer(one.wrong), "check"))
    assert " · " in words(page.by_id("verdict"))
    assert "절반을 다시 반으로 나눈 값이에요." in page.main


@pytest.mark.parametrize(
    ("answer", "matching", "said"),
    [
        ("[망각, forgetting]", "{}", "한국어로도 영어로도 쓸 수 있어요. 띄어쓰기와 대소문자는 구분하지 않아요."),
        ("망각", "{}", "띄어쓰기와 대소문자는 구분하지 않아요."),
        ("망각", "{case: exact}", "띄어쓰기는 구분하지 않아요."),
        ("망각", "{spaces: collapse}", "대소문자는 구분하지 않아요."),
        ("망각", "{spaces: collapse, case: exact}", ""),
    ],
)
def test_what_is_said_of_typing_a_term_is_true_of_it(
    app: Flask, alice: Browser, answer: str, matching: str, said: str
) -> None:
    term = (
        f"    kind: short_text\n    prompt: 무엇인가요?\n    answers: [{{text: {answer}}}]\n    matching: {matching}\n"
    )
    publish_text(app, f"bank: {MONTH}\nquestions:\n  -\n{term}")
    page = alice.begin(f"{MONTH}/practice")
    hints = [words(hint) for field in page.all("div", class_="field") for hint in field.iter("p")]
    assert (hints or [""])[0] == said
    assert ('aria-describedby="text-help"' in page.html) == bool(said)


def rows_of(result: Page, table: int) -> list[list[str]]:
    """The lines of one of the tables of a result: what is counted, and its points."""
    region = next(
        found for found in result.all("div", class_="scroll") if found.get("aria-labelledby") == f"by-{table}"
    )
    cells = [[words(cell) for cell in row] for row in region.iter() if row.tag.rpartition("}")[2] == "tr"]
    return [[row[0], row[-1]] for row in cells[1:]]


def test_questions_without_a_section_are_counted_beside_those_with_one(
    app: Flask, alice: Browser, language: str
) -> None:
    alice.client.post("/preferences", data={"language": language})
    text = BARE.replace("    prompt: Half", '    section: "7.1"\n    prompt: Half')
    # With a single section they would all be of it.
    publish_text(app, text.replace("questions:", f'{SECTION}  "7.2": {{title: Halves}}\nquestions:'))
    other = "그 밖의 문항" if language == "ko" else "Other questions"
    result = finish(app, alice, wrongly=3)
    assert rows_of(result, 1) == [["Quarters 7.1", "0 / 1"], [other, "0 / 2"]]
    assert not result.has_id("by-2")
    # What to read again is a section, however badly the others went.
    assert f"/m/{MONTH}#s-7-1" in result.links()
