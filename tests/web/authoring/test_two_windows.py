"""Two windows on the forms of one bank: each saves its own part; where both changed the same, both are shown."""

from __future__ import annotations

import pytest
from flask import Flask

from quiz.domain.authoring.forms.questions import questions_of
from quiz.domain.authoring.forms.quizzes import quizzes_of
from tests.web.authoring.test_forms import LIST, SINGLE, at, every_kind, source
from tests.web.authoring.test_studio import BANK, editor
from tests.web.pages import Browser, Form

__all__ = ["editor"]
pytestmark = pytest.mark.any_database
HEAD, QUIZZES = f"{BANK}/head", f"{BANK}/quizzes"


def prompts(app: Flask) -> list[str]:
    return [one["prompt"]["en"] for one in questions_of(source(app))]


def opened(editor: Browser, path: str, **values: str) -> Form:
    """The form at ``path``, filled in and not sent."""
    form = editor.get(path).form(path)
    for name, value in values.items():
        form.set(f"f.{name.replace('__', '.')}", value)
    return form


def test_a_form_is_saved_though_another_part_was_changed_meanwhile(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    mine = [
        opened(editor, at(6), prompt__en="The sixth?"),
        opened(editor, HEAD, title__en="Another title"),
        opened(editor, at("new/true_false"), prompt__en="A new one?"),
        opened(editor, f"{QUIZZES}/1", title__en="A quiz"),
        opened(editor, f"{QUIZZES}/new", title__en="One more quiz"),
    ]
    editor.send(opened(editor, at(1), prompt__en="The first?"), "save")
    for form in mine:
        assert editor.send(form, "save").status == 200, form.action
    said = prompts(app)
    assert (said[0], said[5], said[-1]) == ("The first?", "The sixth?", "A new one?")
    assert "Another title" in source(app).decode()
    assert next(quiz["title"]["en"] for quiz in quizzes_of(source(app))) == "A quiz"
    assert [quiz["title"]["en"] for quiz in quizzes_of(source(app))][-1] == "One more quiz"


@pytest.mark.parametrize(("path", "field"), [(HEAD, "title__en"), (f"{QUIZZES}/1", "title__en"), (at(2), "prompt__en")])
def test_where_both_changed_the_same_part_both_stand_side_by_side(
    path: str, field: str, app: Flask, editor: Browser
) -> None:
    every_kind(editor)
    late = opened(editor, path, **{field: "Of the second window"})
    editor.send(opened(editor, path, **{field: "Of the first window"}), "save")
    refused = editor.send(late, "save")
    assert refused.status == 409
    assert "Of the first window" in refused.main
    again = refused.form(path)
    assert again.value(f"f.{field.replace('__', '.')}") == "Of the second window"
    assert editor.send(again, "save").status == 200
    assert "Of the second window" in source(app).decode()


def test_a_line_that_is_added_hides_no_change_of_another_window(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    late = opened(editor, at(SINGLE), prompt__en="Of the second window")
    editor.send(opened(editor, at(SINGLE), prompt__en="Of the first window"), "save")
    grown = editor.send(late, "add:options")
    assert grown.status == 200
    assert editor.send(grown.form(at(SINGLE)), "save").status == 409
    assert prompts(app)[SINGLE - 1] == "Of the first window"


def test_a_question_that_was_moved_meanwhile_is_saved_where_it_is_now(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    late, changed = opened(editor, at(4), prompt__en="The fourth?"), opened(editor, at(5), prompt__en="The fifth?")
    before = [one["id"] for one in questions_of(source(app))]
    editor.send(editor.get(LIST).form(LIST), "delete:1")
    assert editor.send(late, "save").path == at(3)
    editor.send(opened(editor, at(4), prompt__en="Of another window"), "save")
    refused = editor.send(changed, "save")
    assert (refused.status, refused.form(at(4)).value("f.prompt.en")) == (409, "The fifth?")
    after = questions_of(source(app))
    assert [one["id"] for one in after] == before[1:]
    assert [after[2]["prompt"]["en"], after[3]["prompt"]["en"]] == ["The fourth?", "Of another window"]


def test_what_was_typed_for_a_question_that_is_gone_can_be_saved_as_a_new_one(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    late = opened(editor, at(SINGLE), prompt__en="Of the second window")
    kinds = [one["kind"] for one in questions_of(source(app))]
    editor.send(editor.get(LIST).form(LIST), f"delete:{SINGLE}")
    gone = editor.send(late, "save")
    assert (gone.status, gone.faults) == (409, [])
    assert [one["kind"] for one in questions_of(source(app))] == kinds[: SINGLE - 1] + kinds[SINGLE:]
    assert editor.send(gone.form(at("new/single_choice")), "save").status == 200
    assert prompts(app)[-1] == "Of the second window"


def test_a_quiz_that_is_gone_overwrites_no_other(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    editor.send(opened(editor, f"{QUIZZES}/new", title__en="One more quiz"), "save")
    late = opened(editor, f"{QUIZZES}/1", title__en="Of the second window")
    editor.send(editor.get(f"{QUIZZES}/1").form(f"{QUIZZES}/1"), "delete")
    gone = editor.send(late, "save")
    assert (gone.status, gone.form(f"{QUIZZES}/new").value("f.title.en")) == (409, "Of the second window")
    titles = [quiz["title"]["en"] for quiz in quizzes_of(source(app))]
    assert titles[-1] == "One more quiz"
    assert "Of the second window" not in titles


@pytest.mark.parametrize("path", [at("new/true_false"), f"{QUIZZES}/new"])
def test_a_button_that_is_pressed_twice_adds_one(path: str, app: Flask, editor: Browser) -> None:
    every_kind(editor)
    form = opened(editor, path)
    statuses = [editor.send(form, "save").status for _ in range(2)]
    assert statuses == [200, 409]


@pytest.mark.parametrize("path", [at(SINGLE), at("new/essay"), HEAD, f"{QUIZZES}/1"])
def test_a_page_says_of_words_that_are_not_saved_that_they_are_not(path: str, editor: Browser) -> None:
    every_kind(editor)
    form = opened(editor, path)
    form.set("page", "page1")
    # As the script of the page sends what it has kept.
    form.buttons.append(("go", "restore:"))
    again = editor.send(form, "restore:")
    assert (again.status, again.faults) == (200, [])
    assert "저장하지 않았어요" in "".join(again.by_id("save").itertext())
    assert again.form(path).value("page") == "page1"
    saved = editor.send(again.form(path), "save")
    assert (saved.status, saved.by_id("main").get("data-saved")) == (200, "page1")
    assert "page1" not in "".join(saved.by_id("main").itertext())
    assert editor.get(saved.path).by_id("main").get("data-saved") is None
