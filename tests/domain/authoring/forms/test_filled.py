"""A form with what stands in it: its lists, their lines and what these are called."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.authoring.forms.fields.lists import MOST_LINES
from quiz.domain.authoring.forms.filled import Form, Refused
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.questions import blank
from quiz.domain.errors import say
from quiz.domain.questions import KINDS
from tests.builders import both
from tests.domain.authoring.forms.full import TWO_OF_EACH, full


def form_for(of: str, **data: Any) -> Form:
    return Form.of(form_of(of), of, data or full(of), TWO_OF_EACH)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_field_is_filled_where_something_stands_in_it_or_is_wrong(kind: str) -> None:
    empty, filled = form_for(kind, kind=kind), form_for(kind)
    assert [field.name for field in form_of(kind).fields if empty.is_filled(field)] == []
    assert [field.name for field in form_of(kind).fields if not filled.is_filled(field)] == []
    for field in form_of(kind).fields:
        for name in (field.name, f"{field.name}.0"):
            wrong = empty.with_sent({}, {name: say("wrong")})
            assert [one.name for one in form_of(kind).fields if wrong.is_filled(one)] == [field.name]


def test_a_field_inside_a_line_is_filled_by_itself() -> None:
    form = form_for("single_choice")
    (misconception,) = [one for one in form.growing("options").of.fields if one.name == "misconception"]  # type: ignore[union-attr]
    assert [form.is_filled(misconception, f"options.{line}") for line in range(4)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("kind", "lists"),
    [("categorize", {"bins"}), ("matrix", {"columns"}), ("ordering", {"items"}), ("single_choice", set())],
)
def test_lists_are_known_whose_lines_others_refer_to(kind: str, lists: set[str]) -> None:
    form = form_for(kind)
    named = [name.removesuffix(".@") for name in form.inputs if name.endswith(".@")]
    assert {name for name in named if form.is_referred(name)} == lists


def test_lines_are_called_by_letters_and_by_what_they_say_first() -> None:
    items = [{"text": both("가" * 60, "")}, {"text": both("", "no Korean")}, *({"text": "x"} for _ in range(25))]
    form = form_for("ordering", kind="ordering", items=items)
    assert form.name_of("items", "0") == "A · " + "가" * 40
    assert form.name_of("items", "1") == "B"
    assert form.name_of("items", "25") == "Z · x"
    assert form.name_of("items", "26") == "27 · x"
    assert form.acted("up:items.1").name_of("items", "0").startswith("B · ")


@pytest.mark.parametrize(
    ("kind", "press", "line", "first"),
    [
        ("single_choice", "add:options", "options.n1", "options.n1.text.ko"),
        ("essay", "add:hints", "hints.n1", "hints.n1.ko"),
        ("essay", "add:variables", "variables.n1", "variables.n1.@key"),
        ("ordering", "add:reasons", "reasons.n1", "reasons.n1.before"),
        ("matching", "add:pairs.spare", "pairs.spare.n1", "pairs.spare.n1.ko"),
        ("cloze", "add:gaps:text", "gaps.n1", "gaps.n1.answers.n1.text"),
        ("cloze", "add:gaps:choice", "gaps.n1", "gaps.n1.options.n1.text.ko"),
        ("cloze", "add:gaps:number", "gaps.n1", "gaps.n1.answer"),
        ("essay", "add:riddle", "riddle.n1", ""),
    ],
)
def test_the_first_input_of_a_new_line_is_found(kind: str, press: str, line: str, first: str) -> None:
    assert form_for(kind).acted(press).first_of(line) == first


@pytest.mark.parametrize(
    ("kind", "at", "label"),
    [
        ("essay", "hints", "Hints"),
        ("matching", "pairs", "Pairs"),
        ("matching", "pairs.spare", ""),
        ("cloze", "gaps.1.wrong", "Known wrong answers"),
        ("cloze", "gaps.2.options", "Options"),
        ("cloze", "gaps.9.options", None),
        ("cloze", "gaps.1.options", None),
        ("essay", "hints.0", None),
        ("essay", "hints.0.ko", None),
        ("essay", "prompt", None),
        ("essay", "prompt.ko", None),
        ("essay", "image", None),
        ("essay", "image.alt", None),
        ("essay", "image.riddle.x", None),
        ("essay", "", None),
    ],
)
def test_a_list_is_found_by_its_name_and_nothing_else_grows(kind: str, at: str, label: str | None) -> None:
    form = form_for(kind)
    found = form.growing(at)
    assert (None if found is None else str(found.label)) == label
    if found is None:
        assert form.acted(f"add:{at}") is form


def test_what_can_not_be_pressed_changes_nothing() -> None:
    form = form_for("cloze")
    for act in ("add:gaps", "add:gaps:riddle", "up:gaps.7", "down:riddle.0", "", "up"):
        assert form.acted(act) is form, act
    for act in ("remove:gaps.7", "riddle:gaps.0", "up:gaps.0", "down:gaps.2"):
        assert form.acted(act).tokens("gaps") == ("0", "1", "2"), act
    assert form.acted("down:gaps.0").tokens("gaps") == ("1", "0", "2")


def test_new_lines_are_numbered_on_and_end_at_the_most() -> None:
    form = form_for("essay").acted("add:hints").acted("add:hints")
    assert form.tokens("hints") == ("0", "1", "n1", "n2")
    assert form.acted("remove:hints.n1").acted("add:hints").tokens("hints") == ("0", "1", "n2", "n3")
    whole = form.with_sent({"hints.@": tuple(map(str, range(MOST_LINES)))}, {})
    assert whole.acted("add:hints") is whole


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("single_choice", {"options": 4}),
        ("matching", {"pairs": 3}),
        ("categorize", {"bins": 2, "items": 4}),
        ("matrix", {"columns": 2, "rows": 3}),
        ("ordering", {"items": 4}),
        ("hotspot", {"spots": 3}),
        ("short_text", {"answers": 1}),
        ("essay", {"rubric": 2}),
        ("cloze", {}),
    ],
)
def test_a_new_question_has_the_lines_that_its_kind_begins_with(kind: str, lines: dict[str, int]) -> None:
    form = blank(kind, TWO_OF_EACH, {})
    found = {name.removesuffix(".@"): form.tokens(name.removesuffix(".@")) for name in form.inputs if ".@" in name}
    assert {name: len(tokens) for name, tokens in found.items() if tokens} == lines
    assert form.acted("add:gaps:choice").tokens("gaps.n1.options") == (
        ("n1", "n2", "n3", "n4") if kind == "cloze" else ()
    )


def test_what_is_refused_is_said_with_the_names_of_the_inputs() -> None:
    assert str(Refused({"a": say("one"), "": say("two")})) == "a: one, : two"
