"""Questions of every kind by forms, as a browser without script sends them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.domain.authoring.forms.questions import questions_of
from quiz.domain.questions import KINDS
from quiz.storage.models.authoring import BankDraft
from tests.builders import as_yaml, bank_data, definition
from tests.web.authoring.test_studio import BANK, editor
from tests.web.pages import Browser, Page
from tests.web.store import session_of

__all__ = ["editor"]
pytestmark = pytest.mark.any_database
LIST = f"{BANK}/questions"
SINGLE = list(KINDS).index("single_choice") + 1


def at(number: int | str, path: str = LIST) -> str:
    return f"{path}/{number}"


def source(app: Flask) -> bytes:
    """The one draft that is kept."""
    with session_of(app) as session:
        return session.scalars(select(BankDraft.source)).one() or b""


def posted(browser: Browser, path: str, **values: str) -> Page:
    """A form that is sent without having been opened."""
    return Page(browser.client.post(path, data={"number": "1", **values}, headers=browser.headers))


def every_kind(editor: Browser) -> Page:
    """The list of a draft that has a question of each kind."""
    data = bank_data(questions=[definition(kind) for kind in KINDS])
    form = editor.get(BANK).form(BANK)
    form.set("source", as_yaml(data).replace("\n", "\r\n"))
    editor.send(form)
    return editor.get(LIST)


def test_a_question_of_each_kind_is_opened_and_saved_untouched(app: Flask, editor: Browser) -> None:
    page = every_kind(editor)
    assert (page.status, page.faults) == (200, [])
    before = source(app)
    for number, kind in enumerate(KINDS, 1):
        opened = editor.get(at(number))
        assert (opened.status, opened.faults) == (200, []), kind
        saved = editor.send(opened.form(at(number)), "save")
        assert (saved.status, saved.path) == (200, at(number)), kind
        assert source(app) == before, kind


def test_a_question_of_each_kind_is_changed_at_one_place(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    for number, kind in enumerate(KINDS, 1):
        before = source(app).decode().splitlines()
        form = editor.get(at(number)).form(at(number))
        form.set("f.prompt.en", f"Changed {kind}?")
        assert editor.send(form, "save").status == 200
        after = source(app).decode().splitlines()
        assert [new.strip() for old, new in zip(before, after, strict=True) if old != new] == [f'en: "Changed {kind}?"']


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_new_question_of_each_kind_is_begun_from_the_gallery(app: Flask, editor: Browser, kind: str) -> None:
    gallery = editor.get(at("new"))
    assert (gallery.status, gallery.faults) == (200, [])
    assert at(f"new/{kind}") in gallery.links()
    page = editor.get(at(f"new/{kind}"))
    assert (page.status, page.faults) == (200, [])
    form = page.form(at(f"new/{kind}"))
    form.set("f.prompt.ko", "새 문항이에요.")
    saved = editor.send(form, "save")
    assert saved.status == 200
    assert saved.faults == []
    assert questions_of(source(app))[-1]["kind"] == kind
    assert questions_of(source(app))[-1]["prompt"] == {"ko": "새 문항이에요."}


def test_lines_come_and_go_without_script_and_nothing_typed_is_lost(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    form = editor.get(at(SINGLE)).form(at(SINGLE))
    form.set("f.options.0.text.ko", "바꾼 보기")
    more = editor.send(form, "add:options")
    assert (more.status, more.faults) == (200, [])
    form = more.form(at(SINGLE))
    assert form.value("f.options.0.text.ko") == "바꾼 보기"
    (focused,) = [one for one in more.root.iter() if one.get("autofocus") is not None]
    assert focused.get("name") == "f.options.n1.text.ko"
    form.set("f.options.n1.text.ko", "다섯째")
    form.set("f.options.n1.text.en", "The fifth")
    moved = editor.send(form, "up:options.n1")
    fewer = editor.send(moved.form(at(SINGLE)), "remove:options.0")
    editor.send(fewer.form(at(SINGLE)), "save")
    options = questions_of(source(app))[SINGLE - 1]["options"]
    assert [one["id"] for one in options] == ["b", "c", "e", "d"]
    assert options[2]["text"] == {"ko": "다섯째", "en": "The fifth"}


def test_what_is_refused_stands_at_its_field_and_the_form_keeps_what_was_typed(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    before = source(app)
    form = editor.get(at(1)).form(at(1))
    form.set("f.prompt.ko", "가" * 20_001)
    form.set("f.prompt.en", "Kept?")
    refused = editor.send(form, "save")
    assert refused.status == 422
    assert "20,000" in refused.main or "20000" in refused.main
    assert refused.form(at(1)).value("f.prompt.en") == "Kept?"
    assert source(app) == before
    field = refused.by_id("f.prompt.ko")
    assert field.get("aria-invalid") == "true"
    assert refused.has_id(str(field.get("aria-describedby")).split()[0])


def test_a_control_character_is_refused_by_name(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    form = editor.get(at(1)).form(at(1))
    form.set("f.prompt.ko", "a\x1b")
    assert "U+001B" in editor.send(form, "save").main


def test_what_the_check_finds_stands_at_its_field(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    form = editor.get(at(1)).form(at(1))
    form.set("f.prompt.ko", "")
    form.set("f.prompt.en", "")
    saved = editor.send(form, "save")
    assert saved.status == 200
    assert saved.has_id("f.prompt-said")
    assert "아직 없어요" in saved.main
    assert "오류" in editor.get(LIST).main


def test_a_number_that_is_not_the_last_one_is_refused_and_both_are_shown(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    old = editor.get(at(1)).form(at(1))
    first = editor.get(at(1)).form(at(1))
    first.set("f.prompt.ko", "첫째 창이에요.")
    editor.send(first, "save")
    old.set("f.prompt.ko", "둘째 창이에요.")
    conflict = editor.send(old, "save")
    assert conflict.status == 409
    assert "첫째 창이에요." in conflict.main
    assert conflict.form(at(1)).value("f.prompt.ko") == "둘째 창이에요."
    assert b"\xec\xb2\xab\xec\xa7\xb8" in source(app)
    editor.send(conflict.form(at(1)), "save")
    assert questions_of(source(app))[0]["prompt"]["ko"] == "둘째 창이에요."


def test_questions_that_are_not_there_and_kinds_that_are_none_are_no_pages(editor: Browser) -> None:
    for path in (at(0), at(999), at("new/riddle"), f"{BANK}/quizzes/99"):
        assert editor.get(path).status == 404


def test_a_source_that_can_not_be_read_leads_to_the_editor(app: Flask, editor: Browser) -> None:
    form = editor.get(BANK).form(BANK)
    form.set("source", "bank: [")
    editor.send(form)
    heads = ("head", "quizzes/1", "quizzes/new", "replace")
    for path in (LIST, at(1), at("new/essay"), *(f"{BANK}/{one}" for one in heads)):
        page = editor.get(path)
        assert (page.status, page.faults) == (409, []), path
        assert BANK in page.links()
        assert posted(editor, path).status in (409, 405), path


@pytest.mark.any_database
@pytest.mark.parametrize("sent", [{"f.gaps.@": "zz9"}, {"f.gaps.@": "1", "f.gaps.1.kind": "riddle"}])
def test_a_gap_of_no_kind_that_there_is_breaks_no_page(sent: dict[str, str], editor: Browser) -> None:
    path = at("new/cloze")
    page = Page(editor.client.post(path, data={**editor.get(path).form(path).data("save"), **sent, "go": "add:gaps"}))
    assert (page.status, page.faults) == (200, [])


@pytest.mark.any_database
def test_the_list_shows_a_prompt_without_its_signs(editor: Browser) -> None:
    every_kind(editor)
    form = editor.get(at(1)).form(at(1))
    form.set("f.prompt.ko", "`softmax`의 값이 **아닌** 것은 무엇인가요?")
    editor.send(form, "save")
    assert "softmax의 값이 아닌 것은 무엇인가요?" in editor.get(LIST).main


def test_the_list_moves_duplicates_deletes_and_changes_several(app: Flask, editor: Browser) -> None:
    page = every_kind(editor)
    ids = [one["id"] for one in questions_of(source(app))]
    page = editor.send(page.form(LIST), "down:1")
    assert [one["id"] for one in questions_of(source(app))][:2] == [ids[1], ids[0]]
    page = editor.send(page.form(LIST), "up:2")
    page = editor.send(page.form(LIST), "copy:1")
    assert len(questions_of(source(app))) == len(ids) + 1
    page = editor.send(page.form(LIST), "delete:2")
    assert [one["id"] for one in questions_of(source(app))] == ids
    form = page.form(LIST)
    form.set("chosen", "1", "3")
    form.set("set-difficulty", "3")
    form.set("set-points", "5")
    page = editor.send(form, "set")
    found = questions_of(source(app))
    assert [(one["difficulty"], one.get("points")) for one in found[:3]] == [("3", "5"), ("2", None), ("3", "5")]
    form = page.form(LIST)
    form.set("chosen", "1")
    form.set("place", "3")
    page = editor.send(form, "move")
    assert [one["id"] for one in questions_of(source(app))][:3] == [ids[1], ids[2], ids[0]]
    page = editor.send(page.form(LIST), "undo")
    assert [one["id"] for one in questions_of(source(app))] == ids
    nothing = editor.send(page.form(LIST), "delete")
    assert nothing.status == 422
    assert nothing.faults == []


def test_the_list_refuses_what_another_window_changed(app: Flask, editor: Browser) -> None:
    old = every_kind(editor).form(LIST)
    editor.send(editor.get(LIST).form(LIST), "down:1")
    assert editor.send(old, "delete:1").status == 409
    assert len(questions_of(source(app))) == len(KINDS)


def test_a_text_is_found_shown_and_replaced_where_it_is_chosen(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    path = f"{BANK}/replace"
    page = editor.get(path + "?find=찾아보세요&replacement=고르세요")
    assert (page.status, page.faults) == (200, [])
    form = next(one for one in page.forms() if one.method == "post" and one.action == path)
    done = editor.send(form)
    assert done.path == LIST
    assert "찾아보세요".encode() not in source(app)
    assert editor.get(path + "?find=nothing-at-all").faults == []
    assert posted(editor, path, find="x", replacement="y").status == 422


def test_the_head_of_a_bank_and_a_quiz_are_written(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    head = f"{BANK}/head"
    page = editor.get(head)
    assert (page.status, page.faults) == (200, [])
    more = editor.send(page.form(head), "add:objectives")
    form = more.form(head)
    form.set("f.objectives.n1.@key", "LO-9")
    form.set("f.objectives.n1.level", "apply")
    form.set("f.objectives.n1.text.ko", "계산한다.")
    assert editor.send(form, "save").path == head
    assert b"LO-9" in source(app)
    again = editor.send(editor.get(head).form(head), "add:sections")
    assert editor.send(again.form(head), "save").status == 200
    new = f"{BANK}/quizzes/new"
    page = editor.get(new)
    assert (page.status, page.faults) == (200, [])
    form = page.form(new)
    form.set("f.title.ko", "새 평가")
    form.set("f.mode", "exam")
    form.set("f.draw.which", "picked")
    form.set("f.draw.picked", "one-essay", "one-numeric")
    form.set("f.minutes", "20")
    saved = editor.send(form, "save")
    assert (saved.status, saved.path, saved.faults) == (200, f"{BANK}/quizzes/3", [])
    assert b"questions: [one-essay, one-numeric]" in source(app)
    assert editor.send(saved.form(saved.path), "delete").path == f"{BANK}/quizzes"
    assert b"one-essay, one-numeric" not in source(app)


def test_a_question_is_led_to_by_its_id(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    assert editor.get(at("named/one-essay")).path == at(list(KINDS).index("essay") + 1)
    assert editor.get(at("named/nothing")).path == LIST


def test_an_error_leads_to_its_field(app: Flask, editor: Browser) -> None:
    every_kind(editor)
    form = editor.get(at(1)).form(at(1))
    form.set("f.prompt.en", "")
    saved = editor.send(form, "save")
    assert f"{at(1)}#f.prompt-said" in saved.links()
    assert saved.has_id("f.prompt-said")
    published = editor.get(f"{BANK}/publish")
    assert (published.status, published.faults) == (200, [])
    assert f"{at(1)}#f.prompt-said" in published.links()


def test_strangers_and_learners_find_no_form(app: Flask, editor: Browser, alice: Browser) -> None:
    quizzes = (f"{BANK}/quizzes", f"{BANK}/quizzes/1")
    for path in (LIST, at(1), at("new"), at("new/essay"), at("named/q"), f"{BANK}/head", *quizzes, f"{BANK}/replace"):
        assert alice.get(path).status == 404, path


def test_saving_and_going_on_says_what_is_left_in_the_question(editor: Browser) -> None:
    every_kind(editor)
    form = editor.get(at(SINGLE)).form(at(SINGLE))
    for one in form.fields:
        if one.name.endswith(".correct") and one.options:
            one.values = ["true"]
    next_one = editor.send(form, "next")
    assert (next_one.path, next_one.faults) == (at("new"), [])
    assert next_one.has_id("todo")
    assert any(link.startswith(f"{at(SINGLE)}#") for link in next_one.links())
    page = editor.get(at(SINGLE))
    ticks = [one for one in page.all("input", type="checkbox") if str(one.get("name")).endswith(".correct")]
    assert len(ticks) > 1
    for tick in ticks:
        assert page.has_id(str(tick.get("aria-describedby")))
        assert tick.get("aria-invalid") == "true"
