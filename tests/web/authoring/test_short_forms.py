"""A bank that is written short in the studio: every page opens it in full, and changes it where it is changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from quiz.domain.yaml.reader import read_yaml
from tests.domain.bank_format.short_forms import test_written_out
from tests.web.authoring.test_forms import LIST, at, source
from tests.web.authoring.test_studio import BANK, editor
from tests.web.pages import Browser

__all__ = ["editor"]
pytestmark = pytest.mark.any_database
RAW = (Path(test_written_out.__file__).parent / "statistics.yaml").read_text("utf-8")
COUNT = 10


@pytest.fixture
def short(editor: Browser) -> Browser:
    """Who has a draft that says what a busy teacher wrote."""
    form = editor.get(BANK).form(BANK)
    form.set("source", RAW.replace("2026-05", BANK.rpartition("/")[2]).replace("\n", "\r\n"))
    editor.send(form)
    return editor


def test_every_form_is_filled_and_leaves_the_file_as_it_was(app: Flask, short: Browser) -> None:
    before = source(app)
    pages = [*(at(number) for number in range(1, COUNT + 1)), f"{BANK}/head", f"{BANK}/quizzes/1", f"{BANK}/quizzes/2"]
    for path in pages:
        opened = short.get(path)
        assert (opened.status, opened.faults) == (200, []), path
        saved = short.send(opened.form(path), "save")
        assert (saved.status, saved.path) == (200, path)
        assert source(app) == before, path


def test_only_the_question_that_is_changed_is_written_out(app: Flask, short: Browser) -> None:
    before = read_yaml(source(app), "").data["questions"]
    form = short.get(at(1)).form(at(1))
    form.set("f.prompt.ko", "가장 강한 것은?")
    assert short.send(form, "save").status == 200
    after = read_yaml(source(app), "").data["questions"]
    assert after[0]["options"][1] == {"id": "중앙값", "text": "중앙값", "correct": "true"}
    assert after[1:] == before[1:]


def test_texts_are_found_and_replaced(app: Flask, short: Browser) -> None:
    page = short.get(f"{BANK}/replace?find=중앙값&replacement=가운뎃값")
    assert (page.status, page.faults) == (200, [])
    done = short.send(page.forms()[-1])
    assert done.status == 200
    assert "{id: 중앙값, text: 가운뎃값, correct: true}" in source(app).decode()


@pytest.mark.parametrize("path", ["", "/preview", "/coverage", "/publish", "/prompt", "/history"])
def test_every_page_reads_it(short: Browser, path: str) -> None:
    page = short.get(BANK + path)
    assert page.status in (200, 404)
    assert LIST in short.get(BANK).links()
