"""Texts in another language than the page's say so: a screen reader would read them in the wrong voice."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from quiz.platform.paths import QUESTIONS
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from tests.builders import as_yaml
from tests.conftest import NOW
from tests.web.pages import Browser, Page, token_of
from tests.web.store import asked, session_of

pytestmark = pytest.mark.any_database

WORDS = {"ko": "한글로만", "en": "Latin only"}


def series_in(language: str) -> list[BankFile]:
    """A series in one language, whose every text holds the same words."""
    words = WORDS[language]
    why = {"why": f"{words} 6"}
    # Of a term in Latin letters nobody can say which language it is in.
    term = words if language == "ko" else "overfit"
    questions = [
        {
            "id": "pick", "kind": "single_choice", "section": "1", "objective": "a",
            "prompt": f"{words} 1\n\n- {words} 2\n- {words} 3", "explanation": f"{words} 4\n\n{words} 5",
            "options": [{"id": "a", "text": f"{words} & a", "correct": "true", **why},
                        {"id": "b", "text": f"{words} b", **why}],
        },
        {
            "id": "fill", "kind": "cloze", "section": "1", "objective": "a", "prompt": f"{words} 7",
            "text": f"{words} [[1]] {words} [[2]]",
            "gaps": {"2": {"kind": "text", "answers": [{"text": term}]},
                     "1": {"kind": "choice", "options": [{"id": "a", "text": f"{words} a", "correct": "true"},
                                                          {"id": "b", "text": f"{words} b"}]}},
        },
    ]  # fmt: skip
    questions.append({"id": "type", "kind": "short_text", "section": "1", "prompt": words, "answers": [{"text": term}]})
    bank = {
        "bank": "unit",
        "title": f"{words} <i>8</i>",
        "objectives": {"a": {"level": "apply", "text": f"{words} 9"}},
        "sections": {"1": {"title": f"{words} 10", "notes": f"{words} 11"}},
        "quizzes": [{"id": "all", "title": f"{words} 12", "mode": "practice", "draw": [{"count": "3"}]}],
        "questions": questions,
    }
    frame = {
        "series": "one", "languages": [language], "title": f"{words} 13", "line": f"{words} 14", "profile": "open",
        "parts": [{"id": "1", "title": f"{words} 15", "banks": ["unit"]}],
    }  # fmt: skip
    return [
        BankFile(name=SERIES_FILE, raw=as_yaml(frame).encode()),
        BankFile(name="unit.yaml", raw=as_yaml(bank).encode()),
    ]


def test_a_text_that_is_filled_from_another_language_says_so_alone(app: Flask, alice: Browser) -> None:
    shipped = (QUESTIONS / SERIES_FILE).read_text(encoding="utf-8").replace("glossary: glossary.yaml\n", "")
    frame = shipped.replace("profile: strict", "profile: open")
    text = """\
bank: 2024-07
questions:
  - kind: single_choice
    prompt: {ko: 한글로만 써요}
    options:
      - {id: a, text: {ko: 하나예요, en: This is one}, correct: true}
      - {id: b, text: LoRA}
"""
    files = [BankFile(name=SERIES_FILE, raw=frame.encode()), BankFile(name="2024-07.yaml", raw=text.encode())]
    with session_of(app) as session:
        publish(session, files, MediaFolder(source=QUESTIONS / "media"), now=NOW)
    alice.client.post("/preferences", data={"language": "en"})
    page = alice.begin("2024-07/practice")
    assert re.findall(r'<(\w+) lang="ko">([^<]*)<', page.html)[:1] == [("p", "한글로만 써요")]
    assert page.html.count("<span>This is one</span>") == page.html.count("<span>LoRA</span>") == 1


def unmarked(page: Page, language: str, reader: str) -> list[str]:
    """The words of the series that a screen reader would read in another language than ``language``."""
    found: list[str] = []

    def look(element: object, spoken: str) -> None:
        spoken = element.get("lang", spoken)  # type: ignore[attr-defined]
        said = [element.text, *element.attrib.values()]  # type: ignore[attr-defined]
        found.extend(one for one in said if one and WORDS[language] in one and spoken != language)
        for child in element:  # type: ignore[attr-defined]
            look(child, spoken)
            if child.tail and WORDS[language] in child.tail and spoken != language:
                found.append(child.tail)

    assert WORDS[language] in page.main
    look(page.by_id("main"), reader)
    return found


@pytest.mark.parametrize(("language", "reader"), [("ko", "en"), ("en", "ko"), ("ko", "ko"), ("en", "en")])
def test_every_text_of_a_series_says_its_language_where_the_page_has_another(
    app: Flask, alice: Browser, language: str, reader: str
) -> None:
    with session_of(app) as session:
        publish(session, series_in(language), MediaFolder(source=QUESTIONS / "media"), now=NOW)
    alice.client.post("/preferences", data={"language": reader})
    pages = [alice.get("/s/one/"), alice.get("/s/one/m/unit")]
    pages.append(alice.send(pages[1].form("/quizzes/start", quiz="unit/all", series="one")))
    token = token_of(pages[-1])
    for question in asked(app, token):
        page = alice.get(question.path)
        pages += [page, alice.send(page.answer_form.answer(question.wrong), "check")]
    pages.append(alice.get(f"/a/{token}/result"))
    for page in pages:
        assert unmarked(page, language, reader) == []
        marks = re.findall("<main.*</main>", page.html, re.DOTALL)[0].count(f' lang="{language}"')
        assert bool(marks) == (language != reader)
        title = re.findall("<title>(.*?)</title>", page.html, re.DOTALL)[0]
        assert "<" not in title
        assert "&lt;span" not in title
